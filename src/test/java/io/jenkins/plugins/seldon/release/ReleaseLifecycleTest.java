package io.jenkins.plugins.seldon.release;

import static io.jenkins.plugins.seldon.release.ReleaseScene.NAME;
import static io.jenkins.plugins.seldon.release.ReleaseScene.NAMESPACE;
import static io.jenkins.plugins.seldon.release.ReleaseScene.SMALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.cluster.Discovery;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.helm.record.ReleaseStatus;
import io.jenkins.plugins.seldon.release.preflight.PreflightPolicy;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One release through its states, with real Helm. */
@Timeout(180)
class ReleaseLifecycleTest {

    @TempDir
    Path folder;

    @Test
    void theAnalyticsChartIsRepairedForAModernCluster() throws Exception {
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), Chart.analytics())) {
            ReleaseResult result = scene.install(NAME, "1.12.0", "");
            assertThat(result.toMap())
                    .containsEntry("name", NAME)
                    .containsEntry("namespace", NAMESPACE)
                    .containsEntry("revision", 1L)
                    .containsEntry("status", "deployed")
                    .containsEntry("chartVersion", "1.12.0")
                    .containsEntry("changed", true)
                    .containsEntry("repaired", true)
                    .containsEntry(
                            "services",
                            java.util.Map.of(
                                    "prometheus", java.util.Map.of("name", NAME + "-prometheus-seldon", "port", 80L),
                                    "grafana", java.util.Map.of("name", NAME + "-grafana", "port", 80L)));
            assertThat(result.repairs())
                    .hasSize(2)
                    .anySatisfy(change -> assertThat(change)
                            .startsWith("rbac.authorization.k8s.io/v1beta1 → rbac.authorization.k8s.io/v1 ("))
                    .anySatisfy(change -> assertThat(change).startsWith("left out PodSecurityPolicy "));
            assertThat(scene.client()
                            .rbac()
                            .clusterRoles()
                            .withName("prometheus")
                            .get())
                    .isNotNull();
            assertThat(scene.log).anyMatch(line -> line.startsWith("Repaired for Kubernetes v1.33"));
            assertThat(scene.log).doesNotHaveDuplicates();
        }
    }

    @Test
    void theAnalyticsChartIsSentAsItIsToAnOldCluster() throws Exception {
        EmbeddedCluster.Builder old = EmbeddedCluster.builder().discovery(Discovery.KUBERNETES_1_20);
        try (ReleaseScene scene = new ReleaseScene(folder, old, Chart.analytics())) {
            ReleaseResult result = scene.install(NAME, "1.12.0", "");
            assertThat(result.toMap()).containsEntry("status", "deployed").containsEntry("repaired", false);
            assertThat(result.record().manifest()).contains("policy/v1beta1");
            assertThat(scene.log).noneMatch(line -> line.contains("Repaired"));
        }
    }

    @Test
    void aCheckThatSomebodyKnowsBetterThanOnlyWarns() throws Exception {
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), Chart.analytics())) {
            scene.cluster.put("apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: small, namespace: " + NAMESPACE
                    + "}\nspec: {hard: {pods: 4}}\n");
            ReleaseRequest refused = scene.request(NAME, "1.12.0", "");
            assertThatThrownBy(() -> scene.release().install(refused)).hasMessageContaining("ResourceQuota small");
            assertThat(scene.log)
                    .contains("If you are sure that it works: preflight: 'warn: quota' continues with " + "a warning.");
            ReleaseRequest warned = new ReleaseRequest(
                    refused.chart(),
                    null,
                    NAME,
                    NAMESPACE,
                    refused.values(),
                    false,
                    ReleaseRequest.Repair.AUTO,
                    PreflightPolicy.parse("warn: quota"),
                    OnFailure.KEEP,
                    Set.of(),
                    refused.timeout());
            assertThat(scene.release().install(warned).record().status()).isEqualTo(ReleaseStatus.DEPLOYED);
            assertThat(scene.log).anyMatch(line -> line.startsWith("WARNING: ResourceQuota small"));
        }
    }

    @Test
    void aReleaseThatIsAsWantedIsLeftAlone() throws Exception {
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), SMALL)) {
            assertThat(scene.install("small", "1.0.0", "text: a").toMap())
                    .containsEntry("revision", 1L)
                    .containsEntry("changed", true);
            scene.cluster.forgetRequests();
            assertThat(scene.install("small", "1.0.0", "text: a").toMap())
                    .containsEntry("revision", 1L)
                    .containsEntry("changed", false)
                    .containsEntry("status", "deployed");
            assertThat(scene.writes()).isEmpty();
            assertThat(scene.install("small", "1.0.0", "text: b").toMap())
                    .containsEntry("revision", 2L)
                    .containsEntry("changed", true);
            assertThat(scene.client()
                            .configMaps()
                            .inNamespace(NAMESPACE)
                            .withName(NAME)
                            .get()
                            .getData())
                    .containsEntry("text", "b");
            scene.charts.add(SMALL.withVersion("1.1.0"));
            assertThat(scene.install("small", "1.1.0", "").toMap())
                    .containsEntry("revision", 3L)
                    .containsEntry("chartVersion", "1.1.0");
        }
    }

    /** Helm takes values of null as the removal of a default, and the record of a release has to keep them to tell. */
    @Test
    void valuesOfNullAreNoChangeWhenTheyComeAgain() throws Exception {
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), SMALL)) {
            String values = "text: null\nmore: {deep: null, list: [null, {a: null}], empty: {}}\n";
            assertThat(scene.install("small", "1.0.0", values).toMap()).containsEntry("revision", 1L);
            assertThat(scene.install("small", "1.0.0", values).toMap())
                    .containsEntry("revision", 1L)
                    .containsEntry("changed", false);
        }
    }

    @Test
    void aFailedReleaseIsUpgradedOver() throws Exception {
        Chart refused =
                Chart.of("small", "0.9.0", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: absent}\n");
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), refused, SMALL)) {
            assertThatThrownBy(() -> scene.install("small", "0.9.0", ""))
                    .isInstanceOf(ReleaseException.class)
                    .hasMessageContaining("The agent's Helm could not deploy chart small 0.9.0 as release " + NAME);
            assertThat(scene.latest().status()).isEqualTo(ReleaseStatus.FAILED);
            assertThat(scene.install("small", "1.0.0", "").toMap())
                    .containsEntry("status", "deployed")
                    .containsEntry("revision", 2L);
        }
    }

    @Test
    void aReleaseThatADeadBuildLeftPendingIsRecovered() throws Exception {
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), SMALL)) {
            scene.install("small", "1.0.0", "");
            Pending.make(scene.client(), NAMESPACE, NAME, ReleaseStatus.PENDING_UPGRADE);
            assertThatThrownBy(() -> scene.install("small", "1.0.0", ""))
                    .isInstanceOf(ReleaseException.class)
                    .hasMessageStartingWith("Release " + NAME + " in namespace " + NAMESPACE
                            + " has another operation in progress: revision 1 is pending-upgrade for ")
                    .hasMessageEndingWith(" s; try again later, or remove the release if that operation is dead.");
            scene.cluster.put(
                    """
                    apiVersion: coordination.k8s.io/v1
                    kind: Lease
                    metadata: {name: seldon-analytics.%s, namespace: %s}
                    spec: {holderIdentity: dead build, leaseDurationSeconds: 1}
                    """
                            .formatted(NAME, NAMESPACE));
            assertThat(scene.install("small", "1.0.0", "").toMap())
                    .containsEntry("status", "deployed")
                    .containsEntry("revision", 2L);
            assertThat(scene.log)
                    .contains("Another build (dead build) is working on the release: waiting for it.")
                    .anyMatch(line ->
                            line.contains("revision 1 is pending-upgrade, left behind by a run that was " + "killed"));
        }
    }

    /** Helm's library keeps every revision, unlike helm: some day nobody could read them all. */
    @Test
    void tenRevisionsAreKeptAndAlwaysTheOneThatIsDeployed() throws Exception {
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), SMALL)) {
            scene.install("small", "1.0.0", "");
            Pending.repeat(scene.client(), NAMESPACE, NAME, 12, 2);
            assertThat(scene.install("small", "1.0.0", "text: b").toMap()).containsEntry("revision", 13L);
            ReleaseHistory history = new ReleaseHistory(scene.client(), NAMESPACE, NAME);
            assertThat(history.revisions().keySet()).containsExactly(2, 5, 6, 7, 8, 9, 10, 11, 12, 13);
            scene.cluster.faults().forbid("delete", "secrets");
            assertThat(scene.install("small", "1.0.0", "text: c").toMap()).containsEntry("revision", 14L);
            assertThat(history.revisions())
                    .as("who may not delete them keeps them")
                    .hasSize(11);
            assertThat(scene.log)
                    .anyMatch(line -> line.startsWith(
                            "WARNING: the release's oldest revisions could not be deleted (it answered 403"));
        }
    }

    @Test
    void whatARemovalLeftIsReplaced() throws Exception {
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), SMALL)) {
            scene.install("small", "1.0.0", "");
            Pending.make(scene.client(), NAMESPACE, NAME, ReleaseStatus.UNINSTALLING);
            assertThat(scene.install("small", "1.0.0", "").toMap())
                    .containsEntry("status", "deployed")
                    .containsEntry("revision", 1L)
                    .containsEntry("changed", true);
        }
    }

    @Test
    void anAbsentNamespaceIsMadeWhereAskedFor() throws Exception {
        EmbeddedCluster.Builder empty = EmbeddedCluster.builder().namespaces("default");
        try (ReleaseScene scene = new ReleaseScene(folder, empty, SMALL)) {
            assertThatThrownBy(() -> scene.install("small", "1.0.0", ""))
                    .hasMessage("There is no namespace " + NAMESPACE + " at " + scene.cluster.url()
                            + ": create it, or set createNamespace.");
            assertThat(scene.writes()).isEmpty();
            ReleaseResult result = scene.release()
                    .install(scene.request(
                            scene.charts.url().toString(), "small", "1.0.0", "", ReleaseRequest.Repair.AUTO, true));
            assertThat(result.toMap()).containsEntry("status", "deployed");
        }
    }

    @Test
    void aPreviewShowsWhatWouldChangeAndChangesNothing() throws Exception {
        Chart next = SMALL.withVersion("2.0.0")
                .withFile("templates/more.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: more}\n");
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), SMALL, next)) {
            assertThat(scene.release()
                            .preview(scene.request("small", "1.0.0", ""))
                            .toMap())
                    .containsEntry("changed", true)
                    .containsEntry("status", "absent")
                    .containsEntry("chartVersion", "")
                    .containsEntry("services", java.util.Map.of())
                    .containsEntry("objectsAdded", java.util.List.of("ConfigMap " + NAME));
            assertThat(scene.writes()).isEmpty();
            scene.install("small", "1.0.0", "");
            scene.cluster.forgetRequests();
            assertThat(scene.release()
                            .preview(scene.request("small", "2.0.0", "text: b"))
                            .toMap())
                    .containsEntry("revision", 1L)
                    .containsEntry("objectsAdded", java.util.List.of("ConfigMap more"))
                    .containsEntry("objectsChanged", java.util.List.of("ConfigMap " + NAME))
                    .containsEntry("objectsRemoved", java.util.List.of());
            assertThat(scene.writes()).isEmpty();
        }
    }

    @Test
    void aRemovedReleaseIsGoneWithItsHistoryAndAnAbsentOneIsFine() throws Exception {
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), SMALL)) {
            scene.install("small", "1.0.0", "");
            UninstallRequest request = new UninstallRequest(NAME, NAMESPACE, true, java.time.Duration.ofMinutes(1));
            assertThat(scene.release().uninstall(request).toMap())
                    .containsEntry("changed", true)
                    .containsEntry("namespaceDeleted", false);
            assertThat(scene.latest()).isNull();
            assertThat(scene.release().uninstall(request).toMap()).containsEntry("changed", false);
            assertThat(scene.release().uninstall(request, true).toMap())
                    .as("by the run that had begun with it, after a restart")
                    .containsEntry("changed", true);
        }
    }

    @Test
    void aReleaseOfAClusterThatLostApiVersionsSinceIsUpgradedAndRemoved() throws Exception {
        Chart chart = SMALL.withFile(
                "templates/role.yaml",
                "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: reader}\nrules: []\n");
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), chart)) {
            scene.install("small", "1.0.0", "");
            Pending.age(scene.client(), NAMESPACE, NAME);
            assertThat(scene.install("small", "1.0.0", "text: b").toMap())
                    .containsEntry("status", "deployed")
                    .containsEntry("revision", 2L);
            assertThat(scene.log)
                    .contains(
                            "Updated Helm's record of the release: rbac.authorization.k8s.io/v1beta1 ClusterRole →"
                                    + " rbac.authorization.k8s.io/v1",
                            "Updated Helm's record of the release: policy/v1beta1 PodSecurityPolicy left out");
            Pending.age(scene.client(), NAMESPACE, NAME);
            UninstallRequest request = new UninstallRequest(NAME, NAMESPACE, false, java.time.Duration.ofMinutes(1));
            assertThat(scene.release().uninstall(request).toMap()).containsEntry("changed", true);
            assertThat(scene.client().rbac().clusterRoles().withName("reader").get())
                    .isNull();
        }
    }

    /** Helm alone can neither upgrade nor remove it until the definition is there again. */
    @Test
    void aReleaseWhoseDefinitionsWereDeletedIsRefusedWithWhatToDoAndRemoved() throws Exception {
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), SMALL)) {
            scene.install("small", "1.0.0", "");
            Pending.undefine(scene.client(), NAMESPACE, NAME);
            assertThatThrownBy(() -> scene.install("small", "1.0.0", "text: b"))
                    .hasMessageContaining("Helm can't continue from it: example.org/v1 Widget blue; where a"
                            + " CustomResourceDefinition of theirs was deleted, apply it again; otherwise");
            assertThat(new ReleaseHistory(scene.client(), NAMESPACE, NAME)
                            .latest()
                            .revision())
                    .isEqualTo(1);
            UninstallRequest request = new UninstallRequest(NAME, NAMESPACE, false, java.time.Duration.ofMinutes(1));
            assertThat(scene.release().uninstall(request).toMap()).containsEntry("changed", true);
            assertThat(scene.latest()).isNull();
            assertThat(scene.client()
                            .configMaps()
                            .inNamespace(NAMESPACE)
                            .withName(NAME)
                            .get())
                    .isNull();
        }
    }

    /** As kube-prometheus-stack's own documents have it: helm uninstall (--keep-history), then the definitions by hand. */
    @Test
    void aReleaseThatWasUninstalledBeforeItsDefinitionsWereDeletedIsInstalledAnew() throws Exception {
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), SMALL)) {
            scene.install("small", "1.0.0", "");
            Pending.undefine(scene.client(), NAMESPACE, NAME);
            Pending.make(scene.client(), NAMESPACE, NAME, ReleaseStatus.UNINSTALLED);
            assertThat(scene.install("small", "1.0.0", "text: b").toMap())
                    .containsEntry("revision", 1L)
                    .containsEntry("status", "deployed");
        }
    }

    /** An administrator may have made the volumes of what is deployed by hand. */
    @Test
    void volumesThatNobodyMakesAreToldOnceAndOfClaimsThatNameNone() throws Exception {
        Chart chart = SMALL.withFile(
                "templates/claims.yaml",
                """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: data}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                ---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: by-name}
                spec: {volumeName: disk-1, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                ---
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: store}
                spec:
                  serviceName: store
                  selector: {matchLabels: {app: store}}
                  template:
                    metadata: {labels: {app: store}}
                    spec: {containers: [{name: store, image: 'store:1'}]}
                  volumeClaimTemplates:
                  - metadata: {name: disk}
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """);
        try (ReleaseScene scene =
                new ReleaseScene(folder, EmbeddedCluster.builder().defaultStorageClass(false), chart)) {
            scene.install("small", "1.0.0", "");
            assertThat(scene.install("small", "1.0.0", "text: b").toMap()).containsEntry("revision", 2L);
            assertThat(scene.log)
                    .filteredOn(line -> line.contains("no default StorageClass"))
                    .containsExactly(
                            "WARNING: the cluster has no default StorageClass, so data and StatefulSet store will"
                                    + " wait for a volume: set a storage class in the values, or turn persistence off.");
        }
    }

    @Test
    void theNamespaceThatAnInstallationMadeGoesWithItWhereAskedFor() throws Exception {
        EmbeddedCluster.Builder empty = EmbeddedCluster.builder().namespaces("default");
        try (ReleaseScene scene = new ReleaseScene(folder, empty, SMALL)) {
            scene.release()
                    .install(scene.request(
                            scene.charts.url().toString(), "small", "1.0.0", "", ReleaseRequest.Repair.AUTO, true));
            java.time.Duration limit = java.time.Duration.ofMinutes(1);
            assertThat(scene.release()
                            .uninstall(new UninstallRequest(NAME, NAMESPACE, true, limit))
                            .toMap())
                    .containsEntry("changed", true)
                    .containsEntry("namespaceDeleted", true);
            Await.until(
                    "the namespace is gone",
                    limit,
                    () -> scene.client().namespaces().withName(NAMESPACE).get() == null);
        }
    }
}
