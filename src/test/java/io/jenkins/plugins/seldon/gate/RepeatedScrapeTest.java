package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelReplica;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.fixture.prometheus.ScrapeTarget;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.LatencyLimit;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.http.DirectHttp;
import io.jenkins.plugins.seldon.http.HttpFailure;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Pods that two jobs of a real Prometheus discover, as the chart's {@code kubernetes-pods} and {@code
 * kubernetes-service-endpoints} do where the model's service is annotated too. The second names no pod.
 */
@Timeout(180)
class RepeatedScrapeTest {

    private static final ModelServer SERVER = ModelServer.start();
    private static final ModelDeployment WHOLE = SERVER.deploy(Predictor.sklearn("models", "whole"), 2);
    private static final ModelDeployment HALF = SERVER.deploy(Predictor.sklearn("models", "half"), 2);
    private static PrometheusProcess prometheus;

    @BeforeAll
    static void start() {
        List<ScrapeTarget> targets = new ArrayList<>();
        targets.addAll(twice(WHOLE.replicas().get(0), "10.1.0.1:8000"));
        targets.addAll(twice(WHOLE.replicas().get(1), "10.1.0.2:8000"));
        targets.addAll(twice(HALF.replicas().get(0), "10.1.0.3:8000"));
        prometheus = PrometheusProcess.with()
                .scrapeInterval(Duration.ofSeconds(2))
                .targets(targets)
                .start();
        prometheus.awaitTargetsUp();
    }

    @AfterAll
    static void end() {
        prometheus.close();
        SERVER.close();
    }

    @Test
    void eachPredictionCountsOnceAndTheLogSaysWhy() {
        GateRun run = new GateRun(WHOLE, prometheus.url());
        GateReport report = run.run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(report.measurement().counted()).isEqualTo(100);
        assertThat(report.measurement().living()).isEqualTo(2);
        assertThat(run.log())
                .filteredOn(line -> line.startsWith("Prometheus has 10.1.0."))
                .singleElement()
                .asString()
                .contains("and 1 more several times")
                .contains("kubernetes-pods and kubernetes-service-endpoints");
    }

    /** As of a Prometheus that can't answer when the histogram is read, after which everything is looked at again. */
    @Test
    void theLogSaysItOnceHoweverOftenItIsLookedAt() throws IOException {
        HttpPort way = DirectHttp.at("Prometheus", prometheus.url().toString()).build(new OkHttpClient());
        AtomicInteger asked = new AtomicInteger();
        PrometheusClient failing = new PrometheusClient(new HttpPort() {
            @Override
            public Response send(Request request) throws HttpFailure {
                boolean isOfHistogram =
                        request.parameters().getOrDefault("query", "").contains("_bucket");
                return isOfHistogram && asked.getAndIncrement() == 0
                        ? new Response(503, "text/plain", List.of(), new byte[0])
                        : way.send(request);
            }

            @Override
            public boolean mayQuote() {
                return true;
            }
        });
        GateRun run = new GateRun(WHOLE, prometheus.url())
                .prometheus(failing)
                .thresholds(new Thresholds(
                        0, 0.95, 0.01, List.of(new LatencyLimit(0.99, 10_000, Thresholds.Source.PROMETHEUS))));
        GateReport report = run.run();
        assertThat(asked.get()).as(report.sentence()).isGreaterThan(1);
        assertThat(run.log())
                .filteredOn(line -> line.startsWith("Prometheus has 10.1.0."))
                .hasSize(1);
    }

    @Test
    void halfThePredictionsCountedTwiceDoNotPassForAll() {
        GateReport report = new GateRun(HALF, prometheus.url()).run();
        assertThat(report.load().accepted()).isEqualTo(100);
        assertThat(report.measurement().counted()).isEqualTo(50);
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.FAIL);
    }

    private static List<ScrapeTarget> twice(ModelReplica replica, String instance) {
        ScrapeTarget pod = replica.scrapeTarget();
        Map<String, String> byPod = new HashMap<>(pod.labels());
        byPod.put("instance", instance);
        Map<String, String> byService = new HashMap<>(byPod);
        byService.remove("kubernetes_pod_name");
        byService.put("job", "kubernetes-service-endpoints");
        byService.put("kubernetes_name", "model");
        return List.of(new ScrapeTarget(pod.metrics(), byPod), new ScrapeTarget(pod.metrics(), byService));
    }
}
