package io.jenkins.plugins.seldon.release;

import io.jenkins.plugins.seldon.helm.Helm;
import io.jenkins.plugins.seldon.helm.HelmException;
import io.jenkins.plugins.seldon.helm.HelmRequest;
import io.jenkins.plugins.seldon.helm.chart.ChartArchive;
import io.jenkins.plugins.seldon.helm.chart.ClusterAnswers;
import io.jenkins.plugins.seldon.helm.chart.Hooks;
import io.jenkins.plugins.seldon.helm.chart.InvalidChartException;
import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import io.jenkins.plugins.seldon.kubernetes.ServedApis;
import java.util.List;
import java.util.function.Consumer;

/**
 * Has Helm render charts as it would on the server, but without the server's refusal of what it does not serve: templates
 * look the cluster's objects up, and hear which API versions it has.
 */
final class ChartRendering {

    private final Helm helm;
    private final HelmRequest request;
    private final ServedApis answers;
    private ChartArchive held;

    /**
     * @param held the chart that Helm holds
     * @param answers what the server has, asked for what the chart's templates ask
     */
    ChartRendering(Helm helm, HelmRequest request, ServedApis answers, ChartArchive held) {
        this.helm = helm;
        this.request = request.withValues(Hooks.shown(request.values()));
        this.answers = answers;
        this.held = held;
    }

    /**
     * The objects that a chart renders, and the hooks that Helm makes with them.
     *
     * @param warnings gets what is read though it should not be so, a sentence each
     */
    List<RenderedObject> of(ChartArchive chart, Consumer<String> warnings)
            throws HelmException, InvalidChartException, InterruptedException {
        hold(Hooks.shown(ClusterAnswers.in(chart, answers)));
        return RenderedObject.parse(helm.template(request), warnings).stream()
                .filter(object -> !Hooks.isBeside(object))
                .toList();
    }

    /** The same without warnings. */
    List<RenderedObject> of(ChartArchive chart) throws HelmException, InvalidChartException, InterruptedException {
        return of(chart, warning -> {});
    }

    /** Has Helm go on with a chart as it is. */
    void hold(ChartArchive chart) throws HelmException, InterruptedException {
        if (chart != held) {
            helm.use(chart.bytes());
            held = chart;
        }
    }
}
