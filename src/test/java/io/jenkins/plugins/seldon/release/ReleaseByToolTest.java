package io.jenkins.plugins.seldon.release;

import static io.jenkins.plugins.seldon.release.ReleaseScene.NAME;
import static io.jenkins.plugins.seldon.release.ReleaseScene.NAMESPACE;
import static io.jenkins.plugins.seldon.release.ReleaseScene.SMALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.helm.LocalHelmTool;
import io.jenkins.plugins.seldon.helm.record.ReleaseStatus;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The same engine over a real {@code helm}, on machines that have one on their PATH. */
@Timeout(180)
@EnabledIf("hasHelm")
class ReleaseByToolTest {

    @TempDir
    Path folder;

    private ReleaseScene scene;

    static boolean hasHelm() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "helm")));
    }

    @BeforeEach
    void start() {
        scene = new ReleaseScene(folder, EmbeddedCluster.builder().playerPaused(), SMALL, Chart.analytics())
                .by(new LocalHelmTool("helm", folder.resolve("children")));
    }

    @AfterEach
    void nothingIsLeftBehind() {
        scene.close();
    }

    @Test
    void aReleaseLivesAsWithTheEmbeddedHelm() throws Exception {
        assertThat(scene.install("small", "1.0.0", "").toMap())
                .containsEntry("revision", 1L)
                .containsEntry("changed", true);
        assertThat(scene.install("small", "1.0.0", "").changed()).isFalse();
        assertThat(scene.install("small", "1.0.0", "text: other").toMap())
                .containsEntry("revision", 2L)
                .containsEntry("status", "deployed");
        assertThat(scene.latest().description()).startsWith("Upgrade complete (chart sha256:");
        scene.by(null);
        assertThat(scene.install("small", "1.0.0", "text: other").changed()).isFalse();
        scene.by(new LocalHelmTool("helm", folder.resolve("children")));
        assertThat(scene.release()
                        .uninstall(new UninstallRequest(NAME, NAMESPACE, false, Duration.ofMinutes(1)))
                        .toMap())
                .containsEntry("changed", true);
        assertThat(scene.latest()).isNull();
    }

    @Test
    void theAnalyticsChartIsRepairedAndInstalled() throws Exception {
        ReleaseResult result = scene.install(NAME, "1.12.0", "");
        assertThat(result.toMap()).containsEntry("status", "deployed").containsEntry("repaired", true);
    }

    @Test
    void refusalsAreTheSameSentences() {
        assertThat(refusal("wrong", "1.0.0"))
                .isEqualTo("Repository " + scene.charts.url() + " has no chart wrong: check the chart's name.");
        assertThat(refusal("small", "9.9.9"))
                .isEqualTo("Repository " + scene.charts.url()
                        + " has chart small, but not in version 9.9.9: check the version.");
        scene.charts.html(true);
        assertThat(refusal("small", "1.0.0"))
                .startsWith("The agent could not read chart repository " + scene.charts.url())
                .doesNotContain("<");
    }

    @Test
    void anAbortedInstallEndsWithAFailedRelease() throws Exception {
        scene.charts.add(
                SMALL.withVersion("2.0.0")
                        .withFile(
                                "templates/job.yaml",
                                """
                        apiVersion: batch/v1
                        kind: Job
                        metadata: {name: endless, annotations: {helm.sh/hook: pre-install}}
                        spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: 'a:1'}]}}}
                        """));
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread build = new Thread(() -> {
            try {
                scene.install("small", "2.0.0", "");
                outcome.complete(null);
            } catch (Exception e) {
                outcome.complete(e);
            }
        });
        build.start();
        Await.until("the hook is there", Duration.ofSeconds(60), () -> scene.cluster
                .object("jobs.batch", NAMESPACE, "endless")
                .isPresent());
        build.interrupt();
        assertThat(outcome(outcome)).isInstanceOf(InterruptedException.class);
        assertThat(scene.latest().status()).isEqualTo(ReleaseStatus.FAILED);
        assertThat(scene.log).doesNotHaveDuplicates();
    }

    private static Throwable outcome(CompletableFuture<Throwable> outcome)
            throws InterruptedException, ExecutionException {
        try {
            return outcome.get(40, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            return e;
        }
    }

    private String refusal(String chart, String version) {
        return catchThrowableOfType(ReleaseException.class, () -> scene.install(chart, version, ""))
                .getMessage();
    }
}
