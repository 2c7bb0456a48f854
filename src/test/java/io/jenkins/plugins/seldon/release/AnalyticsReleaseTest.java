package io.jenkins.plugins.seldon.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.chart.ChartRepository;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.helm.LocalChildProcesses;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.release.chart.Values;
import io.jenkins.plugins.seldon.release.helm.ChartSource;
import io.jenkins.plugins.seldon.release.helm.EmbeddedHelm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalyticsReleaseTest {

    private static final String NAMESPACE = "seldon-system";
    private static final String NAME = "seldon-core-analytics";

    @TempDir
    Path folder;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private LocalChildProcesses machine;

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(machine.leftovers()).isEmpty();
        assertThat(machine.started()).noneMatch(Process::isAlive);
    }

    @Test
    void installsThenLeavesAloneThenUpgradesOnAModernCluster() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start();
                ChartRepository charts = ChartRepository.serving(Chart.analytics());
                KubernetesClient client = client(cluster.kubeconfig())) {
            AnalyticsRelease release = release(cluster, client);
            ReleaseResult first = release.install(request(charts.url().toString(), Values.NONE));
            assertThat(first.toMap())
                    .containsEntry("status", "deployed")
                    .containsEntry("revision", 1L)
                    .containsEntry("changed", true)
                    .containsEntry("repaired", true)
                    .containsEntry("chartVersion", "1.12.0");
            ReleaseResult second = release.install(request(charts.url().toString(), Values.NONE));
            assertThat(second.toMap()).containsEntry("revision", 1L).containsEntry("changed", false);
            Values other = Values.of("grafana: {adminPassword: other}", "values");
            ReleaseResult third = release.install(request(charts.url().toString(), other));
            assertThat(third.toMap()).containsEntry("revision", 2L).containsEntry("changed", true);
        }
    }

    private AnalyticsRelease release(EmbeddedCluster cluster, KubernetesClient client) {
        machine = new LocalChildProcesses(folder.resolve("children"));
        ClusterConnection connection = new ClusterConnection(cluster.kubeconfig(), cluster.url(), NAMESPACE);
        return new AnalyticsRelease(
                client,
                connection,
                kubeconfig -> EmbeddedHelm.start(machine, kubeconfig, Duration.ofMinutes(5), log::add),
                log::add);
    }

    private static ReleaseRequest request(String repository, Values values) {
        return new ReleaseRequest(
                ChartSource.of(repository, NAME, "1.12.0"),
                NAME,
                NAMESPACE,
                values,
                false,
                ReleaseRequest.Repair.AUTO,
                Duration.ofMinutes(5));
    }

    private static KubernetesClient client(String kubeconfig) {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig))
                .build();
    }
}
