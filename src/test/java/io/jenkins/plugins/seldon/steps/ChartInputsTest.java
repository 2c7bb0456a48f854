package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.helm.ChartFolder;
import io.jenkins.plugins.seldon.helm.ChartOrigin;
import io.jenkins.plugins.seldon.helm.chart.Values;
import io.jenkins.plugins.seldon.node.Workspace;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChartInputsTest {

    /** Helm's own command line takes these; they are neither a name nor a file of the workspace. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "oci://ghcr.io/prometheus-community/charts/kube-prometheus-stack",
                "https://user:pass@charts.example.org/analytics-1.0.0.tgz"
            })
    void aUrlInTheChartsPlaceIsToldWhereItBelongs(String chart) {
        assertThatThrownBy(() -> new ChartInputs(null).chart("https://charts.example.org", chart, null, ""))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageStartingWith("chart must be a chart's name or a path in the workspace, not a URL: ")
                .hasMessageNotContaining("pass@");
    }

    /** As in {@code helm install web .}, of a checkout that is the chart. */
    @Test
    void aPointIsTheWorkspace() throws Exception {
        Map<String, byte[]> files = Map.of("Chart.yaml", new byte[0]);
        Workspace workspace = new WrittenFiles() {
            @Override
            public Map<String, byte[]> readFolder(String path, int limit) {
                return path.equals(".") ? files : Map.of();
            }
        };
        try (FakePlatform platform = new FakePlatform() {
            @Override
            public Workspace workspace() {
                return workspace;
            }
        }) {
            ChartOrigin chart = new ChartInputs(platform).chart("https://charts.example.org", ".", null, "");
            assertThat(chart).isEqualTo(new ChartFolder(".", files));
        }
    }

    /** Helm's {@code --values} takes one. */
    @Test
    void aUrlIsNoFileOfValues() {
        String files = "a.yaml, https://user:pass@git.example.org/values.yaml";

        assertThatThrownBy(() -> new ChartInputs(null).values(files, "", List.of(), ""))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage(
                        "valuesFiles must name files in the workspace, not a URL: get the file in an earlier step.");
    }

    /** Helm's {@code --set} fails too; the mapping would be there instead of the list. */
    @Test
    void aSecretIsNotSetThroughAList() throws Exception {
        Values values = Values.of("smtp: {}\nreceivers: [{name: mail}]", "valuesYaml");

        assertThatThrownBy(() -> SecretValue.set(values, "receivers.0.url", "secret"))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageContaining("items of lists can't be set")
                .hasMessageContaining("receivers.0.url");
        assertThat(SecretValue.set(values, "smtp.password", "secret").get("smtp", "password"))
                .isEqualTo("secret");
        assertThat(SecretValue.set(values, "receivers", "secret").get("receivers"))
                .isEqualTo("secret");
    }
}
