package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.jenkins.plugins.seldon.text.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Why a pod is not ready though its containers don't say so: readiness gates, scheduling gates, its scheduler, its node, an image
 * on its way.
 *
 * <p>Source: k8s.io/kubernetes, pkg/kubelet/status/generate.go ({@code GeneratePodReadyCondition}) and the scheduler's
 * {@code SchedulingGated} and {@code SchedulerError} (pkg/scheduler/schedule_one.go); volcano-sh/volcano,
 * pkg/scheduler/api/unschedule_info.go ({@code Undetermined} and {@code Schedulable}).
 */
final class PodConditions {

    /** Reasons that the containers' states tell better. */
    private static final Set<String> TOLD = Set.of(
            "ContainersNotReady", "ContainersNotInitialized", "PodCompleted", "PodFailed", "UnknownContainerStatuses");

    /** Why a pod has no node where that is a failure; other reasons are its scheduler's own. */
    private static final String UNSCHEDULABLE = "Unschedulable";

    private static final String DEFAULT_SCHEDULER = "default-scheduler";

    private PodConditions() {}

    /**
     * What the pod's conditions add, to follow its status: empty, or in brackets. An image that is being pulled keeps no
     * other trace than the kubelet's last word, and may take longer than anything else.
     */
    static String unmet(Pod pod, List<Event> events) {
        List<String> says = new ArrayList<>();
        PodRule.condition(pod, "Ready")
                .filter(condition -> !"True".equals(condition.getStatus()))
                .ifPresent(condition -> {
                    if (hasReason(condition)) {
                        if (!TOLD.contains(condition.getReason())) {
                            says.add(reason(condition));
                        }
                    } else if (NodeRule.areContainersReady(pod)) {
                        says.add("Ready is " + condition.getStatus()
                                + " although its containers are ready; look at node "
                                + pod.getSpec().getNodeName());
                    }
                });
        gates(pod).forEach(says::add);
        if (isLeftByItsNode(pod)) {
            says.add("node " + pod.getSpec().getNodeName() + " has not picked it up yet");
        }
        if (isUnseen(pod)) {
            says.add("scheduler " + pod.getSpec().getSchedulerName() + " has not reported on it yet");
        }
        PodRule.condition(pod, "PodScheduled")
                .filter(condition -> !"True".equals(condition.getStatus())
                        && hasReason(condition)
                        && !UNSCHEDULABLE.equals(condition.getReason()))
                .ifPresent(condition -> says.add(scheduling(pod, condition)));
        Event last = events.isEmpty() ? null : events.get(events.size() - 1);
        if (last != null && "Pulling".equals(last.getReason()) && last.getMessage() != null) {
            says.add(Sentences.clause(last.getMessage()));
        }
        return says.isEmpty() ? "" : " (" + String.join("; ", says) + ")";
    }

    /**
     * Whether its kubelet has not acknowledged it, as one that is dead never does: a DaemonSet's pods go to such nodes too
     * (k8s.io/api, core/v1/types.go, {@code PodStatus.StartTime}).
     */
    private static boolean isLeftByItsNode(Pod pod) {
        return Room.isPlaced(pod)
                && PodRule.isPhase(pod, "Pending")
                && pod.getStatus().getStartTime() == null
                && pod.getStatus().getContainerStatuses().isEmpty()
                && pod.getStatus().getInitContainerStatuses().isEmpty();
    }

    /**
     * Whether a scheduler of its own has said nothing of it, as none ever does that is not installed. Kubernetes' own says
     * nothing either while it waits for a volume, of which the claim tells.
     */
    private static boolean isUnseen(Pod pod) {
        return PodRule.isPhase(pod, "Pending")
                && !Room.isPlaced(pod)
                && PodRule.condition(pod, "PodScheduled").isEmpty()
                && pod.getSpec() != null
                && pod.getSpec().getSchedulerName() != null
                && !DEFAULT_SCHEDULER.equals(pod.getSpec().getSchedulerName());
    }

    /** Gates that have a condition which is not true; of one without a condition the Ready condition speaks. */
    private static List<String> gates(Pod pod) {
        if (pod.getSpec() == null) {
            return List.of();
        }
        return pod.getSpec().getReadinessGates().stream()
                .map(gate -> PodRule.condition(pod, gate.getConditionType()))
                .flatMap(Optional::stream)
                .filter(condition -> !"True".equals(condition.getStatus()))
                .map(condition -> "readiness gate " + condition.getType() + " is " + condition.getStatus()
                        + (condition.getReason() == null ? "" : ": " + reason(condition)))
                .toList();
    }

    private static boolean hasReason(PodCondition condition) {
        return condition.getReason() != null && !condition.getReason().isEmpty();
    }

    private static String scheduling(Pod pod, PodCondition condition) {
        List<String> names = pod.getSpec() == null
                ? List.of()
                : pod.getSpec().getSchedulingGates().stream()
                        .map(gate -> gate.getName())
                        .toList();
        return reason(condition) + (names.isEmpty() ? "" : ": " + String.join(", ", names));
    }

    private static String reason(PodCondition condition) {
        String message = condition.getMessage();
        return condition.getReason() + (message == null || message.isEmpty() ? "" : ": " + Sentences.clause(message));
    }
}
