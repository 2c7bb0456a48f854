package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
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
                .isInstanceOf(AbortException.class)
                .hasMessageStartingWith("chart must be a chart's name or a path in the workspace, not a URL: ")
                .hasMessageNotContaining("pass@");
    }
}
