package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Volume;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A pod without a node. Where the scheduler can't place it, that is a failure in the scheduler's words, unless help is on
 * its way: a cluster autoscaler adds a node, another pod is preempted for it, is leaving or is about to be replaced, one
 * of its claims is being provisioned. Help that does not come is none: a pod that has been leaving beyond its time is
 * stuck. A claim that can't be bound is told as what it is, also where the scheduler has chosen a node and waits for it.
 *
 * <p>Sources: the events are those of the persistent-volume controller (k8s.io/kubernetes, pkg/controller/volume/events),
 * of external provisioners ({@code Provisioning} once they have taken a claim up), of the cluster autoscaler
 * (processors/status/eventing_scale_up_processor.go) and of Karpenter (pkg/controllers/provisioning/scheduling/events.go);
 * an autoscaler gives a node 15 min ({@code max-node-provision-time}).
 */
final class SchedulingRule {

    private static final Set<String> HELP = Set.of("TriggeredScaleUp", "Nominated", "NominatedPod");

    /** GKE's word for a node that did not come, as where a zone has none left: it then tries another group of nodes or zone. */
    private static final String TRIES_ANOTHER = "FailedScaleUp";

    private static final Set<String> NO_HELP = Set.of("NotTriggerScaleUp", TRIES_ANOTHER);

    /**
     * What an autoscaler leaves out for now: a group of nodes that has failed to grow, as where a cloud has no such machine
     * left, which it asks again after 5 min (cluster-autoscaler, core/scaleup/orchestrator/skippedreasons.go and {@code
     * initial-node-group-backoff-duration}); or machines that would do and are not on offer, which Karpenter asks for again
     * after 3 min (kubernetes-sigs/karpenter, pkg/controllers/provisioning/scheduling/nodeclaim.go, {@code
     * InstanceTypeFilterError}, and {@code UnavailableOfferingsTTL} of its providers).
     */
    private static final Pattern ASKED_LATER = Pattern.compile("in backoff after failed scale-up|not ready for scale-up"
            + "|no instance type has the required offering|enough resources, had a required offering");

    private static final Set<String> CLAIM_REFUSED =
            Set.of("FailedBinding", "ProvisioningFailed", "VolumeMismatch", "ClaimLost", "ClaimMisbound");
    private static final Set<String> DEVICES_REFUSED = Set.of("FailedResourceClaimCreation");
    private static final Set<String> CLAIM_EVENTS = Set.of(
            "FailedBinding",
            "ProvisioningFailed",
            "VolumeMismatch",
            "ClaimLost",
            "ClaimMisbound",
            "ExternalProvisioning",
            "Provisioning",
            "ProvisioningSucceeded",
            "WaitForFirstConsumer",
            "WaitForPodScheduled");

    /** What an external provisioner says of a claim that it has taken up. */
    private static final Set<String> PROVISIONER_EVENTS =
            Set.of("Provisioning", "ProvisioningFailed", "ProvisioningSucceeded");

    /**
     * A node that is there and may take pods soon: it starts, does not answer, is drained, or is short of memory, disk or
     * process ids, which its kubelet gets back and tells after 5 min (pkg/kubelet/apis/config/v1beta1, {@code
     * EvictionPressureTransitionPeriod}).
     */
    private static final Pattern COMING_NODE = Pattern.compile("node\\.kubernetes\\.io/(not-ready|unreachable"
            + "|network-unavailable|(memory|disk|pid)-pressure)|karpenter\\.sh/unregistered"
            + "|node\\.cloudprovider\\.kubernetes\\.io/uninitialized|agent-not-ready|node\\(s\\) were unschedulable");

    /**
     * Of taints of which the scheduler says no more since 1.34.2 (kubernetes/kubernetes, pull request 134740). Where a node is
     * known not to be ready, or each has some and no autoscaler rules a node out, they may be those of a {@link #COMING_NODE}.
     */
    private static final String TAINTED = "node(s) had untolerated taint(s)";

    private static final Pattern ALL_TAINTED =
            Pattern.compile("^0/(\\d{1,9}) nodes are available: \\1 " + Pattern.quote(TAINTED));

    /** Of a cluster whose first nodes are coming up (pkg/scheduler/schedule_one.go, {@code ErrNoNodesAvailable}). */
    private static final String NO_NODE = "no nodes available to schedule pods";

    /** Of an ephemeral volume, right after its pod (pkg/scheduler/framework/plugins/volumebinding, {@code podHasPVCs}). */
    private static final String TO_BE_MADE = "waiting for ephemeral volume controller to create";

    /** Says of a missing class that provisioning failed, until the class is there. */
    private static final String CONTROLLER = "persistentvolume-controller";

    private static final Duration NEW_NODE = Duration.ofMinutes(15);

