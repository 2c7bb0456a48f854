package io.jenkins.plugins.seldon.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerGlanceTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "SELDON     | {\"data\":{\"names\":[\"t:0\"],\"ndarray\":[[0.1,0.9]]},\"meta\":{}}",
                "SELDON     | {\"meta\":{\"metrics\":[{\"value\":0.5}]},\"data\":{\"ndarray\":[1]}}",
                "SELDON     | {\"data\":{\"ndarray\":[NaN,0.1]}}",
                "TENSORFLOW | {\"predictions\":[[0.1,0.9]]}",
                "V2         | {\"model_name\":\"m\",\"outputs\":[{\"name\":\"p\",\"shape\":[1],\"data\":[2]}]}",
            })
    void mostPredictionsShow(Protocol protocol, String body) {
        assertThat(protocol.isPlain(body.getBytes(StandardCharsets.UTF_8))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "SELDON     | {\"data\":{\"ndarray\":[1]},\"status\":{\"code\":200}}",
                "SELDON     | {\"data\":{\"ndarray\":[1]},\"data\":{}}",
                "SELDON     | {\"data\":{\"ndarray\":[1],\"ndarray\":[]}}",
                "SELDON     | {\"data\":[{\"ndarray\":[1]}]}",
                "SELDON     | {\"meta\":{\"data\":{\"ndarray\":[1]}}}",
                "SELDON     | {\"data\":{\"ndarray\":[{\"error\":\"x\"},1]}}",
                "SELDON     | {\"data\":{\"ndarray\":[1]}} 2",
                "SELDON     | {\"data\":{\"ndarray\":[1]}",
                "SELDON     | {\"data\":{\"ndarray\":[1]},\"meta\":1e99999999999}",
                "SELDON     | {\"data\":{\"ndarray\":[NaN,-Infinity]}}",
                "SELDON     | {\"data\":{\"names\":[1]}}",
                "TENSORFLOW | {\"predictions\":{\"0\":1}}",
                "V2         | {\"outputs\":[[{\"data\":[2]}]]}",
                "V2         | {\"outputs\":[{\"shape\":[2]}]}",
                "V2         | [{\"outputs\":[{\"data\":[2]}]}]",
            })
    void whatNeedsACloserLookDoesNot(Protocol protocol, String body) {
        assertThat(protocol.isPlain(body.getBytes(StandardCharsets.UTF_8))).isFalse();
    }
}
