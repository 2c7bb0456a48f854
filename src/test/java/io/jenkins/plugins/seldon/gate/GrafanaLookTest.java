package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.grafana.FakeGrafana;
import io.jenkins.plugins.seldon.grafana.GrafanaClient;
import io.jenkins.plugins.seldon.http.DirectHttp;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.LoadResults;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class GrafanaLookTest {

    /** Grafana's roles: a viewer has {@code annotations:read}, an editor {@code annotations:create}. */
    @Test
    void whoMayOnlyLookAtTheDashboardFindsItAndReadsWhyItIsNotMarked() throws Exception {
        try (FakeGrafana grafana = FakeGrafana.start()) {
            grafana.forViewers();
            GrafanaClient client = new GrafanaClient(
                    DirectHttp.at("Grafana", grafana.url().toString())
                            .access(HttpAccess.basic("admin", "password"))
                            .build(new OkHttpClient()),
                    "");
            GateState state = new GateState();
            state.load = LoadResults.accepted(200);
            new GrafanaLook(new PredictionSeries("models", "iris", "", ""), client, "U1cSDzyZz").take(state);
            assertThat(state.findings).singleElement().satisfies(finding -> {
                assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
                assertThat(finding.value()).isEqualTo("Prediction Analytics");
            });
            assertThat(state.notes)
                    .anyMatch(note -> note.endsWith(" took no annotation for the burst: it answered 403."));
        }
    }
}
