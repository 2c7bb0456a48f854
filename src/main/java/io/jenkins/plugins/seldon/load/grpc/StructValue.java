package io.jenkins.plugins.seldon.load.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON as protobuf has it. Source: google/protobuf/struct.proto; protobuf's JSON mapping but for NaN and infinities. */
final class StructValue {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** As deep as JSON is read elsewhere. */
    private static final int DEEPEST = 200;

    private StructValue() {}

    static void writeValue(WireWriter out, JsonNode node) {
        switch (node.getNodeType()) {
            case NUMBER -> out.fixed64(2, node.doubleValue());
            case STRING -> out.text(3, node.textValue());
            case BOOLEAN -> out.varint(4, node.booleanValue() ? 1 : 0);
            case OBJECT -> out.message(5, struct -> writeStruct(struct, node));
            case ARRAY -> out.message(6, list -> writeList(list, node));
            default -> out.varint(1, 0);
        }
    }

    static void writeList(WireWriter out, JsonNode array) {
        array.forEach(element -> out.message(1, value -> writeValue(value, element)));
    }

    private static void writeStruct(WireWriter out, JsonNode object) {
        object.properties()
                .forEach(entry -> out.message(1, map -> {
                    map.text(1, entry.getKey());
                    map.message(2, value -> writeValue(value, entry.getValue()));
                }));
    }

    static JsonNode readValue(WireReader in) throws MalformedMessageException {
        return readValue(in, 0);
    }

    static ArrayNode readList(WireReader in) throws MalformedMessageException {
        return readList(in, 0);
    }

    /** A double as a node; null for what JSON has no number for: over REST it is no value either. */
    static JsonNode number(double value) {
        return Double.isFinite(value) ? NODES.numberNode(value) : NODES.nullNode();
    }

    private static JsonNode readValue(WireReader in, int depth) throws MalformedMessageException {
        if (depth > DEEPEST) {
            throw new MalformedMessageException("a message that is nested too deep");
        }
        JsonNode node = NODES.nullNode();
        while (in.next()) {
            node = switch (in.field()) {
                case 1 -> NODES.nullNode();
                case 2 -> number(in.fixed64());
                case 3 -> NODES.textNode(in.text());
                case 4 -> NODES.booleanNode(in.number() != 0);
                case 5 -> readStruct(in.message(), depth + 1);
                case 6 -> readList(in.message(), depth + 1);
                default -> node;
            };
        }
        return node;
    }

    private static ArrayNode readList(WireReader in, int depth) throws MalformedMessageException {
        ArrayNode array = NODES.arrayNode();
        while (in.next()) {
            if (in.field() == 1) {
                array.add(readValue(in.message(), depth + 1));
            }
        }
        return array;
    }

    private static ObjectNode readStruct(WireReader in, int depth) throws MalformedMessageException {
        ObjectNode object = NODES.objectNode();
        while (in.next()) {
            if (in.field() == 1) {
                String key = "";
                JsonNode value = NODES.nullNode();
                WireReader entry = in.message();
                while (entry.next()) {
                    if (entry.field() == 1) {
                        key = entry.text();
                    } else if (entry.field() == 2) {
                        value = readValue(entry.message(), depth + 1);
                    }
                }
                object.set(key, value);
            }
        }
        return object;
    }
}
