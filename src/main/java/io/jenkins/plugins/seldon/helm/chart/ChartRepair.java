package io.jenkins.plugins.seldon.helm.chart;

import io.jenkins.plugins.seldon.kubernetes.ServedApis;
import io.jenkins.plugins.seldon.text.Listing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What has to change in a chart so that an API server takes what it renders: objects move to the API version that took
 * the place of theirs with the same schema; PodSecurityPolicies, which nothing took the place of, are left out with the
 * rules that refer to them. Pure.
 *
 * @param moved objects that move, with the API version they move to
 * @param dropped objects that are left out
 * @param refused objects that the server has no place for
 */
public record ChartRepair(
        Map<RenderedObject, String> moved, List<RenderedObject> dropped, List<RenderedObject> refused) {

    public ChartRepair {
        moved = Map.copyOf(moved);
        dropped = List.copyOf(dropped);
        refused = List.copyOf(refused);
    }

    /** The API versions to ask a server for, to decide about these objects. */
    public static Set<String> questions(List<RenderedObject> objects) {
        return objects.stream()
                .flatMap(object -> ApiSuccession.candidates(object.apiVersion()).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Decides what has to change.
     *
     * @param definitions what Helm makes before that, as {@link #definitions} tells, for the kinds that the chart defines
     * @param objects what the chart renders
     * @param served what the server has, asked for all {@link #questions}
     */
    public static ChartRepair of(List<RenderedObject> definitions, List<RenderedObject> objects, ServedApis served) {
        return of(definedKinds(definitions, objects), objects, served);
    }

    /** The same, where these kinds need not be served, each as its group, a slash and its name. */
    static ChartRepair of(Set<String> defined, List<RenderedObject> objects, ServedApis served) {
        Map<RenderedObject, String> moved = new LinkedHashMap<>();
        List<RenderedObject> dropped = new ArrayList<>();
        List<RenderedObject> refused = new ArrayList<>();
        for (RenderedObject object : objects) {
            if (served.serves(object.apiVersion(), object.kind())
                    || defined.contains(object.group() + "/" + object.kind())) {
                continue;
            }
            String successor = ApiSuccession.successor(object, served);
            if (successor != null) {
                moved.put(object, successor);
            } else if (ApiSuccession.isGoneForGood(object)) {
                dropped.add(object);
            } else {
                refused.add(object);
            }
        }
        return new ChartRepair(moved, dropped, refused);
    }

    /** The same for the record of objects that are there: what is refused is found where the server has it now, if it has. */
    ChartRepair ofRecord(ServedApis served) {
        Map<RenderedObject, String> found = new LinkedHashMap<>(moved);
        List<RenderedObject> lost = new ArrayList<>();
        for (RenderedObject object : refused) {
            ApiSuccession.whereabouts(object).stream()
                    .filter(version -> served.serves(version, object.kind()))
                    .findFirst()
                    .ifPresentOrElse(version -> found.put(object, version), () -> lost.add(object));
        }
        return new ChartRepair(found, dropped, lost);
    }

    /** What of it concerns some of the objects. */
    public ChartRepair only(Predicate<RenderedObject> concerned) {
        return new ChartRepair(
                moved.entrySet().stream()
                        .filter(move -> concerned.test(move.getKey()))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
                dropped.stream().filter(concerned).toList(),
                refused.stream().filter(concerned).toList());
    }

    /** The same without objects that are refused. */
    public ChartRepair withoutRefused(Predicate<RenderedObject> excused) {
        return new ChartRepair(
                moved, dropped, refused.stream().filter(excused.negate()).toList());
    }

    /** Whether the server takes all as it is. */
    public boolean isNothing() {
        return moved.isEmpty() && dropped.isEmpty() && refused.isEmpty();
    }

    /** The API version that an object is to have, its own if it is not to change; {@link VersionPlan#LEFT_OUT} for none. */
    String wanted(RenderedObject object) {
        return dropped.contains(object) ? VersionPlan.LEFT_OUT : moved.getOrDefault(object, object.apiVersion());
    }

    /** What changes, a few clauses for people, the same change of several objects in one. */
    public List<String> changes() {
        Set<String> changes = new LinkedHashSet<>();
        Map<String, Set<String>> byMove = new TreeMap<>();
        moved.forEach((object, to) -> byMove.computeIfAbsent(object.apiVersion() + " → " + to, move -> new TreeSet<>())
                .add(object.label()));
        byMove.forEach((move, labels) -> changes.add(move + " (" + String.join(", ", labels) + ")"));
        if (!dropped.isEmpty()) {
            changes.add("left out "
                    + Listing.and(
                            dropped.stream().map(RenderedObject::label).sorted().toList()));
        }
        return List.copyOf(changes);
    }

    /** What the server lacks, by API version, for people. */
    public List<String> problems() {
        Map<String, Set<String>> byVersion = new TreeMap<>();
        Stream.of(moved.keySet(), dropped, refused).flatMap(Collection::stream).forEach(object -> byVersion
                .computeIfAbsent(object.apiVersion(), version -> new TreeSet<>())
                .add(object.label()));
        return byVersion.entrySet().stream()
                .map(entry -> entry.getKey() + " (" + String.join(", ", entry.getValue()) + ")")
                .toList();
    }

    /** Why each object is refused and what to do about it, clauses for people. */
    public List<String> refusals(ServedApis served) {
        Map<String, Set<String>> byReason = new TreeMap<>();
        for (RenderedObject object : refused) {
            Set<String> names = byReason.computeIfAbsent(Missing.reason(object, served), reason -> new TreeSet<>());
            names.add(object.label());
        }
        return byReason.entrySet().stream()
                .map(entry -> String.join(", ", entry.getValue()) + ": " + entry.getKey())
                .toList();
    }

    /**
     * The objects in the plain files of {@code crds} folders, which Helm makes before it installs a chart.
     *
     * @param values the user's, which may turn off subcharts
     */
    public static List<RenderedObject> definitions(ChartArchive chart, Values values) throws InvalidChartException {
        List<RenderedObject> definitions = new ArrayList<>();
        for (Map.Entry<String, String> file :
                ChartTree.definitions(chart, values).entrySet()) {
            definitions.addAll(RenderedObject.parse("# Source: " + file.getKey() + "\n" + file.getValue()));
        }
        return definitions;
    }

    private static Set<String> definedKinds(List<RenderedObject> definitions, List<RenderedObject> objects) {
        return Stream.concat(objects.stream(), definitions.stream())
                .filter(object -> object.kind().equals("CustomResourceDefinition"))
                .map(object -> object.get("spec", "group") + "/" + object.get("spec", "names", "kind"))
                .collect(Collectors.toSet());
    }

    /** Whether an object has rules about PodSecurityPolicies alone, which are of no use where there are none. */
    static boolean refersToPolicies(RenderedObject object) {
        return object.get("rules") instanceof List<?> rules && rules.stream().anyMatch(ChartRepair::isAboutPolicies);
    }

    /** The rules without those about PodSecurityPolicies alone; what is no list of rules as it is. */
    static Object withoutPolicies(Object rules) {
        return rules instanceof List<?> list
                ? list.stream().filter(rule -> !isAboutPolicies(rule)).toList()
                : rules;
    }

    private static boolean isAboutPolicies(Object rule) {
        return rule instanceof Map<?, ?> map
                && map.get("resources") instanceof List<?> resources
                && resources.equals(List.of(TemplateRepair.POLICIES));
    }
}
