package io.jenkins.plugins.seldon.steps;

import io.jenkins.plugins.seldon.readiness.PodLine;
import io.jenkins.plugins.seldon.readiness.PodTable;
import io.jenkins.plugins.seldon.readiness.wait.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a wait returns to a Pipeline, whose sandbox takes maps and refuses records. Pure. */
final class ReturnedPods {

    private ReturnedPods() {}

    static List<Map<String, Object>> of(Outcome outcome) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (PodLine pod : outcome.pods()) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("name", pod.name());
            map.put("ready", pod.ready() == pod.containers());
            map.put("phase", pod.phase());
            map.put("restarts", (long) pod.restarts());
            map.put("node", pod.node());
            map.put("ageSeconds", PodTable.ageOf(pod, outcome.at()).toSeconds());
            list.add(map);
        }
        return list;
    }
}
