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

/** A queue of which nothing is known any more after the burst, not even that it was there: without it the sum is 0. */
class ForgottenSeriesTest implements HttpPort {

    /** Of no whole second, which VictoriaMetrics would round to. */
    private long now = 1_700_000_000_123L;

    private long counted;
    private boolean forgotten;
    private final CannedPrometheus prometheus = new CannedPrometheus(() -> now);

    @ParameterizedTest(name = "forgotten: {0}, holds for {1} s: {2}")
    @CsvSource({"true, 0, INCONCLUSIVE", "true, 20, INCONCLUSIVE", "false, 0, PASS"})
    void itIsNoneThatNeverWas(boolean forgets, long seconds, Verdict verdict) {
        GateConfig config = GateByHand.config(
                100,
                List.of(),
                MetricConditions.of(
                        "queue",
                        "sum(queue) or vector(0)",
                        null,
                        1.0,
                        Reduce.ONLY,
                        Period.INSTANT,
                        Duration.ofSeconds(seconds),
                        Effect.FAILURE));
        MetricsGate.Ports ports = GateByHand.ports(this, () -> now, line -> {}, Turns.FREE);
        GateReport report = GateByHand.conclude(
                config,
                ports,
                send -> {
                    forgotten = forgets && !List.of("endpoint check", "warm-up").contains(send.purpose());
                    counted += send.plan().profile().requests();
                    now += 1000;
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
        String answer =
                query.contains("queue") ? queue(query) : prometheus.answer(request.path(), request.parameters());
        return new Response(200, "application/json", List.of(), answer.getBytes(StandardCharsets.UTF_8));
    }

    private String queue(String query) {
        double value = query.startsWith("sum(") ? 0 : query.startsWith("min(") ? now / 1000.0 : 1;
        String found = forgotten && !query.startsWith("sum(")
                ? ""
                : String.format(Locale.ROOT, "{\"metric\":{},\"value\":[%.3f,\"%.3f\"]}", now / 1000.0, value);
        return "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[" + found + "]}}";
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
