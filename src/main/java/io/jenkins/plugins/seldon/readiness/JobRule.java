package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.util.List;
import java.util.Optional;

/**
 * A Job is ready when it is complete, and has failed when it says so itself: its own limits decide how often its pods
 * may fail. What keeps a pod of it from starting (image, configuration, scheduling) is told at once.
 *
 * <p>Source: kstatus {@code jobConditions}; unlike there, a Job that merely runs is not ready. Pods of a completed Job that
 * have succeeded count as ready, those too that went with their node or were collected (k8s.io/kubernetes,
 * pkg/controller/podgc), of which the Job's own count tells. Once complete it may be taken away, by its {@code
 * ttlSecondsAfterFinished} or a hook's delete policy, and counts on.
 */
final class JobRule {

    private JobRule() {}

    static void assess(Job job, Snapshot snapshot, Findings findings) {
        String name = "job/" + job.getMetadata().getName();
        List<Pod> pods = snapshot.podsOf(job);
        pods.forEach(findings::shows);
        Optional<JobCondition> failed = condition(job, "Failed");
        if (failed.isPresent()) {
            findings.failed(failure(job, name, failed.get(), pods));
            return;
        }
        List<Pod> succeeded =
                pods.stream().filter(pod -> PodRule.isPhase(pod, "Succeeded")).toList();
        boolean isComplete = isComplete(job);
        int wanted = StatusNumbers.of(
                job.getSpec().getCompletions(), StatusNumbers.of(job.getSpec().getParallelism(), 1));
        int done =
                job.getStatus() == null ? 0 : StatusNumbers.of(job.getStatus().getSucceeded(), 0);
        if (isComplete || succeeded.size() >= wanted) {
            // Its own word may come together with its deletion, and then nobody reads it.
            findings.ended(
                    new WorkloadName(WatchedKind.JOB, job.getMetadata().getName()), Math.max(done, succeeded.size()));
        }
        if (isComplete) {
            succeeded.forEach(findings::countsAsReady);
            findings.countsAsGone(Math.max(0, done - succeeded.size()));
            return;
        }
        if (job.getMetadata().getDeletionTimestamp() != null) {
            findings.waiting(name + " is being deleted");
            return;
        }
        boolean suspended = Boolean.TRUE.equals(job.getSpec().getSuspend());
        findings.waiting(
                suspended
                        ? name + " is suspended with " + done + " of " + wanted + " completed"
                        : name + ": " + done + " of " + wanted + " completed");
        if (!suspended) {
            assessPods(job, name, pods, snapshot, findings);
        }
    }

    private static Failure failure(Job job, String name, JobCondition failed, List<Pod> pods) {
        FailureKind kind = Hooks.isHook(job) ? FailureKind.HOOK : FailureKind.JOB;
        Failure told = lastExit(pods, Failure.of(kind, name, failed.getReason(), failed.getMessage()));
        return told.with(told.container() == null ? Grace.MOMENT : Grace.NONE);
    }

    private static void assessPods(Job job, String name, List<Pod> pods, Snapshot snapshot, Findings findings) {
        List<Pod> present = PodRule.present(pods);
        present.forEach(pod -> PodRule.assess(pod, snapshot, findings, PodRule.Life.COMPLETING));
        if (present.isEmpty()) {
            // One with a podFailurePolicy replaces none before it is gone (spec.podReplacementPolicy).
            PodRule.tellLeaving(pods, findings);
            CreationRule.assess(job, name, snapshot, findings);
        }
    }

    /** Whether it says that it has succeeded. */
    static boolean isComplete(Job job) {
        return condition(job, "Complete").isPresent();
    }

    /**
     * The failure, pointing at the pod and container that ended badly last, so that its log can be shown. In a pod that has
     * succeeded that is at most a sidecar, which was stopped.
     */
    private static Failure lastExit(List<Pod> pods, Failure failure) {
        for (int i = pods.size() - 1; i >= 0; i--) {
            Optional<Failure> exit = PodRule.isPhase(pods.get(i), "Succeeded")
                    ? Optional.empty()
                    : ContainerRule.badEnd(pods.get(i), failure);
            if (exit.isPresent()) {
                return exit.get();
            }
        }
        return failure;
    }

    private static Optional<JobCondition> condition(Job job, String type) {
        if (job.getStatus() == null) {
            return Optional.empty();
        }
        return job.getStatus().getConditions().stream()
                .filter(condition -> type.equals(condition.getType()) && "True".equals(condition.getStatus()))
                .findFirst();
    }
}
