package io.jenkins.plugins.seldon.gate.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Period;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Reduce;
import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricConditionTest {

    @ParameterizedTest(name = "{0} above {1} below {2} by {3}: {4}")
    @CsvSource(
            nullValues = "-",
            value = {
                "5,        1, -,  ONLY, PASS",
                "5,        5, -,  ONLY, FAIL",
                "5,        -, 5,  ONLY, FAIL",
                "5,        1, 10, ONLY, PASS",
                "0,        1, 10, ONLY, FAIL",
                "11,       1, 10, ONLY, FAIL",
                "'',       1, -,  ONLY, INCONCLUSIVE",
                "'',       1, -,  ALL,  INCONCLUSIVE",
                "'',       1, -,  ANY,  INCONCLUSIVE",
                "5 6,      1, -,  ONLY, INCONCLUSIVE",
                "5 6,      1, -,  ALL,  PASS",
                "5 0,      1, -,  ALL,  FAIL",
                "5 0,      1, -,  ANY,  PASS",
                "0 0,      1, -,  ANY,  FAIL",
                "NaN,      1, -,  ONLY, INCONCLUSIVE",
                "NaN,      -, 1,  ONLY, INCONCLUSIVE",
                "Infinity, 1, -,  ONLY, INCONCLUSIVE",
                "5 NaN,    1, -,  ANY,  INCONCLUSIVE",
                "5 NaN,    1, -,  ALL,  INCONCLUSIVE",
            })
    void onlyNumbersWithinTheLimitsPass(String values, Double above, Double below, Reduce reduce, Verdict verdict) {
        MetricCondition condition =
                new MetricCondition("", "x", above, below, reduce, Period.INSTANT, Duration.ZERO, Effect.FAILURE);
        List<Series> result = new ArrayList<>();
        for (String value : values.isEmpty() ? new String[0] : values.split(" ")) {
            result.add(Series.of(Map.of("n", "" + result.size()), new Sample(1, Double.parseDouble(value))));
        }
        CheckResult finding = condition.judge(result);
        assertThat(finding.verdict()).isEqualTo(verdict);
        assertThat(finding.sentence()).startsWith("The condition x ").endsWith(").");
    }

    @Test
    void aNameStandsBesideItsQuery() {
        CheckResult finding = new MetricCondition(
                        "errors", "sum(x)", null, 0.5, Reduce.ONLY, Period.INSTANT, Duration.ZERO, Effect.UNSTABLE)
                .judge(List.of());
        assertThat(finding.sentence()).isEqualTo("The condition errors (sum(x)) has no data (required: below 0.5).");
        assertThat(finding.severity()).isEqualTo(Effect.UNSTABLE);
    }

    @Test
    void aConditionNeedsAQueryAndALimit() {
        assertThatThrownBy(() -> new MetricCondition(
                        "", " ", 1.0, null, Reduce.ONLY, Period.INSTANT, Duration.ZERO, Effect.FAILURE))
                .hasMessageContaining("promql");
        assertThatThrownBy(() -> new MetricCondition(
                        "", "x", null, null, Reduce.ONLY, Period.INSTANT, Duration.ZERO, Effect.FAILURE))
                .hasMessageContaining("above, below");
        assertThatThrownBy(() -> Reduce.named("most")).hasMessageContaining("only, all or any");
    }
}
