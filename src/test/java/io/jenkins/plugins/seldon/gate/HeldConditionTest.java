package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.verdict.Effect;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Period;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Reduce;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.http.HttpFailure;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.load.Protocol;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.seldon.Endpoint;
import io.jenkins.plugins.seldon.seldon.ModelCluster;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A condition that has to hold for ten minutes, of which one series ends meanwhile without a mark, as cAdvisor's of a pod that
 * an autoscaler has taken away: Prometheus finds its last sample for five minutes.
 */
class HeldConditionTest {

    private static final long NOW = 1_700_001_000_000L;

    @ParameterizedTest(name = "{0} s to hold, last sample {1} s old: {2}")
    @CsvSource({
        "60, 10,  waits",
        "60, 200, waits",
        "60, 320, INCONCLUSIVE",
        "0,  10,  PASS",
        "0,  140, PASS",
        // It is gone in a moment, or the condition has lost all of its samples.
        "0,  200, waits",
        "0,  320, INCONCLUSIVE",
    })
    void whatEndsMeanwhileIsWaitedForUntilItIsGone(long left, long age, String outcome) {
        Next next = gate(left, age).advance();
        if (outcome.equals("waits")) {
            assertThat(next).isInstanceOf(Next.Wait.class);
            assertThat(((Next.Wait) next).time()).isPositive();
        } else {
            assertThat(next).isInstanceOf(Next.Done.class);
            assertThat(((Next.Done) next).report().verdict()).hasToString(outcome);
        }
    }

    private static MetricsGate gate(long left, long age) {
        GateState state = new GateState();
        state.phase = Phase.JUDGE;
        state.scrapeIntervalMillis = 1000;
        state.burstStartAt = NOW - 600_000;
        state.awaitedAt = NOW - 590_000;
        state.heldSeenAt = NOW;
        state.heldUntilAt = NOW + left * 1000;
        MetricCondition condition = new MetricCondition(
                "", "max(memory)", null, 100.0, Reduce.ONLY, Period.INSTANT, Duration.ofMinutes(10), Effect.FAILURE);
        GateConfig config = new GateConfig(
                new PredictionSeries("ns", "iris", "", "kubernetes_namespace"),
                new GateConfig.Request(
                        new Endpoint.Wish("http://127.0.0.1:1/", "", Protocol.SELDON, ""),
                        List.of(),
                        List.of(),
                        HttpAccess.NONE,
                        Duration.ofSeconds(1),
                        Duration.ZERO,
                        ""),
                new GateConfig.Burst(100, 0, 1, 0, 0, 10, LoadLimits.DEFAULT),
                Thresholds.DEFAULT,
                List.of(condition),
                "",
                Patience.DEFAULT);
        MetricsGate.Ports ports = new MetricsGate.Ports(
                new PrometheusClient(prometheus(age)),
                ModelCluster.UNKNOWN,
                null,
                () -> Instant.ofEpochMilli(NOW),
                new SplittableRandom(1),
                line -> {},
                Turns.FREE);
        return MetricsGate.resume(config, ports, state.toJson());
    }

    private static HttpPort prometheus(long age) {
        HttpPort others = new IdlePrometheus(() -> NOW);
        return new HttpPort() {
            @Override
            public Response send(Request request) throws HttpFailure {
                String query = request.parameters().get("query");
                if (query == null || !query.contains("memory")) {
                    return others.send(request);
                }
                long value = query.contains("timestamp") ? NOW / 1000 - age : 50;
                String body = "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},"
                        + "\"value\":[" + NOW / 1000 + ",\"" + value + "\"]}]}}";
                return new Response(200, "application/json", List.of(), body.getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public boolean mayQuote() {
                return true;
            }
        };
    }
}
