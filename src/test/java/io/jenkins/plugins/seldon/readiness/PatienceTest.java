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

    /** By whose clock each failure ends a wait; the criteria's failure grace is 5 s. */
    static Stream<Arguments> patience() {
        Pod creating = unready(POD, waiting("main", "ContainerCreating", null));
        PersistentVolumeClaim pending = claim("data", "Pending", "standard");
        return Stream.of(
                row("an invalid name", "0", unready(POD, waiting("main", "InvalidImageName", ""))),
                row("an image", "5", unready(POD, waiting("main", "ErrImagePull", "no"))),
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
                row(
                        "a provisioner",
                        "65",
                        withClaim(unscheduled(POD, UNBOUND), "data"),
                        pending,
                        event(pending, "ExternalProvisioning", "Waiting", 1)),
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
                row("claims that can't be read", "305", withClaim(unscheduled(POD, UNBOUND), "data")),
                row("a mount", "128", creating, event(POD, "FailedMount", "timed out waiting for the condition", 1)),
                row(
                        "a volume that another node has",
                        "425",
                        creating,
                        event(POD, "FailedAttachVolume", "Multi-Attach error for volume \"pvc-1\"", 1)),
                row("a Secret to mount", "5", creating, event(POD, "FailedMount", "secret \"x\" not found", 1)),
                row(
                        "a ConfigMap that each namespace gets",
                        "128",
                        creating,
                        event(POD, "FailedMount", "configmap \"kube-root-ca.crt\" not found", 1)),
                row("a node", "365", notReady(POD, null, null), event(POD, "NodeNotReady", "Node is not ready", 1)));
    }

    /**
     * What the next attempt may mend. The words are those of the kubelet (k8s.io/kubernetes, pkg/kubelet: images/puller.go
     * and image_manager.go, kubelet.go, kuberuntime/kuberuntime_manager.go; pkg/kubelet/util/manager), of containerd
     * (internal/cri/server/container_create.go, core/remotes), of registries, of the scheduler's TaintToleration and
     * NodeUnschedulable, of kubernetes-csi/external-provisioner ({@code checkError}) and of plugin/pkg/admission/resourcequota.
     */
    static Stream<Arguments> passing() {
        Pod creating = unready(POD, waiting("main", "ContainerCreating", null));
        PersistentVolumeClaim pending = claim("data", "Pending", "standard");
        Pod held = withClaim(unscheduled(POD, UNBOUND), "data");
        StatefulSet set = statefulSet("db", 1);
        String reserved = "failed to reserve container name \"main_web_demo_1_0\": name is reserved for \"0d1c\"";
        return Stream.of(
                row(
                        "the kubelet's limit of pulls",
                        "80",
                        unready(POD, waiting("main", "ErrImagePull", "pull QPS exceeded"))),
                row(
                        "the same while it pauses",
                        "80",
                        unready(POD, waiting("main", "ImagePullBackOff", "Back-off pulling image \"example/main:1\"")),
                        event(POD, "Failed", "Failed to pull image \"example/main:1\": pull QPS exceeded", 1)),
                row(
                        "a registry's limit of requests",
                        "80",
                        unready(
                                POD,
                                waiting(
                                        "main",
                                        "ErrImagePull",
                                        "unexpected status from HEAD request to https://r.example.org/v2/main/manifests/1:"
                                                + " 429 Too Many Requests"))),
                row(
                        "a registry's limit that lasts for hours",
                        "5",
                        unready(
                                POD,
                                waiting(
                                        "main",
                                        "ErrImagePull",
                                        "429 Too Many Requests - Server message: toomanyrequests: You have reached your pull"
                                                + " rate limit."))),
                row(
                        "a registry that does not answer",
                        "80",
                        unready(POD, waiting("main", "ErrImagePull", "dial tcp 10.0.0.9:443: i/o timeout"))),
                row(
                        "a node without a network yet",
                        "80",
                        unready(POD, waiting("main", "ErrImagePull", "dial tcp 10.0.0.9:443: no route to host"))),
                row(
                        "a registry that hangs up",
                        "80",
                        unready(POD, waiting("main", "ErrImagePull", "Head \"https://r.example.org/v2/x\": EOF"))),
                row(
                        "a disk that the kubelet frees",
                        "80",
                        unready(POD, waiting("main", "ErrImagePull", "write /lib/x.so: no space left on device"))),
                row(
                        "a pull without progress, which containerd gives up",
                        "80",
                        unready(
                                POD,
                                waiting(
                                        "main",
                                        "ErrImagePull",
                                        "rpc error: code = Canceled desc = failed to pull"
                                                + " and unpack image \"example/main:1\": context canceled"))),
                row("a registry that is down", "80", unready(POD, waiting("main", "RegistryUnavailable", ""))),
                row(
                        "an image that is not there",
                        "5",
                        unready(POD, waiting("main", "ErrImagePull", "failed to resolve reference: not found"))),
                row(
                        "a runtime that can't look at an image",
                        "185",
                        unready(POD, waiting("main", "ImageInspectError", "x"))),
                row(
                        "a container's name that is taken",
                        "185",
                        unready(POD, waiting("main", "CreateContainerError", reserved))),
                row(
                        "a container that takes too long to create",
                        "185",
                        unready(POD, waiting("main", "CreateContainerError", "context deadline exceeded"))),
                row(
                        "a Secret that the kubelet has not read yet",
                        "185",
                        unready(
                                POD,
                                waiting(
                                        "main",
                                        "CreateContainerConfigError",
                                        "failed to sync secret cache: timed out waiting for the condition"))),
                row(
                        "a container without a command",
                        "5",
                        unready(POD, waiting("main", "CreateContainerError", "no command specified"))),
                row(
                        "a sandbox",
                        "305",
                        creating,
                        event(
                                POD,
                                "FailedCreatePodSandBox",
                                "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network",
                                1)),
                row(
                        "a device that its driver can't prepare",
                        "305",
                        creating,
                        event(
                                POD,
                                "FailedPrepareDynamicResources",
                                "Failed to prepare dynamic resources: NodePrepareResources: rpc error: code = Unknown",
                                1)),
                row(
                        "a pod's cgroup that can't be made",
                        "305",
                        creating,
                        event(
                                POD,
                                "FailedCreatePodContainer",
                                "unable to ensure pod container exists: mkdir kubepods: cannot allocate memory",
                                1)),
                row(
                        "a network that is not up",
                        "305",
                        creating,
                        event(POD, "NetworkNotReady", "network is not ready: container runtime network not ready", 1)),
                row(
                        "a network that was not up, where a volume has yet to leave another node",
                        "425",
                        creating,
                        event(POD, "FailedAttachVolume", "Multi-Attach error for volume \"pvc-1\"", 1),
                        event(POD, "NetworkNotReady", "network is not ready: container runtime network not ready", 2)),
                row(
                        "a quota that is not counted yet",
                        "185",
                        set,
                        event(
                                set,
                                "FailedCreate",
                                "Error creating: pods \"web-1\" is forbidden: status unknown for quota: q, resources: pods",
                                1)),
                row(
                        "a quota that is exceeded",
                        "5",
                        set,
                        event(set, "FailedCreate", "pods \"web-1\" is forbidden: exceeded quota: q", 1)),
                row(
                        "a store that changes its leader",
                        "185",
                        set,
                        event(set, "FailedCreate", "Error creating: etcdserver: leader changed", 1)),
                row(
                        "an API server that starts",
                        "185",
                        set,
                        event(set, "FailedCreate", "pods \"db-0\" is forbidden: not yet ready to handle request", 1)),
                row(
                        "a service account that each namespace gets",
                        "185",
                        set,
                        event(
                                set,
                                "FailedCreate",
                                "pods \"db-0\" is forbidden: error looking up service account demo/default: serviceaccount"
                                        + " \"default\" not found",
                                1)),
                row(
                        "a claim that is on its way out",
                        "185",
                        set,
                        event(
                                set,
                                "FailedCreate",
                                "create Pod db-0 in StatefulSet db failed error: pvc data-db-0 is being deleted",
                                1)),
                row(
                        "a node that starts",
                        "365",
                        unscheduled(
                                POD,
                                "0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }.")),
                row(
                        "a node that Karpenter has just started",
                        "365",
                        unscheduled(
                                POD,
                                "0/1 nodes are available: 1 node(s) had untolerated taint {karpenter.sh/unregistered: }.")),
                row(
                        "a node whose disk is full",
                        "365",
                        unscheduled(
                                POD,
                                "0/1 nodes are available: 1 node(s) had untolerated taint"
                                        + " {node.kubernetes.io/disk-pressure: }.")),
                row(
                        "a node that is drained",
                        "365",
                        unscheduled(POD, "0/1 nodes are available: 1 node(s) were unschedulable.")),
                row(
                        "a volume that takes too long to make",
                        "305",
                        held,
                        pending,
                        event(
                                pending,
                                "ProvisioningFailed",
                                "failed to provision volume with StorageClass \"standard\": rpc error: code ="
                                        + " DeadlineExceeded desc = context deadline exceeded",
                                1)),
                row(
                        "the same between two attempts, while the controller says that it waits",
                        "305",
                        held,
                        pending,
                        event(pending, "ProvisioningFailed", "rpc error: code = DeadlineExceeded desc = x", 1),
                        event(pending, "ExternalProvisioning", "Waiting for a volume to be created", 2)),
                row(
                        "a driver that is on no node yet",
                        "305",
                        held,
                        pending,
                        event(
                                pending,
                                "ProvisioningFailed",
                                "error generating accessibility requirements: no available topology found",
                                1)),
                row(
                        "a node whose driver is not there yet",
                        "305",
                        held,
                        pending,
                        event(
                                pending,
                                "ProvisioningFailed",
                                "failed to provision volume with StorageClass \"gp3\": error generating accessibility"
                                        + " requirements: no topology key found on CSINode node-1",
                                1)),
                row(
                        "a node that is gone since it was chosen",
                        "305",
                        held,
                        pending,
                        event(pending, "ProvisioningFailed", "node \"node-1\" not found", 1)),
                row(
                        "a cloud's limit of requests",
                        "305",
                        held,
                        pending,
                        event(
                                pending,
                                "ProvisioningFailed",
                                "rpc error: code = Unknown desc = RetryAfter: 297s, HTTPStatusCode: 429, RawError: x",
                                1)),
                row(
                        "a volume that comes after its claim",
                        "20",
                        held,
                        pending,
                        event(
                                pending,
                                "FailedBinding",
                                "no persistent volumes available for this claim and no storage class is set",
                                1)),
                row(
                        "the same of a class that only names volumes",
                        "20",
                        held,
                        pending,
                        event(pending, "ProvisioningFailed", "storageclass.storage.k8s.io \"manual\" not found", 1)),
                row(
                        "a volume that can't be made",
                        "5",
                        held,
                        pending,
                        event(
                                pending,
                                "ProvisioningFailed",
                                "rpc error: code = ResourceExhausted desc = out of space",
                                1)));
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
}
