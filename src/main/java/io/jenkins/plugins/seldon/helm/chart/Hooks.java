package io.jenkins.plugins.seldon.helm.chart;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The hooks of a chart: objects that Helm makes before or after all others, one by one, and keeps out of the release. Rendered
 * alone they are left out, so for that a copy of the chart has another annotation in the place of {@code helm.sh/hook}, and
 * what would be a hook is rendered like any object. Pure.
 *
 * <p>Source: helm.sh/docs/topics/charts_hooks.
 */
public final class Hooks {

    private static final String ANNOTATION = "helm.sh/hook";
    private static final String SHOWN = "seldon-analytics.jenkins.io/hook";
    private static final String INSTALL = "install";
    private static final String UPGRADE = "upgrade";

    private Hooks() {}

    /** The chart, to be rendered with its hooks among the other objects. */
    public static ChartArchive shown(ChartArchive chart) throws InvalidChartException {
        return ChartTree.editWithValues(chart, template -> new TemplateText(shown(template.text())));
    }

    /** Values for such a chart. */
    public static String shown(String values) {
        return values.replace(ANNOTATION, SHOWN);
    }

    /** Whether an object that a {@linkplain #shown shown} chart renders is a hook. */
    public static boolean isHook(RenderedObject object) {
        return !annotation(object, "").isEmpty();
    }

    /** Whether it is a hook, and one that Helm makes neither when it installs nor when it upgrades: a test, or for a removal. */
    public static boolean isBeside(RenderedObject object) {
        return isHook(object) && !isMade(object, true) && !isMade(object, false);
    }

    /** Whether Helm makes a hook when it installs, or else when it upgrades. */
    public static boolean isMade(RenderedObject hook, boolean install) {
        String verb = install ? INSTALL : UPGRADE;
        Set<String> events = events(hook);
        return events.contains("pre-" + verb) || events.contains("post-" + verb);
    }

    /** Whether Helm makes a hook only after the chart's other objects, which may bring its kind. */
    public static boolean isMadeLate(RenderedObject hook) {
        return isHook(hook) && events(hook).stream().noneMatch(event -> event.startsWith("pre-"));
    }

    /** Whether Helm deletes what is left of a hook before it makes it anew: it does where the chart says nothing. */
    public static boolean isReplaced(RenderedObject hook) {
        String policy = annotation(hook, "-delete-policy");
        return policy.isBlank() || policy.contains("before-hook-creation");
    }

    /** What is rendered besides hooks. */
    public static List<RenderedObject> without(List<RenderedObject> objects) {
        return objects.stream().filter(object -> !isHook(object)).toList();
    }

    private static Set<String> events(RenderedObject hook) {
        return Arrays.stream(annotation(hook, "").split(",")).map(String::strip).collect(Collectors.toSet());
    }

    private static String annotation(RenderedObject object, String suffix) {
        Object value = object.get("metadata", "annotations", SHOWN + suffix);
        return value == null ? "" : value.toString();
    }
}
