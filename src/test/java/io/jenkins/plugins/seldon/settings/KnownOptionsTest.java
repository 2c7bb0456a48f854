package io.jenkins.plugins.seldon.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.steps.AssertPredictionMetricsStep;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.Arrays;
import java.util.Collections;
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
    @CsvSource({
        "minRequestrate, minRequestRate",
        "namespce, namespace",
        "maxErrorRate, maxErrorRatio",
        "sampleTimeout, sampleTimeoutSeconds"
    })
    void aMisspeltOptionIsRefused(String written, String meant) {
        assertThatThrownBy(() -> check(Map.of("deployment", "iris", written, 50)))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage("assertPredictionMetrics has no option '" + written + "': did you mean " + meant + "?");
    }

    /** One of another step's or tool's, for which the nearest would be a guess. */
    @Test
    void whereNoneIsMeantTheOptionsAreNamed() {
        Map<String, ?> condition = Map.of("promql", "up", "threshold", 1);
        assertThatThrownBy(() -> check(Map.of("conditions", List.of(condition))))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage(
                        "assertPredictionMetrics.conditions has no option 'threshold'; its options are above, below,"
                                + " forSeconds, name, noData, over, promql, reduce and severity.");
        assertThatThrownBy(() -> check(Map.of("name", "iris")))
                .hasMessageStartingWith("assertPredictionMetrics has no option 'name'; its options are"
                        + " analyticsNamespace, answer, ");
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
                        Arrays.asList(Map.of("$class", "RequestHeader", "name", "X", "value", "1"), null),
                        "dryRun",
                        "True",
                        "requests",
                        20)))
                .doesNotThrowAnyException();
    }

    @Test
    void aValueOfAnotherKindIsRefused() {
        refused("payload", Map.of("data", 1), "assertPredictionMetrics.payload must be a text, in quotes.");
        refused("deployment", 7, "assertPredictionMetrics.deployment must be a text, in quotes.");
        refused("dryRun", "yes", "assertPredictionMetrics.dryRun must be true or false.");
        refused(
                "maxLatency",
                Map.of("millis", 5),
                "assertPredictionMetrics.maxLatency must be a list of maps, as in [[…]].");
        refused("conditions", List.of("up"), "assertPredictionMetrics.conditions must be a list of maps, as in [[…]].");
        refused("metric", List.of(), "assertPredictionMetrics.metric must be a map, as in [name: 'value'].");
        for (Object given : List.of("many", 20.5, true, 4294967297L)) {
            refused(
                    "requests",
                    given,
                    "assertPredictionMetrics.requests is '" + given
                            + "', which is not a whole number: write digits only, such as 200, or leave it empty.");
        }
        refused(
                "maxErrorRatio",
                "1%",
                "assertPredictionMetrics.maxErrorRatio is '1%', which is not a number:"
                        + " write digits with a point, such as 0.5, or leave it empty.");
        assertThatThrownBy(() -> check(Collections.singletonMap("dryRun", null)))
                .hasMessage("assertPredictionMetrics.dryRun must not be null: leave it out instead.");
    }

    private static void refused(String option, Object value, String sentence) {
        assertThatThrownBy(() -> check(Map.of(option, value)))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage(sentence);
    }

    @Test
    void aBlankParameterIsAsIfItWereNotGiven() {
        Map<String, ?> given = Map.of(
                "requests",
                "",
                "dryRun",
                " ",
                "payload",
                "",
                "minRequestRate",
                " 2.5 ",
                "conditions",
                List.of(Map.of("promql", "up", "above", "", "below", "5", "forSeconds", "10")));
        assertThat(KnownOptions.check("assertPredictionMetrics", AssertPredictionMetricsStep.class, given))
                .isEqualTo(Map.of(
                        "payload",
                        "",
                        "minRequestRate",
                        2.5,
                        "conditions",
                        List.of(Map.of("promql", "up", "below", 5.0, "forSeconds", 10.0))));
    }
}
