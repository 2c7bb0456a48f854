package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Optional;

/**
 * A pod is ready when its {@code Ready} condition is true and it is not on its way out: that condition includes every
 * container, native sidecars and readiness gates. Otherwise it is told what it waits for, or why it fails.
 *
 * <p>Sources: kstatus {@code podConditions} and kubedog {@code tracker/pod}. Unlike kstatus, a pod in phase {@code
 * Failed} is never ready and {@code ImagePullBackOff} is a failure; ephemeral containers play no part.
 */
public final class PodRule {

    /** What is expected of a pod. */
    enum Life {
        /** It runs until it is deleted. */
        LASTING,
        /** It runs to completion for a Job, which decides how often it may fail. */
        COMPLETING,
        /** It stands alone: nobody replaces it. */
        ALONE
    }

    private PodRule() {}

    static void assess(Pod pod, Snapshot snapshot, Findings findings, Life life) {
        String name = pod.getMetadata().getName();
        if (isPhase(pod, "Succeeded")) {
            findings.countsAsReady(pod);
            if (life == Life.ALONE) {
                findings.ended(new WorkloadName(WatchedKind.POD, name), 1);
            }
            return;
        }
        if (isPhase(pod, "Failed")) {
            failed(pod, findings, life);
            return;
        }
        boolean ready = isReady(pod);
        if (ready && life != Life.COMPLETING) {
            findings.countsAsReady(pod);
        } else {
            findings.counts(pod);
        }
        if (life != Life.COMPLETING) {
            Run.of(pod).forEach(findings::lasts);
        }
        if (ready) {
            return;
        }
        findings.wants(WatchedKind.EVENT);
        findings.waiting(
                "pod " + name + " is " + PodLine.of(pod).brief() + PodConditions.unmet(pod, snapshot.eventsOf(pod)));
        if (pod.getSpec() == null
                || pod.getSpec().getNodeName() == null
                || pod.getSpec().getNodeName().isEmpty()) {
            SchedulingRule.assess(pod, snapshot, findings);
            return;
        }
        ContainerRule.assess(pod, snapshot, findings, life);
        SandboxRule.assess(pod, snapshot, findings);
        VolumeRule.assess(pod, snapshot, findings);
        NodeRule.assess(pod, snapshot, findings);
    }

    /** The pods that are neither on their way out nor ended as failures that their controller replaces. */
    static List<Pod> present(List<Pod> pods) {
        return pods.stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null && !isPhase(pod, "Failed"))
                .toList();
    }

    /**
     * The pods that a controller of lasting pods counts: one that has ended, however, is replaced and stays only because
     * nobody takes it away (k8s.io/kubernetes, pkg/controller/controller_utils.go, {@code IsPodActive}).
     */
    static List<Pod> active(List<Pod> pods) {
        return present(pods).stream().filter(pod -> !isPhase(pod, "Succeeded")).toList();
    }

    /**
     * Notes the pods that are on their way out where none is made before they are gone, as on a node that does not answer
     * any more (kubernetes.io, "Force Delete StatefulSet Pods").
     */
    static void tellLeaving(List<Pod> pods, Findings findings) {
        pods.stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() != null)
                .forEach(pod -> findings.waiting("pod " + pod.getMetadata().getName() + " is being deleted"));
    }

    /**
     * Whether a pod has ended because its node was shut down: the kubelet leaves it, in phase Succeeded too, and its
     * controller makes another one (k8s.io/kubernetes, pkg/kubelet/nodeshutdown; the reasons of 1.20 and later).
     */
    static boolean isShutDown(Pod pod) {
        String reason = pod.getStatus() == null ? null : pod.getStatus().getReason();
        return (isPhase(pod, "Succeeded") || isPhase(pod, "Failed"))
                && ("Terminated".equals(reason) || "NodeShutdown".equals(reason) || "Shutdown".equals(reason));
    }

    /** Whether it runs, its condition Ready is true, and nobody is deleting it. */
    public static boolean isReady(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && isPhase(pod, "Running")
                && condition(pod, "Ready")
                        .filter(condition -> "True".equals(condition.getStatus()))
                        .isPresent();
    }

    static boolean isPhase(Pod pod, String phase) {
        return pod.getStatus() != null && phase.equals(pod.getStatus().getPhase());
    }

    static Optional<PodCondition> condition(Pod pod, String type) {
        PodStatus status = pod.getStatus();
        if (status == null) {
            return Optional.empty();
        }
        return status.getConditions().stream()
                .filter(condition -> type.equals(condition.getType()))
                .findFirst();
    }

    private static void failed(Pod pod, Findings findings, Life life) {
        String name = pod.getMetadata().getName();
        findings.shows(pod);
        if (life != Life.ALONE) {
            findings.waiting("pod " + name + " has failed and is to be replaced");
            return;
        }
        Failure failure = Failure.ofPod(
                FailureKind.POD,
                name,
                null,
                pod.getStatus().getReason(),
                pod.getStatus().getMessage());
        findings.failed(ContainerRule.badEnd(pod, failure).orElse(failure).with(Grace.NONE));
    }
}
