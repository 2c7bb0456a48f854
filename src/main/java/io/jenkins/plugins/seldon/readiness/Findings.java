package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Collects what the rules find, free of the order in which they find it. Not thread-safe; lives for one assessment. */
final class Findings {

    private final Set<String> waiting = new TreeSet<>();
    private final Map<String, Failure> failures = new TreeMap<>();
    private final Map<String, Pod> pods = new HashMap<>();
    private final Map<String, Pod> shown = new HashMap<>();
    private final Set<String> ready = new HashSet<>();
    private final Set<WorkloadName> absent = new TreeSet<>(Comparator.comparing(WorkloadName::toString));
    private final Map<WorkloadName, Integer> ended = new HashMap<>();
    private final Map<String, Run> runs = new TreeMap<>();
    private int gone;
    private final Set<WatchedKind> wanted = new HashSet<>();

    /** Something is missing: a clause that begins with the object. */
    void waiting(String clause) {
        waiting.add(clause);
    }

    /** A workload is expected and not there. */
    void absent(WorkloadName name) {
        absent.add(name);
    }

    /** A workload has run to its end, with so many pods, and may be taken away for it. */
    void ended(WorkloadName name, int itsPods) {
        ended.put(name, itsPods);
    }

    /** Only its lasting tells that a container is well. */
    void lasts(Run run) {
        runs.put(run.id(), run);
    }

    /** Something has gone wrong. */
    void failed(Failure failure) {
        failures.putIfAbsent(failure.id(), failure);
    }

    /** A pod counts, and is not ready, or not what readiness is asked of. */
    void counts(Pod pod) {
        pods.put(pod.getMetadata().getName(), pod);
        shows(pod);
    }

    /** A pod counts and is ready. */
    void countsAsReady(Pod pod) {
        counts(pod);
        ready.add(pod.getMetadata().getName());
    }

    /** So many pods have succeeded for a Job and are not there any more. */
    void countsAsGone(int itsPods) {
        gone += itsPods;
    }

    /** A pod is shown, though it does not count. */
    void shows(Pod pod) {
        shown.put(pod.getMetadata().getName(), pod);
    }

    /** Objects of this kind would tell more. */
    void wants(WatchedKind kind) {
        wanted.add(kind);
    }

    Assessment assessment() {
        List<Failure> ordered = failures.values().stream().sorted(Failure.ORDER).toList();
        return Assessment.of(
                List.copyOf(waiting),
                List.copyOf(absent),
                ended,
                ordered,
                byName(pods),
                byName(shown),
                ready.size() + gone,
                List.copyOf(runs.values()),
                wanted);
    }

    private static List<Pod> byName(Map<String, Pod> pods) {
        return pods.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList();
    }
}
