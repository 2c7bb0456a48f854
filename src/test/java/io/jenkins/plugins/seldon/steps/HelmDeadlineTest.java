package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.seldon.fixture.Allowance;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.FaultyProxy;
import io.jenkins.plugins.seldon.fixture.FaultyProxy.Fault;
import io.jenkins.plugins.seldon.fixture.FaultyProxy.Schedule;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.chart.ChartRepository;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.helm.ScriptedHelm;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineBuild;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineRunner;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The step's time is over while Helm is at work, and the API server takes requests and does not answer: the step ends all the
 * same, says what may be left, and the next run goes on from there.
 */
@Timeout(240)
@DisabledOnOs(OS.WINDOWS)
@Execution(ExecutionMode.CONCURRENT)
class HelmDeadlineTest {

    /** Long enough for Helm to be at work by then on a busy machine, too. */
    private static final Duration TIME_OUT = Duration.ofSeconds(30);

    private static final String MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: small}\n";

    private static final String ENDLESS =
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: endless, annotations: {helm.sh/hook: 'pre-install,pre-upgrade'}}
            spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: 'a:1'}]}}}
            """;

    @TempDir
    Path folder;

    private final EmbeddedCluster cluster =
            EmbeddedCluster.builder().plainHttp().playerPaused().start();
    private final ChartRepository charts = ChartRepository.serving(
            Chart.of("seldon-core-analytics", "1.0.0", MAP),
            Chart.of("seldon-core-analytics", "2.0.0", MAP).withFile("templates/hook.yaml", ENDLESS));
    private FaultyProxy api;

    @BeforeEach
    void healthy() {
        hang(Fault.HANG);
    }

    private void hang(Fault fault) {
        api = new FaultyProxy(URI.create(cluster.url()), new Schedule(1, 1, Integer.MAX_VALUE, 300, List.of(fault)))
                .after(1_000_000);
        api.authorization("Bearer " + cluster.kubeconfig().replaceFirst("(?s).*token: *([^\\s]+).*", "$1"));
    }

    @AfterEach
    void close() {
        api.close();
        charts.close();
        cluster.close();
    }

    private PipelineBuild start(String version, String more) {
        return PipelineRunner.in(folder.resolve("workspace"))
                .credential(
                        "cluster",
                        cluster.kubeconfig().replace(cluster.url(), api.url().toString()))
                .start("node {\n"
                        + StepTimes.measured("installSeldonAnalytics credentialsId: 'cluster', repository: '"
                                + charts.url() + "', version: '" + version + "'" + more)
                        + "\n}");
    }

    private static String timeOut() {
        return ", timeoutSeconds: " + TIME_OUT.toSeconds();
    }

    private void assertEndedInTime(PipelineBuild build) throws Exception {
        assertThat(build.await()).as(build.log()).isEqualTo(Result.FAILURE);
        StepTimes.of(build)
                .forEach(took -> assertThat(took).as(build.log()).isLessThan(TIME_OUT.plus(Allowance.ofSeconds(5))));
        assertThat(build.failure().orElse(""))
                .contains("ran out of time (timeoutSeconds)")
                .endsWith(".");
        assertThat(build.log()).doesNotContain("\tat ");
    }

    private String status() {
        return cluster.objects("secrets", "seldon-system").stream()
                .filter(secret -> secret.at("/metadata/labels/owner").asText().equals("helm"))
                .map(secret -> secret.at("/metadata/labels/status").asText())
                .reduce("", (one, other) -> other);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"HANG", "HANG_AMID"})
    void theEmbeddedHelm(Fault fault) throws Exception {
        api.close();
        hang(fault);
        PipelineBuild build = start("2.0.0", timeOut());
        Await.until(
                "Helm is at work",
                Duration.ofSeconds(90),
                () -> cluster.object("jobs.batch", "seldon-system", "endless").isPresent() || build.result() != null);
        api.after(0);
        assertEndedInTime(build);
        if (fault == Fault.HANG) {
            assertThat(build.log())
                    .contains("WARNING: an unfinished revision may be left pending (the API server did not answer")
                    .contains("; the next run recovers it.")
                    .contains("it expires by itself within");
        }
        assertThat(folder.resolve("workspace@tmp")).isEmptyDirectory();
        assertThat(status()).isIn("pending-install", fault == Fault.HANG ? "" : "failed");
        api.heal();
        PipelineBuild next = start("1.0.0", ", timeoutSeconds: 120");
        assertThat(next.await()).as(next.log()).isEqualTo(Result.SUCCESS);
        assertThat(status()).isEqualTo("deployed");
    }

    /** One that is asked to end and does not: Helm waits for an API server, too. */
    @Test
    void aHelmOfTheAgent() throws Exception {
        ScriptedHelm helm = ScriptedHelm.in(
                folder.resolve("tool"),
                "v3.19.0",
                """
                case "$1" in
                  pull) cp "%s" pulled/;;
                  template) cat "%s";;
                  install) trap '' TERM; touch "%s"; while :; do sleep 1; done;;
                esac
                """
                        .formatted(archive(), manifest(), folder.resolve("at-work")));
        PipelineBuild build = start("1.0.0", timeOut() + ", helm: '" + helm.executable() + "'");
        Await.until(
                "Helm is at work",
                Duration.ofSeconds(90),
                () -> Files.exists(folder.resolve("at-work")) || build.result() != null);
        api.after(0);
        assertEndedInTime(build);
        assertThat(build.log()).contains("WARNING: an unfinished revision may be left pending");
        assertThat(folder.resolve("workspace@tmp")).isEmptyDirectory();
        assertThat(ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().commandLine().orElse("").contains(folder.toString())))
                .isEmpty();
    }

    /** What was begun is undone after the step's time, which it was cut short by before. */
    @Test
    void whatIsBegunIsUndoneWhereTheServerAnswers() throws Exception {
        PipelineBuild build = start("2.0.0", timeOut() + ", onFailure: 'uninstall'");
        assertThat(build.await()).as(build.log()).isEqualTo(Result.FAILURE);
        assertThat(build.failure().orElse(""))
                .as(build.log())
                .contains("The release was uninstalled, as onFailure says.");
        assertThat(status()).isEmpty();
    }

    private Path archive() throws Exception {
        return Files.write(
                folder.resolve("seldon-core-analytics-1.0.0.tgz"),
                Chart.of("seldon-core-analytics", "1.0.0", MAP).archive());
    }

    private Path manifest() throws Exception {
        return Files.writeString(
                folder.resolve("manifest.yaml"), "---\n# Source: seldon-core-analytics/templates/a.yaml\n" + MAP);
    }
}
