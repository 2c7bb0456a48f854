package io.jenkins.plugins.seldon.release;

import static io.jenkins.plugins.seldon.release.ReleaseScene.NAME;
import static io.jenkins.plugins.seldon.release.ReleaseScene.NAMESPACE;
import static io.jenkins.plugins.seldon.release.ReleaseScene.SMALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import io.jenkins.plugins.seldon.helm.record.ReleaseStatus;
import io.jenkins.plugins.seldon.kubernetes.Discovery;
import io.jenkins.plugins.seldon.kubernetes.ServedApis;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Kubernetes still deletes of a release when it is installed again: a claim stays as long as pods use it. */
@Timeout(180)
class LeavingObjectsTest {

    private static final String CLAIM =
            """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
            """;

    /** Holds the claim until it is gone itself, however slow the machine is. */
    private static final String USER =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: reader, namespace: %s}
            spec:
              containers: [{name: reader, image: 'reader:1'}]
              volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
            """
                    .formatted(NAMESPACE);

    private static final Chart CHART = SMALL.withFile("templates/claim.yaml", CLAIM)
            .withFile(
                    "templates/web.yaml",
                    """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec:
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec:
                          containers: [{name: web, image: 'web:1'}]
                          volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
                    """);

    @TempDir
    Path folder;

    /** By a step before, or by a removal that was broken off and is brought to its end. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsDeletedStillIsNotTakenForTheRelease(boolean removed) throws Exception {
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), CHART)) {
            scene.install("small", "1.0.0", "");
            scene.cluster.put(USER);
            String former = claim(scene).getMetadata().getUid();
            if (removed) {
                scene.release().uninstall(new UninstallRequest(NAME, NAMESPACE, false, Duration.ofMinutes(1)));
            } else {
                Pending.make(scene.client(), NAMESPACE, NAME, ReleaseStatus.UNINSTALLING);
            }
            installsAgain(scene, former);
        }
    }

    /** As where a step is tried again right after its rollback, or a wrong value is taken back. */
    @Test
    void whatAnUpgradeHasTakenAwayIsNotTakenForTheNextOnes() throws Exception {
        try (ReleaseScene scene =
                new ReleaseScene(folder, EmbeddedCluster.builder(), CHART, SMALL.withVersion("2.0.0"))) {
            scene.install("small", "1.0.0", "");
            scene.cluster.put(USER);
            String former = claim(scene).getMetadata().getUid();
            scene.install("small", "2.0.0", "");
            assertThat(claim(scene).getMetadata().getDeletionTimestamp()).isNotNull();
            installsAgain(scene, former);
        }
    }

    /** @param former the uid of the claim, which stays until the run waits for its end */
    private static void installsAgain(ReleaseScene scene, String former) throws Exception {
        Pause pause = time -> {
            scene.client().pods().inNamespace(NAMESPACE).withName("reader").delete();
            Pause.REAL.forAbout(time);
        };
        ReleaseSite site = scene.site(new ReleaseSite.Run("build 2", Clock.systemUTC(), pause), scene.log::add);
        assertThat(new AnalyticsRelease(site)
                        .install(scene.request("small", "1.0.0", ""))
                        .record()
                        .status())
                .isEqualTo(ReleaseStatus.DEPLOYED);
        assertThat(scene.log)
                .contains("Objects of the chart are being deleted: waiting until they are gone:"
                        + " PersistentVolumeClaim data.");
        assertThat(claim(scene).getMetadata().getUid()).isNotEqualTo(former);
        assertThat(claim(scene).getMetadata().getDeletionTimestamp()).isNull();
    }

    /** It deletes the record at its end, by a name that the next release's record has as well. */
    @Test
    void aReleaseThatAnotherHelmRemovesIsLeftToIt() throws Exception {
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), SMALL)) {
            scene.install("small", "1.0.0", "");
            Pending.leave(scene.client(), NAMESPACE, NAME, Instant.now());
            Pause pause = time -> scene.client()
                    .secrets()
                    .inNamespace(NAMESPACE)
                    .withLabel("owner", "helm")
                    .delete();
            ReleaseSite site = scene.site(new ReleaseSite.Run("build 2", Clock.systemUTC(), pause), scene.log::add);
            new AnalyticsRelease(site).install(scene.request("small", "1.0.0", ""));
            assertThat(scene.log)
                    .contains(
                            "Release " + NAME + " is being removed: waiting until it is gone, for a minute at most.",
                            "Release " + NAME + " in namespace " + NAMESPACE + ": the release does not exist yet.");
        }
    }

    /** It may have been killed. */
    @Test
    void aReleaseThatAnotherHelmDoesNotRemoveInAMinuteIsReplaced() throws Exception {
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), SMALL)) {
            scene.install("small", "1.0.0", "");
            Instant now = Instant.now();
            Pending.leave(scene.client(), NAMESPACE, NAME, now);
            AtomicReference<Instant> time = new AtomicReference<>(now);
            Pause pause = waited -> time.updateAndGet(past -> past.plus(waited));
            InstantSource clock = time::get;
            ReleaseSite.Run run = new ReleaseSite.Run("build 2", clock.withZone(ZoneOffset.UTC), pause);
            new AnalyticsRelease(scene.site(run, scene.log::add)).install(scene.request("small", "1.0.0", ""));
            assertThat(time.get()).isEqualTo(now.plusSeconds(60));
            assertThat(scene.log).contains("Removing the remains of the release, then installing chart small 1.0.0.");
        }
    }

    /** As helm uninstall --keep-history leaves it: its record has the pods still. */
    @Test
    void whatARemovedReleaseHadIsNotTakenForWhatAQuotaGetsBack() throws Exception {
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), CHART)) {
            scene.install("small", "1.0.0", "");
            Pending.make(scene.client(), NAMESPACE, NAME, ReleaseStatus.UNINSTALLED);
            scene.cluster.put("apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: none, namespace: " + NAMESPACE
                    + "}\nspec: {hard: {pods: 0}}\n");
            assertThatThrownBy(() -> scene.install("small", "1.0.0", ""))
                    .hasMessageStartingWith("ResourceQuota none in namespace " + NAMESPACE
                            + " would not admit all pods of the release");
        }
    }

    /** Likewise. */
    @Test
    void aDryRunAddsAllThatARemovedReleaseHad() throws Exception {
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), CHART)) {
            List<String> first =
                    scene.release().preview(scene.request("small", "1.0.0", "")).added();
            scene.install("small", "1.0.0", "");
            Pending.make(scene.client(), NAMESPACE, NAME, ReleaseStatus.UNINSTALLED);
            ReleasePreview preview = scene.release().preview(scene.request("small", "1.0.0", ""));
            assertThat(preview.added()).isNotEmpty().isEqualTo(first);
            assertThat(preview.changed()).isEmpty();
            assertThat(preview.removed()).isEmpty();
        }
    }

    /** It is removed first, whatever it is called: then its ports, hosts and quota are free. */
    @Test
    void whatARemovalLeftIsNotHeldAgainstWhatTakesItsPlace() throws Exception {
        Chart chart = Chart.of(
                "small",
                "1.0.0",
                """
                apiVersion: v1
                kind: Service
                metadata: {name: '{{ .Values.name }}'}
                spec: {ports: [{port: 80}]}
                """);
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), chart)) {
            scene.install("small", "1.0.0", "name: former");
            Pending.make(scene.client(), NAMESPACE, NAME, ReleaseStatus.UNINSTALLING);
            int full = scene.client()
                    .services()
                    .inNamespace(NAMESPACE)
                    .list()
                    .getItems()
                    .size();
            scene.cluster.put("apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: full, namespace: " + NAMESPACE
                    + "}\nspec: {hard: {count/services: " + full + "}}\n");
            assertThat(scene.install("small", "1.0.0", "name: next").toMap()).containsEntry("status", "deployed");
        }
    }

    /** A quota counts a pod until it is gone, and those of the release are made when it is. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatLeavesIsNotTakenForWhatAQuotaHasGivenAway(boolean leaves) throws Exception {
        try (ReleaseScene scene =
                new ReleaseScene(folder, EmbeddedCluster.builder().playerPaused(), CHART)) {
            scene.cluster.put("apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: one, namespace: " + NAMESPACE
                    + "}\nspec: {hard: {pods: 1}}\nstatus: {hard: {pods: 1}, used: {pods: 1}}\n");
            scene.cluster.put(USER.replace("containers:", "nodeName: node-1\n  containers:"));
            if (leaves) {
                scene.client().pods().inNamespace(NAMESPACE).withName("reader").delete();
                scene.install("small", "1.0.0", "");
            } else {
                assertThatThrownBy(() -> scene.install("small", "1.0.0", ""))
                        .hasMessageStartingWith("ResourceQuota one in namespace " + NAMESPACE
                                + " would not admit all pods of the release");
            }
        }
    }

    /** A run waits for its end, whoever had it. */
    @Test
    void whatIsDeletedStillIsInNoDryRunsWay() throws Exception {
        Chart chart = SMALL.withFile("templates/claim.yaml", CLAIM);
        try (ReleaseScene scene =
                new ReleaseScene(folder, EmbeddedCluster.builder().playerPaused(), chart)) {
            scene.cluster.put(CLAIM.replace("name: data", "name: data, namespace: " + NAMESPACE));
            assertThatThrownBy(() -> scene.release().preview(scene.request("small", "1.0.0", "")))
                    .hasMessageContaining("PersistentVolumeClaim \"data\"")
                    .hasMessageContaining("cannot be imported into the current release");
            scene.client()
                    .persistentVolumeClaims()
                    .inNamespace(NAMESPACE)
                    .withName("data")
                    .delete();
            assertThat(claim(scene)).isNotNull();
            assertThat(scene.release()
                            .preview(scene.request("small", "1.0.0", ""))
                            .added())
                    .contains("PersistentVolumeClaim data");
        }
    }

    @Test
    void whatStaysIsToldWhenTheTimeIsOver() throws Exception {
        try (ReleaseScene scene =
                new ReleaseScene(folder, EmbeddedCluster.builder().playerPaused(), SMALL)) {
            scene.cluster.put(CLAIM.replace("name: data", "name: data, namespace: " + NAMESPACE));
            var objects = RenderedObject.parse(CLAIM);
            ServedApis served = new Discovery(scene.client()).ask(Set.of("v1"));
            LeavingObjects leaving = new LeavingObjects(scene.site(), served, NAMESPACE);
            leaving.awaitEnd(objects, Duration.ZERO);
            scene.client()
                    .persistentVolumeClaims()
                    .inNamespace(NAMESPACE)
                    .withName("data")
                    .delete();
            assertThatThrownBy(() -> leaving.awaitEnd(objects, Duration.ZERO))
                    .hasMessage("Objects of the chart are still being deleted when the step's time is over:"
                            + " PersistentVolumeClaim data; see what holds them (metadata.finalizers).");

            List<Duration> pauses = new ArrayList<>();
            Pause pause = time -> {
                pauses.add(time);
                Pause.REAL.forAbout(time);
            };
            Duration left = Duration.ofMillis(300);
            ReleaseSite.Run run = new ReleaseSite.Run(
                    "build 1", Clock.systemUTC(), pause, System.nanoTime() + left.toNanos(), more -> {});
            assertThatThrownBy(() -> new LeavingObjects(scene.site(run, scene.log::add), served, NAMESPACE)
                            .awaitEnd(objects, run.atMost(Duration.ofMinutes(1))))
                    .hasMessageStartingWith("Objects of the chart are still being deleted");
            assertThat(pauses)
                    .as("a longer one would be interrupted, for which the server was told not to answer")
                    .isNotEmpty()
                    .allSatisfy(time -> assertThat(time).isLessThanOrEqualTo(left));
        }
    }

    private static PersistentVolumeClaim claim(ReleaseScene scene) {
        return scene.client()
                .persistentVolumeClaims()
                .inNamespace(NAMESPACE)
                .withName("data")
                .get();
    }
}
