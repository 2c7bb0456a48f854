package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.chart.ChartRepository;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineBuild;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineRunner;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a build returns of a release that another one brings to what it wants, while it waits for it. */
@Timeout(180)
class ReleaseOfTwoBuildsTest {

    private static final String NAMESPACE = "seldon-system";
    private static final String LEASE = "seldon-analytics.seldon-core-analytics";

    @TempDir
    Path folder;

    @Test
    void whatAnotherBuildHasMadeThisOneHasNotChanged() throws Exception {
        Chart chart = Chart.of(
                "seldon-core-analytics", "1.12.0", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: small}\n");
        try (EmbeddedCluster cluster = EmbeddedCluster.builder().playerPaused().start();
                ChartRepository charts = ChartRepository.serving(chart)) {
            User other = cluster.user("deployer")
                    .allow("*", "secrets,configmaps", NAMESPACE)
                    .allow("get", "namespaces", "*");
            PipelineRunner runner = PipelineRunner.in(folder.resolve("workspace"))
                    .credential("cluster", cluster.kubeconfig())
                    .credential("other", cluster.kubeconfigFor(other));
            String install =
                    "def release = installSeldonAnalytics repository: '%s', credentialsId: ".formatted(charts.url());
            cluster.put(
                    """
                    apiVersion: coordination.k8s.io/v1
                    kind: Lease
                    metadata: {name: %s, namespace: %s}
                    spec: {holderIdentity: other, leaseDurationSeconds: 600}
                    """
                            .formatted(LEASE, NAMESPACE));
            PipelineBuild build =
                    runner.start("node {\n" + install + "'cluster'\necho \"changed: ${release.changed}\"\n}");
            Await.until("it waits", Duration.ofSeconds(60), () -> build.log().contains("is working on the release"));
            runner.runOnNode(install + "'other'", Result.SUCCESS);
            cluster.delete("leases.coordination.k8s.io", NAMESPACE, LEASE);
            assertThat(build.await()).isEqualTo(Result.SUCCESS);
            assertThat(build.log()).contains("in revision 1", "changed: false");
        }
    }
}
