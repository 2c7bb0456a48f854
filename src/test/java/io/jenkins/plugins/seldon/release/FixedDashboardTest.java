package io.jenkins.plugins.seldon.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.seldon.PredictionDashboard;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Our dashboard in the place of the published chart's. */
@Timeout(120)
class FixedDashboardTest {

    @TempDir
    Path folder;

    @Test
    void takesThePlaceOfTheChartsBesideARepair() throws Exception {
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), Chart.analytics())) {
            ReleaseRequest request = scene.request("seldon-core-analytics", "1.12.0", "{}");
            ReleaseRequest fixed = fixed(request);
            ReleaseResult result = scene.release().install(fixed);
            assertThat(result.repairs()).isNotEmpty();
            assertThat(dashboard(scene)).isEqualToIgnoringWhitespace(PredictionDashboard.jsonForGrafana70());
            assertThat(scene.release().install(fixed).changed()).isFalse();
            assertThat(scene.release().install(request).changed()).isTrue();
            assertThat(dashboard(scene)).contains("status!~");
        }
    }

    @Test
    void aChartWithoutItIsRefused() throws Exception {
        try (ReleaseScene scene = new ReleaseScene(folder, EmbeddedCluster.builder(), ReleaseScene.SMALL)) {
            assertThatThrownBy(() -> scene.release().install(fixed(scene.request("small", "1.0.0", "{}"))))
                    .isInstanceOf(ReleaseException.class)
                    .hasMessageStartingWith("Chart small 1.0.0 has no file predictions-analytics-dashboard.json");
            assertThat(scene.writes()).isEmpty();
        }
    }

    private static ReleaseRequest fixed(ReleaseRequest request) {
        return Requests.wanting(ReleaseRequest.Extra.FIXED_DASHBOARD, request);
    }

    private static String dashboard(ReleaseScene scene) {
        return scene.cluster.objects("configmaps", ReleaseScene.NAMESPACE).stream()
                .filter(object -> object.at("/metadata/name").asText().equals("predictions-analytics-dashboard"))
                .map(object -> object.at("/data")
                        .path("predictions-analytics-dashboard.json")
                        .asText())
                .findFirst()
                .orElseThrow();
    }
}
