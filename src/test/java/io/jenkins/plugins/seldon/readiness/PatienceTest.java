package io.jenkins.plugins.seldon.readiness;

import static io.jenkins.plugins.seldon.readiness.Objects.claim;
import static io.jenkins.plugins.seldon.readiness.Objects.crashed;
import static io.jenkins.plugins.seldon.readiness.Objects.event;
import static io.jenkins.plugins.seldon.readiness.Objects.notReady;
import static io.jenkins.plugins.seldon.readiness.Objects.pod;
import static io.jenkins.plugins.seldon.readiness.Objects.statefulSet;
import static io.jenkins.plugins.seldon.readiness.Objects.terminated;
import static io.jenkins.plugins.seldon.readiness.Objects.unready;
import static io.jenkins.plugins.seldon.readiness.Objects.unscheduled;
import static io.jenkins.plugins.seldon.readiness.Objects.waiting;
import static io.jenkins.plugins.seldon.readiness.Objects.withClaim;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How long each failure may last. */
class PatienceTest {

    private static final String UNBOUND = "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.";
    private static final Pod POD = pod("web", null);
    private static final StatefulSet SET = statefulSet("db", 1);
    private static final PersistentVolumeClaim PENDING = claim("data", "Pending", "standard");
    private static final Pod WITH_CLAIM = withClaim(unscheduled(POD, UNBOUND), "data");

    /** By whose clock each failure ends a wait; the criteria's failure grace is 5 s. */
    static Stream<Arguments> patience() {
        return Stream.of(
                row("an invalid name", "0", held("InvalidImageName", "")),
                row("an image", "5", unpulled("no")),
                row("a crash loop", "5", unready(POD, crashed("main", "CrashLoopBackOff", 1, "Error"))),
                row("a crash that nobody says more of", "125", unready(POD, terminated("main", 1, "Error"))),
                row("an autoscaler, if there is one", "65", unscheduled(POD, "0/3 nodes: too few cpu")),
                row(
                        "the scheduler, where an autoscaler adds no node",
                        "20",
                        unscheduled(POD, "0/3 nodes: too few cpu"),
                        event(
                                POD,
                                "NotTriggerScaleUp",
                                "pod didn't trigger scale-up: 1 max node group size reached",
                                1)),
                row(
                        "the scheduler, where Karpenter adds no node",
                        "20",
                        unscheduled(POD, "0/3 nodes: too few cpu"),
                        event(POD, "FailedScheduling", "Failed to schedule pod, no nodepool fits", 1)),
                row(
                        "an autoscaler, where the scheduler alone has spoken",
                        "65",
                        unscheduled(POD, "0/3 nodes: too few cpu"),
                        event(POD, "FailedScheduling", "0/3 nodes are available: 3 Insufficient cpu.", 1)),
                row("a provisioner", "65", WITH_CLAIM, PENDING, event(PENDING, "ExternalProvisioning", "Waiting", 1)),
                row(
                        "a claim of an ephemeral volume",
                        "65",
                        unscheduled(
                                POD,
                                "0/1 nodes are available: waiting for ephemeral volume controller to create the"
                                        + " persistentvolumeclaim \"web-scratch\".")),
                row(
                        "a claim that is not there",
                        "5",
                        unscheduled(POD, "0/1 nodes are available: persistentvolumeclaim \"data\" not found.")),
                row("claims that can't be read", "305", WITH_CLAIM),
                creating("a mount", "128", "FailedMount", "timed out waiting for the condition"),
                creating(
                        "a volume that another node has",
                        "425",
                        "FailedAttachVolume",
                        "Multi-Attach error for volume \"pvc-1\""),
                creating("a Secret to mount", "5", "FailedMount", "secret \"x\" not found"),
                creating(
                        "a ConfigMap that each namespace gets",
                        "128",
                        "FailedMount",
                        "configmap \"kube-root-ca.crt\" not found"),
                row("a node", "365", notReady(POD, null, null), event(POD, "NodeNotReady", "Node is not ready", 1)));
    }

