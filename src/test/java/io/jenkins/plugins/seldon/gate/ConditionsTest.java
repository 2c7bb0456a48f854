package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.seldon.gate.verdict.Effect;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Period;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Reduce;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.http.HttpFailure;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import io.jenkins.plugins.seldon.seldon.Endpoint;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A condition whose query a Prometheus can't answer that answers everything else. */
class ConditionsTest {

    private static final MetricCondition CONDITION = new MetricCondition(
            "errors", "sum(slow)", null, 1.0, Reduce.ONLY, Period.INSTANT, Duration.ZERO, Effect.FAILURE);

    /** As in Prometheus after {@code --query.timeout}, in Thanos without one of its stores, and while it restarts. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "503 | {\"status\":\"error\",\"errorType\":\"timeout\",\"error\":\"query timed out\"} | The condition errors can't be evaluated: Could not",
                "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]},\"warnings\":[\"x\"]} | The condition errors can't be evaluated: Could not",
                "503 | Service Unavailable | Could not evaluate a query at",
            })
    void isNamedWhereItsOwnQueryMayBeToBlame(int status, String body, String told) {
        Conditions conditions = new Conditions(config(), new PrometheusClient(answering(status, body)), state());
        PrometheusException e = catchThrowableOfType(PrometheusException.class, conditions::unreadable);
        assertThat(e).hasMessageStartingWith(told);
        assertThat(e.isTransient()).isTrue();
        assertThat(catchThrowableOfType(PrometheusException.class, conditions::sampled))
                .hasMessage(e.getMessage());
    }

    /** As of a replica that was replaced, by cAdvisor; what ended in the burst will not come again. */
    @ParameterizedTest(name = "a sample at {0} s, {1} s after a burst from 1000 to 1020 s: {2}")
    @CsvSource({
        "999,  10,  true",
        "999,  80,  true",
        "999,  320, false",
        "1005, 10,  true",
        "1005, 80,  false",
        "1025, 10,  false",
    })
    void whatEndedBeforeTheBurstIsWaitedForUntilItIsGone(long latest, long seconds, boolean awaited) throws Exception {
        AtomicLong millis = new AtomicLong(1_020_000);
        GateState state = state();
        Waits waits = new Waits(Patience.DEFAULT, () -> Instant.ofEpochMilli(millis.get()), state);
        waits.forSamples(Phase.SETTLE);
        state.burstStartAt = 1_000_000;
        state.awaitedAt = 1_020_000;
        millis.addAndGet(seconds * 1000);
        String body =
                "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[1100,\""
                        + latest + "\"]}]}}";
        Conditions conditions = new Conditions(config(), new PrometheusClient(answering(200, body)), state);
        assertThat(conditions.areAwaited(waits, true)).isEqualTo(awaited);
    }

    private static HttpPort answering(int status, String body) {
        HttpPort others = new IdlePrometheus(System::currentTimeMillis);
        return new HttpPort() {
            @Override
            public Response send(Request request) throws HttpFailure {
                return request.parameters().get("query").contains("slow")
                        ? new Response(status, "application/json", List.of(), body.getBytes(StandardCharsets.UTF_8))
                        : others.send(request);
            }

            @Override
            public boolean mayQuote() {
                return true;
            }
        };
    }

    private static GateState state() {
        GateState state = new GateState();
        state.scrapeIntervalMillis = 1000;
        return state;
    }

    private static GateConfig config() {
        return new GateConfig(
                new PredictionSeries("ns", "iris", "", "kubernetes_namespace"),
                new GateConfig.Request(
                        new Endpoint.Wish("http://ingress", "", null, ""),
                        List.of(),
                        List.of(),
                        HttpAccess.NONE,
                        Duration.ofSeconds(5),
                        Duration.ZERO,
                        ""),
                new GateConfig.Burst(200, 0, 0, 0, 0, 10, LoadLimits.DEFAULT),
                Thresholds.DEFAULT,
                List.of(CONDITION),
                "",
                Patience.DEFAULT);
    }
}
