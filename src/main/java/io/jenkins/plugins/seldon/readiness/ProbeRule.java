package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A container that runs without being ready, where the kubelet says that its readiness probe fails: told, and nothing
 * more. The probe kills nothing, and what it waits for may take any time: Seldon's executor answers 503 until the model is
 * loaded, Grafana migrates its database first.
 *
 * <p>Source: k8s.io/kubernetes, pkg/kubelet/prober ({@code Unhealthy} events); who kills are the liveness and the startup
 * probe, see {@link CrashRule}.
 */
final class ProbeRule {

    private ProbeRule() {}

    static void assess(Pod pod, ContainerStatus status, Snapshot snapshot, Findings findings) {
        if (container(pod, status.getName())
                .filter(container -> container.getReadinessProbe() != null)
                .isEmpty()) {
            return;
        }
        unhealthy(pod, status, snapshot.eventsOf(pod))
                .ifPresent(event -> findings.failed(Failure.ofPod(
                                FailureKind.READINESS_PROBE,
                                pod.getMetadata().getName(),
                                status.getName(),
                                event.getReason(),
                                event.getMessage())
                        .with(Grace.READINESS)));
    }

    /** The last word on the readiness probe, of this run of the container. */
    private static Optional<Event> unhealthy(Pod pod, ContainerStatus status, List<Event> events) {
        Instant started = Events.instant(status.getState().getRunning().getStartedAt());
        boolean only = pod.getSpec().getContainers().size() == 1;
        return events.stream()
                .filter(event -> "Unhealthy".equals(event.getReason())
                        && event.getMessage() != null
                        && event.getMessage().startsWith("Readiness probe"))
                .filter(event -> !Events.time(event).isBefore(started))
                .filter(event -> hasPath(event) ? isAbout(event, status.getName()) : only)
                .reduce((older, newer) -> newer);
    }

    /** Whether an event is about this container of its pod, or does not say about which. */
    static boolean isAbout(Event event, String container) {
        return !hasPath(event) || event.getInvolvedObject().getFieldPath().endsWith("{" + container + "}");
    }

    private static boolean hasPath(Event event) {
        return event.getInvolvedObject().getFieldPath() != null;
    }

    static Optional<Container> container(Pod pod, String name) {
        if (pod.getSpec() == null) {
            return Optional.empty();
        }
        return Stream.concat(pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
                .filter(container -> container.getName().equals(name))
                .findFirst();
    }
}
