package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.AbortException;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.helm.LocalHelmTool;
import io.jenkins.plugins.seldon.fixture.helm.ScriptedHelm;
import io.jenkins.plugins.seldon.helm.tool.HelmTool;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.node.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the build's page says of an installation that failed, and about which something was done. */
@Timeout(180)
@DisabledOnOs(OS.WINDOWS)
class UndoneReleaseReportTest {

    private static final String MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: small}\n";

    @TempDir
    Path folder;

    @Test
    void itIsOneSection() throws Exception {
        Path archive = Files.write(
                folder.resolve("seldon-core-analytics-1.0.0.tgz"),
                Chart.of("seldon-core-analytics", "1.0.0", MAP).archive());
        Path manifest = Files.writeString(
                folder.resolve("manifest.yaml"), "---\n# Source: seldon-core-analytics/templates/a.yaml\n" + MAP);
        ScriptedHelm helm = ScriptedHelm.in(
                folder.resolve("tool"),
                "v3.19.0",
                """
                case "$1" in
                  pull) cp "%s" pulled/;;
                  template) cat "%s";;
                  install) echo 'Error: INSTALLATION FAILED: it does not work' >&2; exit 1;;
                esac
                """
                        .formatted(archive, manifest));
        try (EmbeddedCluster cluster =
                        EmbeddedCluster.builder().plainHttp().playerPaused().start();
                FakePlatform jenkins = new Node(cluster, helm, folder.resolve("workspace@tmp"))) {
            InstallSeldonAnalyticsStep step = new InstallSeldonAnalyticsStep();
            step.setHelm(helm.executable());
            step.setCreateNamespace(true);
            step.setOnFailure("uninstall");
            FakeStepContext context = new FakeStepContext(Map.of(Platform.class, jenkins));
            step.start(context).start();
            assertThat(context.outcome()).isInstanceOfSatisfying(AbortException.class, e -> assertThat(e)
                    .hasMessageContaining("it does not work")
                    .hasMessageEndingWith("so there is nothing to undo."));
            assertThat(jenkins.reported()).singleElement().satisfies(section -> {
                assertThat(section.getOutcome()).isEqualTo("failed");
                assertThat(section.getSentence()).contains("it does not work");
                assertThat(section.getData())
                        .containsEntry("namespace", "seldon-system")
                        .containsEntry("undone", "kept");
            });
        }
    }

    private static final class Node extends FakePlatform {

        private final EmbeddedCluster cluster;
        private final ScriptedHelm helm;
        private final Path folders;

        Node(EmbeddedCluster cluster, ScriptedHelm helm, Path folders) {
            this.cluster = cluster;
            this.helm = helm;
            this.folders = folders;
        }

        @Override
        public ClusterConnection connect(ClusterOptions options) {
            return Kubeconfig.parse(cluster.kubeconfig()).select(new Kubeconfig.Choice(null, null, "seldon-system"));
        }

        @Override
        public ClusterConnection connectOnAgent(ClusterOptions options) {
            return connect(options);
        }

        @Override
        public HelmTool helmTool(String name) {
            return new LocalHelmTool(helm.executable(), folders);
        }
    }
}
