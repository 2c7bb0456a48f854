package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.verdict.Check;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.Effect;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Period;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Reduce;
import io.jenkins.plugins.seldon.gate.verdict.MetricConditions;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.http.HttpPort;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A gate that can't read the pods' pages awaits two scrapes after its burst, here one a second. What has a range of two of
 * them has something of the burst at the first alone.
 */
class FleetingConditionTest implements HttpPort {

    private static final long IN_RANGE_MILLIS = 1800;

    /** Of no whole second, which VictoriaMetrics would round to. */
    private long now = 1_700_000_000_123L;

    private long counted;
    private long burstEnd;
    private final CannedPrometheus prometheus = new CannedPrometheus(() -> now);

    /** One whose range has the whole burst still waits, as others do, for what a new replica may have counted. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"sum(rate(errors[2s])), FAIL", "sum(rate(errors[1m])), PASS"})
    void itIsJudgedWhileItsRangeHasTheBurst(String promql, Verdict verdict) {
        GateConfig config = GateByHand.config(
                100,
                List.of(),
                MetricConditions.of(
                        "errors", promql, null, 1.0, Reduce.ONLY, Period.INSTANT, Duration.ZERO, Effect.FAILURE));
        MetricsGate.Ports ports = GateByHand.ports(this, () -> now, line -> {}, Turns.FREE);
        GateReport report = GateByHand.conclude(
                config,
                ports,
                send -> {
                    counted += send.plan().profile().requests();
                    now += 1000;
                    burstEnd = now;
                },
                time -> {
                    now += Math.max(500, time.toMillis());
                    prometheus.scrape(counted);
                });
        assertThat(report.findings())
                .filteredOn(finding -> finding.check() == Check.CONDITION)
                .extracting(CheckResult::verdict)
                .containsExactly(verdict);
    }

    @Override
    public Response send(Request request) {
        String query = request.parameters().getOrDefault("query", "");
        String answer = query.contains("errors")
                ? vector(query.startsWith("sum(") ? now < burstEnd + IN_RANGE_MILLIS ? 5 : 0 : now / 1000.0)
                : prometheus.answer(request.path(), request.parameters());
        return new Response(200, "application/json", List.of(), answer.getBytes(StandardCharsets.UTF_8));
    }

    /** The latest samples of errors are as new as can be. */
    private String vector(double value) {
        return String.format(
                Locale.ROOT,
                "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},"
                        + "\"value\":[%.3f,\"%.3f\"]}]}}",
                now / 1000.0,
                value);
    }

    @Override
    public boolean mayQuote() {
        return true;
    }

    @Override
    public String toString() {
        return "Prometheus in memory";
    }
}
