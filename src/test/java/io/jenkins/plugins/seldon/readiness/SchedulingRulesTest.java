package io.jenkins.plugins.seldon.readiness;

import static io.jenkins.plugins.seldon.readiness.Objects.claim;
import static io.jenkins.plugins.seldon.readiness.Objects.condition;
import static io.jenkins.plugins.seldon.readiness.Objects.event;
import static io.jenkins.plugins.seldon.readiness.Objects.notReady;
import static io.jenkins.plugins.seldon.readiness.Objects.pod;
import static io.jenkins.plugins.seldon.readiness.Objects.terminating;
import static io.jenkins.plugins.seldon.readiness.Objects.unscheduled;
import static io.jenkins.plugins.seldon.readiness.Objects.withClaim;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventSource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodResourceClaimStatusBuilder;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a pod without a node shows, and what that means when it stays so for an hour. */
class SchedulingRulesTest {

    private static final String UNBOUND = "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.";
    private static final Pod POD = pod("web", null);

    @ParameterizedTest(name = "{0}")
    @MethodSource("scheduling")
    void means(String what, List<HasMetadata> objects, String expected) {
        assertThat(Verdicts.told(objects)).contains(expected.split(" \\| "));
    }

    static Stream<Arguments> scheduling() {
        PersistentVolumeClaim pending = claim("data", "Pending", "standard");
        PersistentVolumeClaim classless = claim("data", "Pending", null);
        Pod held = withClaim(unscheduled(POD, UNBOUND), "data");
        Pod unseen = unseen();
        Pod claimed = unseen();
        claimed.getStatus()
                .setResourceClaimStatuses(List.of(new PodResourceClaimStatusBuilder()
                        .withName("gpu")
                        .withResourceClaimName("web-gpu-x2v6q")
                        .build()));
        HasMetadata noDevices = event(
                unseen,
                "FailedResourceClaimCreation",
                "PodResourceClaim gpu: resource claim template \"gpu\": resourceclaimtemplate.resource.k8s.io \"gpu\" not"
                        + " found",
                1);
        return Stream.of(
                row(
                        "a claim of devices without its template",
                        "FAILED UNSCHEDULABLE | can't be scheduled (FailedResourceClaimCreation: PodResourceClaim gpu: ",
                        unseen,
                        noDevices),
                row("a claim of devices that was made at last", "WAITING", claimed, noDevices),
                row(
                        "no node fits",
                        "FAILED UNSCHEDULABLE | can't be scheduled (Unschedulable: 0/3 nodes: too few cpu)",
                        unscheduled(POD, "0/3 nodes: too few cpu")),
                row(
                        "an autoscaler adds a node",
                        "WAITING",
                        unscheduled(POD, "0/3 nodes"),
                        event(POD, "TriggeredScaleUp", "pod triggered scale-up", 119)),
                row(
                        "an autoscaler that has added no node in a quarter of an hour",
                        "FAILED UNSCHEDULABLE",
                        unscheduled(POD, "0/3 nodes"),
                        event(POD, "TriggeredScaleUp", "pod triggered scale-up", 2)),
                row(
                        "an autoscaler can't add a node",
                        "FAILED UNSCHEDULABLE",
                        unscheduled(POD, "0/3 nodes"),
                        event(POD, "TriggeredScaleUp", "pod triggered scale-up", 2),
                        event(POD, "NotTriggerScaleUp", "max node group size reached", 3)),
                row(
                        "an autoscaler adds a node for another pod, and says nothing of this one",
                        "WAITING",
                        unscheduled(POD, "0/3 nodes"),
                        unscheduled(pod("other", POD), "0/3 nodes"),
                        event(pod("other", POD), "TriggeredScaleUp", "pod triggered scale-up", 119)),
                row(
                        "another pod has got the node that was added for it",
                        "FAILED UNSCHEDULABLE",
                        unscheduled(POD, "0/3 nodes"),
                        pod("other", POD),
                        event(pod("other", POD), "TriggeredScaleUp", "pod triggered scale-up", 119)),
                row(
                        "Karpenter adds a node for another pod alone",
                        "FAILED UNSCHEDULABLE",
                        unscheduled(POD, "0/3 nodes"),
                        event(POD, "FailedScheduling", "Failed to schedule pod, no nodepool fits", 119),
                        unscheduled(pod("other", POD), "0/3 nodes"),
                        event(pod("other", POD), "Nominated", "Pod should schedule on: nodeclaim/default-x2v6q", 119)),
                row(
                        "another pod makes room, when its grace period is over",
                        "WAITING",
                        unscheduled(POD, "0/3 nodes"),
                        terminating(pod("old", POD), "2026-11-22T18:00:00Z")),
                row(
                        "another pod should have made room long ago",
                        "FAILED UNSCHEDULABLE | 0/3 nodes",
                        unscheduled(POD, "0/3 nodes"),
                        terminating(pod("old", POD))),
                row(
                        "another pod leaves that has no node",
                        "FAILED UNSCHEDULABLE | 0/3 nodes",
                        unscheduled(POD, "0/3 nodes"),
                        terminating(unscheduled(pod("old", POD), "0/3 nodes"), "2026-11-22T18:00:00Z")),
                row("a node is nominated", "WAITING", nominated(unscheduled(POD, "0/3 nodes"))),
                row(
                        "a claim that nobody can bind",
                        "FAILED CLAIM | PersistentVolumeClaim data can't be bound (FailedBinding:",
                        held,
                        classless,
                        event(classless, "FailedBinding", "no persistent volumes available", 1)),
                row(
                        "a claim whose provisioning fails",
                        "FAILED CLAIM | (ProvisioningFailed: no quota)",
                        held,
                        pending,
                        event(pending, "ProvisioningFailed", "no quota", 1)),
                row(
                        "a claim whose provisioning goes on after a failure",
                        "WAITING | claim data is not bound",
                        held,
                        pending,
                        event(pending, "ProvisioningFailed", "timeout", 1),
                        event(pending, "Provisioning", "External provisioner is provisioning volume", 2)),
                row(
                        "a claim that is being provisioned",
                        "WAITING | claim data is not bound",
                        held,
                        pending,
                        event(pending, "ExternalProvisioning", "waiting for a volume", 1),
                        event(pending, "Provisioning", "External provisioner is provisioning volume", 2)),
                row(
                        "the same for minutes, in which the controller says again that it waits",
                        "WAITING | claim data is not bound",
                        held,
                        pending,
                        event(pending, "Provisioning", "External provisioner is provisioning volume", 1),
                        event(pending, "ExternalProvisioning", "waiting for a volume", 2)),
                row(
                        "a claim whose class is there by now, and no provisioner",
                        "FAILED CLAIM | (ExternalProvisioning: Waiting for 'example.org/disk')",
                        held,
                        pending,
                        ofController(event(pending, "ProvisioningFailed", "storageclass not found", 1)),
                        event(pending, "ExternalProvisioning", "Waiting for 'example.org/disk'", 2)),
                row(
                        "a claim that no provisioner takes up",
                        "FAILED CLAIM | Claim data can't be bound (ExternalProvisioning: Waiting for 'example.org/disk')",
                        held,
                        pending,
                        event(pending, "ExternalProvisioning", "Waiting for 'example.org/disk'", 1)),
                row(
                        "the same after the scheduler has chosen a node for it",
                        "FAILED CLAIM | Claim data can't be bound (ExternalProvisioning: Waiting for 'example.org/disk')",
                        withClaim(unscheduled(POD, null), "data"),
                        pending,
                        event(pending, "WaitForFirstConsumer", "waiting for first consumer", 1),
                        event(pending, "ExternalProvisioning", "Waiting for 'example.org/disk'", 2)),
                row(
                        "a claim without a class, where events can't be read",
                        "FAILED CLAIM | names no storage class",
                        held,
                        classless),
                row(
                        "a claim that has lost its volume",
                        "FAILED CLAIM | its volume is gone",
                        held,
                        claim("data", "Lost", "standard")),
                row(
                        "a claim that does not exist",
                        "FAILED UNBOUND | persistentvolumeclaim \"data\" not found",
                        withClaim(unscheduled(POD, "persistentvolumeclaim \"data\" not found"), "data")),
                row(
                        "claims that can't be read",
                        "FAILED UNBOUND | needs a claim that is not bound (Unschedulable: | unbound immediate",
                        held),
                row(
                        "a claim that waits for the pod, and no volume fits a node",
                        "FAILED UNBOUND | didn't find available persistent volumes to bind",
                        withClaim(
                                unscheduled(POD, "0/1: 1 node(s) didn't find available persistent volumes to bind."),
                                "data"),
                        pending,
                        event(pending, "WaitForFirstConsumer", "waiting for first consumer", 1)),
                row(
                        "a claim that waits for the pod, and a node is on its way in whose zone its volume may be",
                        "WAITING",
                        withClaim(
                                unscheduled(POD, "0/1: 1 node(s) didn't find available persistent volumes to bind."),
                                "data"),
                        pending,
                        event(pending, "WaitForFirstConsumer", "waiting for first consumer", 1),
                        event(POD, "TriggeredScaleUp", "pod triggered scale-up", 119)),
                row(
                        "a claim that waits for the pod, and no node fits",
                        "FAILED UNSCHEDULABLE | too few cpu",
                        withClaim(unscheduled(POD, "0/3 nodes: too few cpu"), "data"),
                        pending,
                        event(pending, "WaitForFirstConsumer", "waiting for first consumer", 1)),
                row(
                        "a scheduler that fails",
                        "WAITING | pod web is Pending, ready 0/1 (SchedulerError: binding volumes: context deadline exceeded)",
                        scheduled("SchedulerError", "binding volumes: context deadline exceeded")),
                row(
                        "a pod that waits for others of its group, as Volcano says it",
                        "WAITING | pod web is Pending, ready 0/1 (Undetermined: pod group is not ready, 1 minAvailable)",
                        scheduled("Undetermined", "pod group is not ready, 1 minAvailable")),
                row(
                        "a scheduling gate",
                        "WAITING | pod web is SchedulingGated, ready 0/1 (SchedulingGated: waiting for a gate:"
                                + " example.org/quota)",
                        gated(POD)));
    }

