package io.jenkins.plugins.seldon.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "200, 200",
        "66.66666, 66.667",
        "0.1, 0.1",
        "1e-9, 0",
        "-0.0004, 0",
        "1e21, 1000000000000000000000",
        "NaN, NaN",
        "Infinity, Infinity",
    })
    void aNumberHasAtMostThreeDigitsBehindThePoint(double value, String text) {
        assertThat(Numbers.of(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "it broke,   It broke.,  it broke",
        "It broke.,  It broke.,  It broke",
        "It broke.., It broke.,  It broke",
        "1.5 is low, 1.5 is low., 1.5 is low",
        "'',         '',         ''",
    })
    void aClauseBecomesASentenceAndBack(String given, String sentence, String clause) {
        assertThat(Sentences.of(given)).isEqualTo(sentence);
        assertThat(Sentences.clause(given)).isEqualTo(clause);
    }
}
