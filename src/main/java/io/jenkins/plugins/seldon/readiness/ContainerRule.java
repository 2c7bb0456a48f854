package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What keeps the containers of a pod from being ready: init containers first, sidecars like any other.
 *
 * <p>Source: the waiting reasons of the kubelet (k8s.io/kubernetes, pkg/kubelet/images/types.go and
 * pkg/kubelet/container/sync_result.go), of which kubedog fails on the image and crash-loop ones.
 */
final class ContainerRule {

    private static final Map<String, FailureKind> WAITING = Map.ofEntries(
            Map.entry("ErrImagePull", FailureKind.IMAGE_PULL),
            Map.entry("ImagePullBackOff", FailureKind.IMAGE_PULL),
            Map.entry("RegistryUnavailable", FailureKind.IMAGE_PULL),
            Map.entry("ImageInspectError", FailureKind.IMAGE_PULL),
            Map.entry("SignatureValidationFailed", FailureKind.IMAGE_PULL),
            Map.entry("ErrImageNeverPull", FailureKind.IMAGE_PULL),
            Map.entry("InvalidImageName", FailureKind.IMAGE_NAME),
            Map.entry("CreateContainerConfigError", FailureKind.CONFIG),
            Map.entry("CreateContainerError", FailureKind.CONFIG),
            Map.entry("PreCreateHookError", FailureKind.CONFIG),
            Map.entry("RunContainerError", FailureKind.CONFIG),
            Map.entry("StartError", FailureKind.CONFIG),
            Map.entry("PostStartHookError", FailureKind.CRASH),
            Map.entry("CrashLoopBackOff", FailureKind.CRASH));

    private static final String OUT_OF_MEMORY = "OOMKilled";

    private ContainerRule() {}

    static void assess(Pod pod, Snapshot snapshot, Findings findings, PodRule.Life life) {
        String name = pod.getMetadata().getName();
        for (ContainerStatus status : inOrder(pod)) {
            ContainerState state = status.getState();
            if (state != null && state.getWaiting() != null) {
                waiting(pod, status, snapshot, findings, life);
            } else if (state != null && state.getTerminated() != null) {
                terminated(name, status, state.getTerminated(), findings, life);
            } else if (state != null && state.getRunning() != null && !Boolean.TRUE.equals(status.getReady())) {
                ProbeRule.assess(pod, status, snapshot, findings);
            }
        }
    }

    /** A failure that points at the container of the pod that ended with an error, if one did. */
    static Optional<Failure> badEnd(Pod pod, Failure failure) {
        String name = pod.getMetadata().getName();
        for (ContainerStatus status : inOrder(pod)) {
            ContainerStateTerminated end =
                    status.getState() == null ? null : status.getState().getTerminated();
            if (end != null && Counts.of(end.getExitCode(), 0) != 0) {
                String reason = failure.reason().isEmpty() ? end.getReason() : failure.reason();
                String message = failure.message().isEmpty() ? end.getMessage() : failure.message();
                return Optional.of(new Failure(
                        failure.kind(),
                        failure.object(),
                        name,
                        status.getName(),
                        reason,
                        message,
                        end.getExitCode(),
                        failure.ownGrace(),
                        failure.isFinal()));
            }
        }
        return Optional.empty();
    }

    private static void waiting(
            Pod pod, ContainerStatus status, Snapshot snapshot, Findings findings, PodRule.Life life) {
        ContainerStateWaiting waiting = status.getState().getWaiting();
        FailureKind kind = WAITING.get(waiting.getReason() == null ? "" : waiting.getReason());
        if (kind == null) {
            return;
        }
        ContainerStateTerminated last =
                status.getLastState() == null ? null : status.getLastState().getTerminated();
        if (kind == FailureKind.CRASH) {
            if (life == PodRule.Life.COMPLETING) {
                return;
            }
            if (last != null && OUT_OF_MEMORY.equals(last.getReason())) {
                kind = FailureKind.OUT_OF_MEMORY;
            }
        }
        String message = waiting.getMessage() == null ? "" : waiting.getMessage();
        if (kind == FailureKind.IMAGE_PULL) {
            message = withCause(message, snapshot.eventsOf(pod), status.getImage());
        }
        String reason = kind == FailureKind.OUT_OF_MEMORY ? OUT_OF_MEMORY : waiting.getReason();
        Failure failure = Failure.ofPod(kind, pod.getMetadata().getName(), status.getName(), reason, message);
        if (kind == FailureKind.CRASH || kind == FailureKind.OUT_OF_MEMORY) {
            failure = failure.withExitCode(last == null ? null : last.getExitCode());
        }
        findings.failed(
                kind == FailureKind.IMAGE_NAME || "ErrImageNeverPull".equals(waiting.getReason())
                        ? failure.asFinal()
                        : failure);
    }

    /** A back-off says that an image can't be pulled; why is in an event. */
    private static String withCause(String message, List<Event> events, String image) {
        return events.stream()
                .map(Event::getMessage)
                .filter(said -> said != null && said.startsWith("Failed to pull image"))
                .filter(said -> image == null || image.isEmpty() || said.contains(image))
                .reduce((older, newer) -> newer)
                .filter(said -> !message.contains(said))
                .map(said -> message.isEmpty() ? said : message + "; " + said)
                .orElse(message);
    }

    private static void terminated(
            String pod, ContainerStatus status, ContainerStateTerminated end, Findings findings, PodRule.Life life) {
        if (Counts.of(end.getExitCode(), 0) == 0 || life == PodRule.Life.COMPLETING) {
            return;
        }
        FailureKind kind = OUT_OF_MEMORY.equals(end.getReason()) ? FailureKind.OUT_OF_MEMORY : FailureKind.CRASH;
        findings.failed(Failure.ofPod(kind, pod, status.getName(), end.getReason(), end.getMessage())
                .withExitCode(end.getExitCode()));
    }

    /** The containers in the order in which they start; ephemeral ones are left out. */
    private static List<ContainerStatus> inOrder(Pod pod) {
        if (pod.getStatus() == null) {
            return List.of();
        }
        return Stream.concat(
                        pod.getStatus().getInitContainerStatuses().stream()
                                .filter(status -> !Boolean.TRUE.equals(status.getReady()) || isSidecar(pod, status)),
                        pod.getStatus().getContainerStatuses().stream())
                .toList();
    }

    /** Whether an init container is a native sidecar: it stays, and is expected to get ready. */
    static boolean isSidecar(Pod pod, ContainerStatus status) {
        return pod.getSpec() != null
                && pod.getSpec().getInitContainers().stream()
                        .filter(container -> container.getName().equals(status.getName()))
                        .map(Container::getRestartPolicy)
                        .anyMatch("Always"::equals);
    }
}
