package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelReplica;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineBuild;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineRunner;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.fixture.prometheus.ScrapeTarget;
import io.jenkins.plugins.seldon.grafana.FakeGrafana;
import io.jenkins.plugins.seldon.http.HttpAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The step as a Jenkinsfile runs it: Prometheus and Grafana behind the service proxy of an embedded cluster. */
@Timeout(180)
class AssertPredictionMetricsStepTest {

    private static final ModelServer SERVER = ModelServer.start();
    private static final Deque<ModelDeployment> MODELS = new ArrayDeque<>();
    private static EmbeddedCluster cluster;
    private static PrometheusProcess prometheus;

    @TempDir
    Path workspace;

    private FakeGrafana grafana;

    @BeforeAll
    static void start() {
        List<ScrapeTarget> targets = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            MODELS.add(SERVER.deploy(Predictor.sklearn("seldon-system", "sklearn" + i), 1));
        }
        MODELS.forEach(model -> targets.addAll(model.scrapeTargets()));
        prometheus = PrometheusProcess.with()
                .scrapeInterval(Duration.ofMillis(500))
                .targets(targets)
                .start();
        prometheus.awaitTargetsUp();
        cluster = EmbeddedCluster.start();
        cluster.serve("seldon-system", "seldon-core-analytics-prometheus-seldon", 80, prometheus.url());
        cluster.put(
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: seldon-core-analytics-grafana, namespace: seldon-system}
                data: {admin-user: YWRtaW4=, admin-password: cGFzc3dvcmQ=}
                """);
    }

    @AfterAll
    static void close() {
        prometheus.close();
        cluster.close();
        SERVER.close();
    }

    @BeforeEach
    void startGrafana() throws IOException {
        grafana = FakeGrafana.start();
        cluster.serve("seldon-system", "seldon-core-analytics-grafana", 80, grafana.url());
    }

    @AfterEach
    void closeGrafana() {
        grafana.close();
    }

    @Test
    @SuppressWarnings("unchecked")
    void aGoodReleasePassesAndLeavesItsEvidence() throws Exception {
        ModelDeployment model = MODELS.pop();
        PipelineBuild build = run(
                model,
                "requests: 100, conditions: [[promql: 'sum(up{kubernetes_namespace=\"seldon-system\"})', above: 0]]");
        assertThat(build.result()).as(build.log()).isEqualTo(Result.SUCCESS);
        Map<String, Object> gate = (Map<String, Object>) build.returned().get("assertPredictionMetrics");
        assertThat(gate).containsEntry("verdict", "PASS").containsEntry("counted", 100L);
        assertThat(build.log())
                .contains(
                        "100 of 100 accepted predictions counted", "Gate passed for", "it knows 1 target and 0 series");
        assertThat(build.openClients()).isZero();
        String evidence = "seldon-analytics/gate-seldon-system-" + name(model);
        assertThat(Files.readString(workspace.resolve(evidence + ".json"))).contains("\"verdict\" : \"PASS\"");
        assertThat(Files.readString(workspace.resolve(evidence + ".xml"))).contains("failures=\"0\"");
    }

    /** The pod as the operator 1.18.2 makes it, recorded on a real cluster, as far as a gate reads it. */
    @ParameterizedTest(name = "the pages are readable: {0}")
    @ValueSource(booleans = {true, false})
    @SuppressWarnings("unchecked")
    void thePodsAreThoseOfTheApiServerAndTheirPagesAreReadThroughIt(boolean readable) {
        ModelDeployment model = MODELS.pop();
        ModelReplica replica = model.replicas().get(0);
        cluster.put(
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %s
                  namespace: seldon-system
                  labels: {seldon-deployment-id: %s, seldon-app: %s-default, version: default}
                  annotations: {prometheus.io/path: /prometheus, prometheus.io/scrape: "true"}
                spec:
                  containers:
                  - name: classifier
                    image: models/iris:1
                    ports: [{name: metrics, containerPort: 6000}]
                  - name: seldon-container-engine
                    image: seldonio/seldon-core-executor:1.18.2
                    ports: [{name: http, containerPort: 8000}, {name: metrics, containerPort: 8000}]
                """
                        .formatted(replica.podName(), name(model), name(model)));
        Await.until("the pod is ready", Duration.ofSeconds(60), () -> cluster.object(
                        "pods", "seldon-system", replica.podName())
                .filter(pod -> pod.toString().contains("\"type\":\"Ready\",\"status\":\"True\"")
                        || pod.at("/status/phase").asText().equals("Running"))
                .isPresent());
        if (readable) {
            cluster.servePod("seldon-system", replica.podName(), 8000, replica.url());
        }
        PipelineBuild build = run(model, "requests: 100");
        assertThat(build.result()).as(build.log()).isEqualTo(Result.SUCCESS);
        Map<String, Object> gate = (Map<String, Object>) build.returned().get("assertPredictionMetrics");
        assertThat(gate.get("counted")).isEqualTo(100L);
        assertThat(gate.get("countedBy")).asString().startsWith("Prometheus by the pods' names");
        Map<String, Object> pod = ((List<Map<String, Object>>) gate.get("pods")).get(0);
        assertThat(pod)
                .containsEntry("name", replica.podName())
                .containsEntry("predictor", "default")
                .containsEntry("executor", readable ? (Object) 100L : "not readable")
                .containsEntry("prometheus", 100L);
    }

    @Test
    void whatIsNotScrapedDoesNotPass() {
        ModelDeployment unscraped = SERVER.deploy(Predictor.sklearn("seldon-system", "unscraped"), 1);
        PipelineBuild build = run(unscraped, "sampleTimeoutSeconds: 3");
        assertThat(build.result()).isEqualTo(Result.FAILURE);
        assertThat(build.log())
                .contains(
                        "layer: scrape",
                        "there is no SeldonDeployment, InferenceService, Model, Pipeline or Knative Service unscraped in"
                                + " namespace seldon-system");
        assertThat(build.openClients()).isZero();
    }

    @Test
    void theBurstIsMarkedOnTheDashboardOfTheReleasesGrafana() {
        PipelineBuild build = run(MODELS.pop(), "checkGrafana: true");
        assertThat(build.result()).as(build.log()).isEqualTo(Result.SUCCESS);
        assertThat(build.log()).contains("grafana           Prediction Analytics   there", "always read 100 %");
        assertThat(grafana.annotations()).singleElement().satisfies(annotation -> {
            assertThat(annotation.path("dashboardId").asInt()).isEqualTo(7);
            long length = annotation.path("timeEnd").asLong()
                    - annotation.path("time").asLong();
            assertThat(length).isBetween(1000L, 10_000L);
        });
    }

    @Test
    void aGrafanaThatRefusesTheLoginFailsTheGate() {
        PipelineBuild build = run(MODELS.pop(), "checkGrafana: true, grafanaCredentialsId: 'stranger'");
        assertThat(build.result()).isEqualTo(Result.FAILURE);
        assertThat(build.failure()).hasValueSatisfying(sentence -> assertThat(sentence)
                .contains("layer: grafana", "refused the user or the password"));
        assertThat(build.log()).doesNotContain("wrong-password");
    }

    @Test
    void aMissingDashboardFailsTheGate() {
        grafana.withoutDashboard();
        PipelineBuild build = run(MODELS.pop(), "checkGrafana: true");
        assertThat(build.result()).isEqualTo(Result.FAILURE);
        assertThat(build.failure()).hasValueSatisfying(sentence -> assertThat(sentence)
                .contains("layer: grafana", "There is no dashboard with the uid or title 'U1cSDzyZz'"));
        assertThat(grafana.annotations()).isEmpty();
    }

    private PipelineBuild run(ModelDeployment model, String options) {
        return PipelineRunner.in(workspace)
                .credential("cluster", cluster.kubeconfig())
                .credential("stranger", HttpAccess.basic("admin", "wrong-password"))
                .run(
                        """
                        node {
                          def gate = assertPredictionMetrics deployment: '%s', credentialsId: 'cluster', endpoint: '%s', %s
                          echo "counted ${gate.counted} of ${gate.accepted}"
                        }
                        """
                                .formatted(name(model), SERVER.url(), options));
    }

    private static String name(ModelDeployment model) {
        return model.predictor().deployment();
    }
}
