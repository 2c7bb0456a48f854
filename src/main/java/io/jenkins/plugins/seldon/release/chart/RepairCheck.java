package io.jenkins.plugins.seldon.release.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares what a repaired chart renders with what it should. Two renderings of one chart differ by themselves: passwords,
 * certificates and times are made up anew. So what differs between two renderings of the chart as it came says nothing,
 * nor do annotations with digests of what was repaired. Pure.
 *
 * @param repair what was to change
 * @param before what the chart rendered as it came
 */
public record RepairCheck(ChartRepair repair, List<RenderedObject> before) {

    /** Digests of other templates are annotations that begin so, by a custom that Helm's documentation began. */
    private static final String DIGEST = "checksum/";

    /**
     * The objects that are missing, too many or different.
     *
     * @param after what the repaired chart renders
     * @param again what the chart as it came renders once more, later than that
     * @return kind and name of each, and what is different; empty if all is well
     */
    public Set<String> differences(List<RenderedObject> after, List<RenderedObject> again) {
        List<RenderedObject> expected = new ArrayList<>();
        List<RenderedObject> unstable = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            if (!repair.dropped().contains(before.get(i))) {
                expected.add(before.get(i));
                unstable.add(again.size() == before.size() ? again.get(i) : before.get(i));
            }
        }
        Set<String> differences = new TreeSet<>();
        boolean same = expected.size() == after.size();
        for (int i = 0; same && i < expected.size(); i++) {
            same = expected.get(i).kind().equals(after.get(i).kind())
                    && expected.get(i).source().equals(after.get(i).source());
        }
        if (!same) {
            compareLabels(expected, after, differences);
            return differences;
        }
        for (int i = 0; i < expected.size(); i++) {
            RenderedObject object = expected.get(i);
            if (!repair.wanted(object).equals(after.get(i).apiVersion())) {
                differences.add(object.label() + " (apiVersion)");
            }
            String path = difference("", comparable(object), comparable(after.get(i)), comparable(unstable.get(i)));
            if (path != null) {
                differences.add(object.label() + " (" + path + ")");
            }
        }
        return differences;
    }

    private static void compareLabels(
            List<RenderedObject> expected, List<RenderedObject> after, Set<String> differences) {
        List<String> missing =
                new ArrayList<>(expected.stream().map(RenderedObject::label).toList());
        List<String> many =
                new ArrayList<>(after.stream().map(RenderedObject::label).toList());
        after.forEach(object -> missing.remove(object.label()));
        expected.forEach(object -> many.remove(object.label()));
        missing.forEach(label -> differences.add(label + " (missing)"));
        many.forEach(label -> differences.add(label + " (too many)"));
        if (differences.isEmpty()) {
            differences.add("the order of the objects");
        }
    }

    /** The first path at which two values differ though they would not by themselves; null if there is none. */
    private static String difference(String path, Object expected, Object actual, Object again) {
        if (Objects.equals(expected, actual)) {
            return null;
        }
        if (expected instanceof Map<?, ?> left && actual instanceof Map<?, ?> right) {
            Map<?, ?> other = again instanceof Map<?, ?> map ? map : Map.of();
            if (!left.keySet().equals(other.keySet())) {
                return null;
            }
            if (!left.keySet().equals(right.keySet())) {
                return path.isEmpty() ? "its fields" : path;
            }
            for (Object key : left.keySet()) {
                String inner = path.isEmpty() ? key.toString() : path + "." + key;
                String found = key.toString().startsWith(DIGEST)
                        ? null
                        : difference(inner, left.get(key), right.get(key), other.get(key));
                if (found != null) {
                    return found;
                }
            }
            return null;
        }
        if (expected instanceof List<?> left && actual instanceof List<?> right && left.size() == right.size()) {
            List<?> other = again instanceof List<?> list && list.size() == left.size() ? list : null;
            for (int i = 0; i < left.size() && other != null; i++) {
                String found = difference(path + "[" + i + "]", left.get(i), right.get(i), other.get(i));
                if (found != null) {
                    return found;
                }
            }
            return null;
        }
        return Objects.equals(expected, again) ? path : null;
    }

    private static Map<String, Object> comparable(RenderedObject object) {
        Map<String, Object> body = new TreeMap<>();
        object.body().forEach((key, value) -> body.put(String.valueOf(key), value));
        body.put("apiVersion", "");
        body.put("rules", ChartRepair.withoutPolicies(body.get("rules")));
        return body;
    }
}