    private SchedulingRule() {}

    static void assess(Pod pod, Snapshot snapshot, Findings findings) {
        List<String> claims = claims(pod);
        boolean isClaimTold = false;
        if (!claims.isEmpty()) {
            findings.wants(WatchedKind.CLAIM);
            for (String claim : claims) {
                isClaimTold |= claim(claim, snapshot, findings);
            }
        }
        Optional<PodCondition> refused = PodRule.condition(pod, "PodScheduled")
                .filter(condition ->
                        "False".equals(condition.getStatus()) && "Unschedulable".equals(condition.getReason()));
        if (refused.isEmpty()) {
            devices(pod, snapshot, findings);
        }
        if (refused.isEmpty() || isClaimTold) {
            return;
        }
        String message = refused.get().getMessage() == null ? "" : refused.get().getMessage();
        Failure failure =
                Failure.ofPod(FailureKind.UNSCHEDULABLE, pod.getMetadata().getName(), null, "Unschedulable", message);
        if (message.contains("unbound immediate")) {
            if (claims.stream().noneMatch(claim -> snapshot.claim(claim).isPresent())) {
                findings.failed(unbound(failure).with(Grace.UNSEEN_CLAIM));
            }
        } else if (message.contains("persistentvolumeclaim")) {
            findings.failed(unbound(failure).with(message.contains(TO_BE_MADE) ? Grace.PROVISIONER : Grace.USUAL));
        } else if (message.contains("persistent volumes to bind")) {
            // The scheduler says so, too, of nodes whose zone is none of their class's (allowedTopologies).
            findings.failed(unbound(failure).with(Grace.PROVISIONER).notBefore(helpUntil(pod, message, snapshot)));
        } else {
            findings.failed(
                    failure.with(patience(pod, message, snapshot)).notBefore(helpUntil(pod, message, snapshot)));
        }
    }

    /**
     * Notes a claim of devices that can't be made of its template: the scheduler does not look at the pod before it is, and says
     * nothing (pkg/controller/resourceclaim, {@code syncPod}).
     */
    private static void devices(Pod pod, Snapshot snapshot, Findings findings) {
        boolean areClaimed = PodRule.condition(pod, "PodScheduled").isPresent()
                || pod.getStatus() != null
                        && !pod.getStatus().getResourceClaimStatuses().isEmpty();
        Events.latest(snapshot.eventsOf(pod), DEVICES_REFUSED)
                .filter(event -> !areClaimed)
                .ifPresent(event -> findings.failed(Failure.ofPod(
                                FailureKind.UNSCHEDULABLE,
                                pod.getMetadata().getName(),
                                null,
                                event.getReason(),
                                event.getMessage())
                        .with(Grace.WEBHOOK)));
    }

    private static Grace patience(Pod pod, String message, Snapshot snapshot) {
        if (snapshot.isHidden(WatchedKind.EVENT)) {
            return Grace.UNSEEN_NODE;
        }
        if (COMING_NODE.matcher(message).find()
                || message.contains(TAINTED)
                        && snapshot.pods().stream().anyMatch(other -> NodeRule.isOnANodeThatIsAway(other, snapshot))) {
            return Grace.NODE;
        }
        Optional<String> over = noHelp(snapshot.eventsOf(pod))
                .filter(event -> !TRIES_ANOTHER.equals(event.getReason()))
                .map(event -> Objects.toString(event.getMessage(), ""));
        if (over.isPresent()) {
            return ASKED_LATER.matcher(over.get()).find() ? Grace.NODE : Grace.SCHEDULER;
        }
        return message.contains(NO_NODE) || ALL_TAINTED.matcher(message).find() ? Grace.NODE : Grace.AUTOSCALER;
    }

    /** An autoscaler's last word that it adds no node for the pod; Karpenter gives the scheduler's reason in other words. */
    private static Optional<Event> noHelp(List<Event> events) {
        return events.stream()
                .filter(event -> NO_HELP.contains(event.getReason())
                        || "FailedScheduling".equals(event.getReason())
                                && event.getMessage() != null
                                && event.getMessage().startsWith("Failed to schedule pod"))
                .reduce((older, newer) -> newer);
    }

    private static Failure unbound(Failure failure) {
        return Failure.ofPod(FailureKind.UNBOUND, failure.pod(), null, failure.reason(), failure.message());
    }