    /** As the scheduler says it since 1.34.2: that of a node which starts is a taint like any other. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            0/3 nodes are available: 3 node(s) had untolerated taint(s). preemption: 0/3 nodes are available | 365
            0/1 nodes are available: 1 node(s) had untolerated taint(s). no new claims to deallocate         | 365
            0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient nvidia.com/gpu       | 65
            0/13 nodes are available: 1 node(s) had untolerated taint(s), 12 Insufficient cpu                | 65
            """)
    void nodesThatAllHaveTaintsMayYetTakeIt(String refusal, int seconds) {
        assertEnds(seconds, unscheduled(POD, refusal));
    }

    @Test
    void aNodeThatIsKnownNotToBeReadyMayYetTakeIt() {
        Pod unplaced =
                unscheduled(POD, "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu.");
        Pod other = notReady(pod("other", null), null, null);
        assertEnds(365, unplaced, other, event(other, "NodeNotReady", "Node is not ready", 1));
    }

    @Test
    void aClusterWithoutANodeHasTheTimeOfItsFirstOnes() {
        Pod unplaced = unscheduled(POD, "no nodes available to schedule pods");
        assertEnds(365, unplaced);
        assertEnds(20, unplaced, event(unplaced, "NotTriggerScaleUp", "max node group size reached", 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            FailedScaleUp     | 3 Insufficient nvidia.com/gpu         | 65
            NotTriggerScaleUp | 3 Insufficient nvidia.com/gpu         | 20
            NotTriggerScaleUp | 3 node(s) had untolerated taint(s)    | 20
            """)
    void anAutoscalerWhoseNodeDidNotComeMayTryAnother(String word, String refusal, int seconds) {
        Pod unplaced = unscheduled(POD, "0/3 nodes are available: " + refusal + ".");
        String why = "Node scale up in zones europe-west4-a associated with this pod failed: GCE out of resources.";
        assertEnds(seconds, unplaced, event(unplaced, word, why, 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            3 Insufficient nvidia.com/gpu, 1 in backoff after failed scale-up | 365
            1 not ready for scale-up                                          | 365
            1 max node group size reached                                     | 20
            """)
    void anAutoscalerAsksAGroupOfNodesAgainThatHasFailedToGrow(String why, int seconds) {
        Pod unplaced = unscheduled(POD, "0/3 nodes are available: 3 Insufficient nvidia.com/gpu.");
        assertEnds(seconds, unplaced, event(unplaced, "NotTriggerScaleUp", "pod didn't trigger scale-up: " + why, 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            no instance type has the required offering                                                              | 365
            no instance type which met the scheduling requirements and had enough resources, had a required offering | 365
            no instance type has enough resources                                                                   | 20
            """)
    void karpenterAsksAgainForAMachineThatIsNotOnOffer(String why, int seconds) {
        Pod unplaced = unscheduled(POD, "0/3 nodes are available: 3 Insufficient nvidia.com/gpu.");
        String said = "Failed to schedule pod, incompatible with nodepool \"gpu\", " + why + ", requirements=…";
        assertEnds(seconds, unplaced, event(unplaced, "FailedScheduling", said, 1));
    }

    private static void assertEnds(int seconds, HasMetadata... objects) {
        assertThat(Verdicts.after(Duration.ofSeconds(seconds - 1), Verdicts.RELEASE, List.of(objects)))
                .isInstanceOf(RolloutStatus.Waiting.class);
        assertThat(Verdicts.after(Duration.ofSeconds(seconds), Verdicts.RELEASE, List.of(objects)))
                .isInstanceOf(RolloutStatus.Failed.class);
    }

    private static Arguments row(String what, String expected, HasMetadata... objects) {
        return Arguments.of(what, List.of(objects), expected);
    }

    private static Event ofController(Event event) {
        event.setSource(new EventSource("persistentvolume-controller", null));
        return event;
    }

    private static Pod nominated(Pod pod) {
        return new PodBuilder(pod)
                .editStatus()
                .withNominatedNodeName("worker-2")
                .endStatus()
                .build();
    }

    /** Of which no scheduler has said anything. */
    private static Pod unseen() {
        Pod unplaced = unscheduled(POD, null);
        unplaced.getStatus().setConditions(List.of());
        return unplaced;
    }

    private static Pod scheduled(String reason, String message) {
        Pod unplaced = unseen();
        unplaced.getStatus().setConditions(List.of(condition("PodScheduled", "False", reason, message)));
        return unplaced;
    }

    private static Pod gated(Pod pod) {
        return new PodBuilder(pod)
                .withNewStatus()
                .withPhase("Pending")
                .withConditions(condition("PodScheduled", "False", "SchedulingGated", "waiting for a gate"))
                .endStatus()
                .editSpec()
                .withNodeName(null)
                .addNewSchedulingGate("example.org/quota")
                .endSpec()
                .build();
    }
}
