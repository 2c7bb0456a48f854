package io.jenkins.plugins.seldon.release.preflight;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the pods of rendered objects will be let in, and find a place. */
public final class PodAdmission {

    /** What a trial shows as well. */
    private static final Set<PreflightCheck> TRIED = Set.of(PreflightCheck.POD_SECURITY, PreflightCheck.LIMIT_RANGE);

    private static final String ADMITTED = "On trial, however, the API server admitted the release's pods.";

    private PodAdmission() {}

    /**
     * Reads what matters of the cluster, judges, and has the API server admit each pod on trial.
     *
     * @param wanted what is to be made
     * @param hooks what Helm makes besides, one after the other
     * @param present what the release may have made so far, empty for none
     * @param version the server's
     * @param namespace the release's
     * @param now what time it is
     */
    public static List<Problem> problems(
            KubernetesClient client,
            List<RenderedObject> wanted,
            List<RenderedObject> hooks,
            List<RenderedObject> present,
            String version,
            String namespace,
            Instant now)
            throws InterruptedException {
        List<Workload> workloads = Workload.of(wanted);
        List<Workload> passing = Workload.of(hooks);
        List<Workload> all = Stream.concat(workloads.stream(), passing.stream()).toList();
        if (all.isEmpty()) {
            return List.of();
        }
        ClusterSnapshot cluster = ClusterSnapshot.read(client, version, namespace, HostPortCheck.isNeeded(all));
        List<Workload> leaving = cluster.quotas() == null || cluster.quotas().isEmpty()
                ? List.of()
                : Workload.ofPods(ClusterSnapshot.leaving(client, namespace, now));
        List<Workload> goes =
                Stream.concat(Workload.of(present).stream(), leaving.stream()).toList();
        List<Problem> judged = Stream.concat(
                        judge(workloads, goes, cluster).stream(), judgeEach(passing, leaving, cluster).stream())
                .distinct()
                .toList();
        return told(judged, new AdmissionTrial(client, namespace).outcome(all));
    }

    /** Judges pods of which one is there at a time, each beside what the cluster has now but for what leaves it. Pure. */
    static List<Problem> judgeEach(List<Workload> hooks, List<Workload> leaving, ClusterSnapshot cluster) {
        return hooks.stream()
                .flatMap(hook -> judge(List.of(hook), leaving, cluster).stream())
                .toList();
    }

    /**
     * What our own rules found, but for the refusals of a check of which the API server itself says what it refuses; those that
     * it has not made on trial, since a webhook changes the pods or the namespace is exempt, only warn.
     */
    static List<Problem> told(List<Problem> judged, AdmissionTrial.Outcome trial) {
        Set<PreflightCheck> spoken = trial.problems().stream()
                .filter(Problem::fatal)
                .map(Problem::check)
                .collect(Collectors.toSet());
        return Stream.concat(
                        judged.stream()
                                .filter(problem -> !problem.fatal() || !spoken.contains(problem.check()))
                                .map(problem -> problem.fatal() && trial.admitsAll() && TRIED.contains(problem.check())
                                        ? Problem.warning(problem.check(), problem.sentence() + " " + ADMITTED)
                                        : problem),
                        trial.problems().stream())
                .toList();
    }

    /** Judges. Pure. */
    static List<Problem> judge(List<Workload> all, List<Workload> present, ClusterSnapshot cluster) {
        List<Workload> wanted =
                all.stream().filter(workload -> workload.replicas() > 0).toList();
        return Stream.of(
                        QuotaCheck.problems(wanted, present, cluster),
                        LimitRangeCheck.problems(wanted, cluster),
                        PodSecurityCheck.problems(wanted, cluster),
                        HostPortCheck.problems(wanted, present, cluster),
                        ArchitectureCheck.problems(wanted, cluster))
                .flatMap(List::stream)
                .toList();
    }
}
