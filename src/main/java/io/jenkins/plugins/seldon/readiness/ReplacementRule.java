package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.seldon.text.Sentences;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Pods that a kubelet has put out or not let in, and that stay beside the ones made in their place, or of a DaemonSet until
 * another is made: told while these are not ready, since nothing else says why. When as many have failed in a row as a
 * container may end ({@link CrashRule}), the next one will, too: at once where the pod itself takes more than it may, and
 * after the time of a node that mends itself where the node has refused it. One that a node has let in after that goes on,
 * as when the device plugin is back on a node that was restarted (kubernetes/kubernetes, issue 125579).
 *
 * <p>Sources: k8s.io/kubernetes, pkg/kubelet/eviction/helpers.go ({@code podEphemeralStorageMessageFmt} and those beside it),
 * pkg/kubelet/sysctl/allowlist.go ({@code SysctlForbidden}), pkg/kubelet/cm/devicemanager and topologymanager ({@code
 * UnexpectedAdmissionError}, {@code TopologyAffinityError}); ReplicaSets make a new pod for each that has failed, and leave
 * that to the garbage collector of pods (pkg/controller/replicaset and podgc).
 */
final class ReplacementRule {

    /** Of those that are made one after the other, as two ends of a container that the kubelet takes for one loop. */
    private static final Duration IN_A_ROW = Duration.ofMinutes(10);

    private static final Pattern OUTGROWN = Pattern.compile("local storage usage exceeds the total limit of containers"
            + "|exceeded its local ephemeral storage limit|Usage of EmptyDir volume \\S+ exceeds the limit");

    private static final Pattern FORBIDDEN = Pattern.compile("forbidden sysctl");

    private ReplacementRule() {}

    /**
     * Notes those that have failed last, if their set lacks ready pods.
     *
     * @param set the ReplicaSet or DaemonSet that has made them
     * @param name what is told of, such as its Deployment
     * @param wanted how many pods it is to have
     */
    static void assess(HasMetadata set, String name, int wanted, Snapshot snapshot, Findings findings) {
        List<Pod> pods = snapshot.podsOf(set).stream()
                .sorted(Comparator.comparing(ReplacementRule::created).reversed())
                .toList();
        if (pods.stream().filter(PodRule::isReady).count() >= wanted) {
            return;
        }
        Pod last = null;
        int failed = 0;
        Instant next = pods.isEmpty() ? Instant.EPOCH : created(pods.get(0));
        for (Pod pod : pods) {
            if (!hasFailedAsSuch(pod)) {
                continue;
            }
            if (created(pod).plus(IN_A_ROW).isBefore(next)) {
                break;
            }
            next = created(pod);
            last = last == null ? pod : last;
            failed++;
        }
        if (last == null || since(last, pods).anyMatch(ReplacementRule::hasLasted)) {
            return;
        }
        String reason = last.getStatus().getReason();
        String message = Objects.toString(last.getStatus().getMessage(), "").strip();
        boolean isOutgrown = OUTGROWN.matcher(message).find();
        boolean goesOn = !isOutgrown && since(last, pods).anyMatch(ReplacementRule::isLetInOrHeld);
        if (failed >= (long) CrashRule.LOOP * wanted && !goesOn) {
            boolean isOfThePod = isOutgrown || FORBIDDEN.matcher(message).find();
            findings.failed(Failure.of(FailureKind.REPLACED, name, reason, message)
                    .with(isOfThePod ? Grace.USUAL : Grace.NODE));
        } else {
            String why = reason + (message.isEmpty() ? "" : ": " + Sentences.clause(message));
            findings.waiting("pod " + last.getMetadata().getName() + " has failed (" + why + ") and is replaced");
        }
    }

    /** The pods that were made after one that has failed, and have not. */
    private static Stream<Pod> since(Pod failed, List<Pod> pods) {
        return PodRule.active(pods).stream().filter(pod -> !created(pod).isBefore(created(failed)));
    }

    /** Whether a node has let it in, or none has room for it, of which {@link SchedulingRule} knows whether help is coming. */
    private static boolean isLetInOrHeld(Pod pod) {
        return pod.getStatus() != null && pod.getStatus().getStartTime() != null
                || PodRule.condition(pod, "PodScheduled")
                        .filter(condition -> "False".equals(condition.getStatus()))
                        .isPresent();
    }

    /** Whether it has changed at an age that none before it has reached: what has put these out is over. */
    private static boolean hasLasted(Pod pod) {
        return PodRule.condition(pod, "Ready")
                .filter(condition -> Events.instant(condition.getLastTransitionTime())
                        .isAfter(created(pod).plus(IN_A_ROW)))
                .isPresent();
    }

    private static Instant created(Pod pod) {
        return Events.instant(pod.getMetadata().getCreationTimestamp());
    }

    /** By its kubelet's word on the whole pod, and not by the ends of its containers. */
    private static boolean hasFailedAsSuch(Pod pod) {
        return PodRule.isPhase(pod, "Failed")
                && pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus().getReason() != null
                && !pod.getStatus().getReason().isEmpty()
                && !PodRule.isShutDown(pod);
    }
}
