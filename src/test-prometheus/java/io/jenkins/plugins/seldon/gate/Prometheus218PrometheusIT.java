package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.fixture.servers.ServerProcess;
import io.jenkins.plugins.seldon.gate.verdict.Effect;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Period;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Reduce;
import io.jenkins.plugins.seldon.gate.verdict.MetricConditions;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The Prometheus of the chart seldon-core-analytics 1.12.0. Its PromQL has neither milliseconds nor durations of several units,
 * nor an offset of nothing; its API no {@code format_query}, and its targets tell no interval.
 */
class Prometheus218PrometheusIT extends ScrapingPrometheus {

    private static final String COUNTER =
            "seldon_api_executor_server_requests_seconds_count{deployment_name=\"another\",code=\"%s\"}";

    @Override
    String name() {
        return "Prometheus 2.18";
    }

    @Override
    PrometheusProcess.Settings settings() {
        return PrometheusProcess.with().program(ServerProcess.program("prometheus-2.18"));
    }

    @Test
    void itReadsAllThatConditionsAsk() {
        String served = COUNTER.formatted(200);
        String failed = COUNTER.formatted(500);
        String buckets = served.replace("_count", "_bucket");
        GateReport report = report(
                "conditions",
                run(another)
                        .conditions(
                                above("sum(rate(" + served + "[1m]))", Period.INSTANT),
                                above("sum(increase(" + served + "[$__range]))", Period.INSTANT),
                                above("sum(rate(" + served + "[1m]))", Period.of("burst")),
                                below("sum(rate(" + failed + "[1m])) or vector(0)"),
                                below("histogram_quantile(0.99, sum by (le) (rate(" + buckets + "[$__range])))")));
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
    }

    @Test
    void itTellsWhatIsWrongWithAQuery() {
        assertThat(prometheus().flaw("rate(up[60s])")).isEmpty();
        assertThat(prometheus().flaw("rate(up[1m30s])"))
                .hasValueSatisfying(flaw -> assertThat(flaw).contains("bad duration syntax"));
    }

    private static MetricCondition above(String promql, Period over) {
        return condition(promql, 0.0, null, over);
    }

    private static MetricCondition below(String promql) {
        return condition(promql, null, 5.0, Period.INSTANT);
    }

    private static MetricCondition condition(String promql, Double above, Double below, Period over) {
        return MetricConditions.of("", promql, above, below, Reduce.ONLY, over, Duration.ZERO, Effect.FAILURE);
    }
}
