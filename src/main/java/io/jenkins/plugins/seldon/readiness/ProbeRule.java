package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A container that runs without being ready is a failure only where the kubelet says that its readiness probe fails, and
 * only after the time that its probes are allowed: those of the startup probe (initial delay, and failure threshold
 * times period), then those of the readiness probe with one timeout.
 *
 * <p>Source: kubedog ignores readiness-probe failures for a time computed from the probe
 * ({@code tracker/pod/readiness_probe.go}); the defaults are those of the API (period 10 s, threshold 3, timeout 1 s).
 */
final class ProbeRule {

    private ProbeRule() {}

    static void assess(Pod pod, ContainerStatus status, Snapshot snapshot, Findings findings) {
        Optional<Container> container = container(pod, status.getName());
        if (container.isEmpty() || container.get().getReadinessProbe() == null) {
            return;
        }
        Optional<Event> unhealthy = unhealthy(pod, status.getName(), snapshot.eventsOf(pod));
        if (unhealthy.isEmpty()) {
            return;
        }
        findings.failed(Failure.ofPod(
                        FailureKind.READINESS_PROBE,
                        pod.getMetadata().getName(),
                        status.getName(),
                        unhealthy.get().getReason(),
                        unhealthy.get().getMessage())
                .withGrace(allowance(container.get())));
    }

    /** How long the container may take to get ready after it has started, by its own probes. */
    static Duration allowance(Container container) {
        return budget(container.getStartupProbe()).plus(budget(container.getReadinessProbe()));
    }

    private static Duration budget(Probe probe) {
        if (probe == null) {
            return Duration.ZERO;
        }
        long period = Counts.of(probe.getPeriodSeconds(), 10);
        long threshold = Counts.of(probe.getFailureThreshold(), 3);
        long timeout = Counts.of(probe.getTimeoutSeconds(), 1);
        return Duration.ofSeconds(Counts.of(probe.getInitialDelaySeconds(), 0) + period * threshold + timeout);
    }

    private static Optional<Event> unhealthy(Pod pod, String container, List<Event> events) {
        boolean only = pod.getSpec().getContainers().size() == 1;
        return events.stream()
                .filter(event -> "Unhealthy".equals(event.getReason())
                        && event.getMessage() != null
                        && event.getMessage().startsWith("Readiness probe"))
                .filter(event -> {
                    String path = event.getInvolvedObject().getFieldPath();
                    return path == null ? only : path.endsWith("{" + container + "}");
                })
                .reduce((older, newer) -> newer);
    }

    private static Optional<Container> container(Pod pod, String name) {
        if (pod.getSpec() == null) {
            return Optional.empty();
        }
        return Stream.concat(pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
                .filter(container -> container.getName().equals(name))
                .findFirst();
    }
}
