package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one snapshot says about a subject, before time is considered.
 *
 * @param waiting what is still missing, in a fixed order; one clause each
 * @param absent workloads that are expected and don't exist, in a fixed order
 * @param ended what has run to its end and may be taken away for it, with the number of pods that did
 * @param failures what has gone wrong, in the order of reporting
 * @param pods the pods that count: of the current generation and not on their way out, by name
 * @param shown the pods to show, those on their way out too, by name
 * @param lines the pods that count as they are shown, made once for all who ask
 * @param table the pods to show likewise
 * @param readyPods how many of the pods are ready, or belong to a Job and have succeeded
 * @param runs the containers that run and of which only their lasting tells that they are well
 * @param wanted the kinds that would tell more if they were read
 */
public record Assessment(
        List<String> waiting,
        List<WorkloadName> absent,
        Map<WorkloadName, Integer> ended,
        List<Failure> failures,
        List<Pod> pods,
        List<Pod> shown,
        List<PodLine> lines,
        PodTable table,
        int readyPods,
        List<Run> runs,
        Set<WatchedKind> wanted) {

    public Assessment {
        waiting = List.copyOf(waiting);
        absent = List.copyOf(absent);
        ended = Map.copyOf(ended);
        runs = List.copyOf(runs);
        failures = List.copyOf(failures);
        pods = List.copyOf(pods);
        shown = List.copyOf(shown);
        lines = List.copyOf(lines);
        wanted = Set.copyOf(wanted);
    }

    /** Nothing seen yet. */
    public static final Assessment NONE =
            of(List.of(), List.of(), Map.of(), List.of(), List.of(), List.of(), 0, List.of(), Set.of());

    /** An assessment with the lines of its pods; those that count are all shown. */
    static Assessment of(
            List<String> waiting,
            List<WorkloadName> absent,
            Map<WorkloadName, Integer> ended,
            List<Failure> failures,
            List<Pod> pods,
            List<Pod> shown,
            int readyPods,
            List<Run> runs,
            Set<WatchedKind> wanted) {
        PodTable table = new PodTable(shown.stream().map(PodLine::of).toList());
        List<PodLine> lines = pods.size() == shown.size()
                ? table.pods()
                : pods.stream().map(PodLine::of).toList();
        return new Assessment(waiting, absent, ended, failures, pods, shown, lines, table, readyPods, runs, wanted);
    }
}
