package io.jenkins.plugins.seldon.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import hudson.model.Result;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.chart.ChartRepository;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineBuild;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineRunner;
import io.jenkins.plugins.seldon.load.EndpointAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class InstallSeldonAnalyticsStepTest {

    private static final String TEMPLATE =
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: '{{ .Release.Name }}'}
            data: {first: '{{ .Values.first }}', second: '{{ .Values.second }}', third: '{{ .Values.third }}'}
            """;

    @TempDir
    Path folder;

    private EmbeddedCluster cluster;
    private ChartRepository charts;
    private PipelineRunner runner;

    @BeforeEach
    void start() {
        cluster = EmbeddedCluster.builder().playerPaused().start();
        charts = ChartRepository.serving(Chart.of("seldon-core-analytics", "1.12.0", TEMPLATE));
        runner = PipelineRunner.in(folder.resolve("workspace")).credential("cluster", cluster.kubeconfig());
    }

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        try (Stream<Path> left = Files.list(folder.resolve("workspace@tmp"))) {
            assertThat(left).isEmpty();
        } catch (java.nio.file.NoSuchFileException e) {
            assertThat(folder).exists();
        } finally {
            charts.close();
            cluster.close();
        }
    }

    @Test
    void returnsTheReleaseAndMergesValues() throws Exception {
        Files.createDirectories(folder.resolve("workspace/values"));
        Files.writeString(folder.resolve("workspace/a.yaml"), "first: 1\nsecond: 1\nthird: 1\n");
        Files.writeString(folder.resolve("workspace/values/b.yaml"), "second: 2\nthird: 2\n");
        PipelineBuild build = runner.runOnNode(
                """
                def release = installSeldonAnalytics credentialsId: 'cluster', repository: '%s',
                    valuesFiles: 'a.yaml, values/b.yaml', valuesYaml: 'third: 3'
                echo "revision ${release.revision} is ${release.status}"
                """
                        .formatted(charts.url()),
                Result.SUCCESS);
        assertThat(build.log()).contains("revision 1 is deployed");
        assertThat(build.returned().get("installSeldonAnalytics")).isInstanceOfSatisfying(Map.class, map -> assertThat(
                        (Map<?, ?>) map)
                .isExactlyInstanceOf(java.util.LinkedHashMap.class)
                .extracting("name", "namespace", "revision", "status", "chartVersion", "changed", "repaired")
                .containsExactly("seldon-core-analytics", "seldon-system", 1L, "deployed", "1.12.0", true, false));
        assertThat(cluster.object("configmaps", "seldon-system", "seldon-core-analytics"))
                .hasValueSatisfying(map -> assertThat(map.at("/data").toString())
                        .isEqualTo("{\"first\":\"1\",\"second\":\"2\",\"third\":\"3\"}"));
        assertThat(build.openClients()).isZero();
    }

    @Test
    void takesAChartOfTheWorkspaceAndSecretsFromCredentials() throws Exception {
        Chart chart = Chart.of("seldon-core-analytics", "1.12.0", TEMPLATE);
        Path workspace = Files.createDirectories(folder.resolve("workspace"));
        chart.writeFolder(workspace.resolve("charts"));
        chart.writeArchive(workspace);
        runner.credential("token", EndpointAccess.bearer("s3cret"));
        PipelineBuild build = runner.runOnNode(
                """
                installSeldonAnalytics credentialsId: 'cluster', chart: 'charts/seldon-core-analytics',
                    secretValues: [[path: 'first', credentialsId: 'token']]
                installSeldonAnalytics credentialsId: 'cluster', chart: '%s', valuesYaml: 'second: 2'
                uninstallSeldonAnalytics credentialsId: 'cluster'
                """
                        .formatted(chart.archiveName()),
                Result.SUCCESS);
        assertThat(build.log())
                .doesNotContain("s3cret")
                .contains("in revision 1")
                .contains("in revision 2");
        assertThat(cluster.object("configmaps", "seldon-system", "seldon-core-analytics"))
                .isEmpty();
    }

    @Test
    void refusesAnotherArchiveThanTheOneExpected() {
        PipelineBuild build = runner.runOnNode(
                "installSeldonAnalytics credentialsId: 'cluster', repository: '%s', sha256: '%s'"
                        .formatted(charts.url(), "a".repeat(64)),
                Result.FAILURE);
        assertThat(build.failure()).hasValueSatisfying(sentence -> assertThat(sentence)
                .contains("is not the one that is expected")
                .endsWith("not " + "a".repeat(64) + "."));
        assertThat(cluster.writes()).isEmpty();
    }

    @Test
    void failsInOneSentence() {
        PipelineBuild build = runner.runOnNode(
                "installSeldonAnalytics credentialsId: 'cluster', repository: '%s', chart: 'wrong'"
                        .formatted(charts.url()),
                Result.FAILURE);
        assertThat(build.failure())
                .hasValue("Repository " + charts.url() + " has no chart wrong: check the chart's name.");
        assertThat(build.log()).doesNotContain("\tat ");
        assertThat(cluster.writes()).isEmpty();
    }

    @Test
    void valuesThatAreNoYamlAreRefused() {
        PipelineBuild build =
                runner.runOnNode("installSeldonAnalytics credentialsId: 'cluster', valuesYaml: '- a'", Result.FAILURE);
        assertThat(build.failure()).hasValue("YAML of names and values is expected, but valuesYaml is none.");
    }

    @Test
    void anAbortedBuildLeavesAFailedReleaseAndNoLease() throws Exception {
        charts.add(
                Chart.of("seldon-core-analytics", "2.0.0", TEMPLATE)
                        .withFile(
                                "templates/hook.yaml",
                                """
                        apiVersion: batch/v1
                        kind: Job
                        metadata: {name: endless, annotations: {helm.sh/hook: pre-install}}
                        spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: 'a:1'}]}}}
                        """));
        PipelineBuild build = runner.start(
                "node { installSeldonAnalytics credentialsId: 'cluster', repository: '%s', version: '2.0.0' }"
                        .formatted(charts.url()));
        Await.until("the hook is there", Duration.ofSeconds(60), () -> cluster.object(
                        "jobs.batch", "seldon-system", "endless")
                .isPresent());
        build.abort();
        assertThat(build.await()).isEqualTo(Result.ABORTED);
        assertThat(cluster.objects("secrets", "seldon-system"))
                .filteredOn(
                        secret -> secret.at("/metadata/labels/owner").asText().equals("helm"))
                .extracting(secret -> secret.at("/metadata/labels/status").asText())
                .containsExactly("failed");
        assertThat(cluster.objects("leases.coordination.k8s.io", "seldon-system"))
                .isEmpty();
        assertThat(build.openClients()).isZero();
    }

    @Test
    void blankMeansTheDefault() {
        InstallSeldonAnalyticsStep step = new InstallSeldonAnalyticsStep();
        step.setRepository(" ");
        step.setChart("");
        step.setVersion(null);
        step.setReleaseName(" seldon-core-analytics ");
        step.setTimeoutSeconds(0);
        step.setRepair("");
        assertThat(step).usingRecursiveComparison().isEqualTo(new InstallSeldonAnalyticsStep());
        assertThat(step.getRepository()).isEqualTo("https://storage.googleapis.com/seldon-charts");
        assertThat(step.getVersion()).isEqualTo("1.12.0");
        assertThat(step.getTimeoutSeconds()).isEqualTo(600);
        step.setRepair("NEVER");
        assertThat(step.getRepair()).isEqualTo("never");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> step.setRepair("maybe"))
                .withMessage("repair must be auto or never, not maybe.");
    }
}
