package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Set;

/**
 * What one snapshot says about a subject, before time is considered.
 *
 * @param waiting what is still missing, in a fixed order; one clause each
 * @param failures what has gone wrong, in the order of reporting
 * @param pods the pods that count: of the current generation and not on their way out, by name
 * @param shown the pods to show, those on their way out too, by name
 * @param readyPods how many of the pods are ready, or belong to a Job and have succeeded
 * @param wanted the kinds that would tell more if they were read
 */
record Assessment(
        List<String> waiting,
        List<Failure> failures,
        List<Pod> pods,
        List<Pod> shown,
        int readyPods,
        Set<WatchedKind> wanted) {

    Assessment {
        waiting = List.copyOf(waiting);
        failures = List.copyOf(failures);
        pods = List.copyOf(pods);
        shown = List.copyOf(shown);
        wanted = Set.copyOf(wanted);
    }
}
