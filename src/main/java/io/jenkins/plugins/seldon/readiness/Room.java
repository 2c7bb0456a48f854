package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.jenkins.plugins.seldon.kubernetes.Quantities;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Room that others are about to make, on a node or in a quota: pods that are leaving, Jobs that run, and Deployments that
 * take a pod of their former revision away as soon as one of the new revision is available. A pod's deletion time is when
 * its grace period ends.
 *
 * <p>Sources: k8s.io/kubernetes, pkg/quota/v1/evaluator/core/pods.go ({@code QuotaV1Pod}: a pod counts until it has ended or its
 * grace period is over), pkg/controller/deployment/rolling.go ({@code reconcileOldReplicaSets}: pods of the new revision that
 * are not available, created or not, keep as many of the former one), plugin/pkg/admission/resourcequota ({@code
 * checkRequest} has the words, in apiserver's pkg/quota of late).
 */
final class Room {

    /** Later than anything. */
    static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

    /** What a kubelet needs beyond a pod's grace period, generously. */
    private static final Duration TO_BE_GONE = Duration.ofMinutes(1);

    private static final Pattern EXCEEDED =
            Pattern.compile("exceeded quota: .{1,260}?, requested: (\\S+), used: \\S+, limited: (\\S+)");

    /**
     * What a pod that leaves gives back, in the scheduler's words (pkg/scheduler/framework/plugins, and of claims of devices
     * dynamicresources); which nodes are meant for a pod at all does not change with that.
     */
    private static final Pattern FULL = Pattern.compile("Insufficient |Too many pods|free ports|anti-affinity"
            + "|topology spread constraints|exceed max volume count|cannot allocate all claims");

    /** The claims of a StatefulSet's pods, which stay when these leave. */
    private static final String OF_CLAIMS = "persistentvolumeclaims \"";

    /** Former ones go when a rolling update is over, and with nothing else. */
    private static final String OF_REPLICA_SETS = "replicasets.apps \"";

    private Room() {}

    /** Until when pods that are leaving a node may make room, by the cluster's clock; the epoch where none leaves. */
    static Instant onNodes(Snapshot snapshot) {
        return whenLeft(snapshot, Room::isPlaced);
    }

    /**
     * The same for a pod that the scheduler has found no node for, {@link #NEVER} while a rolling update goes on: of several
     * pods that it makes at once, or of several Deployments, one may have a node, and the others get those of the former
     * pods that it replaces, one after the other. So it is while others of the pod's Job run, whose places it gets.
     *
     * @param refusal the scheduler's words
     */
    static Instant onNodes(Pod pod, String refusal, Snapshot snapshot) {
        boolean isComing = FULL.matcher(refusal).find()
                && (isOneOfAJob(pod, snapshot)
                        || snapshot.all(WatchedKind.DEPLOYMENT, Deployment.class).stream()
                                .anyMatch(deployment ->
                                        isReplacing(deployment, snapshot, set -> isComingUpOnANode(set, snapshot))));
        return isComing ? NEVER : onNodes(snapshot);
    }

    /** Whether it is of a Job of which another pod runs. */
    private static boolean isOneOfAJob(Pod pod, Snapshot snapshot) {
        return Snapshot.isControlledBy(pod, Set.of("Job"))
                && snapshot.pods().stream()
                        .anyMatch(other ->
                                isRunning(other) && Snapshot.owner(other).equals(Snapshot.owner(pod)));
    }

    /**
     * The same for what a quota has refused, {@link #NEVER} while a rolling update goes on or a Job runs.
     *
     * @param refusal the words of the refusal
     */
    static Instant inQuota(String refusal, Snapshot snapshot) {
        if (isMoreThanAll(refusal) || refusal.contains(OF_CLAIMS)) {
            return Instant.EPOCH;
        }
        boolean isReplacing = snapshot.all(WatchedKind.DEPLOYMENT, Deployment.class).stream()
                .anyMatch(deployment -> isReplacing(deployment, snapshot, Room::isComingUp));
        if (isReplacing || refusal.contains(OF_REPLICA_SETS)) {
            return isReplacing ? NEVER : Instant.EPOCH;
        }
        return isRunningJob(snapshot) ? NEVER : whenLeft(snapshot, pod -> !hasEnded(pod));
    }

    /** Whether a pod of a Job runs, which ends some day; one that has not begun to may never. */
    private static boolean isRunningJob(Snapshot snapshot) {
        return snapshot.pods().stream().anyMatch(pod -> Snapshot.isControlledBy(pod, Set.of("Job")) && isRunning(pod));
    }

    private static boolean isRunning(Pod pod) {
        return PodRule.isPhase(pod, "Running") && pod.getMetadata().getDeletionTimestamp() == null;
    }

    private static Instant whenLeft(Snapshot snapshot, Predicate<Pod> holds) {
        return snapshot.pods().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() != null && holds.test(pod))
                .map(pod ->
                        Events.instant(pod.getMetadata().getDeletionTimestamp()).plus(TO_BE_GONE))
                .reduce(Instant.EPOCH, (one, other) -> one.isAfter(other) ? one : other);
    }

    static boolean isPlaced(Pod pod) {
        return pod.getSpec() != null
                && pod.getSpec().getNodeName() != null
                && !pod.getSpec().getNodeName().isEmpty();
    }

    private static boolean hasEnded(Pod pod) {
        return PodRule.isPhase(pod, "Succeeded") || PodRule.isPhase(pod, "Failed");
    }

    /**
     * Whether a pod of its former revision goes when one of its current revision, which is there, is available. One that is
     * paused replaces none, and keeps no progress deadline (pkg/controller/deployment/deployment_controller.go).
     */
    private static boolean isReplacing(Deployment deployment, Snapshot snapshot, Predicate<ReplicaSet> isComingUp) {
        DeploymentStatus status = deployment.getStatus();
        return status != null
                && !Boolean.TRUE.equals(deployment.getSpec().getPaused())
                && !DeploymentRule.hasExceededItsDeadline(deployment)
                && StatusNumbers.of(status.getReplicas(), 0) > StatusNumbers.of(status.getUpdatedReplicas(), 0)
                && DeploymentRule.currentReplicaSet(deployment, snapshot)
                        .filter(isComingUp)
                        .isPresent();
    }

    private static boolean isComingUp(ReplicaSet set) {
        return set.getStatus() != null
                && StatusNumbers.of(set.getStatus().getReplicas(), 0)
                        > StatusNumbers.of(set.getStatus().getAvailableReplicas(), 0);
    }

    private static boolean isComingUpOnANode(ReplicaSet set, Snapshot snapshot) {
        long placed = PodRule.active(snapshot.podsOf(set)).stream()
                .filter(Room::isPlaced)
                .count();
        return placed
                > (set.getStatus() == null
                        ? 0
                        : StatusNumbers.of(set.getStatus().getAvailableReplicas(), 0));
    }

    /** Whether a single pod asks for more than the quota allows for all. */
    private static boolean isMoreThanAll(String refusal) {
        Matcher words = EXCEEDED.matcher(refusal);
        if (!words.find()) {
            return false;
        }
        Map<String, BigDecimal> limits = amounts(words.group(2));
        return amounts(words.group(1)).entrySet().stream()
                .anyMatch(asked -> limits.containsKey(asked.getKey())
                        && asked.getValue().compareTo(limits.get(asked.getKey())) > 0);
    }

    /** {@code pods=1,requests.cpu=500m}; what is no quantity is left out. */
    private static Map<String, BigDecimal> amounts(String list) {
        Map<String, BigDecimal> amounts = new HashMap<>();
        for (String entry : list.split(",")) {
            int equals = entry.indexOf('=');
            Quantity quantity = equals < 0 ? null : Quantities.known(entry.substring(equals + 1));
            if (quantity != null) {
                amounts.put(entry.substring(0, equals), quantity.getNumericalAmount());
            }
        }
        return amounts;
    }
}
