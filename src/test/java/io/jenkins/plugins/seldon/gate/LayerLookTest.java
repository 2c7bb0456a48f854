package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.diagnose.Observations;
import io.jenkins.plugins.seldon.gate.measure.Counts;
import io.jenkins.plugins.seldon.gate.measure.CountsBuilder;
import io.jenkins.plugins.seldon.gate.measure.Measurement;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.http.HttpFailure;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.load.LoadResults;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.Target;
import io.jenkins.plugins.seldon.seldon.Endpoint;
import io.jenkins.plugins.seldon.seldon.ModelCluster;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is seen of a model once its gate does not pass. */
class LayerLookTest {

    private static final String DOWN = "{\"status\":\"success\",\"data\":{\"activeTargets\":[{\"labels\":{\"job\":"
            + "\"kubernetes-pods\",\"kubernetes_namespace\":\"ns\",\"kubernetes_pod_name\":\"iris-0\","
            + "\"seldon_deployment_id\":\"iris\"},\"health\":\"down\",\"lastError\":\"connection refused\"}]}}";

    private static final String REFUSED =
            "{\"status\":\"error\",\"errorType\":\"execution\",\"error\":\"the query exceeded the limit of series\"}";

    private final AtomicInteger refused = new AtomicInteger();

    /** As Mimir and Thanos refuse one of too many series: what others counted is in all of theirs. */
    @Test
    void whatIsRefusedOfOthersHidesNothingOfTheTargets() {
        GateState state = new GateState();
        state.accepted = 10;
        state.originAt = 1_000_000;
        Observations seen = new LayerLook(config(), ports(), state).observe();
        assertThat(refused).hasPositiveValue();
        assertThat(seen.targetsProblem()).isEmpty();
        assertThat(seen.targets()).hasSize(1).allMatch(Target::isDown);
        assertThat(seen.busyOthers()).isEmpty();
    }

    /** Of several one that ended is a pod's that is gone; where none goes on, samples tell nothing of the pods. */
    @ParameterizedTest(name = "sampled after the burst: {0}")
    @ValueSource(booleans = {true, false})
    void ofPodsThatNobodyCanListSamplesTellOnlyWhereThereAreAny(boolean sampled) {
        GateState state = new GateState();
        Counts counts = CountsBuilder.counted(200, 0).unread("it is forbidden").build();
        state.measured = new Measurement(LoadResults.accepted(200), counts, 30, sampled, 1, 0, 1, 0, 0);
        assertThat(new LayerLook(config(), ports(), state).observe().unsteady()).isEqualTo(!sampled);
    }

    private MetricsGate.Ports ports() {
        return new MetricsGate.Ports(
                new PrometheusClient(limited()),
                ModelCluster.UNKNOWN,
                null,
                InstantSource.system(),
                new SplittableRandom(1),
                line -> {},
                Turns.FREE);
    }

    private HttpPort limited() {
        HttpPort idle = new IdlePrometheus(() -> 1_020_000);
        return new HttpPort() {
            @Override
            public Response send(Request request) throws HttpFailure {
                if (request.path().endsWith("targets")) {
                    return answer(200, DOWN);
                }
                boolean isOfAll = request.parameters().getOrDefault("query", "").startsWith("sum by (");
                if (isOfAll) {
                    refused.incrementAndGet();
                }
                return isOfAll ? answer(422, REFUSED) : idle.send(request);
            }

            @Override
            public boolean mayQuote() {
                return true;
            }
        };
    }

    private static HttpPort.Response answer(int status, String body) {
        return new HttpPort.Response(status, "application/json", List.of(), body.getBytes(StandardCharsets.UTF_8));
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
                List.of(),
                "",
                Patience.DEFAULT);
    }
}
