package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import java.util.Set;

/**
 * A pod whose sandbox its node can't make, most often for want of a network or an address, or whose devices it can't
 * prepare, stays in {@code ContainerCreating} for ever, and only events say why. What the kubelet says before it waits
 * for the pod's volumes is over once it tells of these, and has the time of a volume that can't be attached yet.
 *
 * <p>Source: k8s.io/kubernetes, pkg/kubelet/kuberuntime/kuberuntime_manager.go ({@code FailedCreatePodSandBox}),
 * pkg/kubelet/kubelet.go ({@code NetworkNotReady}, and {@code SyncPod} for the order) and, of cgroups and dynamic
 * resources, pkg/kubelet/events/event.go.
 */
final class SandboxRule {

    private static final String NO_NETWORK = "NetworkNotReady";

    private static final Set<String> WORDS =
            Set.of("FailedCreatePodSandBox", NO_NETWORK, "FailedCreatePodContainer", "FailedPrepareDynamicResources");

    /** Said before the pod's volumes are waited for, of which the kubelet may say nothing for minutes. */
    private static final Set<String> BEFORE_VOLUMES = Set.of(NO_NETWORK, "FailedCreatePodContainer");

    private SandboxRule() {}

    static void assess(Pod pod, Snapshot snapshot, Findings findings) {
        Optional<Event> last = Events.latest(snapshot.eventsOf(pod), WORDS);
        if (last.isEmpty() || VolumeRule.hasStartedSince(last.get(), pod, snapshot)) {
            return;
        }
        if (NO_NETWORK.equals(last.get().getReason()) && VolumeRule.isRunning(pod)) {
            return;
        }
        Optional<Event> volume = BEFORE_VOLUMES.contains(last.get().getReason())
                ? Events.latest(snapshot.eventsOf(pod), VolumeRule.MOUNT)
                : Optional.empty();
        boolean isAttaching = volume.filter(event -> "FailedAttachVolume".equals(event.getReason()))
                .isPresent();
        boolean hasGoneOn = volume.filter(event -> Events.time(event).isAfter(Events.time(last.get())))
                .isPresent();
        if (isAttaching || !hasGoneOn) {
            findings.failed(Failure.ofPod(
                            FailureKind.SANDBOX,
                            pod.getMetadata().getName(),
                            null,
                            last.get().getReason(),
                            last.get().getMessage())
                    .with(isAttaching ? Grace.ATTACH : Grace.SANDBOX));
        }
    }
}
