package io.jenkins.plugins.seldon.load;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Set;

/**
 * Whether an answer is a prediction in plain sight: a number where the protocol has its predictions, and nothing anywhere
 * that might tell of an error. Most answers of a burst are; to see that takes neither memory nor a second look. What is not
 * in plain sight is left to the {@linkplain Protocol#flaw(com.fasterxml.jackson.databind.JsonNode) rule}, so that it never
 * says yes where the rule says no. For one answer, of the thread that judges it.
 */
final class AnswerGlance {

    /** Where errors are told, in any of the protocols. */
    private static final Set<String> DOUBTFUL = Set.of("error", "status");

    /** A step of a path into each element of an array. */
    static final String EACH = "[]";

    private final JsonParser parser;
    private final String[] path;
    private boolean isInDoubt;
    private boolean isSeen;

    private AnswerGlance(JsonParser parser, String[] path) {
        this.parser = parser;
        this.path = path;
    }

    /**
     * @param path the names of fields, from the root, to an array with a number, at whatever depth in it; {@link #EACH} for
     *     the elements of an array on the way
     * @return false when it has to be looked at more closely
     */
    static boolean isPrediction(byte[] body, String... path) {
        try (JsonParser parser = AnswerValues.JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            AnswerGlance glance = new AnswerGlance(parser, path);
            glance.object(0);
            return glance.isSeen && !glance.isInDoubt && parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /** @param depth how many steps of the path lead here; -1 beside it */
    private void object(int depth) throws IOException {
        boolean isPassed = false;
        while (!isInDoubt && parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            boolean isOnPath = isStep(depth, name);
            // Of a field that comes twice, the last counts.
            isInDoubt = DOUBTFUL.contains(name) || isOnPath && isPassed;
            isPassed |= isOnPath;
            parser.nextToken();
            value(isOnPath ? depth + 1 : -1);
        }
    }

    private void value(int depth) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> object(depth);
            case START_ARRAY -> array(depth == path.length ? depth : isStep(depth, EACH) ? depth + 1 : -1);
            case VALUE_STRING -> parser.getTextLength();
            // Its exponent may be more than a number can have.
            case VALUE_NUMBER_FLOAT -> isInDoubt |= parser.getText().chars().anyMatch(c -> c == 'e' || c == 'E');
            default -> {
                // Nothing to see.
            }
        }
    }

    private void array(int depth) throws IOException {
        JsonToken token = parser.nextToken();
        for (; !isInDoubt && token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token.isNumeric()) {
                isSeen |= depth == path.length && !parser.isNaN();
            } else {
                value(depth);
            }
        }
    }

    private boolean isStep(int depth, String name) {
        return depth >= 0 && depth < path.length && path[depth].equals(name);
    }
}
