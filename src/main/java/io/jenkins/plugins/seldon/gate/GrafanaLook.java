package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.verdict.Check;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.grafana.GrafanaClient;
import io.jenkins.plugins.seldon.grafana.GrafanaClient.Dashboard;
import io.jenkins.plugins.seldon.grafana.GrafanaException;
import io.jenkins.plugins.seldon.seldon.PredictionDashboard;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.time.Duration;

/** Looks at Grafana once a burst is measured: is the dashboard there, and mark the burst on it. */
final class GrafanaLook {

    /** A link shows a little more than the burst itself. */
    private static final long AROUND_MILLIS = Duration.ofMinutes(1).toMillis();

    private final PredictionSeries scope;
    private final GrafanaClient grafana;
    private final String dashboard;

    /** @param dashboard its uid or title */
    GrafanaLook(PredictionSeries scope, GrafanaClient grafana, String dashboard) {
        this.scope = scope;
        this.grafana = grafana;
        this.dashboard = dashboard;
    }

    /** Adds a finding, the link and a note to what is known. */
    void take(GateState state) {
        Dashboard found;
        try {
            found = grafana.check(dashboard);
        } catch (GrafanaException e) {
            state.findings.add(CheckResult.of(Check.GRAFANA, dashboard, "", "there", Verdict.ERROR, e.getMessage()));
            return;
        }
        state.dashboard = grafana.link(found, state.burstStartAt - AROUND_MILLIS, state.awaitedAt + AROUND_MILLIS);
        String told = "The dashboard " + found.title() + " is in " + grafana + ".";
        state.findings.add(CheckResult.of(Check.GRAFANA, dashboard, found.title(), "there", Verdict.PASS, told));
        if (scope.server().isSeldon() && !found.tags().contains(PredictionDashboard.TAG)) {
            state.notes.add("The success panels of the chart's own dashboard always read 100 %: they filter on the "
                    + "label status, but the executor's label is code; installSeldonAnalytics "
                    + "dashboard: 'fixed' replaces it with a dashboard whose panels work.");
        }
        annotate(found, state);
    }

    /** A dashboard without its annotation is a pity, not an error: who may look at it may not write on it. */
    private void annotate(Dashboard found, GateState state) {
        try {
            grafana.annotate(
                    found,
                    state.burstStartAt,
                    state.awaitedAt,
                    "Gate of " + scope + ": " + state.load.accepted() + " predictions");
        } catch (GrafanaException e) {
            state.notes.add(e.getMessage());
        }
    }
}
