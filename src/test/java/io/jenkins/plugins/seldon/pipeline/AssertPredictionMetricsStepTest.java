package io.jenkins.plugins.seldon.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineBuild;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineRunner;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The step as a Jenkinsfile runs it: Prometheus behind the service proxy of an embedded cluster. */
@Timeout(60)
class AssertPredictionMetricsStepTest {

    @TempDir
    Path workspace;

    private final ModelServer models = ModelServer.start();
    private final ModelDeployment sklearn = models.deploy(Predictor.sklearn("seldon-system", "sklearn"), 1);
    private final EmbeddedCluster cluster = EmbeddedCluster.start();
    private final PrometheusProcess prometheus = PrometheusProcess.with()
            .scrapeInterval(Duration.ofSeconds(1))
            .targets(sklearn.scrapeTargets())
            .start();

    @AfterEach
    void close() {
        prometheus.close();
        cluster.close();
        models.close();
    }

    @Test
    @SuppressWarnings("unchecked")
    void aGoodReleasePassesAndLeavesItsEvidence() throws Exception {
        serve();
        PipelineBuild build = run(
                """
                def gate = assertPredictionMetrics deployment: 'sklearn', credentialsId: 'cluster', endpoint: '%s', requests: 100, conditions: [[promql: 'up{kubernetes_namespace="seldon-system"}', above: 0]]
                echo "counted ${gate.counted} of ${gate.accepted}"
                """);
        assertThat(build.result()).as(build.log()).isEqualTo(Result.SUCCESS);
        Map<String, Object> gate = (Map<String, Object>) build.returned().get("assertPredictionMetrics");
        assertThat(gate).containsEntry("verdict", "PASS").containsEntry("counted", 100L);
        assertThat(build.log()).contains("counted 100 of 100", "says PASS");
        assertThat(build.openClients()).isZero();
        assertThat(Files.readString(workspace.resolve("seldon-analytics/gate-seldon-system-sklearn.json")))
                .contains("\"verdict\" : \"PASS\"");
        assertThat(Files.readString(workspace.resolve("seldon-analytics/gate-seldon-system-sklearn.xml")))
                .contains("failures=\"0\"");
    }

    @Test
    void whatIsNotScrapedDoesNotPass() {
        prometheus.targets(List.of());
        serve();
        PipelineBuild build = run(
                "assertPredictionMetrics deployment: 'sklearn', credentialsId: 'cluster', endpoint: '%s', sampleTimeoutSeconds: 3");
        assertThat(build.result()).isEqualTo(Result.FAILURE);
        assertThat(build.log()).contains("layer: scrape");
        assertThat(build.openClients()).isZero();
    }

    private void serve() {
        cluster.serve("seldon-system", "seldon-core-analytics-prometheus-seldon", 80, prometheus.url());
    }

    private PipelineBuild run(String steps) {
        PipelineBuild build = PipelineRunner.in(workspace)
                .credential("cluster", cluster.kubeconfig())
                .run("node {\n" + steps.formatted(models.url()) + "\n}");
        System.out.println(build.log());
        return build;
    }
}
