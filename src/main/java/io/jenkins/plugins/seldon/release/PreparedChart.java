package io.jenkins.plugins.seldon.release;

import io.jenkins.plugins.seldon.helm.chart.ChartArchive;
import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import io.jenkins.plugins.seldon.helm.chart.Values;
import io.jenkins.plugins.seldon.kubernetes.ServedApis;
import java.util.List;

/**
 * A chart as it will be sent to the cluster, which Helm already holds.
 *
 * @param archive the chart, repaired where needed
 * @param objects what it renders
 * @param served what the API server has of that
 * @param repairs what was changed, empty if nothing
 */
record PreparedChart(ChartArchive archive, List<RenderedObject> objects, ServedApis served, List<String> repairs) {

    InstallPlan.Wanted wanted(Values values) {
        return new InstallPlan.Wanted(archive.name(), archive.version(), archive.contentDigest(), values);
    }
}
