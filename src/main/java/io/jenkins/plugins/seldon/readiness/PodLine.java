package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;

/**
 * A pod as {@code kubectl get pods} shows it.
 *
 * <p>Source of the status: {@code printPod} (k8s.io/kubernetes, pkg/printers/internalversion/printers.go).
 *
 * @param name the pod's name
 * @param ready how many containers are ready, native sidecars among them
 * @param containers how many containers there are, likewise
 * @param status the STATUS column, such as {@code Running}, {@code Init:0/1} or {@code CrashLoopBackOff}
 * @param phase the pod's phase
 * @param restarts how often its containers have restarted
 * @param node the node it is on, or empty
 * @param created when it was created; the epoch where that is unknown
 */
public record PodLine(
        String name,
        int ready,
        int containers,
        String status,
        String phase,
        int restarts,
        String node,
        Instant created) {

    /** The line that {@code kubectl get pods} prints of a pod. Pure. */
    public static PodLine of(Pod pod) {
        List<ContainerStatus> statuses =
                pod.getStatus() == null ? List.of() : pod.getStatus().getContainerStatuses();
        List<ContainerStatus> sidecars = pod.getStatus() == null
                ? List.of()
                : pod.getStatus().getInitContainerStatuses().stream()
                        .filter(status -> ContainerRule.isSidecar(pod, status))
                        .toList();
        int declared = pod.getSpec() == null ? 0 : pod.getSpec().getContainers().size();
        int ready = count(statuses) + count(sidecars);
        int restarts = restarts(statuses) + restarts(sidecars);
        String phase = pod.getStatus() == null || pod.getStatus().getPhase() == null
                ? "Unknown"
                : pod.getStatus().getPhase();
        String node = pod.getSpec() == null || pod.getSpec().getNodeName() == null
                ? ""
                : pod.getSpec().getNodeName();
        return new PodLine(
                pod.getMetadata().getName(),
                ready,
                Math.max(declared, statuses.size()) + sidecars.size(),
                status(pod, phase, statuses),
                phase,
                restarts,
                node,
                Events.instant(pod.getMetadata().getCreationTimestamp()));
    }

    /** Status and ready containers, for a log line. */
    public String brief() {
        return status + ", ready " + ready + "/" + containers;
    }

    private static String status(Pod pod, String phase, List<ContainerStatus> statuses) {
        String reason = pod.getStatus() != null && notEmpty(pod.getStatus().getReason())
                ? pod.getStatus().getReason()
                : phase;
        if (PodRule.condition(pod, "PodScheduled")
                .filter(condition -> "SchedulingGated".equals(condition.getReason()))
                .isPresent()) {
            reason = "SchedulingGated";
        }
        String init = initStatus(pod);
        if (init != null) {
            reason = init;
        } else {
            boolean running = false;
            for (int i = statuses.size() - 1; i >= 0; i--) {
                ContainerState state = statuses.get(i).getState();
                if (state == null) {
                    continue;
                }
                if (state.getWaiting() != null && notEmpty(state.getWaiting().getReason())) {
                    reason = state.getWaiting().getReason();
                } else if (state.getTerminated() != null) {
                    reason = terminated(state, "");
                } else if (state.getRunning() != null
                        && Boolean.TRUE.equals(statuses.get(i).getReady())) {
                    running = true;
                }
            }
            if (reason.equals("Completed") && running) {
                reason = PodRule.isReady(pod) ? "Running" : "NotReady";
            }
        }
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            return "NodeLost"
                            .equals(
                                    pod.getStatus() == null
                                            ? null
                                            : pod.getStatus().getReason())
                    ? "Unknown"
                    : "Terminating";
        }
        return reason;
    }

    private static String initStatus(Pod pod) {
        if (pod.getStatus() == null || pod.getSpec() == null) {
            return null;
        }
        List<ContainerStatus> inits = pod.getStatus().getInitContainerStatuses();
        for (int i = 0; i < inits.size(); i++) {
            ContainerState state = inits.get(i).getState();
            boolean ended = state != null && state.getTerminated() != null;
            if (ended && StatusNumbers.of(state.getTerminated().getExitCode(), 0) == 0) {
                continue;
            }
            if (ContainerRule.isSidecar(pod, inits.get(i))
                    && Boolean.TRUE.equals(inits.get(i).getStarted())) {
                continue;
            }
            if (ended) {
                return terminated(state, "Init:");
            }
            if (state != null
                    && state.getWaiting() != null
                    && notEmpty(state.getWaiting().getReason())
                    && !"PodInitializing".equals(state.getWaiting().getReason())) {
                return "Init:" + state.getWaiting().getReason();
            }
            return "Init:" + i + "/" + pod.getSpec().getInitContainers().size();
        }
        return null;
    }

    private static String terminated(ContainerState state, String prefix) {
        if (notEmpty(state.getTerminated().getReason())) {
            return prefix + state.getTerminated().getReason();
        }
        int signal = StatusNumbers.of(state.getTerminated().getSignal(), 0);
        return prefix
                + (signal != 0
                        ? "Signal:" + signal
                        : "ExitCode:" + StatusNumbers.of(state.getTerminated().getExitCode(), 0));
    }

    private static int count(List<ContainerStatus> statuses) {
        return (int) statuses.stream()
                .filter(status -> Boolean.TRUE.equals(status.getReady()))
                .count();
    }

    private static int restarts(List<ContainerStatus> statuses) {
        return statuses.stream()
                .mapToInt(status -> StatusNumbers.of(status.getRestartCount(), 0))
                .sum();
    }

    private static boolean notEmpty(String text) {
        return text != null && !text.isEmpty();
    }
}
