package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A pod that the scheduler can't place is a failure, in the scheduler's words, unless help is on its way: a cluster
 * autoscaler adds a node, another pod is preempted for it or is leaving, or one of its claims is being provisioned. A
 * claim that can't be bound is told as what it is.
 *
 * <p>Sources: kstatus gives an unschedulable pod 15 s and knows none of these exceptions; the events are those of the
 * persistent-volume controller (k8s.io/kubernetes, pkg/controller/volume/events) and of the cluster autoscaler and
 * Karpenter.
 */
final class SchedulingRule {

    private static final Set<String> HELP = Set.of("TriggeredScaleUp", "Nominated", "NominatedPod");
    private static final Set<String> NO_HELP = Set.of("NotTriggerScaleUp", "FailedScaleUp");
    private static final Set<String> CLAIM_REFUSED =
            Set.of("FailedBinding", "ProvisioningFailed", "VolumeMismatch", "ClaimLost", "ClaimMisbound");
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

    private SchedulingRule() {}

    static void assess(Pod pod, PodCondition scheduled, Snapshot snapshot, Findings findings) {
        if (!"Unschedulable".equals(scheduled.getReason())) {
            return;
        }
        String message = scheduled.getMessage() == null ? "" : scheduled.getMessage();
        List<String> claims = claims(pod);
        boolean blamesClaims = message.contains("unbound immediate PersistentVolumeClaims")
                || message.contains("persistentvolumeclaim");
        if (!claims.isEmpty()) {
            findings.wants(WatchedKind.CLAIM);
            boolean found = claims.stream()
                    .map(claim -> claim(claim, snapshot, findings))
                    .reduce(false, Boolean::logicalOr);
            if (found || (blamesClaims && message.contains("unbound immediate"))) {
                return;
            }
        }
        if (!helpComes(pod, snapshot)) {
            FailureKind kind = blamesClaims ? FailureKind.CLAIM : FailureKind.UNSCHEDULABLE;
            findings.failed(Failure.ofPod(kind, pod.getMetadata().getName(), null, scheduled.getReason(), message));
        }
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
        Optional<Event> last = Events.latest(snapshot.eventsOf(claim), CLAIM_EVENTS);
        if (last.isPresent() && CLAIM_REFUSED.contains(last.get().getReason())) {
            findings.failed(Failure.of(
                    FailureKind.CLAIM,
                    object,
                    last.get().getReason(),
                    last.get().getMessage()));
            return true;
        }
        String storageClass = claim.getSpec() == null ? null : claim.getSpec().getStorageClassName();
        if (last.isEmpty() && (storageClass == null || storageClass.isEmpty())) {
            findings.failed(Failure.of(
                    FailureKind.CLAIM, object, "Pending", "it names no storage class and no volume fits it"));
            return true;
        }
        return false;
    }

    private static boolean helpComes(Pod pod, Snapshot snapshot) {
        if (pod.getStatus().getNominatedNodeName() != null
                && !pod.getStatus().getNominatedNodeName().isEmpty()) {
            return true;
        }
        List<Event> events = snapshot.eventsOf(pod);
        Optional<Event> help = Events.latest(events, HELP);
        Optional<Event> noHelp = Events.latest(events, NO_HELP);
        if (help.isPresent() && (noHelp.isEmpty() || Events.time(help.get()).isAfter(Events.time(noHelp.get())))) {
            return true;
        }
        return snapshot.pods().stream().anyMatch(other -> other.getMetadata().getDeletionTimestamp() != null);
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