    /**
     * What the next attempt may mend. The words are those of the kubelet (k8s.io/kubernetes, pkg/kubelet: images/puller.go
     * and image_manager.go, kubelet.go, kuberuntime/kuberuntime_manager.go; pkg/kubelet/util/manager), of containerd
     * (internal/cri/server/container_create.go, core/remotes), of registries, of the scheduler's TaintToleration and
     * NodeUnschedulable, of kubernetes-csi/external-provisioner ({@code checkError}) and of plugin/pkg/admission/resourcequota.
     */
    static Stream<Arguments> passing() {
        return Stream.of(
                row("the kubelet's limit of pulls", "80", unpulled("pull QPS exceeded")),
                row(
                        "the same while it pauses",
                        "80",
                        held("ImagePullBackOff", "Back-off pulling image \"example/main:1\""),
                        event(POD, "Failed", "Failed to pull image \"example/main:1\": pull QPS exceeded", 1)),
                row(
                        "a registry's limit of requests",
                        "80",
                        unpulled("unexpected status from HEAD request to https://r.example.org/v2/main/manifests/1:"
                                + " 429 Too Many Requests")),
                row(
                        "a registry's limit that lasts for hours",
                        "5",
                        unpulled("429 Too Many Requests - Server message: toomanyrequests: You have reached your pull"
                                + " rate limit.")),
                row("a registry that does not answer", "80", unpulled("dial tcp 10.0.0.9:443: i/o timeout")),
                row("a node without a network yet", "80", unpulled("dial tcp 10.0.0.9:443: no route to host")),
                row("a registry that hangs up", "80", unpulled("Head \"https://r.example.org/v2/x\": EOF")),
                row("a disk that the kubelet frees", "80", unpulled("write /lib/x.so: no space left on device")),
                row(
                        "a pull without progress, which containerd gives up",
                        "80",
                        unpulled("rpc error: code = Canceled desc = failed to pull"
                                + " and unpack image \"example/main:1\": context canceled")),
                row("a registry that is down", "80", held("RegistryUnavailable", "")),
                row("an image that is not there", "5", unpulled("failed to resolve reference: not found")),
                row("a runtime that can't look at an image", "185", held("ImageInspectError", "x")),
                row(
                        "a container's name that is taken",
                        "185",
                        held(
                                "CreateContainerError",
                                "failed to reserve container name \"main_web_demo_1_0\": name is reserved for"
                                        + " \"0d1c\"")),
                row(
                        "a container that takes too long to create",
                        "185",
                        held("CreateContainerError", "context deadline exceeded")),
                row(
                        "a Secret that the kubelet has not read yet",
                        "185",
                        held(
                                "CreateContainerConfigError",
                                "failed to sync secret cache: timed out waiting for the condition")),
                row("a container without a command", "5", held("CreateContainerError", "no command specified")),
                creating(
                        "a sandbox",
                        "305",
                        "FailedCreatePodSandBox",
                        "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network"),
                creating(
                        "a device that its driver can't prepare",
                        "305",
                        "FailedPrepareDynamicResources",
                        "Failed to prepare dynamic resources: NodePrepareResources: rpc error: code = Unknown"),
                creating(
                        "a pod's cgroup that can't be made",
                        "305",
                        "FailedCreatePodContainer",
                        "unable to ensure pod container exists: mkdir kubepods: cannot allocate memory"),
                creating(
                        "a network that is not up",
                        "305",
                        "NetworkNotReady",
                        "network is not ready: container runtime network not ready"),
                row(
                        "a network that was not up, where a volume has yet to leave another node",
                        "425",
                        held("ContainerCreating", null),
                        event(POD, "FailedAttachVolume", "Multi-Attach error for volume \"pvc-1\"", 1),
                        event(POD, "NetworkNotReady", "network is not ready: container runtime network not ready", 2)),
                refused(
                        "a quota that is not counted yet",
                        "185",
                        "Error creating: pods \"web-1\" is forbidden: status unknown for quota: q, resources: pods"),
                refused("a quota that is exceeded", "5", "pods \"web-1\" is forbidden: exceeded quota: q"),
                refused("a store that changes its leader", "185", "Error creating: etcdserver: leader changed"),
                refused(
                        "an API server that starts",
                        "185",
                        "pods \"db-0\" is forbidden: not yet ready to handle request"),
                refused(
                        "a service account that each namespace gets",
                        "185",
                        "pods \"db-0\" is forbidden: error looking up service account demo/default: serviceaccount"
                                + " \"default\" not found"),
                refused(
                        "a claim that is on its way out",
                        "185",
                        "create Pod db-0 in StatefulSet db failed error: pvc data-db-0 is being deleted"),
                row("a node that starts", "365", tainted("node.kubernetes.io/not-ready")),
                row("a node that Karpenter has just started", "365", tainted("karpenter.sh/unregistered")),
                row("a node whose disk is full", "365", tainted("node.kubernetes.io/disk-pressure")),
                row(
                        "a node that is drained",
                        "365",
                        unscheduled(POD, "0/1 nodes are available: 1 node(s) were unschedulable.")),
                unprovisioned(
                        "a volume that takes too long to make",
                        "305",
                        "failed to provision volume with StorageClass \"standard\": rpc error: code ="
                                + " DeadlineExceeded desc = context deadline exceeded"),
                row(
                        "the same between two attempts, while the controller says that it waits",
                        "305",
                        WITH_CLAIM,
                        PENDING,
                        event(PENDING, "ProvisioningFailed", "rpc error: code = DeadlineExceeded desc = x", 1),
                        event(PENDING, "ExternalProvisioning", "Waiting for a volume to be created", 2)),
                unprovisioned(
                        "a driver that is on no node yet",
                        "305",
                        "error generating accessibility requirements: no available topology found"),
                unprovisioned(
                        "a node whose driver is not there yet",
                        "305",
                        "failed to provision volume with StorageClass \"gp3\": error generating accessibility"
                                + " requirements: no topology key found on CSINode node-1"),
                unprovisioned("a node that is gone since it was chosen", "305", "node \"node-1\" not found"),
                unprovisioned(
                        "a cloud's limit of requests",
                        "305",
                        "rpc error: code = Unknown desc = RetryAfter: 297s, HTTPStatusCode: 429, RawError: x"),
                row(
                        "a volume that comes after its claim",
                        "20",
                        WITH_CLAIM,
                        PENDING,
                        event(
                                PENDING,
                                "FailedBinding",
                                "no persistent volumes available for this claim and no storage class is set",
                                1)),
                unprovisioned(
                        "the same of a class that only names volumes",
                        "20",
                        "storageclass.storage.k8s.io \"manual\" not found"),
                unprovisioned(
                        "a volume that can't be made", "5", "rpc error: code = ResourceExhausted desc = out of space"));
    }

