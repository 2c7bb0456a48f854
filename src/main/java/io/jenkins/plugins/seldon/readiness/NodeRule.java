package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import java.util.Set;

/**
 * A pod whose node does not answer looks well but for its {@code Ready} condition, which the node controller sets to
 * false: told in the words of its event.
 *
 * <p>Source: k8s.io/kubernetes, pkg/controller/util/node/controller_utils.go ({@code MarkPodsNotReady}: condition without
 * a reason, event {@code NodeNotReady}; {@code SetPodTerminationReason}: reason {@code NodeLost}).
 */
final class NodeRule {

    private static final Set<String> WORDS = Set.of("NodeNotReady");

    private NodeRule() {}

    static void assess(Pod pod, Snapshot snapshot, Findings findings) {
        boolean isLost = "NodeLost".equals(pod.getStatus().getReason());
        if (!isLost && !areContainersReady(pod)) {
            return;
        }
        Optional<Event> said = Events.latest(snapshot.eventsOf(pod), WORDS);
        if (isLost || said.isPresent()) {
            findings.failed(Failure.ofPod(
                            FailureKind.NODE,
                            pod.getMetadata().getName(),
                            null,
                            isLost ? "NodeLost" : said.get().getReason(),
                            "node " + pod.getSpec().getNodeName() + ": "
                                    + (isLost
                                            ? pod.getStatus().getMessage()
                                            : said.get().getMessage()))
                    .with(Grace.NODE));
        }
    }

    /** Whether its node is said not to be ready, which alone keeps the pod from being so. */
    static boolean isOnANodeThatIsAway(Pod pod, Snapshot snapshot) {
        return areContainersReady(pod)
                && !PodRule.isReady(pod)
                && Events.latest(snapshot.eventsOf(pod), WORDS).isPresent();
    }

    /** Whether all containers were ready when last heard of. */
    static boolean areContainersReady(Pod pod) {
        return PodRule.isPhase(pod, "Running")
                && !pod.getStatus().getContainerStatuses().isEmpty()
                && pod.getStatus().getContainerStatuses().stream()
                        .allMatch(status -> Boolean.TRUE.equals(status.getReady()))
                && PodRule.condition(pod, "Ready")
                        .filter(condition -> "ReadinessGatesNotReady".equals(condition.getReason()))
                        .isEmpty();
    }
}
