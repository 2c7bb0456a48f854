package io.jenkins.plugins.seldon.helm.chart;

import io.jenkins.plugins.seldon.kubernetes.ServedApis;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a chart's templates hear when they ask which API versions there are ({@code .Capabilities.APIVersions.Has}), or look
 * through the list. Helm asks the server when it installs, but not when it renders alone: then it answers with all that it has
 * ever known, and no custom kind. So for that the question is written otherwise in the templates, with the server's answer in
 * it. Pure.
 */
public final class ClusterAnswers {

    private ClusterAnswers() {}

    /** The API versions whose kinds the templates may ask for; empty where they ask for none. */
    public static Set<String> questions(ChartArchive chart) throws InvalidChartException {
        List<TemplateText> templates = ChartTree.templates(chart);
        return templates.stream().noneMatch(TemplateText::asksForVersions)
                ? Set.of()
                : templates.stream()
                        .flatMap(TemplateText::namedVersions)
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * The chart, to be rendered alone as Helm would render it on the server.
     *
     * @param served what the server has, asked for all {@link #questions}
     */
    public static ChartArchive in(ChartArchive chart, ServedApis served) throws InvalidChartException {
        Set<String> versions = new TreeSet<>(served.versions());
        served.kinds().forEach((version, kinds) -> {
            versions.add(version);
            kinds.keySet().forEach(kind -> versions.add(version + "/" + kind));
        });
        return ChartTree.edit(chart, (sources, template) -> template.asking(versions));
    }
}
