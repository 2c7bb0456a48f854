package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * One run of a container that shows that it is well only by lasting: it has no readiness probe, or it has ended before.
 * Kubernetes calls it ready in the moment in which it starts.
 *
 * @param id the same for the same run alone
 * @param container the container's name
 * @param pod the pod's name
 * @param started when it started, by the cluster's clock; the epoch if unknown
 */
record Run(String id, String container, String pod, Instant started) {

    /** The runs of a pod that only their lasting tells of. */
    static List<Run> of(Pod pod) {
        if (pod.getStatus() == null) {
            return List.of();
        }
        return Stream.of(pod.getStatus().getContainerStatuses(), pod.getStatus().getInitContainerStatuses())
                .flatMap(Collection::stream)
                .filter(status -> status.getState() != null && status.getState().getRunning() != null)
                .filter(status -> hasEnded(status) || !isProbed(pod, status))
                .map(status -> of(pod, status))
                .toList();
    }

    private static Run of(Pod pod, ContainerStatus status) {
        String started = status.getState().getRunning().getStartedAt();
        String id = pod.getMetadata().getUid() + "|" + status.getName() + "|" + started;
        return new Run(id, status.getName(), pod.getMetadata().getName(), Events.instant(started));
    }

    private static boolean hasEnded(ContainerStatus status) {
        return status.getLastState() != null && status.getLastState().getTerminated() != null;
    }

    private static boolean isProbed(Pod pod, ContainerStatus status) {
        return ProbeRule.container(pod, status.getName())
                .filter(container -> container.getReadinessProbe() != null)
                .isPresent();
    }
}
