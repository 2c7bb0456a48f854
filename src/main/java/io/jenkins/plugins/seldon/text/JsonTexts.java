package io.jenkins.plugins.seldon.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * Changes the texts in JSON of our own and nothing else of it: what takes a text's place is quoted as JSON asks, and a number
 * or a {@code true} that happens to look like a text that is changed stays what it is. Pure; for one text and one thread.
 */
public final class JsonTexts {

    private static final JsonFactory JSON = new JsonFactory();

    private final Set<String> fields;
    private final BinaryOperator<String> change;

    /** Whether everything is changed, but for names of our own outside of {@link #fields}. */
    private final boolean isAll;

    /** The names of fields of each object that is open, as they were written. */
    private final Deque<Set<String>> names = new ArrayDeque<>();

    /** How deep the parser is, and from which depth on everything is changed; 0 for no such depth. */
    private int depth;

    private int changedFrom;
    private boolean isNamed;

    private JsonTexts(Set<String> fields, BinaryOperator<String> change, boolean isAll) {
        this.fields = fields;
        this.change = change;
        this.isAll = isAll;
    }

    /**
     * Changes all texts, and the names of fields that others gave. A name of our own stays, also where a text that is changed
     * happens to be the same word: whoever reads the JSON looks for it, and it tells nothing.
     *
     * <p>What the change leaves as it is must hold nothing that it would change by itself, as with a mask: then JSON in which
     * nothing is to be changed, as nearly all is, is found by one look at the whole.
     *
     * @param json what we have written
     * @param named the fields that hold objects whose fields others named, at whatever depth; elsewhere those names are ours
     *     that {@link #isOwnName} takes for such
     * @param change of a field and a text in it as it is, not quoted; the field is empty for a text that others named or that
     *     stands below one
     * @throws IllegalArgumentException when something is to be changed in what is no JSON
     */
    public static String all(String json, Set<String> named, BinaryOperator<String> change) {
        // Without a backslash each text stands there as it is.
        if (json.indexOf('\\') < 0 && json.equals(change.apply("", json))) {
            return json;
        }
        return new JsonTexts(named, change, true).in(json);
    }

    /** Whether a field can have this name from us: one word in camel case. */
    public static boolean isOwnName(String name) {
        boolean isOwn = !name.isEmpty() && isSmall(name.charAt(0));
        for (int i = 1; isOwn && i < name.length(); i++) {
            char c = name.charAt(i);
            isOwn = isSmall(c) || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
        }
        return isOwn;
    }

    private static boolean isSmall(char c) {
        return c >= 'a' && c <= 'z';
    }

    /**
     * Changes the texts that fields of some names hold, those further below and the names of fields there among them.
     *
     * @param fields their names, at whatever depth
     */
    public static String of(Set<String> fields, String json, UnaryOperator<String> change) {
        return new JsonTexts(fields, (field, text) -> change.apply(text), false).in(json);
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
            made.writeFieldName(unlikeOthers(isChanged(name) ? change.apply("", name) : name));
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
        if (token == JsonToken.START_OBJECT) {
            names.push(new HashSet<>());
        } else if (token == JsonToken.END_OBJECT) {
            names.pop();
        }
        if (token == JsonToken.VALUE_STRING) {
            String text = parser.getText();
            made.writeString(isAll || changedFrom > 0 || isNamed ? change.apply(fieldOf(parser), text) : text);
        } else {
            made.copyCurrentEvent(parser);
        }
        isNamed = false;
    }

    /** The field of ours that holds what is read; that of its list for an entry. */
    private String fieldOf(JsonParser parser) {
        JsonStreamContext context = parser.getParsingContext();
        while (context.inArray()) {
            context = context.getParent();
        }
        String field = context.getCurrentName();
        return field == null || changedFrom > 0 || isNamed ? "" : field;
    }

    private boolean isChanged(String name) {
        return changedFrom > 0 || isAll && !isOwnName(name);
    }

    /** Two names that differ only in what is changed must not become one: a reader would see but one of the two. */
    private String unlikeOthers(String name) {
        String unlike = name;
        for (int number = 2; !names.element().add(unlike); number++) {
            unlike = name + " (" + number + ")";
        }
        return unlike;
    }
}
