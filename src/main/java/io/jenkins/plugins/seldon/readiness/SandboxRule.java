package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import java.util.Set;

/**
 * A pod whose sandbox its node can't make, most often for want of a network or an address, or whose devices it can't
 * prepare, stays in {@code ContainerCreating} for ever, and only events say why.
 *
 * <p>Source: k8s.io/kubernetes, pkg/kubelet/kuberuntime/kuberuntime_manager.go ({@code FailedCreatePodSandBox}),
 * pkg/kubelet/kubelet.go ({@code NetworkNotReady}) and, of cgroups and dynamic resources, pkg/kubelet/events/event.go.
 */
final class SandboxRule {

    private static final Set<String> WORDS = Set.of(
            "FailedCreatePodSandBox", "NetworkNotReady", "FailedCreatePodContainer", "FailedPrepareDynamicResources");

    private SandboxRule() {}

    static void assess(Pod pod, Snapshot snapshot, Findings findings) {
        Optional<Event> last = Events.latest(snapshot.eventsOf(pod), WORDS);
        if (last.isPresent() && !VolumeRule.hasStartedSince(last.get(), pod, snapshot)) {
            findings.failed(Failure.ofPod(
                            FailureKind.SANDBOX,
                            pod.getMetadata().getName(),
                            null,
                            last.get().getReason(),
                            last.get().getMessage())
                    .with(Grace.SANDBOX));
        }
    }
}
