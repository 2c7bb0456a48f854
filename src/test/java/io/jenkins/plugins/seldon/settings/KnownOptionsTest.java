package io.jenkins.plugins.seldon.settings;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.steps.AssertPredictionMetricsStep;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jenkins warns of an option that there is not, and the gate passed without the limit that was meant. */
class KnownOptionsTest {

    private static void check(Map<String, ?> arguments) {
        KnownOptions.check("assertPredictionMetrics", AssertPredictionMetricsStep.class, arguments);
    }

    @ParameterizedTest
    @CsvSource({"minRequestrate, minRequestRate", "namespce, namespace", "maxErrorRate, maxErrorRatio"})
    void aMisspeltOptionIsRefused(String written, String meant) {
        assertThatThrownBy(() -> check(Map.of("deployment", "iris", written, 50)))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage("assertPredictionMetrics has no option '" + written + "': did you mean " + meant + "?");
    }

    @Test
    void soIsOneOfAnEntry() {
        Map<String, ?> condition = Map.of("promql", "up", "above", 1, "bellow", 5);
        assertThatThrownBy(() -> check(Map.of("conditions", List.of(condition))))
                .hasMessage("assertPredictionMetrics.conditions has no option 'bellow': did you mean below?");
        assertThatThrownBy(
                        () -> check(Map.of("metric", Map.of("counter", "requests_total", "sucess", "code=~\"2..\""))))
                .hasMessage("assertPredictionMetrics.metric has no option 'sucess': did you mean success?");
    }

    @Test
    void whatThereIsIsTaken() {
        assertThatCode(() -> check(Map.of(
                        "deployment",
                        "iris",
                        "cluster",
                        "prod",
                        "headers",
                        Arrays.asList(Map.of("$class", "RequestHeader", "name", "X", "value", "1"), null, "none"),
                        "maxLatency",
                        "of another kind")))
                .doesNotThrowAnyException();
    }
}