    /** Notes what is wrong with a claim; whether something is. */
    private static boolean claim(String name, Snapshot snapshot, Findings findings) {
        Optional<PersistentVolumeClaim> found = snapshot.claim(name);
        if (found.isEmpty()) {
            return false;
        }
        PersistentVolumeClaim claim = found.get();
        String phase = claim.getStatus() == null ? "" : claim.getStatus().getPhase();
        if ("Bound".equals(phase)) {
            return false;
        }
        String object = "PersistentVolumeClaim " + name;
        if ("Lost".equals(phase)) {
            findings.failed(Failure.of(FailureKind.CLAIM, object, "Lost", "its volume is gone"));
            return true;
        }
        findings.waiting("claim " + name + " is not bound");
        Optional<Event> last = lastWord(snapshot.eventsOf(claim));
        if (last.isPresent() && CLAIM_REFUSED.contains(last.get().getReason())) {
            findings.failed(Failure.of(
                            FailureKind.CLAIM,
                            object,
                            last.get().getReason(),
                            last.get().getMessage())
                    .with(Attempts.ofClaim(last.get().getReason(), last.get().getMessage())));
            return true;
        }
        if (last.isPresent() && "ExternalProvisioning".equals(last.get().getReason())) {
            findings.failed(Failure.of(
                            FailureKind.CLAIM,
                            object,
                            last.get().getReason(),
                            last.get().getMessage())
                    .with(Grace.PROVISIONER));
            return true;
        }
        String storageClass = claim.getSpec() == null ? null : claim.getSpec().getStorageClassName();
        if (last.isEmpty() && (storageClass == null || storageClass.isEmpty())) {
            findings.failed(
                    Failure.of(FailureKind.CLAIM, object, "Pending", "it names no storage class and no volume fits it")
                            .with(Grace.BINDER));
            return true;
        }
        return false;
    }

    /**
     * What was said last of a claim. That somebody has to provide its volume is said anew every 15 s
     * (pkg/controller/volume/persistentvolume, {@code provisionClaimOperationExternal}), also while a provisioner that has
     * spoken once works for minutes, as of a file store, or pauses before its next attempt.
     */
    private static Optional<Event> lastWord(List<Event> events) {
        Optional<Event> last = Events.latest(events, CLAIM_EVENTS);
        if (last.isEmpty() || !"ExternalProvisioning".equals(last.get().getReason())) {
            return last;
        }
        List<Event> ofOthers = events.stream()
                .filter(event -> event.getSource() == null
                        || !CONTROLLER.equals(event.getSource().getComponent()))
                .toList();
        return Events.latest(ofOthers, PROVISIONER_EVENTS).or(() -> last);
    }

    /**
     * Until when help may come, by the cluster's clock; the epoch where none does. An autoscaler says nothing of a pod that
     * fits on a node which it has asked for already (cluster-autoscaler, core/static_autoscaler.go, {@code
     * addUpcomingNodesToClusterSnapshot}), and Karpenter of few pods at a time ({@code PodNominationRateLimiter}).
     */
    private static Instant helpUntil(Pod pod, String refusal, Snapshot snapshot) {
        if (pod.getStatus().getNominatedNodeName() != null
                && !pod.getStatus().getNominatedNodeName().isEmpty()) {
            return Room.NEVER;
        }
        List<Event> events = snapshot.eventsOf(pod);
        Optional<Event> help = Events.latest(events, HELP);
        Optional<Event> noHelp = noHelp(events);
        Instant until = Instant.EPOCH;
        if (help.isPresent() && (noHelp.isEmpty() || Events.time(help.get()).isAfter(Events.time(noHelp.get())))) {
            until = Events.time(help.get()).plus(NEW_NODE);
        } else if (noHelp.isEmpty()) {
            until = snapshot.nodeDue();
        }
        Instant left = Room.onNodes(pod, refusal, snapshot);
        return left.isAfter(until) ? left : until;
    }

    /** Until when a node is due that was asked for a pod which has none yet; the epoch where none was. */
    static Instant nodeDue(Collection<Pod> pods, Function<Pod, List<Event>> eventsOf) {
        return pods.stream()
                .filter(pod -> !Room.isPlaced(pod) && pod.getMetadata().getDeletionTimestamp() == null)
                .map(pod -> Events.latest(eventsOf.apply(pod), HELP))
                .flatMap(Optional::stream)
                .map(help -> Events.time(help).plus(NEW_NODE))
                .reduce(Instant.EPOCH, (one, other) -> one.isAfter(other) ? one : other);
    }

    private static List<String> claims(Pod pod) {
        if (pod.getSpec() == null) {
            return List.of();
        }
        String name = pod.getMetadata().getName();
        return pod.getSpec().getVolumes().stream()
                .map(volume -> claimOf(volume, name))
                .filter(claim -> claim != null)
                .sorted()
                .toList();
    }

    /** An ephemeral volume's claim is named after the pod and the volume. */
    private static String claimOf(Volume volume, String pod) {
        if (volume.getPersistentVolumeClaim() != null) {
            return volume.getPersistentVolumeClaim().getClaimName();
        }
        return volume.getEphemeral() == null ? null : pod + "-" + volume.getName();
    }
}
