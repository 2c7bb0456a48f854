package io.jenkins.plugins.seldon.release;

import static io.jenkins.plugins.seldon.release.ReleaseScene.SMALL;
import static io.jenkins.plugins.seldon.release.ServerScene.NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.apiserver.ApiServerProcess;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.helm.record.ReleaseStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A small release through the states that runs and other builds leave it in, at a real API server. */
@Timeout(180)
class ReleaseStatesClusterIT {

    /** The server has no namespace {@code absent}. */
    private static final Chart REFUSED =
            Chart.of("small", "0.9.0", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: absent}\n");

    /** The server has nobody who would run the job. */
    private static final Chart ENDLESS = SMALL.withVersion("2.0.0")
            .withFile(
                    "templates/job.yaml",
                    """
                    apiVersion: batch/v1
                    kind: Job
                    metadata:
                      name: '{{ .Release.Name }}-wait'
                      annotations: {helm.sh/hook: 'pre-install,pre-upgrade'}
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          containers: [{name: wait, image: 'wait:1'}]
                    """);

    private static ApiServerProcess server;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        server = ApiServerProcess.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aFailedReleaseIsUpgradedOver() throws Exception {
        try (ServerScene scene = scene("failed", REFUSED, SMALL).createNamespace()) {
            assertThat(failureOf(scene, "0.9.0"))
                    .startsWith("The agent's Helm could not deploy chart small 0.9.0 as release " + NAME
                            + " in namespace failed at " + server.url() + ": ")
                    .contains("absent")
                    .endsWith(".")
                    .doesNotContain("\n");
            assertThat(scene.listing()).containsExactly(line(1, "failed", "0.9.0"));
            assertThat(scene.install("small", "1.0.0", "").toMap())
                    .containsEntry("status", "deployed")
                    .containsEntry("revision", 2L);
            assertThat(scene.listing()).containsExactly(line(1, "superseded", "0.9.0"), line(2, "deployed", "1.0.0"));
        }
    }

    @Test
    void oneOfTwoAtOnceWaitsAndSeesWhatTheOtherDid() throws Exception {
        try (ServerScene scene = scene("two", SMALL).createNamespace()) {
            CompletableFuture<ReleaseResult> one = install(scene, "build 1", "1.0.0");
            CompletableFuture<ReleaseResult> two = install(scene, "build 2", "1.0.0");
            assertThat(List.of(
                            one.get(120, TimeUnit.SECONDS).toMap().get("changed"),
                            two.get(120, TimeUnit.SECONDS).toMap().get("changed")))
                    .containsExactlyInAnyOrder(true, false);
            assertThat(scene.listing()).containsExactly(line(1, "deployed", "1.0.0"));
            assertThat(scene.log)
                    .filteredOn(line -> line.contains("Another build (build "))
                    .hasSizeLessThan(2);
        }
    }

    @Test
    void whatADeadBuildLeftPendingIsRecovered() throws Exception {
        try (ServerScene scene = scene("pending", SMALL).createNamespace()) {
            scene.install("small", "1.0.0", "");
            Pending.make(scene.client(), "pending", NAME, ReleaseStatus.PENDING_UPGRADE);
            assertThat(failureOf(scene, "1.0.0"))
                    .contains("has another operation in progress: revision 1 is pending-upgrade for ");
            scene.client()
                    .leases()
                    .inNamespace("pending")
                    .resource(new LeaseBuilder()
                            .withNewMetadata()
                            .withName("seldon-analytics." + NAME)
                            .endMetadata()
                            .withNewSpec()
                            .withHolderIdentity("dead build")
                            .withLeaseDurationSeconds(1)
                            .endSpec()
                            .build())
                    .create();
            assertThat(scene.install("small", "1.0.0", "").toMap()).containsEntry("revision", 2L);
            assertThat(scene.listing()).containsExactly(line(1, "superseded", "1.0.0"), line(2, "deployed", "1.0.0"));
            assertThat(scene.log).contains("Another build (dead build) is working on the release: waiting for it.");
        }
    }

    @Test
    void anAbortedInstallEndsWithAFailedReleaseAndNothingElse() throws Exception {
        try (ServerScene scene = scene("aborted", ENDLESS, SMALL).createNamespace()) {
            CompletableFuture<ReleaseResult> install = new CompletableFuture<>();
            Thread build = new Thread(() -> {
                try {
                    install.complete(scene.install("small", "2.0.0", ""));
                } catch (Exception e) {
                    install.completeExceptionally(e);
                }
            });
            build.start();
            Await.until(
                    "Helm waits for the job",
                    Duration.ofSeconds(60),
                    () -> scene.client()
                                    .batch()
                                    .v1()
                                    .jobs()
                                    .inNamespace("aborted")
                                    .withName(NAME + "-wait")
                                    .get()
                            != null);
            assertThat(scene.listing()).containsExactly(line(1, "pending-install", "2.0.0"));
            build.interrupt();
            assertThat(install.handle((result, failure) -> failure).get(60, TimeUnit.SECONDS))
                    .isInstanceOf(InterruptedException.class);
            scene.assertNothingIsLeftBehind();
            assertThat(scene.listing()).containsExactly(line(1, "failed", "2.0.0"));
            assertThat(scene.install("small", "1.0.0", "").toMap()).containsEntry("revision", 2L);
        }
    }

    @Test
    void anAbsentNamespaceIsMadeWhereAskedForAndGoesWithTheRelease() throws Exception {
        try (ServerScene scene = scene("made-for-it", SMALL)) {
            assertThat(failureOf(scene, "1.0.0"))
                    .isEqualTo("There is no namespace made-for-it at " + server.url()
                            + ": create it, or set createNamespace.");
            assertThat(namespace(scene)).isNull();
            assertThat(scene.release("build 1")
                            .install(scene.request("small", "1.0.0", "", true))
                            .toMap())
                    .containsEntry("status", "deployed");
            assertThat(scene.uninstall().toMap()).containsEntry("namespaceDeleted", true);
            assertThat(namespace(scene).getStatus().getPhase()).isEqualTo("Terminating");
        }
    }

    @Test
    void aPreviewShowsWhatWouldChangeAndChangesNothing() throws Exception {
        try (ServerScene scene = scene("preview", SMALL).createNamespace()) {
            assertThat(scene.release("build 1")
                            .preview(scene.request("small", "1.0.0", "", false))
                            .toMap())
                    .containsEntry("status", "absent")
                    .containsEntry("objectsAdded", List.of("ConfigMap " + NAME));
            assertThat(scene.listing()).isEmpty();
            assertThat(scene.client()
                            .configMaps()
                            .inNamespace("preview")
                            .withName(NAME)
                            .get())
                    .isNull();
        }
    }

    private ServerScene scene(String namespace, Chart... charts) {
        return new ServerScene(server, namespace, folder, charts);
    }

    private static CompletableFuture<ReleaseResult> install(ServerScene scene, String build, String version) {
        AnalyticsRelease release = scene.release(build);
        ReleaseRequest request = scene.request("small", version, "", false);
        return CompletableFuture.supplyAsync(() -> {
            try {
                return release.install(request);
            } catch (ReleaseException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static Namespace namespace(ServerScene scene) {
        return scene.client().namespaces().withName(scene.namespace).get();
    }

    private static String failureOf(ServerScene scene, String version) {
        return catchThrowableOfType(ReleaseException.class, () -> scene.install("small", version, ""))
                .getMessage();
    }

    private static HelmListing line(int revision, String status, String version) {
        return new HelmListing(NAME + ".v" + revision, status, status, "small-" + version);
    }
}
