package io.jenkins.plugins.seldon.release;

import static io.jenkins.plugins.seldon.release.ServerScene.NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.jenkins.plugins.seldon.fixture.apiserver.ApiServerProcess;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The analytics chart from install to removal, at an API server that serves what it uses and at one that does not. */
@Timeout(300)
class AnalyticsChartClusterIT {

    private static final String NAMESPACE = "seldon-system";

    @TempDir
    Path folder;

    @Test
    void isSentAsItIsToAnOldCluster() throws Exception {
        assumeTrue(ApiServerProcess.servesOldApis(), "kube-apiserver is too new for rbac v1beta1");
        try (ApiServerProcess server = ApiServerProcess.start()) {
            livesAndGoes(server, false);
        }
    }

    @Test
    void isRepairedForAModernCluster() throws Exception {
        try (ApiServerProcess server = ApiServerProcess.startWithoutOldApis()) {
            livesAndGoes(server, true);
        }
    }

    private void livesAndGoes(ApiServerProcess server, boolean repaired) throws Exception {
        try (ServerScene scene = new ServerScene(server, NAMESPACE, folder, Chart.analytics()).createNamespace()) {
            ReleaseResult first = scene.install(NAME, "1.12.0", "");
            assertThat(first.toMap())
                    .containsEntry("status", "deployed")
                    .containsEntry("revision", 1L)
                    .containsEntry("changed", true)
                    .containsEntry("repaired", repaired);
            assertThat(scene.listing()).containsExactly(line(1, "deployed"));
            String manifest = first.record().manifest();
            assertThat(manifest.contains("v1beta1")).isEqualTo(!repaired);
            assertThat(scene.present(manifest)).hasSameSizeAs(RenderedObject.parse(manifest));
            assertThat(scene.present(manifest))
                    .extracting(HasMetadata::getKind)
                    .contains("DaemonSet", "Deployment", "PersistentVolumeClaim", "ClusterRoleBinding", "RoleBinding");

            assertThat(scene.install(NAME, "1.12.0", "").toMap())
                    .containsEntry("revision", 1L)
                    .containsEntry("changed", false);
            assertThat(scene.listing()).containsExactly(line(1, "deployed"));

            ReleaseResult second = scene.install(NAME, "1.12.0", "grafana: {replicas: 2}");
            assertThat(second.toMap()).containsEntry("revision", 2L).containsEntry("changed", true);
            assertThat(scene.listing()).containsExactly(line(1, "superseded"), line(2, "deployed"));
            assertThat(scene.client()
                            .apps()
                            .deployments()
                            .inNamespace(NAMESPACE)
                            .withName(NAME + "-grafana")
                            .get()
                            .getSpec()
                            .getReplicas())
                    .isEqualTo(2);

            assertThat(scene.uninstall().toMap()).containsEntry("changed", true);
            assertThat(scene.listing()).isEmpty();
            assertThat(scene.present(second.record().manifest())).isEmpty();
            assertThat(scene.uninstall().toMap()).containsEntry("changed", false);
        }
    }

    private static HelmListing line(int revision, String status) {
        return new HelmListing(NAME + ".v" + revision, status, status, NAME + "-1.12.0");
    }
}