    @ParameterizedTest(name = "{0}: {2} s")
    @MethodSource({"patience", "passing"})
    void hasItsTime(String what, List<HasMetadata> objects, String seconds) {
        Duration time = Duration.ofSeconds(Long.parseLong(seconds));
        if (!time.isZero()) {
            assertThat(Verdicts.after(time.minusSeconds(1), Verdicts.RELEASE, objects))
                    .isInstanceOf(RolloutStatus.Waiting.class);
        }
        assertThat(Verdicts.after(time, Verdicts.RELEASE, objects)).isInstanceOf(RolloutStatus.Failed.class);
    }

    private static Arguments row(String what, String seconds, HasMetadata... objects) {
        return Arguments.of(what, List.of(objects), seconds);
    }

    /** A pod with this event while its container is created. */
    private static Arguments creating(String what, String seconds, String reason, String message) {
        return row(what, seconds, held("ContainerCreating", null), event(POD, reason, message, 1));
    }

    /** A StatefulSet whose pods are not let in. */
    private static Arguments refused(String what, String seconds, String message) {
        return row(what, seconds, SET, event(SET, "FailedCreate", message, 1));
    }

    /** A pod that waits for a claim of which its provisioner says this. */
    private static Arguments unprovisioned(String what, String seconds, String message) {
        return row(what, seconds, WITH_CLAIM, PENDING, event(PENDING, "ProvisioningFailed", message, 1));
    }

    /** A pod whose container waits, as the kubelet says why. */
    private static Pod held(String reason, String message) {
        return unready(POD, waiting("main", reason, message));
    }

    private static Pod unpulled(String message) {
        return held("ErrImagePull", message);
    }

    /** A pod that no node takes for this taint. */
    private static Pod tainted(String taint) {
        return unscheduled(POD, "0/1 nodes are available: 1 node(s) had untolerated taint {" + taint + ": }.");
    }
}
