package io.jenkins.plugins.seldon.helm.chart;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The text of a repair: which templates of a chart are written otherwise. Which line gives which object its API version
 * is not read out of the templates but seen: the chart is rendered once with a mark in place of each. Pure.
 */
public final class TemplateRepair {

    static final String POLICIES = "podsecuritypolicies";

    private static final String KEYS_OF_RULES = "apiGroups|resources|verbs|resourceNames";

    private final ChartArchive chart;
    private final ChartRepair repair;
    private final List<RenderedObject> objects;
    private final VersionPlan plan;

    /**
     * @param chart as it came
     * @param repair what is to change
     * @param objects what the chart renders
     * @param marked what the {@linkplain #marked marked} chart renders
     */
    public TemplateRepair(
            ChartArchive chart, ChartRepair repair, List<RenderedObject> objects, List<RenderedObject> marked) {
        this.chart = chart;
        this.repair = repair;
        this.objects = List.copyOf(objects);
        this.plan = VersionPlan.of(repair, objects, marked);
    }

    /** The chart with marks where templates give API versions. */
    public static ChartArchive marked(ChartArchive chart) throws InvalidChartException {
        int[] next = {0};
        return ChartTree.edit(chart, (sources, template) -> {
            int count = template.spots();
            next[0] += count;
            return template.at(VersionPlan.marks(next[0] - count, count));
        });
    }

    /** The objects that can't be changed, with the reason, clauses for people. Empty if all can. */
    public List<String> obstacles() {
        return plan.obstacles().entrySet().stream()
                .map(entry -> entry.getKey().label() + " of " + entry.getKey().source() + " (" + entry.getValue() + ")")
                .sorted()
                .toList();
    }

    /**
     * The chart with the changes made: where they show, and wherever templates name a version that is not served with
     * the same kind, since what the values leave out does not show.
     *
     * @param rules whether to leave out rules about PodSecurityPolicies where these are left out; a template may be
     *     written so that they can't be
     */
    public ChartArchive repaired(boolean rules) throws InvalidChartException {
        Set<String> roles = !rules || repair.dropped().isEmpty()
                ? Set.of()
                : objects.stream()
                        .filter(ChartRepair::refersToPolicies)
                        .map(RenderedObject::source)
                        .collect(Collectors.toSet());
        int[] next = {0};
        return ChartTree.edit(chart, (sources, template) -> {
            int first = next[0];
            next[0] += template.spots();
            TemplateText edited = plan.write(template, first);
            for (Map.Entry<RenderedObject, String> move : repair.moved().entrySet()) {
                edited = edited.moved(move.getKey().kind(), move.getKey().apiVersion(), move.getValue());
            }
            return sources.stream().anyMatch(roles::contains) ? edited.withoutItems(KEYS_OF_RULES, POLICIES) : edited;
        });
    }
}
