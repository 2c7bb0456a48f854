package io.jenkins.plugins.seldon.steps;

import io.jenkins.plugins.seldon.readiness.PodLine;
import io.jenkins.plugins.seldon.readiness.PodTable;
import io.jenkins.plugins.seldon.readiness.wait.Outcome;
import io.jenkins.plugins.seldon.report.ReportSection;
import io.jenkins.plugins.seldon.text.Phrase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a wait gives out at its end. Immutable: the thousand waits that end with one event share what is made once.
 *
 * @param pods as they are returned to a Pipeline, whose sandbox takes maps and refuses records
 * @param section what the build's page says of them
 */
record ReturnedPods(List<Map<String, Object>> pods, ReportSection section) {

    private static volatile Made last = new Made(null, null);

    /** All that goes into it; ages are in whole seconds, as the times of creation are. */
    private record Of(String subject, Outcome.Kind kind, Phrase headline, List<PodLine> pods, Instant second) {}

    private record Made(Of of, ReturnedPods returned) {}

    /**
     * @param subject what was waited for
     * @param outcome how the wait for it ended
     */
    static ReturnedPods of(String subject, Outcome outcome) {
        Instant second = outcome.at().truncatedTo(ChronoUnit.SECONDS);
        Of of = new Of(subject, outcome.kind(), outcome.headline(), outcome.pods(), second);
        Made made = last;
        if (!of.equals(made.of())) {
            made = new Made(of, made(subject, outcome));
            last = made;
        }
        return made.returned();
    }

    private static ReturnedPods made(String subject, Outcome outcome) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (PodLine pod : outcome.pods()) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("name", pod.name());
            map.put("ready", pod.ready() == pod.containers());
            map.put("phase", pod.phase());
            map.put("restarts", (long) pod.restarts());
            map.put("node", pod.node());
            map.put("ageSeconds", PodTable.ageOf(pod, outcome.at()).toSeconds());
            list.add(Collections.unmodifiableMap(map));
        }
        ReportSection section = new ReportSection(
                ReportSection.Kind.PODS, subject, outcome.kind().word(), outcome.sentence(), Map.of("pods", list));
        return new ReturnedPods(Collections.unmodifiableList(list), section);
    }
}
