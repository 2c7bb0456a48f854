package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.verdict.Effect;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Period;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Reduce;
import io.jenkins.plugins.seldon.gate.verdict.MetricConditions;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors that an ingress would show, which is scraped more rarely than the model: that, once a second. */
class RareScrapesTest implements HttpPort {

    private final AtomicLong millis = new AtomicLong(1_020_000);
    private String scraped;

    /** After a burst from 1000 to 1020 s. */
    @ParameterizedTest(name = "{0}, scraped at {1} s, looked at {2} s after the burst: {3}")
    @CsvSource({
        "sum(requests{code=\"503\"}) or vector(0),           1015, 10, true",
        "sum(requests{code=\"503\"}) or vector(0),           1021, 10, false",
        "absent(requests{code=\"503\"}),                     1015, 10, true",
        // As long as others' samples are waited for, and as the burst is looked at.
        "sum(requests{code=\"503\"}) or vector(0),           1015, 80, false",
        "sum(rate(requests{code=\"503\"}[30s])) or vector(0), 1015, 5, true",
        "sum(rate(requests{code=\"503\"}[30s])) or vector(0), 1015, 15, false"
    })
    void theirTargetsAreScrapedFirst(String promql, String latest, long seconds, boolean awaited) throws Exception {
        scraped = latest;
        GateState state = new GateState();
        state.scrapeIntervalMillis = 1000;
        Waits waits = new Waits(Patience.DEFAULT, () -> Instant.ofEpochMilli(millis.get()), state);
        waits.forSamples(Phase.SETTLE);
        state.burstStartAt = 1_000_000;
        state.awaitedAt = 1_020_000;
        millis.addAndGet(seconds * 1000);
        Conditions conditions = new Conditions(
                GateByHand.config(
                        100,
                        List.of(),
                        MetricConditions.of(
                                "errors",
                                promql,
                                -1.0,
                                null,
                                Reduce.ONLY,
                                Period.INSTANT,
                                Duration.ZERO,
                                Effect.FAILURE)),
                new PrometheusClient(this),
                state);
        assertThat(conditions.areAwaited(waits, true)).isEqualTo(awaited);
    }

    @Override
    public Response send(Request request) {
        String query = request.parameters().get("query");
        String now = String.valueOf(millis.get() / 1000);
        String value = query.equals("time()")
                ? now
                : query.startsWith("min(timestamp(up) and on")
                        ? scraped
                        : query.startsWith("sum(") || query.startsWith("absent(") ? "0" : "";
        String found = value.isEmpty() ? "" : "{\"metric\":{},\"value\":[" + now + ",\"" + value + "\"]}";
        String body = "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[" + found + "]}}";
        return new Response(200, "application/json", List.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean mayQuote() {
        return true;
    }
}
