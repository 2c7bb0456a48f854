package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What keeps the containers of a pod from being ready: init containers first, sidecars like any other.
 *
 * <p>Source: the waiting reasons of the kubelet (k8s.io/kubernetes, pkg/kubelet/images/types.go and
 * pkg/kubelet/container/sync_result.go), of which kubedog fails on the image and crash-loop ones.
 */
final class ContainerRule {

    /** For a pod that its node does not let run, and says of the pod why (pkg/kubelet/kubelet.go, {@code SyncPod}). */
    private static final String BLOCKED = "Blocked";

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
            Map.entry(BLOCKED, FailureKind.CONFIG),
            Map.entry("PostStartHookError", FailureKind.CRASH),
            Map.entry("CrashLoopBackOff", FailureKind.CRASH));

    /** The runtime's words for a command that it can't run. */
    private static final Set<String> NOT_STARTED = Set.of("StartError", "ContainerCannotRun");

    private ContainerRule() {}

    static void assess(Pod pod, Snapshot snapshot, Findings findings, PodRule.Life life) {
        for (ContainerStatus status : inOrder(pod)) {
            ContainerState state = status.getState();
            if (state != null && state.getWaiting() != null) {
                waiting(pod, status, snapshot, findings, life);
            } else if (state != null && state.getTerminated() != null) {
                terminated(pod, status, snapshot.eventsOf(pod), findings, life);
            } else if (state != null && state.getRunning() != null && !Boolean.TRUE.equals(status.getReady())) {
                ProbeRule.assess(pod, status, snapshot, findings);
            }
        }
    }

    /**
     * A failure that points at the container of the pod that ended with an error, if one did. Sidecars are asked last: they
     * are stopped when the others have ended, for which Cloud SQL's proxy ends with 143 by default.
     */
    static Optional<Failure> badEnd(Pod pod, Failure failure) {
        String name = pod.getMetadata().getName();
        List<ContainerStatus> sidecarsLast = inOrder(pod).stream()
                .sorted(Comparator.comparing(status -> isSidecar(pod, status)))
                .toList();
        for (ContainerStatus status : sidecarsLast) {
            ContainerStateTerminated end =
                    status.getState() == null ? null : status.getState().getTerminated();
            if (end != null && StatusNumbers.of(end.getExitCode(), 0) != 0) {
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
                        failure.patience(),
                        failure.until()));
            }
        }
        return Optional.empty();
    }

    private static void waiting(
            Pod pod, ContainerStatus status, Snapshot snapshot, Findings findings, PodRule.Life life) {
        List<Event> events = snapshot.eventsOf(pod);
        ContainerStateWaiting waiting = status.getState().getWaiting();
        String reason = waiting.getReason() == null ? "" : waiting.getReason();
        String message =
                Objects.toString(BLOCKED.equals(reason) ? pod.getStatus().getMessage() : waiting.getMessage(), "");
        FailureKind kind = WAITING.get(reason);
        if (kind == null) {
            return;
        }
        if (kind == FailureKind.CRASH) {
            ContainerStateTerminated last =
                    status.getLastState() == null ? null : status.getLastState().getTerminated();
            ended(pod, status, last, new Said(reason, message), events, findings, life);
            return;
        }
        String said = kind == FailureKind.IMAGE_PULL
                ? ContentMakers.withMissingPullSecret(withCause(message, events, status.getImage()), events)
                : message;
        boolean isToBeMade = kind == FailureKind.CONFIG && ContentMakers.makeWhatIsMissing(said, snapshot)
                || kind == FailureKind.IMAGE_PULL && ContentMakers.makePullSecret(said, events, snapshot);
        Grace patience = isToBeMade ? Grace.SECRET : Attempts.ofContainer(kind, reason, said);
        Failure failure = Failure.ofPod(kind, pod.getMetadata().getName(), status.getName(), reason, said)
                .with(patience);
        findings.failed(
                patience == Grace.PULL && isPulledAgain(events, status.getName())
                        ? failure.notBefore(Room.NEVER)
                        : failure);
    }

    /**
     * Whether the kubelet pulls an image just now that it could not pull before: the status goes on to tell of the last
     * attempt until this one has ended (k8s.io/kubernetes, pkg/kubelet/kubelet_pods.go, {@code reasonCache}), which
     * takes minutes where the image is large. A back-off has ended it, too: of its refusal the kubelet may say nothing
     * (client-go's spam filter, see {@link CrashRule}).
     */
    private static boolean isPulledAgain(List<Event> events, String container) {
        return events.stream()
                .filter(event -> ProbeRule.isAbout(event, container)
                        && (isPull(event) || isFailedPull(event) || isPullBackOff(event)))
                .reduce((older, newer) -> newer)
                .filter(ContainerRule::isPull)
                .isPresent();
    }

    private static boolean isPull(Event event) {
        return "Pulling".equals(event.getReason());
    }

    private static boolean isFailedPull(Event event) {
        return event.getMessage() != null && event.getMessage().startsWith("Failed to pull image");
    }

    private static boolean isPullBackOff(Event event) {
        return event.getMessage() != null && event.getMessage().startsWith("Back-off pulling image");
    }

    private record Said(String reason, String message) {}

    private static void terminated(
            Pod pod, ContainerStatus status, List<Event> events, Findings findings, PodRule.Life life) {
        ContainerStateTerminated end = status.getState().getTerminated();
        if (StatusNumbers.of(end.getExitCode(), 0) != 0) {
            ended(pod, status, end, new Said(end.getReason(), end.getMessage()), events, findings, life);
        }
    }

    /** A container that has ended; one that could not even be started is no crash, whatever its state says by now. */
    private static void ended(
            Pod pod,
            ContainerStatus status,
            ContainerStateTerminated end,
            Said said,
            List<Event> events,
            Findings findings,
            PodRule.Life life) {
        if (end != null && NOT_STARTED.contains(end.getReason() == null ? "" : end.getReason())) {
            String message = end.getMessage() == null ? said.message() : end.getMessage();
            findings.failed(Failure.ofPod(
                            FailureKind.CONFIG, pod.getMetadata().getName(), status.getName(), end.getReason(), message)
                    .withExitCode(end.getExitCode())
                    .with(Attempts.ofContainer(FailureKind.CONFIG, end.getReason(), message)));
        } else if (life != PodRule.Life.COMPLETING) {
            findings.failed(CrashRule.failure(pod, status, end, said.reason(), said.message(), events));
        }
    }

    /** A back-off says that an image can't be pulled; why is in an event, and as recorded of 1.33 there too. */
    private static String withCause(String message, List<Event> events, String image) {
        return events.stream()
                .filter(ContainerRule::isFailedPull)
                .map(Event::getMessage)
                .filter(said -> image == null || image.isEmpty() || said.contains(image))
                .reduce((older, newer) -> newer)
                .filter(said -> image == null || !message.contains(image) || !message.contains(causeIn(said)))
                .map(said -> message.isEmpty() ? said : message + "; " + said)
                .orElse(message);
    }

    /** What follows the image's name. */
    private static String causeIn(String said) {
        int end = said.indexOf("\": ");
        return end < 0 ? said : said.substring(end + 3);
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
