package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.chart.ChartRepository;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.helm.ScriptedHelm;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineBuild;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineRunner;
import io.jenkins.plugins.seldon.http.HttpAccess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
    void filesWithValuesAreBoundedTogether() throws Exception {
        Files.createDirectories(folder.resolve("workspace"));
        Files.writeString(folder.resolve("workspace/a.yaml"), "first: 1\n" + "#".repeat(1_000_000));
        PipelineBuild build = runner.runOnNode(
                "installSeldonAnalytics credentialsId: 'cluster', repository: '%s', valuesFiles: '%s'"
                        .formatted(charts.url(), "a.yaml,".repeat(5)),
                Result.FAILURE);
        assertThat(build.failure()).hasValue("The files of valuesFiles are larger than 4 MiB together.");
    }

    @Test
    void takesAChartOfTheWorkspaceAndSecretsFromCredentials() throws Exception {
        Chart chart = Chart.of("seldon-core-analytics", "1.12.0", TEMPLATE);
        Path workspace = Files.createDirectories(folder.resolve("workspace"));
        chart.writeFolder(workspace.resolve("charts"));
        chart.writeArchive(workspace);
        runner.credential("token", HttpAccess.bearer("s3cret"));
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
    void grafanasLoginIsThatOfTheCredential() throws Exception {
        charts.add(Chart.of(
                        "seldon-core-analytics",
                        "3.0.0",
                        """
                        apiVersion: v1
                        kind: Secret
                        metadata: {name: '{{ .Release.Name }}-grafana'}
                        stringData: {user: '{{ .Values.grafana.adminUser }}', password: '{{ .Values.grafana.adminPassword }}'}
                        """)
                .withFile("values.yaml", "grafana: {adminUser: admin, adminPassword: password}\n"));
        runner.credential("grafana", HttpAccess.basic("root", "s3cret"));
        PipelineBuild warned = runner.runOnNode(
                "installSeldonAnalytics credentialsId: 'cluster', repository: '%s', version: '3.0.0'"
                        .formatted(charts.url()),
                Result.SUCCESS);
        assertThat(warned.log()).contains("WARNING: Grafana's admin password is still the chart's default");
        PipelineBuild build = runner.runOnNode(
                "installSeldonAnalytics credentialsId: 'cluster', repository: '%s', version: '3.0.0', grafanaCredentialsId: 'grafana'"
                        .formatted(charts.url()),
                Result.SUCCESS);
        assertThat(build.log()).doesNotContain("WARNING", "s3cret");
        assertThat(cluster.object("secrets", "seldon-system", "seldon-core-analytics-grafana"))
                .hasValueSatisfying(secret -> assertThat(secret.toString()).contains("cm9vdA==", "czNjcmV0"));
    }

    @Test
    void aLoginThatTheRepositoryAsksForComesFromACredential() {
        charts.requireLogin("reader", "s3cret");
        runner.credential("charts", HttpAccess.basic("reader", "s3cret"));
        PipelineBuild refused = runner.runOnNode(
                "installSeldonAnalytics credentialsId: 'cluster', repository: '%s'".formatted(charts.url()),
                Result.FAILURE);
        assertThat(refused.failure())
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("401"));
        PipelineBuild build = runner.runOnNode(
                "installSeldonAnalytics credentialsId: 'cluster', repository: '%s', repositoryCredentialsId: 'charts'"
                        .formatted(charts.url()),
                Result.SUCCESS);
        assertThat(build.log()).doesNotContain("s3cret");
    }

    @Test
    void anExecutableOfTheAgentWorksWhereOneIsAskedFor() throws Exception {
        ScriptedHelm helm = ScriptedHelm.in(
                folder.resolve("bin"), "v3.19.0", "echo 'Error: no chart version found for x' >&2; exit 1");
        runner.environment("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
        PipelineBuild build = runner.runOnNode(
                "installSeldonAnalytics credentialsId: 'cluster', repository: '%s', helm: 'PATH'"
                        .formatted(charts.url()),
                Result.FAILURE);
        assertThat(build.failure()).hasValueSatisfying(sentence -> assertThat(sentence)
                .contains("has chart seldon-core-analytics, but not in version 1.12.0"));
        assertThat(helm.calls()).containsExactly("repo update");
    }

    /** Arguments and the environment of a process are shown to whoever may list processes. */
    @Test
    void noSecretIsAnArgumentOrInTheEnvironmentOfHelmNorInWhatStays() throws Exception {
        ScriptedHelm helm = ScriptedHelm.in(
                folder.resolve("bin"),
                "v3.19.0",
                """
                printf 'Error: the server says %s ' "$(grep -o '"token":"[^"]*"' "$KUBECONFIG")" >&2
                printf '%s\\nFinished: SUCCESS\\n' "$(grep -ho 'canary-[a-z]*' * 2>/dev/null | xargs)" >&2; exit 1
                """);
        runner.environment("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
        runner.credential("values", HttpAccess.bearer("canary-values"));
        runner.credential("charts", HttpAccess.basic("reader", "canary-login"));
        Chart chart = Chart.of("seldon-core-analytics", "1.12.0", TEMPLATE);
        chart.writeArchive(Files.createDirectories(folder.resolve("workspace")));
        String values = "secretValues: [[path: 'first', credentialsId: 'values']], helm: 'PATH'";
        for (String source : List.of(
                "chart: '" + chart.archiveName() + "'",
                "repository: '" + charts.url() + "', repositoryCredentialsId: 'charts'")) {
            PipelineBuild build = runner.runOnNode(
                    "installSeldonAnalytics credentialsId: 'cluster', " + source + ", " + values, Result.FAILURE);
            String token = cluster.kubeconfig()
                    .lines()
                    .filter(line -> line.contains("token: "))
                    .findFirst()
                    .orElseThrow()
                    .replaceFirst(".*token: ", "");
            assertThat(build.log() + build.failure() + helm.calls() + helm.environment() + build.returned())
                    .doesNotContain("canary", token);
            assertThat(build.log()).as("it was said").contains("****");
            assertThat(build.log().lines()).noneMatch(line -> line.startsWith("Finished: SUCCESS"));
            try (Stream<Path> files = Files.walk(folder)) {
                assertThat(files.filter(Files::isRegularFile).filter(file -> !file.startsWith(folder.resolve("bin"))))
                        .allSatisfy(file -> assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                                .doesNotContain("canary", token));
            }
        }
        assertThat(helm.calls()).isNotEmpty();
    }

    @Test
    void refusesAnotherArchiveThanTheOneExpected() {
        PipelineBuild build = runner.runOnNode(
                "installSeldonAnalytics credentialsId: 'cluster', repository: '%s', sha256: '%s'"
                        .formatted(charts.url(), "a".repeat(64)),
                Result.FAILURE);
        assertThat(build.failure()).hasValueSatisfying(sentence -> assertThat(sentence)
                .contains("is not the expected one")
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
        assertThat(build.failure()).hasValue("A YAML mapping is expected, but valuesYaml is not one.");
    }

    @Test
    void anAbortedBuildLeavesAFailedReleaseAndNoLease() throws Exception {
        abortInTheMiddle(helm -> assertThat(helm).isNotEmpty());
    }

    @Test
    void anAbortedFirstInstallationIsGoneWhereItIsToBeRolledBack() throws Exception {
        PipelineBuild build =
                abort(", onFailure: 'rollback'", helm -> assertThat(helm).isNotEmpty());
        assertThat(build.log())
                .contains("There is no earlier revision to roll back to. The release was uninstalled, as onFailure "
                        + "says.");
        assertThat(cluster.objects("secrets", "seldon-system"))
                .noneMatch(
                        secret -> secret.at("/metadata/labels/owner").asText().equals("helm"));
    }

    /** A stopped process hears nothing but SIGKILL. */
    @Test
    void aHelmThatIsDeafIsGoneBeforeTheAbortIsReported() throws Exception {
        abortInTheMiddle(helm -> {
            for (ProcessHandle process : helm) {
                new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                        .start()
                        .waitFor();
            }
        });
    }

    /** What happens to Helm's processes before the abort. */
    private interface Fault {
        void happen(List<ProcessHandle> helm) throws Exception;
    }

    private void abortInTheMiddle(Fault fault) throws Exception {
        abort("", fault);
        assertThat(cluster.objects("secrets", "seldon-system"))
                .filteredOn(
                        secret -> secret.at("/metadata/labels/owner").asText().equals("helm"))
                .extracting(secret -> secret.at("/metadata/labels/status").asText())
                .containsExactly("failed");
    }

    private PipelineBuild abort(String options, Fault fault) throws Exception {
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
                "node { installSeldonAnalytics credentialsId: 'cluster', repository: '%s', version: '2.0.0'%s }"
                        .formatted(charts.url(), options));
        Await.until("the hook is there", Duration.ofSeconds(60), () -> cluster.object(
                        "jobs.batch", "seldon-system", "endless")
                .isPresent());
        List<ProcessHandle> helm = ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(folder.toString()))
                .toList();
        fault.happen(helm);
        build.abort();
        assertThat(build.await()).isEqualTo(Result.ABORTED);
        assertThat(helm).noneMatch(ProcessHandle::isAlive);
        assertThat(folder.resolve("workspace@tmp")).isEmptyDirectory();
        assertThat(cluster.objects("leases.coordination.k8s.io", "seldon-system"))
                .isEmpty();
        assertThat(build.openClients()).isZero();
        return build;
    }

    @Test
    void anOptionThatCanNotBeIsRefusedInASentence() {
        Map.of(
                        "timeoutSeconds: 0", "timeoutSeconds must be at least 1.",
                        "stack: 'loki'", "stack must be seldon-core-analytics or kube-prometheus-stack, not loki.",
                        "dashboard: 'mine'", "dashboard must be chart or fixed, not mine.",
                        "repair: 'maybe'", "repair must be auto or never, not maybe.",
                        "onFailure: 'atomic'", "onFailure must be keep, rollback or uninstall, not atomic.")
                .forEach((option, sentence) -> assertThat(runner.runOnNode(
                                        "installSeldonAnalytics credentialsId: 'cluster', " + option, Result.FAILURE)
                                .failure())
                        .hasValue(sentence));
        assertThat(cluster.writes()).isEmpty();
    }

    @Test
    void blankMeansTheDefault() {
        InstallSeldonAnalyticsStep step = new InstallSeldonAnalyticsStep();
        step.setStack(" seldon-core-analytics ");
        step.setDashboard("");
        step.setRepository(" ");
        step.setChart("");
        step.setVersion(null);
        step.setReleaseName(" seldon-core-analytics ");
        step.setRepair("");
        step.setPreflight(" refuse ");
        step.setHelm(" ");
        assertThat(step).usingRecursiveComparison().isEqualTo(new InstallSeldonAnalyticsStep());
        assertThat(step.getRepository()).as("that of the stack").isEmpty();
        assertThat(step.getStack()).isEqualTo("seldon-core-analytics");
        assertThat(step.getDashboard()).isEqualTo("chart");
        assertThat(step.getTimeoutSeconds()).isEqualTo(600);
        step.setRepair("NEVER");
        assertThat(step.getRepair()).isEqualTo("never");
        step.setPreflight("warn: quota");
        assertThat(step.getPreflight()).isEqualTo("warn: quota");
    }

    /** A chart may say what it was given: in an error of Helm's, by a name, over several lines. */
    @Test
    void aChartTellsNoSecretAndForgesNoLine() throws Exception {
        charts.add(Chart.of(
                "seldon-core-analytics",
                "4.0.0",
                "{{ fail (printf \"no %s and %s\\nFinished: SUCCESS\" .Values.grafana.adminPassword"
                        + " (b64enc .Values.grafana.adminPassword)) }}"));
        runner.credential("grafana", HttpAccess.basic("root", "s3cret-of-grafana"));
        PipelineBuild build = runner.runOnNode(
                "installSeldonAnalytics credentialsId: 'cluster', repository: '%s', version: '4.0.0', grafanaCredentialsId: 'grafana'"
                        .formatted(charts.url()),
                Result.FAILURE);
        assertThat(build.failure())
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("no **** and ****"));
        assertThat(build.log()).doesNotContain("s3cret-of-grafana", "czNjcmV0LW9mLWdyYWZhbmE=");
        assertThat(build.log().lines().filter(line -> line.strip().startsWith("Finished: ")))
                .containsExactly("Finished: FAILURE");
    }

    @Test
    void valuesOfMegabytesAreRefusedInASentence() {
        InstallSeldonAnalyticsStep step = new InstallSeldonAnalyticsStep();
        step.setValuesYaml("a: " + "x".repeat(2 << 20));
        assertThat(step.getValuesYaml().length()).isGreaterThan(ChartInputs.LARGEST_VALUES);
        try (FakePlatform platform = new FakePlatform()) {
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> new ChartInputs(platform).values("", step.getValuesYaml(), List.of(), ""))
                    .isInstanceOf(hudson.AbortException.class)
                    .hasMessage("valuesYaml is longer than 1048576 characters.");
        }
    }
}
