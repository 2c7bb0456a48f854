package io.jenkins.plugins.seldon.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users say of answers in a form of the model's own, such as wrappers with predict_raw give. */
class AnswerRuleTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            nullValues = "-",
            value = {
                "/predictions/0/score | {\"predictions\":[{\"score\":0.9,\"class\":\"1\"}]} | -",
                "/predictions/0/score | {\"predictions\":[{\"class\":\"1\"}]} | nothing at /predictions/0/score: {\"predictions\":[{\"class\":\"1\"}]}",
                "/predictions/0/score | {\"predictions\":[{\"score\":null}]} | nothing at /predictions/0/score: {\"predictions\":[{\"score\":null}]}",
                "/predictions/0/score | {\"predictions\":[{\"score\":NaN}]} | nothing at /predictions/0/score: {\"predictions\":[{\"score\":NaN}]}",
                "/predictions         | {\"predictions\":[]} | nothing at /predictions: {\"predictions\":[]}",
                "/0/1                 | [[0.1,0.9]] | -",
                "/0/2                 | [[0.1,0.9]] | nothing at /0/2: [[0.1,0.9]]",
                "any                  | [[0.1,0.9]] | -",
                "any                  | 1 | -",
                "any                  | [NaN,0.1] | -",
                "any                  | {\"scores\":[]} | -",
                "any                  | [NaN] | no value in its prediction",
                "any                  | {\"scores\":[[],null,-Infinity]} | no value in its prediction",
                "any                  | <html> | a body that is not JSON: <html>",
                "any                  | {\"a\":1} x | a body that is not JSON: {\"a\":1} x",
            })
    void aPointerMustLeadToAValueAndAnyIsAnyJson(String rule, String body, String flaw) {
        if (flaw == null) {
            assertThat(flaw(rule, body)).isEmpty();
        } else {
            assertThat(flaw(rule, body)).contains(flaw);
        }
    }

    @Test
    void nothingAtAllIsNoAnswer() {
        assertThat(flaw("any", "")).contains("an empty body");
    }

    @Test
    void withoutARuleTheProtocolDecides() {
        assertThat(AnswerRule.of("", Protocol.V2)).isSameAs(Protocol.V2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"score", "ANY", "$.score", "predictions/0"})
    void whatIsNoPointerIsRefusedWithASentence(String text) {
        assertThatThrownBy(() -> AnswerRule.of(text, Protocol.SELDON))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage("The answer is '" + text + "': use any, or a JSON pointer such as /predictions/0/score.");
    }

    private static Optional<String> flaw(String rule, String body) {
        return AnswerRule.of(rule, Protocol.SELDON).flaw(body.getBytes(StandardCharsets.UTF_8));
    }
}
