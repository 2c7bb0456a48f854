package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.model.Result;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.chart.ChartRepository;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.OperatorKinds;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelReplica;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineBuild;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineRunner;
import io.jenkins.plugins.seldon.fixture.prometheus.OperatedPrometheus;
import io.jenkins.plugins.seldon.grafana.FakeGrafana;
import io.jenkins.plugins.seldon.http.HttpAccess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The stack of the Prometheus Operator from its installation to the gate: real Helm, a chart of its shape, an operator that is
 * played, and a real Prometheus that scrapes what the PodMonitors of the installation tell.
 */
@Timeout(180)
class KubePrometheusStackTest {

    private static final String NAMESPACE = "seldon-system";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EmbeddedCluster cluster =
            OperatorKinds.on(EmbeddedCluster.builder()).start();
    private final ChartRepository repository = ChartRepository.serving(Chart.kubePrometheusStack());
    private final ModelServer models = ModelServer.start();
    private ModelDeployment model;
    private OperatedPrometheus prometheus;
    private FakeGrafana grafana;

    @TempDir
    Path workspace;

    @BeforeEach
    void start() throws Exception {
        cluster.put(
                """
                apiVersion: machinelearning.seldon.io/v1
                kind: SeldonDeployment
                metadata: {name: sklearn, namespace: seldon-system}
                spec:
                  predictors:
                    - name: default
                      replicas: 1
                      graph: {name: classifier, implementation: SKLEARN_SERVER, modelUri: gs://seldon-models/sklearn/iris}
                """);
        model = models.deploy(Predictor.sklearn(NAMESPACE, "sklearn"), 0);
        String pod = Await.value("the model's pod", LIMIT, () -> cluster.objects("pods", NAMESPACE).stream()
                .map(object -> object.at("/metadata/name").asText())
                .filter(name -> name.startsWith("sklearn-"))
                .findFirst());
        ModelReplica replica = model.addReplica(pod);
        cluster.servePod(NAMESPACE, pod, 8000, replica.url());
        prometheus = new OperatedPrometheus(
                cluster,
                Duration.ofMillis(500),
                (name, container) -> name.equals(pod) && container.equals("seldon-container-engine")
                        ? Optional.of(replica.url())
                        : Optional.empty());
        grafana = FakeGrafana.start();
    }

    @AfterEach
    void close() {
        grafana.close();
        prometheus.close();
        models.close();
        repository.close();
        cluster.close();
    }

    @Test
    void installsWaitsAndGatesWithoutASentenceAboutPrometheus() throws Exception {
        serve("seldon-core-analytics-kube-prometheus", "seldon-core-analytics-grafana");
        grafana.tagged("seldon-analytics");
        PipelineBuild build = run(
                """
                node {
                  installSeldonAnalytics credentialsId: 'cluster', stack: 'kube-prometheus-stack', repository: '%s',
                    grafanaCredentialsId: 'grafana'
                  waitForSeldonPods credentialsId: 'cluster', minRunningSeconds: 0, timeoutSeconds: 60
                  assertPredictionMetrics credentialsId: 'cluster', deployment: 'sklearn', endpoint: '%s', requests: 100,
                    checkGrafana: true
                }
                """);
        assertThat(build.result()).as(build.log()).isEqualTo(Result.SUCCESS);
        assertThat(build.log())
                .contains(
                        "100 of 100 accepted predictions counted",
                        "prometheus-seldon-core-analytics-kube-prometheus-0",
                        "alertmanager-seldon-core-analytics-kube-alertmanager-0",
                        "PASS      grafana           Prediction Analytics   there")
                .doesNotContain("WARNING", "several times");
        assertThat(grafana.annotations()).hasSize(1);
    }

    @Test
    void isFoundByAnotherJobByTheReleasesNameAlone() throws Exception {
        serve("mon-kube-prometheus-stack-prometheus", "mon-grafana");
        PipelineBuild install = run(
                """
                node {
                  installSeldonAnalytics credentialsId: 'cluster', stack: 'kube-prometheus-stack', repository: '%s',
                    releaseName: 'mon', valuesYaml: 'prometheus: {prometheusSpec: {replicas: 1}}'
                }
                """);
        assertThat(install.result()).as(install.log()).isEqualTo(Result.SUCCESS);
        model.errorRatio(0.2);
        PipelineBuild gate = run(
                """
                // installed from %s
                waitForSeldonPods credentialsId: 'cluster', releaseName: 'mon', minRunningSeconds: 0, timeoutSeconds: 60
                node {
                  assertPredictionMetrics credentialsId: 'cluster', releaseName: 'mon', deployment: 'sklearn',
                    endpoint: '%s', requests: 200, maxErrorRatio: 0.5
                }
                """);
        assertThat(gate.result()).as(gate.log()).isEqualTo(Result.SUCCESS);
        assertPanelsShowTheErrors();
    }

    /** The dashboard as Helm made it of the values, its queries asked of the Prometheus that counted. */
    private void assertPanelsShowTheErrors() throws Exception {
        JsonNode map = cluster.objects("configmaps", NAMESPACE).stream()
                .filter(object ->
                        object.at("/metadata/labels/grafana_dashboard").asText().equals("1"))
                .findFirst()
                .orElseThrow();
        JsonNode dashboard =
                JSON.readTree(map.at("/data").path("prediction-analytics.json").asText());
        assertThat(dashboard.at("/panels/4/targets/0/legendFormat").asText())
                .isEqualTo("{{deployment_name}} {{predictor_name}}");
        assertThat(value(dashboard, "Success")).isBetween(0.5, 0.99);
        assertThat(value(dashboard, "4xx")).isZero();
        assertThat(value(dashboard, "5xx")).isPositive();
        assertThat(value(dashboard, "Request Rate")).isPositive();
        assertThat(value(dashboard, "Latency")).isBetween(0.0, 10.0);
    }

    private double value(JsonNode dashboard, String title) {
        for (JsonNode panel : dashboard.path("panels")) {
            if (panel.path("title").asText().equals(title)) {
                String query = panel.at("/targets/0/expr")
                        .asText()
                        .replace("$deployment", "sklearn")
                        .replace("$predictor", ".*")
                        .replace("$__rate_interval", "1m");
                return prometheus.process().value(query).orElseThrow(() -> new AssertionError(query + " is empty"));
            }
        }
        throw new AssertionError("no panel " + title);
    }

    private void serve(String prometheusService, String grafanaService) {
        cluster.serve(NAMESPACE, prometheusService, 9090, prometheus.url());
        cluster.serve(NAMESPACE, grafanaService, 80, grafana.url());
    }

    private PipelineBuild run(String script) throws Exception {
        PipelineBuild build = PipelineRunner.in(workspace)
                .credential("cluster", cluster.kubeconfig())
                .credential("grafana", HttpAccess.basic("admin", "password"))
                .start(script.formatted(repository.url(), models.url()));
        build.await();
        return build;
    }
}
