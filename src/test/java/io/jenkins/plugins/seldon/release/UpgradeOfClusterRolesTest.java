package io.jenkins.plugins.seldon.release;

import static io.jenkins.plugins.seldon.release.ReleaseScene.NAME;
import static io.jenkins.plugins.seldon.release.ReleaseScene.NAMESPACE;
import static io.jenkins.plugins.seldon.release.ReleaseScene.SMALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import io.jenkins.plugins.seldon.helm.record.ReleaseStatus;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What an upgrade asks of a release's objects that belong to the whole cluster, with real Helm. */
@Timeout(180)
class UpgradeOfClusterRolesTest {

    private static final String MARKS = ", labels: {app.kubernetes.io/managed-by: Helm}, annotations: {"
            + "meta.helm.sh/release-name: " + NAME + ", meta.helm.sh/release-namespace: " + NAMESPACE + "}";

    @TempDir
    Path folder;

    /** As Helm before 3.2 and helm 2to3 leave them. */
    @Test
    void objectsOfItsRecordThatBearNoMarkAreTheReleases() throws Exception {
        String role =
                "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: reader%s}\nrules: []\n";
        Chart chart = SMALL.withFile("templates/role.yaml", role.formatted(""));
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), chart)) {
            scene.install("small", "1.0.0", "");
            scene.cluster.put(role.formatted(""));
            assertThat(scene.install("small", "1.0.0", "text: b").toMap()).containsEntry("revision", 2L);
            scene.cluster.put(role.formatted(", annotations: {meta.helm.sh/release-name: other,"
                    + " meta.helm.sh/release-namespace: elsewhere}"));
            assertThatThrownBy(() -> scene.install("small", "1.0.0", "text: c"))
                    .hasMessageContaining("ClusterRole reader (of release other in namespace elsewhere)");
        }
    }

    /** Helm would take it over unasked, since its record names one. */
    @Test
    void whatARevisionThatFailedMayNotHaveMadeIsNotTheReleases() throws Exception {
        String role =
                "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: reader}\nrules: []\n";
        Chart chart = SMALL.withFile("templates/role.yaml", role);
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), chart)) {
            scene.install("small", "1.0.0", "");
            Pending.make(scene.client(), NAMESPACE, NAME, ReleaseStatus.FAILED);
            scene.cluster.put(role);
            assertThatThrownBy(() -> scene.install("small", "1.0.0", "text: b"))
                    .hasMessageContaining("ClusterRole reader (of no Helm release)");
        }
    }

    /** Helm sends nothing for them, so that a build may upgrade what an administrator has installed. */
    @Test
    void clusterRolesThatStayAsTheyAreNeedOnlyBeLookedAt() throws Exception {
        String role =
                "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: reader, labels: {a: '%s'}}\n";
        Chart chart = SMALL.withFile("templates/role.yaml", role.formatted("{{ .Values.role }}"));
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), chart)) {
            scene.install("small", "1.0.0", "");
            looksAtClusterRoles(scene);
            assertThat(scene.install("small", "1.0.0", "text: b").toMap()).containsEntry("revision", 2L);
            assertThatThrownBy(() -> scene.install("small", "1.0.0", "role: b"))
                    .hasMessageContaining("patch clusterroles.rbac.authorization.k8s.io (whole cluster)");
        }
    }

    /** Helm 3 says nothing of it, and no release has it any more. */
    @Test
    void whatTheUserMayNotTakeAwayIsTold() throws Exception {
        Chart chart = SMALL.withFile(
                "templates/role.yaml",
                "{{- if .Values.role }}\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\n"
                        + "metadata: {name: reader}\n{{- end }}\n");
        String warning = "WARNING: the user may not delete what the chart no longer has, so Helm 3 leaves it in the"
                + " cluster, outside of the release, and Helm 4 may fail: ClusterRole reader;"
                + " have somebody delete it who may.";
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), chart)) {
            scene.install("small", "1.0.0", "role: true");
            scene.release().preview(scene.request("small", "1.0.0", "text: b"));
            assertThat(scene.log).as("its administrator may").doesNotContain(warning);
            looksAtClusterRoles(scene);
            assertThat(scene.release()
                            .preview(scene.request("small", "1.0.0", "text: b"))
                            .removed())
                    .containsExactly("ClusterRole reader");
            assertThat(scene.log).contains(warning);
        }
    }

    /** The release's record has the role still, but the cluster has it no more when Helm makes it. */
    @ParameterizedTest
    @EnumSource(names = {"UNINSTALLED", "UNINSTALLING", "DEPLOYED"})
    void whatAReleaseGrantedThatIsRemovedIsGrantedAnew(ReleaseStatus status) throws Exception {
        Chart chart = SMALL.withFile(
                "templates/role.yaml",
                "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: reader}\n"
                        + "rules: [{apiGroups: [''], resources: [nodes], verbs: [list]}]\n");
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), chart)) {
            scene.install("small", "1.0.0", "");
            Pending.make(scene.client(), NAMESPACE, NAME, status);
            User user = scene.cluster
                    .user("deployer")
                    .allow("*", "secrets,configmaps,leases", NAMESPACE)
                    .allow("get", "namespaces", "*")
                    .allow("get,create,patch,delete", "clusterroles", "*");
            scene.as(scene.cluster.kubeconfigFor(user));
            if (status == ReleaseStatus.DEPLOYED) {
                assertThat(scene.install("small", "1.0.0", "text: b").toMap()).containsEntry("revision", 2L);
            } else {
                assertThatThrownBy(() -> scene.install("small", "1.0.0", "text: b"))
                        .hasMessageContaining("escalate clusterroles.rbac.authorization.k8s.io (whole cluster)");
            }
        }
    }

    /** As an administrator may let a build look at the release's roles alone (resourceNames). */
    @Test
    void rightsToTheReleasesOwnObjectsSuffice() throws Exception {
        String role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: %s}\n";
        Chart chart = SMALL.withFile("templates/a.yaml", role.formatted("reader"))
                .withFile("templates/b.yaml", role.formatted("writer"));
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), chart)) {
            scene.install("small", "1.0.0", "");
            User user = scene.cluster
                    .user("deployer")
                    .allow("*", "secrets,configmaps,leases", NAMESPACE)
                    .allow("get", "namespaces", "*")
                    .allow("get", "clusterroles", "*", "reader");
            scene.as(scene.cluster.kubeconfigFor(user));
            assertThatThrownBy(() -> scene.install("small", "1.0.0", "text: b"))
                    .hasMessageContaining("get clusterroles.rbac.authorization.k8s.io (whole cluster)");
            user.allow("get", "clusterroles", "*", "writer");
            assertThat(scene.install("small", "1.0.0", "text: b").toMap()).containsEntry("revision", 2L);
        }
    }

    /** Their rules are filled by a controller, and Helm empties them at each upgrade. */
    @Test
    void clusterRolesThatAControllerFillsAreSentEachTime() throws Exception {
        String role =
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: reader%s}
                aggregationRule: {clusterRoleSelectors: [{matchLabels: {reads: models}}]}
                rules: [%s]
                """;
        Chart chart = SMALL.withFile("templates/role.yaml", role.formatted("", ""));
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), chart)) {
            scene.install("small", "1.0.0", "");
            scene.cluster.put(role.formatted(MARKS, "{apiGroups: [''], resources: [pods], verbs: [get]}"));
            looksAtClusterRoles(scene);
            assertThatThrownBy(() -> scene.install("small", "1.0.0", "text: b"))
                    .hasMessageContaining("patch clusterroles.rbac.authorization.k8s.io (whole cluster)");
        }
    }

    /** Helm patches what is not there as it would send it: a role that was changed by hand, or has never had Helm's marks. */
    @ParameterizedTest
    @CsvSource({"true, list", "false, get"})
    void clusterRolesThatAreThereOtherwiseAreSent(boolean marked, String verb) throws Exception {
        String role =
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: reader%s}
                rules: [{apiGroups: [''], resources: [pods], verbs: [%s]}]
                """;
        Chart chart = SMALL.withFile("templates/role.yaml", role.formatted("", "get"));
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), chart)) {
            scene.install("small", "1.0.0", "");
            scene.cluster.put(role.formatted(marked ? MARKS : "", verb));
            looksAtClusterRoles(scene);
            assertThatThrownBy(() -> scene.install("small", "1.0.0", "text: b"))
                    .hasMessageContaining("patch clusterroles.rbac.authorization.k8s.io (whole cluster)");
        }
    }

    /** Which a chart may say of a cluster role: the cluster leaves it out, and Helm sends it again. */
    @Test
    void clusterRolesOfANamespaceAreSentEachTime() throws Exception {
        Chart chart = SMALL.withFile(
                "templates/role.yaml",
                "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\n"
                        + "metadata: {name: reader, namespace: {{ .Release.Namespace }}}\n");
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), chart)) {
            scene.install("small", "1.0.0", "");
            looksAtClusterRoles(scene);
            assertThatThrownBy(() -> scene.install("small", "1.0.0", "text: b"))
                    .hasMessageContaining("patch clusterroles.rbac.authorization.k8s.io (whole cluster)");
        }
    }

    private static void looksAtClusterRoles(ReleaseScene scene) {
        User user = scene.cluster
                .user("deployer")
                .allow("*", "secrets,configmaps,leases", NAMESPACE)
                .allow("get", "namespaces,clusterroles", "*");
        scene.as(scene.cluster.kubeconfigFor(user));
    }
}
