package io.jenkins.plugins.seldon.load;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.io.Serializable;
import java.util.Optional;

/** What makes the body of a 2xx answer a prediction. Immutable; goes through the channel to the agent. */
public interface AnswerRule extends Serializable {

    /** The text that stands for {@link #ANY}. */
    String ANY_TEXT = "any";

    /** Any JSON but NaN and infinities alone, for models that answer in a form of their own. */
    AnswerRule ANY = new Own("");

    /**
     * What is wrong with a body that came with a 2xx status, as the end of a sentence that begins with "an answer
     * with"; empty for a prediction.
     */
    Optional<String> flaw(byte[] body);

    /**
     * The rule that a user's text stands for.
     *
     * @param text empty for the protocol's own rule, {@code any}, or a JSON pointer (RFC 6901) to what must be there
     * @throws InvalidOptionException with a sentence, when it is none of these
     */
    static AnswerRule of(String text, Protocol protocol) {
        if (text.isEmpty()) {
            return protocol;
        }
        if (text.equals(ANY_TEXT)) {
            return ANY;
        }
        try {
            JsonPointer.compile(text);
            return new Own(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidOptionException("The answer is '" + Excerpt.of(text)
                    + "': use any, or a JSON pointer such as /predictions/0/score.");
        }
    }

    /**
     * JSON of the model's own.
     *
     * @param pointer where a value must be; empty when any JSON will do
     */
    record Own(String pointer) implements AnswerRule {

        @Override
        public Optional<String> flaw(byte[] body) {
            return AnswerValues.read(body, answer -> pointer.isEmpty() ? any(answer) : there(answer, body));
        }

        private static Optional<String> any(JsonNode answer) {
            return AnswerValues.isNoNumbers(answer) ? Optional.of("no value in its prediction") : Optional.empty();
        }

        private Optional<String> there(JsonNode answer, byte[] body) {
            return AnswerValues.isThere(answer.at(pointer))
                    ? Optional.empty()
                    : Optional.of("nothing at " + pointer + AnswerValues.quoted(Excerpt.of(body)));
        }
    }
}
