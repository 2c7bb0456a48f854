package io.jenkins.plugins.seldon.release;

import static io.jenkins.plugins.seldon.release.ReleaseScene.NAME;
import static io.jenkins.plugins.seldon.release.ReleaseScene.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.helm.LocalHelmTool;
import io.jenkins.plugins.seldon.helm.record.ReleaseRecord;
import io.jenkins.plugins.seldon.helm.record.ReleaseStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of releases that fail, with real Helm: the objects, and what Helm records of them. */
@Timeout(180)
class ReleaseUndoTest {

    /** Braces as dashboards have them, which no template engine may read a second time. */
    private static final Chart GOOD = Chart.of(
            "small",
            "1.0.0",
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: '{{ .Release.Name }}'}
            data: {text: '{{ .Values.text }}', legend: '{{ "{{pod}}" }}'}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: only-in-1}
            data: {a: b}
            """);

    /** Its objects are there when its hook goes on for ever. */
    private static final Chart BAD = Chart.of(
                    "small",
                    "2.0.0",
                    """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '{{ .Release.Name }}'}
                    data: {text: bad, added: bad}
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: only-in-2}
                    data: {a: b}
                    """)
            .withFile(
                    "templates/job.yaml",
                    """
                    apiVersion: batch/v1
                    kind: Job
                    metadata: {name: endless, annotations: {helm.sh/hook: 'post-install,post-upgrade'}}
                    spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: 'a:1'}]}}}
                    """);

    private static final Chart ROLLBACK_HOOK = GOOD.withVersion("1.1.0")
            .withFile(
                    "templates/hook.yaml",
                    """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: hook, annotations: {helm.sh/hook: post-rollback}}
                    """);

    @TempDir
    Path folder;

    @Test
    void aFailedUpgradeIsRolledBack() throws Exception {
        try (ReleaseScene scene = scene()) {
            rollsBack(scene);
            ReleaseRecord latest = scene.latest();
            assertThat(latest.description()).matches("Rollback to 1 \\(chart sha256:[0-9a-f]{64}\\)");
            scene.cluster.forgetRequests();
            assertThat(scene.install("small", "1.0.0", "text: good").changed())
                    .as("what it is, it is")
                    .isFalse();
        }
    }

    @Test
    void aHelmToolRollsBackByItself() throws Exception {
        Assumptions.assumeTrue(ReleaseByToolTest.hasHelm(), "there is no helm on the PATH");
        try (ReleaseScene scene = scene().by(new LocalHelmTool("helm", folder.resolve("children")))) {
            rollsBack(scene);
            assertThat(scene.latest().description()).matches("Rollback to 1 \\(chart sha256:[0-9a-f]{64}\\)");
        }
    }

    private static void rollsBack(ReleaseScene scene) throws Exception {
        scene.install("small", "1.0.0", "text: good");
        UndoneException failure = catchThrowableOfType(UndoneException.class, () -> fail(scene, OnFailure.ROLLBACK));
        assertThat(failure)
                .hasMessageContaining("could not deploy chart small")
                .hasMessageContaining(" as release " + NAME)
                .hasMessageEndingWith("The release was rolled back to revision 1, as its revision 3.");
        assertThat(failure.undone().toMap())
                .containsEntry("undone", "rolled back")
                .containsEntry("rolledBackTo", 1L);
        assertThat(scene.log)
                .contains("Rolling release " + NAME + " in namespace " + NAMESPACE
                        + " back to revision 1, chart small 1.0.0.");
        assertThat(scene.client()
                        .configMaps()
                        .inNamespace(NAMESPACE)
                        .withName(NAME)
                        .get()
                        .getData())
                .containsOnly(java.util.Map.entry("text", "good"), java.util.Map.entry("legend", "{{pod}}"));
        assertThat(scene.cluster.object("configmaps", NAMESPACE, "only-in-1")).isPresent();
        assertThat(scene.cluster.object("configmaps", NAMESPACE, "only-in-2")).isEmpty();
        ReleaseRecord latest = scene.latest();
        assertThat(latest.status()).isEqualTo(ReleaseStatus.DEPLOYED);
        assertThat(latest.revision()).isEqualTo(3);
        assertThat(latest.chartVersion()).isEqualTo("1.0.0");
        assertThat(latest.values().yaml()).contains("good");
        assertThat(latest.manifest())
                .isEqualTo(new ReleaseHistory(scene.client(), NAMESPACE, NAME)
                        .revision(1)
                        .manifest());
        assertThat(new ReleaseHistory(scene.client(), NAMESPACE, NAME).revisions())
                .containsEntry(1, ReleaseStatus.SUPERSEDED)
                .containsEntry(2, ReleaseStatus.FAILED)
                .containsEntry(3, ReleaseStatus.DEPLOYED);
    }

    @Test
    void aFailedFirstInstallationIsRemoved() throws Exception {
        try (ReleaseScene scene = scene()) {
            assertThat(catchThrowableOfType(UndoneException.class, () -> fail(scene, OnFailure.ROLLBACK)))
                    .hasMessageEndingWith("There is no earlier revision to roll back to. The release was uninstalled, "
                            + "as onFailure says.");
            assertThat(scene.latest()).isNull();
            assertThat(scene.cluster.object("configmaps", NAMESPACE, NAME)).isEmpty();
        }
    }

    /** The revision that it had made until then was taken for an earlier one, and the release stayed, broken. */
    @Test
    void aFirstInstallationThatGoesOnAfterARestartIsRemovedToo() throws Exception {
        try (ReleaseScene scene = scene()) {
            catchThrowableOfType(ReleaseException.class, () -> fail(scene, OnFailure.KEEP));
            ReleaseRequest request = Requests.undoneBy(OnFailure.ROLLBACK, quick(scene, "2.0.0"));
            assertThat(catchThrowableOfType(
                            UndoneException.class, () -> scene.release().install(request, 0)))
                    .hasMessageEndingWith("There is no earlier revision to roll back to. The release was uninstalled, "
                            + "as onFailure says.");
            assertThat(scene.latest()).isNull();
        }
    }

    @Test
    void uninstallRemovesWhatWasThereBeforeToo() throws Exception {
        try (ReleaseScene scene = scene()) {
            scene.install("small", "1.0.0", "text: good");
            assertThat(catchThrowableOfType(UndoneException.class, () -> fail(scene, OnFailure.UNINSTALL)))
                    .hasMessageEndingWith("The release was uninstalled, as onFailure says.");
            assertThat(scene.latest()).isNull();
            assertThat(scene.cluster.object("configmaps", NAMESPACE, NAME)).isEmpty();
        }
    }

    /** Helm goes on without a word: the release stayed pending, and the next builds were refused for ten minutes. */
    @Test
    void aSuccessThatHelmCouldNotRecordIsNoFailure() throws Exception {
        try (ReleaseScene scene = scene()) {
            String record = "/api/v1/namespaces/" + NAMESPACE + "/secrets/sh.helm.release.v1." + NAME + ".v1";
            scene.cluster.faults().answer(record, 1, 500, "InternalError", "etcdserver: leader changed");
            assertThat(scene.install("small", "1.0.0", "text: good").toMap()).containsEntry("status", "deployed");
            assertThat(scene.latest().description()).matches("Install complete \\(chart sha256:[0-9a-f]{64}\\)");
            assertThat(scene.install("small", "1.0.0", "text: good").changed()).isFalse();
        }
    }

    @Test
    void keepLeavesItFailed() throws Exception {
        try (ReleaseScene scene = scene()) {
            scene.install("small", "1.0.0", "text: good");
            assertThat(catchThrowableOfType(ReleaseException.class, () -> fail(scene, OnFailure.KEEP)))
                    .isNotInstanceOf(UndoneException.class);
            assertThat(scene.latest().revision()).isEqualTo(2);
            assertThat(scene.latest().status()).isEqualTo(ReleaseStatus.FAILED);
        }
    }

    @Test
    void anAbortedUpgradeIsRolledBackBeforeTheBuildEnds() throws Exception {
        try (ReleaseScene scene = scene()) {
            scene.install("small", "1.0.0", "text: good");
            CompletableFuture<Throwable> outcome = new CompletableFuture<>();
            Thread build = new Thread(() -> {
                try {
                    scene.release().install(Requests.undoneBy(OnFailure.ROLLBACK, scene.request("small", "2.0.0", "")));
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
            assertThat(outcome.get(60, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
            assertThat(scene.log).contains("The release was rolled back to revision 1, as its revision 3.");
            assertThat(scene.latest().status()).isEqualTo(ReleaseStatus.DEPLOYED);
            assertThat(scene.cluster.object("configmaps", NAMESPACE, "only-in-2"))
                    .isEmpty();
        }
    }

    @Test
    void aRollbackThatFailsIsToldToo() throws Exception {
        try (ReleaseScene scene = scene()) {
            scene.install("small", "1.0.0", "text: good");
            scene.charts.add(
                    Chart.of("small", "3.0.0", "").withFile("templates/job.yaml", BAD.text("templates/job.yaml")));
            scene.cluster.faults().forbid("create", "configmaps");
            UndoneException failure = catchThrowableOfType(UndoneException.class, () -> scene.release()
                    .install(Requests.undoneBy(OnFailure.ROLLBACK, quick(scene, "3.0.0"))));
            assertThat(failure)
                    .hasMessageContaining("Rolling it back to revision 1 failed, too: ")
                    .hasMessageEndingWith("Check helm history and repair the release by hand.");
            assertThat(failure.undone().toMap()).containsEntry("undone", "undoing failed");
            assertThat(scene.latest().status()).isEqualTo(ReleaseStatus.FAILED);
            assertThat(new ReleaseHistory(scene.client(), NAMESPACE, NAME).revisions())
                    .as("Helm's next run goes on from the last good one")
                    .containsEntry(1, ReleaseStatus.DEPLOYED);
        }
    }

    /** As a server leaves it that was too slow for the mark which a run makes when its time is over. */
    @Test
    void whatIsPendingStillIsUndoneToo() throws Exception {
        try (ReleaseScene scene = scene()) {
            scene.install("small", "1.0.0", "text: good");
            catchThrowableOfType(ReleaseException.class, () -> fail(scene, OnFailure.KEEP));
            ReleaseHistory history = new ReleaseHistory(scene.client(), NAMESPACE, NAME);
            history.change(2, ReleaseStatus.FAILED, ReleaseStatus.PENDING_UPGRADE);
            assertThat(new UndoWork(scene.site(), history, NAME, NAMESPACE)
                            .undo(OnFailure.ROLLBACK, 2)
                            .sentence())
                    .as("what was pending before the run is not the run's")
                    .isEqualTo("The release is as before, in revision 2.");
            assertThat(new UndoWork(scene.site(), history, NAME, NAMESPACE)
                            .undo(OnFailure.ROLLBACK, 1)
                            .sentence())
                    .isEqualTo("The release was rolled back to revision 1, as its revision 3.");
        }
    }

    /** As where the user has no rights for Leases, or somebody's own helm begins at that moment. */
    @ParameterizedTest
    @ValueSource(strings = {"Release " + NAME, "Upgrading to chart "})
    void whatAnotherHelmHasBegunMeanwhileIsLeftToIt(String moment) throws Exception {
        try (ReleaseScene scene = scene()) {
            scene.install("small", "1.0.0", "text: good");
            ReleaseSite site = scene.site(new ReleaseSite.Run("build 2", Clock.systemUTC(), Pause.REAL), line -> {
                if (line.startsWith(moment)) {
                    begin(scene);
                }
            });
            ReleaseRequest request =
                    Requests.undoneBy(OnFailure.ROLLBACK, scene.request("small", "1.0.0", "text: other"));
            assertThat(catchThrowableOfType(ReleaseException.class, () -> new AnalyticsRelease(site).install(request)))
                    .isNotInstanceOf(UndoneException.class)
                    .hasMessageContaining("another operation (install/upgrade/rollback) is in progress");
            assertThat(new ReleaseHistory(scene.client(), NAMESPACE, NAME).revisions())
                    .containsEntry(1, ReleaseStatus.DEPLOYED)
                    .containsEntry(2, ReleaseStatus.PENDING_UPGRADE)
                    .hasSize(2);
        }
    }

    /** As another Helm begins with an upgrade. */
    private static void begin(ReleaseScene scene) {
        try {
            Pending.repeat(scene.client(), NAMESPACE, NAME, 2, 1);
            new ReleaseHistory(scene.client(), NAMESPACE, NAME)
                    .change(2, ReleaseStatus.FAILED, ReleaseStatus.PENDING_UPGRADE);
        } catch (IOException | ReleaseException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void hooksThatTheEmbeddedHelmCannotRunAreTold() throws Exception {
        try (ReleaseScene scene = scene()) {
            scene.charts.add(ROLLBACK_HOOK);
            scene.install("small", "1.1.0", "text: good");
            assertThat(catchThrowableOfType(UndoneException.class, () -> fail(scene, OnFailure.ROLLBACK)))
                    .hasMessageContaining("rolled back to revision 1");
            assertThat(scene.log)
                    .contains("WARNING: the embedded Helm does not run rollback hooks; those of chart small are "
                            + "skipped. A helm tool (option helm) runs them.");
            assertThat(scene.latest().hasRollbackHooks())
                    .as("recorded as before")
                    .isTrue();
        }
    }

    private static void fail(ReleaseScene scene, OnFailure wanted) throws Exception {
        scene.release().install(Requests.undoneBy(wanted, quick(scene, "2.0.0")));
    }

    /** Its hooks have three seconds. */
    private static ReleaseRequest quick(ReleaseScene scene, String version) {
        return Requests.within(Duration.ofSeconds(3), scene.request("small", version, ""));
    }

    private ReleaseScene scene() {
        return new ReleaseScene(folder, EmbeddedCluster.builder().playerPaused(), GOOD, BAD);
    }
}
