package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A pod whose volumes can't be mounted stays in {@code ContainerCreating} for ever, and only events say why. Mounting and
 * attaching are tried again with growing pauses, and the kubelet and the attach-detach controller often get over it, so
 * each has a patience of its own; not so where a Secret or ConfigMap does not exist, which is told as soon as it is for a
 * container's environment, unless somebody makes it ({@link ContentMakers}).
 *
 * <p>Source of {@code SuccessfulAttachVolume}: k8s.io/kubernetes, pkg/volume/util/operationexecutor/operation_generator.go.
 */
final class VolumeRule {

    static final Set<String> MOUNT = Set.of("FailedMount", "FailedAttachVolume", "FailedMapVolume");
    private static final Set<String> ATTACHED = Set.of("SuccessfulAttachVolume");
    private static final Set<String> STARTED = Set.of("Pulling", "Pulled", "Created", "Started");

    /**
     * A ConfigMap that a controller of the cluster's own makes in each new namespace is none that is missing
     * (pkg/controller/certificates/rootcacertpublisher; openshift/service-ca-operator; istio/istio, pilot/pkg/serviceregistry/
     * kube/controller, once one istiod is the leader).
     */
    private static final Pattern MISSING =
            Pattern.compile("(configmap|secret) \"(?!((kube-root|openshift-service)-ca\\.crt"
                    + "|istio-ca-root-cert)\")[^\"]+\" not found|references non-existent \\w+ key");

    /** A driver that is to come up on the node, as on one that starts (pkg/volume/csi/csi_client.go). */
    private static final String NO_DRIVER = "not found in the list of registered CSI drivers";

    private VolumeRule() {}

    static void assess(Pod pod, Snapshot snapshot, Findings findings) {
        Optional<Event> mount = Events.latest(snapshot.eventsOf(pod), MOUNT);
        if (mount.isEmpty()
                || isRunning(pod)
                || hasStartedSince(mount.get(), pod, snapshot)
                || isAttachedSince(mount.get(), pod, snapshot)) {
            return;
        }
        String message = mount.get().getMessage() == null ? "" : mount.get().getMessage();
        findings.failed(Failure.ofPod(
                        FailureKind.VOLUME,
                        pod.getMetadata().getName(),
                        null,
                        mount.get().getReason(),
                        message)
                .with(patience(pod, mount.get().getReason(), message, snapshot)));
    }

    private static Grace patience(Pod pod, String reason, String message, Snapshot snapshot) {
        if (isToBeMade(pod, message, snapshot)) {
            return Grace.SECRET;
        }
        if (MISSING.matcher(message).find()) {
            return Grace.USUAL;
        }
        if (message.contains(NO_DRIVER)) {
            return Grace.NODE;
        }
        boolean isAttached = !"FailedAttachVolume".equals(reason) && !message.contains("to attach or mount");
        return isAttached ? Grace.MOUNT : Grace.ATTACH;
    }

    /** A whole attempt that has timed out does not say any more what was missing. */
    private static boolean isToBeMade(Pod pod, String message, Snapshot snapshot) {
        return ContentMakers.makeWhatIsMissing(message, snapshot)
                || message.contains("to attach or mount")
                        && snapshot.eventsOf(pod).stream()
                                .filter(event -> MOUNT.contains(event.getReason()) && event.getMessage() != null)
                                .anyMatch(event -> ContentMakers.makeWhatIsMissing(event.getMessage(), snapshot));
    }

    /** Whether the volume that could not be attached is so by now, and has only to be mounted. */
    private static boolean isAttachedSince(Event mount, Pod pod, Snapshot snapshot) {
        return "FailedAttachVolume".equals(mount.getReason())
                && Events.latest(snapshot.eventsOf(pod), ATTACHED)
                        .filter(event -> Events.time(event).isAfter(Events.time(mount)))
                        .isPresent();
    }

    /**
     * Whether the kubelet has gone on to the pod's containers since it said so. Of a pod about which it has said much it
     * may not say that any more (client-go's spam filter, see {@link CrashRule}), so the containers count too.
     */
    static boolean hasStartedSince(Event mount, Pod pod, Snapshot snapshot) {
        Instant said = Events.time(mount);
        return Events.latest(snapshot.eventsOf(pod), STARTED)
                        .filter(event -> !Events.time(event).isBefore(said))
                        .isPresent()
                || pod.getStatus() != null
                        && Stream.of(
                                        pod.getStatus().getInitContainerStatuses(),
                                        pod.getStatus().getContainerStatuses())
                                .flatMap(Collection::stream)
                                .anyMatch(status -> !started(status.getState()).isBefore(said));
    }

    /**
     * Whether a container of the pod runs. Its volumes are mounted then, and what the kubelet says while it comes back, as after
     * an update of its node's network, keeps nothing from running ({@code NetworkNotReady} for each pod, {@code FailedMount}
     * for what it has not registered yet).
     */
    static boolean isRunning(Pod pod) {
        return pod.getStatus() != null
                && Stream.of(
                                pod.getStatus().getInitContainerStatuses(),
                                pod.getStatus().getContainerStatuses())
                        .flatMap(Collection::stream)
                        .anyMatch(status ->
                                status.getState() != null && status.getState().getRunning() != null);
    }

    /** When the container's present run began, or its last one where it has ended; the epoch where it has not run. */
    private static Instant started(ContainerState state) {
        if (state != null && state.getRunning() != null) {
            return Events.instant(state.getRunning().getStartedAt());
        }
        return state == null || state.getTerminated() == null
                ? Instant.EPOCH
                : Events.instant(state.getTerminated().getStartedAt());
    }
}
