package io.jenkins.plugins.seldon.release.chart;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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

    private static final String POLICIES = "podsecuritypolicies";

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
     * @param chart the chart, for the kinds it defines itself
     * @param objects what the chart renders
     * @param served what the server has, asked for all {@link #questions}
     */
    public static ChartRepair of(ChartArchive chart, List<RenderedObject> objects, ServedApis served)
            throws InvalidChartException {
        Set<String> defined = definedKinds(chart, objects);
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

    /** Whether the server takes all as it is. */
    public boolean isNothing() {
        return moved.isEmpty() && dropped.isEmpty() && refused.isEmpty();
    }

    /**
     * The chart with the changes made. Versions that templates name are changed throughout, since nothing of them is
     * served; those that templates compute, and all else, where the objects come from.
     *
     * @param objects what the chart renders
     */
    public ChartArchive apply(ChartArchive chart, List<RenderedObject> objects) throws InvalidChartException {
        Set<String> roles = dropped.isEmpty()
                ? Set.of()
                : objects.stream()
                        .filter(ChartRepair::refersToPolicies)
                        .map(RenderedObject::source)
                        .collect(Collectors.toSet());
        return ChartTree.edit(chart, (sources, template) -> {
            TemplateText edited = template;
            for (var move : moved.entrySet()) {
                RenderedObject object = move.getKey();
                boolean origin = sources.contains(object.source());
                edited = edited.moved(object.kind(), object.apiVersion(), move.getValue(), origin);
            }
            for (RenderedObject object : dropped) {
                edited =
                        sources.contains(object.source()) ? edited.without(object.kind(), object.apiVersion()) : edited;
            }
            return sources.stream().anyMatch(roles::contains) ? edited.withoutItems("apiGroups", POLICIES) : edited;
        });
    }

    /**
     * What the repaired chart renders otherwise than it should: the same objects in the same state but for the changes.
     *
     * @param before what the chart rendered
     * @param after what the repaired chart renders
     * @return API version, kind and name of each object that is missing, too many or different; empty if all is well
     */
    public Set<String> differences(List<RenderedObject> before, List<RenderedObject> after) {
        Map<String, Object> expected = new TreeMap<>();
        for (RenderedObject object : before) {
            if (!dropped.contains(object)) {
                String apiVersion = moved.getOrDefault(object, object.apiVersion());
                expected.put(key(object, apiVersion), comparable(object));
            }
        }
        Map<String, Object> actual = new TreeMap<>();
        after.forEach(object -> actual.put(key(object, object.apiVersion()), comparable(object)));
        Set<String> differences = new TreeSet<>(expected.keySet());
        differences.addAll(actual.keySet());
        differences.removeIf(key -> Objects.equals(expected.get(key), actual.get(key)));
        return differences;
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
                    + dropped.stream().map(RenderedObject::label).sorted().collect(Collectors.joining(", ")));
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

    private static Set<String> definedKinds(ChartArchive chart, List<RenderedObject> objects)
            throws InvalidChartException {
        List<RenderedObject> definitions = new ArrayList<>(objects);
        for (String text : ChartTree.definitions(chart)) {
            definitions.addAll(RenderedObject.parse(text));
        }
        return definitions.stream()
                .filter(object -> object.kind().equals("CustomResourceDefinition"))
                .map(object -> object.get("spec", "group") + "/" + object.get("spec", "names", "kind"))
                .collect(Collectors.toSet());
    }

    private static boolean refersToPolicies(RenderedObject object) {
        return object.get("rules") instanceof List<?> rules && rules.stream().anyMatch(ChartRepair::isAboutPolicies);
    }

    private static boolean isAboutPolicies(Object rule) {
        return rule instanceof Map<?, ?> map
                && map.get("resources") instanceof List<?> resources
                && resources.equals(List.of(POLICIES));
    }

    private static String key(RenderedObject object, String apiVersion) {
        String where = object.namespace() == null ? "" : object.namespace() + "/";
        return apiVersion + " " + object.kind() + " " + where + object.name();
    }

    /**
     * The body without what a repair may change. Values that a chart makes up anew at each rendering (passwords,
     * certificates) are in Secrets and in digests of them, so these are not compared.
     */
    private static Object comparable(RenderedObject object) {
        if (object.kind().equals("Secret")) {
            return object.get("type") == null ? "" : object.get("type");
        }
        Map<Object, Object> body = new HashMap<>(object.body());
        body.remove("apiVersion");
        if (body.get("rules") instanceof List<?> rules) {
            body.put(
                    "rules",
                    rules.stream().filter(rule -> !isAboutPolicies(rule)).toList());
        } else {
            body.putIfAbsent("rules", List.of());
        }
        return withoutDigests(body);
    }

    private static Object withoutDigests(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new HashMap<>();
            map.forEach((key, inner) ->
                    copy.put(key, String.valueOf(key).startsWith("checksum/") ? "" : withoutDigests(inner)));
            return copy;
        }
        if (value instanceof List<?> list) {
            return list.stream()
                    .map(ChartRepair::withoutDigests)
                    .map(Objects::toString)
                    .toList();
        }
        return value;
    }
}
