package io.jenkins.plugins.seldon.helm.chart;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which spot of a text gives which object its API version, seen from what comes out when each spot gives a mark instead;
 * and so what to write at which spot. Pure.
 *
 * @param versions spot to what is to stand there: an API version, or {@link #LEFT_OUT}
 * @param obstacles objects that can't be changed, with the reason, a clause
 */
record VersionPlan(Map<Integer, String> versions, Map<RenderedObject, String> obstacles) {

    /** What stands for the API version of an object that is to be left out. */
    static final String LEFT_OUT = "left-out.invalid/v1";

    private static final String MARK = "mark.invalid/v";

    VersionPlan {
        versions = Map.copyOf(versions);
        obstacles = Map.copyOf(obstacles);
    }

    /** Marks for the spots of these numbers. */
    static Map<Integer, String> marks(int from, int count) {
        Map<Integer, String> marks = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            marks.put(i, MARK + (from + i));
        }
        return marks;
    }

    /**
     * Decides.
     *
     * @param repair what is to change
     * @param objects as they are
     * @param marked the same with marks
     */
    static VersionPlan of(ChartRepair repair, List<RenderedObject> objects, List<RenderedObject> marked) {
        Map<Integer, String> versions = new TreeMap<>();
        Map<RenderedObject, String> obstacles = new LinkedHashMap<>();
        boolean aligned = objects.size() == marked.size();
        for (int i = 0; aligned && i < objects.size(); i++) {
            aligned = objects.get(i).kind().equals(marked.get(i).kind())
                    && objects.get(i).source().equals(marked.get(i).source());
        }
        Set<Integer> decided = new HashSet<>();
        for (int i = 0; i < objects.size(); i++) {
            RenderedObject object = objects.get(i);
            String wanted = repair.wanted(object);
            if (wanted.equals(object.apiVersion())) {
                continue;
            }
            int spot = aligned ? spot(marked.get(i)) : -1;
            if (!aligned) {
                obstacles.put(object, "the chart renders other objects each time");
            } else if (spot < 0) {
                obstacles.put(
                        object, "no template contains its apiVersion, so it is computed or comes from the values");
            } else if (decided.add(spot)) {
                String other = other(repair, objects, marked, spot, wanted);
                if (other == null) {
                    versions.put(spot, wanted);
                } else {
                    obstacles.put(object, "the line that gives its apiVersion is that of " + other + " too");
                }
            }
        }
        return new VersionPlan(versions, obstacles);
    }

    /** An object that the same spot gives its API version, and that needs another one; null if there is none. */
    private static String other(
            ChartRepair repair, List<RenderedObject> objects, List<RenderedObject> marked, int spot, String wanted) {
        for (int i = 0; i < objects.size(); i++) {
            if (spot(marked.get(i)) == spot && !repair.wanted(objects.get(i)).equals(wanted)) {
                return objects.get(i).label();
            }
        }
        return null;
    }

    private static int spot(RenderedObject marked) {
        return marked.apiVersion().startsWith(MARK)
                ? Integer.parseInt(marked.apiVersion().substring(MARK.length()))
                : -1;
    }

    /** What to write into a text whose first spot has this number. */
    TemplateText write(TemplateText text, int first) {
        Map<Integer, String> own = new TreeMap<>();
        for (int i = 0; i < text.spots(); i++) {
            if (versions.containsKey(first + i)) {
                own.put(i, versions.get(first + i));
            }
        }
        TemplateText written = text.at(own);
        return own.containsValue(LEFT_OUT) ? written.without(LEFT_OUT) : written;
    }
}
