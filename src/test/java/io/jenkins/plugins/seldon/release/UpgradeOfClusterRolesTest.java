package io.jenkins.plugins.seldon.release;

import static io.jenkins.plugins.seldon.release.ReleaseScene.NAMESPACE;
import static io.jenkins.plugins.seldon.release.ReleaseScene.SMALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an upgrade asks of a release's objects that belong to the whole cluster, with real Helm. */
@Timeout(180)
class UpgradeOfClusterRolesTest {

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

    /** Helm sends nothing for them, so that a build may upgrade what an administrator has installed. */
    @Test
    void clusterRolesThatStayAsTheyAreNeedOnlyBeLookedAt() throws Exception {
        String role =
                "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: reader, labels: {a: '%s'}}\n";
        Chart chart = SMALL.withFile("templates/role.yaml", role.formatted("{{ .Values.role }}"));
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), chart)) {
            scene.install("small", "1.0.0", "");
            User user = scene.cluster
                    .user("deployer")
                    .allow("*", "secrets,configmaps,leases", NAMESPACE)
                    .allow("get", "namespaces,clusterroles", "*");
            scene.as(scene.cluster.kubeconfigFor(user));
            assertThat(scene.install("small", "1.0.0", "text: b").toMap()).containsEntry("revision", 2L);
            assertThatThrownBy(() -> scene.install("small", "1.0.0", "role: b"))
                    .hasMessageContaining("patch clusterroles.rbac.authorization.k8s.io (whole cluster)");
        }
    }

    /** Their rules are filled by a controller, and Helm empties them at each upgrade. */
    @Test
    void clusterRolesThatAControllerFillsAreSentEachTime() throws Exception {
        Chart chart = SMALL.withFile(
                "templates/role.yaml",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: reader}
                aggregationRule: {clusterRoleSelectors: [{matchLabels: {reads: models}}]}
                rules: []
                """);
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), chart)) {
            scene.install("small", "1.0.0", "");
            User user = scene.cluster
                    .user("deployer")
                    .allow("*", "secrets,configmaps,leases", NAMESPACE)
                    .allow("get", "namespaces,clusterroles", "*");
            scene.as(scene.cluster.kubeconfigFor(user));
            assertThatThrownBy(() -> scene.install("small", "1.0.0", "text: b"))
                    .hasMessageContaining("patch clusterroles.rbac.authorization.k8s.io (whole cluster)");
        }
    }
}
