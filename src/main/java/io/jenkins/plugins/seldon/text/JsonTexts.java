package io.jenkins.plugins.seldon.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Changes the texts in JSON of our own and nothing else of it: what takes a text's place is quoted as JSON asks, and a number
 * or a {@code true} that happens to look like a text that is changed stays what it is. Pure.
 */
public final class JsonTexts {

    private static final JsonFactory JSON = new JsonFactory();

    private final Set<String> fields;
    private final UnaryOperator<String> change;

    /** How deep the parser is, and from which depth on everything is changed; 0 for no such depth. */
    private int depth;

    private int changedFrom;
    private boolean isNamed;

    private JsonTexts(Set<String> fields, UnaryOperator<String> change) {
        this.fields = fields;
        this.change = change;
    }

    /**
     * Changes all texts, the names of fields among them.
     *
     * @param json what we have written
     * @param change of a text as it is, not quoted
     * @throws IllegalArgumentException when it is no JSON
     */
    public static String all(String json, UnaryOperator<String> change) {
        JsonTexts texts = new JsonTexts(Set.of(), change);
        texts.isNamed = true;
        return texts.in(json);
    }

    /**
     * Changes the texts that fields of some names hold, those further below and the names of fields there among them.
     *
     * @param fields their names, at whatever depth
     */
    public static String of(Set<String> fields, String json, UnaryOperator<String> change) {
        return new JsonTexts(fields, change).in(json);
    }

    private String in(String json) {
        StringWriter changed = new StringWriter(json.length());
        try (JsonParser parser = JSON.createParser(json);
                JsonGenerator made = JSON.createGenerator(changed)) {
            // No text has a line's end of its own: it is quoted.
            if (json.indexOf('\n') >= 0) {
                made.useDefaultPrettyPrinter();
            }
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                copy(token, parser, made);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("what was written as JSON is none", e);
        }
        return changed.toString();
    }

    private void copy(JsonToken token, JsonParser parser, JsonGenerator made) throws IOException {
        if (token == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            made.writeFieldName(changedFrom > 0 ? change.apply(name) : name);
            isNamed = fields.contains(name);
            return;
        }
        if (token.isStructStart()) {
            depth++;
            changedFrom = changedFrom == 0 && isNamed ? depth : changedFrom;
        } else if (token.isStructEnd()) {
            changedFrom = changedFrom == depth ? 0 : changedFrom;
            depth--;
        }
        if (token == JsonToken.VALUE_STRING) {
            String text = parser.getText();
            made.writeString(changedFrom > 0 || isNamed ? change.apply(text) : text);
        } else {
            made.copyCurrentEvent(parser);
        }
        isNamed = false;
    }
}
