package io.jenkins.plugins.seldon.steps;

import io.jenkins.plugins.seldon.readiness.PodLine;
import io.jenkins.plugins.seldon.readiness.PodTable;
import io.jenkins.plugins.seldon.readiness.Subject;
import io.jenkins.plugins.seldon.readiness.wait.Outcome;
import io.jenkins.plugins.seldon.report.ReportSection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The pods as a wait returns them to a Pipeline, whose sandbox takes maps and refuses records, and reports them. Pure. */
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

    /** What the build's page says of them. */
    static ReportSection section(Subject subject, Outcome outcome, List<Map<String, Object>> pods) {
        return new ReportSection(
                ReportSection.Kind.PODS,
                subject.toString(),
                outcome.kind().word(),
                outcome.sentence(),
                Map.of("pods", pods));
    }
}
