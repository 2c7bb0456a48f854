package io.jenkins.plugins.seldon.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerDigestTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"a\":1.50,\"b\":[],\"c\":null} | {\"a\":1.50,\"b\":[],\"c\":null}",
                "[1,2,3] | [true]",
                "[NaN,1,-Infinity,2] | [null,true,null]",
                "[[NaN],[1]] | [[null],[true]]",
                "[[1,2],[3,4],[5]] | [[true]]",
                "[[1,2],[],[3]] | [[true],[]]",
                "[1,null,\"x\",2,{\"error\":\"e\"}] | [true,null,\"x\",{\"error\":\"e\"}]",
                "[[1],[2,{\"error\":\"e\"}]] | [[true],[true,{\"error\":\"e\"}]]",
                "[[[1]],[[2]],[[\"x\"]]] | [[[true]],[[\"x\"]]]",
                "5 | 5",
            })
    void numbersComeDownToOneAndAllElseStays(String answer, String digest) throws IOException {
        assertThat(AnswerDigest.of(answer.getBytes(StandardCharsets.UTF_8))).hasToString(digest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1,2", "{\"a\":}", "[1] 2", "{\"a\" 1}", "[1,,2]", "[01]", "[1e]"})
    void whatIsNotOneJsonTextIsNone(String body) {
        assertThatThrownBy(() -> AnswerDigest.of(body.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class);
    }
}
