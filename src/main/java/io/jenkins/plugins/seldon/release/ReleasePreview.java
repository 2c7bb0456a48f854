package io.jenkins.plugins.seldon.release;

import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import io.jenkins.plugins.seldon.helm.record.ReleaseRecord;
import io.jenkins.plugins.seldon.helm.record.ReleaseStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run would do.
 *
 * @param request what is asked for
 * @param latest the newest revision, or null
 * @param plan what would be done
 * @param added objects that are not in the live release
 * @param changed objects that are otherwise there
 * @param removed objects that only the live release has, without those that Helm keeps
 * @param repairs what would be changed in the chart
 */
public record ReleasePreview(
        ReleaseRequest request,
        ReleaseRecord latest,
        InstallPlan plan,
        List<String> added,
        List<String> changed,
        List<String> removed,
        List<String> repairs) {

    /** Compares what is live, which is nothing where the newest revision is uninstalled, with what the chart renders. */
    static ReleasePreview of(ReleaseRequest request, ReleaseRecord latest, InstallPlan plan, PreparedChart chart) {
        boolean hasNothing = latest == null || latest.status() == ReleaseStatus.UNINSTALLED;
        List<RenderedObject> live = hasNothing ? List.of() : latest.objects();
        Map<String, Map<?, ?>> before = byLabel(live, request.namespace());
        Map<String, Map<?, ?>> after = byLabel(chart.objects(), request.namespace());
        return new ReleasePreview(
                request,
                latest,
                plan,
                after.keySet().stream()
                        .filter(label -> !before.containsKey(label))
                        .toList(),
                after.keySet().stream()
                        .filter(label ->
                                before.containsKey(label) && !before.get(label).equals(after.get(label)))
                        .toList(),
                live.stream()
                        .filter(object -> !object.isKept())
                        .map(object -> label(object, request.namespace()))
                        .filter(label -> !after.containsKey(label))
                        .distinct()
                        .sorted()
                        .toList(),
                chart.repairs());
    }

    private static Map<String, Map<?, ?>> byLabel(List<RenderedObject> objects, String namespace) {
        Map<String, Map<?, ?>> byLabel = new TreeMap<>();
        objects.forEach(object -> byLabel.put(label(object, namespace), object.body()));
        return byLabel;
    }

    /** A chart may have one of the same name in each of several namespaces. */
    private static String label(RenderedObject object, String namespace) {
        return object.namespace() == null || object.namespace().equals(namespace)
                ? object.label()
                : object.kind() + " " + object.namespace() + "/" + object.name();
    }

    /** Whether a run would make a new revision. */
    public boolean wouldChange() {
        return plan.action() != InstallPlan.Action.UNCHANGED;
    }

    /** The preview for people, a line each. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("Dry run: nothing is changed. Release " + request.name() + " in namespace " + request.namespace()
                + ": " + plan.reason() + ".");
        added.forEach(label -> lines.add("+ " + label));
        changed.forEach(label -> lines.add("~ " + label));
        removed.forEach(label -> lines.add("- " + label));
        return lines;
    }

    /** As a script sees it: like the map of a run, the live release's state in it, and what would change. No null in it. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = latest == null
                ? new LinkedHashMap<>(Map.of())
                : new ReleaseResult(latest, request.namespace(), wouldChange(), repairs).toMap();
        map.put("name", request.name());
        map.put("namespace", request.namespace());
        map.putIfAbsent("revision", 0L);
        map.putIfAbsent("status", "absent");
        List.of("chart", "chartVersion", "appVersion").forEach(key -> map.putIfAbsent(key, ""));
        map.putIfAbsent("services", new LinkedHashMap<>());
        map.put("changed", wouldChange());
        map.put("repaired", !repairs.isEmpty());
        map.put("repairs", new ArrayList<>(repairs));
        map.put("dryRun", true);
        map.put("objectsAdded", new ArrayList<>(added));
        map.put("objectsChanged", new ArrayList<>(changed));
        map.put("objectsRemoved", new ArrayList<>(removed));
        return map;
    }
}
