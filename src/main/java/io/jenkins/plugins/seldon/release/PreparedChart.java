package io.jenkins.plugins.seldon.release;

import io.jenkins.plugins.seldon.helm.chart.ChartArchive;
import io.jenkins.plugins.seldon.helm.chart.Hooks;
import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import io.jenkins.plugins.seldon.helm.chart.Values;
import io.jenkins.plugins.seldon.kubernetes.ServedApis;
import java.util.List;

/**
 * A chart as it will be sent to the cluster, which Helm already holds.
 *
 * @param archive the chart, repaired where needed
 * @param objects what it renders, without hooks
 * @param hooks what Helm makes before and after that, for an installation or an upgrade
 * @param served what the API server has of that
 * @param repairs what was changed, empty if nothing
 */
record PreparedChart(
        ChartArchive archive,
        List<RenderedObject> objects,
        List<RenderedObject> hooks,
        ServedApis served,
        List<String> repairs) {

    /** @param rendered objects and hooks */
    static PreparedChart of(
            ChartArchive archive, List<RenderedObject> rendered, ServedApis served, List<String> repairs) {
        List<RenderedObject> hooks = rendered.stream().filter(Hooks::isHook).toList();
        return new PreparedChart(archive, Hooks.without(rendered), hooks, served, repairs);
    }

    /** The hooks that Helm makes when it installs the chart, or else when it upgrades to it. */
    List<RenderedObject> hooks(boolean install) {
        return hooks.stream().filter(hook -> Hooks.isMade(hook, install)).toList();
    }

    InstallPlan.Wanted wanted(Values values) {
        return new InstallPlan.Wanted(archive.name(), archive.version(), archive.contentDigest(), values, objects);
    }
}
