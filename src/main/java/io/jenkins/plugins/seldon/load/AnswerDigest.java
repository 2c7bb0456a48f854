package io.jenkins.plugins.seldon.load;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * What an answer comes down to: its objects as they are, and of an array what is no number, and one that stands for all of
 * them; NaN and infinities are nulls. Whether there is a value, and whether an error is among them, shows as in the whole; a
 * prediction of a hundred thousand numbers takes a fraction of the time.
 */
final class AnswerDigest {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Stands for the numbers of an array. */
    private static final JsonNode SOME = BooleanNode.TRUE;

    private final JsonParser parser;

    private AnswerDigest(JsonParser parser) {
        this.parser = parser;
    }

    /** @throws IOException when it is not one JSON text; a missing node when there is none at all */
    static JsonNode of(byte[] body) throws IOException {
        try (JsonParser parser = AnswerValues.JSON.createParser(body)) {
            if (parser.nextToken() == null) {
                return MissingNode.getInstance();
            }
            JsonNode root = new AnswerDigest(parser).node();
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "something follows the JSON text");
            }
            return root;
        }
    }

    private JsonNode node() throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                parser.isNaN() ? NODES.nullNode() : NODES.numberNode(parser.getDecimalValue());
            case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(parser.getBooleanValue());
            case VALUE_NULL -> NODES.nullNode();
            default -> throw new JsonParseException(parser, "a value was expected");
        };
    }

    private ObjectNode object() throws IOException {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            object.set(name, node());
        }
        return object;
    }

    private ArrayNode array() throws IOException {
        ArrayNode array = NODES.arrayNode();
        boolean some = false;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token.isNumeric() && !parser.isNaN() || token.isBoolean()) {
                if (!some) {
                    array.add(SOME);
                    some = true;
                }
                continue;
            }
            JsonNode child = node();
            if (!isNumbers(child)) {
                array.add(child);
            } else if (!some) {
                array.add(child);
                some = true;
            }
        }
        return array;
    }

    /** Whether nothing but numbers was in it. */
    private static boolean isNumbers(JsonNode node) {
        return node.isArray() && node.size() == 1 && (node.get(0) == SOME || isNumbers(node.get(0)));
    }
}
