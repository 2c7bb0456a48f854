package io.jenkins.plugins.seldon.readiness;

import static io.jenkins.plugins.seldon.readiness.Objects.condition;
import static io.jenkins.plugins.seldon.readiness.Objects.crashed;
import static io.jenkins.plugins.seldon.readiness.Objects.event;
import static io.jenkins.plugins.seldon.readiness.Objects.notReady;
import static io.jenkins.plugins.seldon.readiness.Objects.phase;
import static io.jenkins.plugins.seldon.readiness.Objects.pod;
import static io.jenkins.plugins.seldon.readiness.Objects.running;
import static io.jenkins.plugins.seldon.readiness.Objects.terminated;
import static io.jenkins.plugins.seldon.readiness.Objects.terminating;
import static io.jenkins.plugins.seldon.readiness.Objects.unready;
import static io.jenkins.plugins.seldon.readiness.Objects.waiting;
import static io.jenkins.plugins.seldon.readiness.Objects.withInit;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a pod shows, and what that means. The pods stand alone, so that no workload's status mixes in. */
class PodRulesTest {

    private static final Pod POD = pod("web", null);

    @ParameterizedTest(name = "{0}")
    @MethodSource("states")
    void means(String what, List<HasMetadata> objects, String expected) {
        assertThat(Verdicts.told(objects)).contains(expected.split(" \\| "));
    }

    static Stream<Arguments> states() {
        return Stream.of(
                row("a ready pod", "READY", POD),
                row("a pod that has succeeded", "READY", phase(POD, "Succeeded", null, null)),
                row(
                        "a pod in phase Failed",
                        "FAILED POD | Pod web has failed (Evicted: low on memory)",
                        phase(POD, "Failed", "Evicted", "low on memory")),
                row(
                        "a pod that failed by itself",
                        "FAILED POD | container main has failed (Error, exit code 2)",
                        phase(unready(POD, terminated("main", 2, "Error")), "Failed", null, null)),
                row("a pod of a controller that no rule knows", "READY", controlled(POD)),
                row(
                        "such a pod that fails",
                        "FAILED CRASH",
                        unready(controlled(POD), crashed("main", "CrashLoopBackOff", 1, "Error"))),
                row(
                        "such a pod that was evicted and replaced",
                        "READY",
                        POD,
                        phase(controlled(pod("web-old", null)), "Failed", "Evicted", "low on memory")),
                row("a pod on its way out", "WAITING | pod web is being deleted", terminating(POD)),
                row("a ready condition that is not true", "WAITING | pod web is Pending", unready(POD)),
                row(
                        "a node that does not take it up, as one whose kubelet is dead",
                        "WAITING | pod web is Pending, ready 0/1 (node worker-1 has not picked it up yet)",
                        untouched(unready(POD))),
                row(
                        "a scheduler that is not there",
                        "WAITING | pod web is Pending, ready 0/1 (scheduler volcano has not reported on it yet)",
                        unseen(POD)),
                row(
                        "containers in creation",
                        "WAITING | pod web is ContainerCreating, ready 0/1",
                        unready(POD, waiting("main", "ContainerCreating", null))),
                row(
                        "an image on its way",
                        "WAITING | pod web is ContainerCreating, ready 0/1 (Pulling image \"main:1\")",
                        unready(POD, waiting("main", "ContainerCreating", null)),
                        event(POD, "Pulling", "Pulling image \"main:1\"", 1)),
                row(
                        "an event of somebody who gives no reason",
                        "WAITING | pod web is ContainerCreating, ready 0/1]",
                        unready(POD, waiting("main", "ContainerCreating", null)),
                        event(POD, null, "bound to device 3", 1)),
                row(
                        "an image that is there, and a container that is made",
                        "WAITING | pod web is ContainerCreating, ready 0/1]",
                        unready(POD, waiting("main", "ContainerCreating", null)),
                        event(POD, "Pulling", "Pulling image \"main:1\"", 1),
                        event(POD, "Pulled", "Successfully pulled image \"main:1\"", 2)),
                row("a node that does not answer", "WAITING | pod web is Unknown", phase(POD, "Unknown", null, null)),
                row(
                        "a node that is lost",
                        "FAILED NODE | is on a node that is not ready (NodeLost: node worker-1: unresponsive)",
                        phase(POD, "Running", "NodeLost", "unresponsive")),
                row(
                        "a node that is not ready",
                        "FAILED NODE | (NodeNotReady: node worker-1: Node is not ready)",
                        notReady(POD, null, null),
                        event(POD, "NodeNotReady", "Node is not ready", 1)),
                row(
                        "a node that is not ready, where events can't be read",
                        "WAITING | Running, ready 1/1 (Ready is False although its containers are ready; look at node worker-1)",
                        notReady(POD, null, null)),
                row(
                        "a readiness gate that is false",
                        "WAITING | Running, ready 1/1 (ReadinessGatesNotReady: x; readiness gate example.org/lb is False:"
                                + " Draining: 2 left)",
                        gatedByLoadBalancer(POD)),
                row(
                        "ErrImagePull",
                        "FAILED IMAGE_PULL | container main can't pull its image (ErrImagePull: rpc error)",
                        unready(POD, waiting("main", "ErrImagePull", "rpc error"))),
                row(
                        "ImagePullBackOff with the cause in an event",
                        "FAILED IMAGE_PULL | (ImagePullBackOff: Back-off; Failed to pull image \"example/main:1\": unknown)",
                        unready(POD, waiting("main", "ImagePullBackOff", "Back-off")),
                        event(POD, "Failed", "Failed to pull image \"example/main:1\": unknown", 1)),
                row("ErrImageNeverPull", "FAILED IMAGE_PULL", unready(POD, waiting("main", "ErrImageNeverPull", ""))),
                row(
                        "InvalidImageName",
                        "FAILED IMAGE_NAME | has an invalid image name",
                        unready(POD, waiting("main", "InvalidImageName", "couldn't parse"))),
                row(
                        "CreateContainerConfigError",
                        "FAILED CONFIG | (CreateContainerConfigError: secret \"x\" not found)",
                        unready(POD, waiting("main", "CreateContainerConfigError", "secret \"x\" not found"))),
                row("CreateContainerError", "FAILED CONFIG", unready(POD, waiting("main", "CreateContainerError", ""))),
                row("RunContainerError", "FAILED CONFIG", unready(POD, waiting("main", "RunContainerError", ""))),
                row(
                        "a pod that its node does not let run",
                        "FAILED CONFIG | container main can't be created (Blocked: Cannot enforce AppArmor: AppArmor is not"
                                + " enabled on the host)",
                        phase(
                                unready(POD, waiting("main", "Blocked", null)),
                                "Pending",
                                "AppArmor",
                                "Cannot enforce AppArmor: AppArmor is not enabled on the host")),
                row(
                        "a crash loop",
                        "FAILED CRASH | container main keeps crashing (CrashLoopBackOff, exit code 1:",
                        unready(POD, crashed("main", "CrashLoopBackOff", 1, "Error"))),
                row(
                        "ends without an error, of what is to run on",
                        "FAILED ENDED | main ends again and again without an error, though it should keep running (Crash",
                        unready(POD, crashed("main", "CrashLoopBackOff", 0, "Completed"))),
                row(
                        "a server that ends in order when its hook has failed",
                        "FAILED CRASH | keeps crashing (CrashLoopBackOff, exit code 0",
                        unready(POD, crashed("main", "CrashLoopBackOff", 0, "Completed")),
                        event(POD, "Killing", "FailedPostStartHook", 1)),
                row(
                        "an end with an error, before the back-off",
                        "FAILED CRASH | (Error, exit code 1)",
                        unready(POD, terminated("main", 1, "Error"))),
                row(
                        "an end with an error that is for good, of one container of several",
                        "FAILED CRASH | container main has crashed (Error, exit code 1)",
                        neverRestarted(unready(POD, terminated("main", 1, "Error")))),
                row(
                        "out of memory",
                        "FAILED OUT_OF_MEMORY | ran out of memory (OOMKilled, exit code 137)",
                        unready(POD, terminated("main", 137, "OOMKilled"))),
                row(
                        "out of memory again and again",
                        "FAILED OUT_OF_MEMORY | (OOMKilled, exit code 137: back-off",
                        unready(POD, crashed("main", "CrashLoopBackOff", 137, "OOMKilled"))),
                row(
                        "a container that ended well",
                        "WAITING | pod web is Completed",
                        unready(POD, terminated("main", 0, "Completed"))),
                row(
                        "an init container that crashes",
                        "FAILED CRASH | Pod web: container setup keeps crashing",
                        withInit(unready(POD), crashed("setup", "CrashLoopBackOff", 1, "Error"), null)),
                row(
                        "an init container whose image is missing",
                        "FAILED IMAGE_PULL | container setup",
                        withInit(unready(POD), waiting("setup", "ErrImagePull", ""), null)),
                row(
                        "an init container at work",
                        "WAITING | pod web is Init:0/1",
                        withInit(
                                unready(POD, waiting("main", "PodInitializing", null)), running("setup", false), null)),
                row(
                        "a native sidecar that crashes",
                        "FAILED CRASH | container proxy",
                        withInit(unready(POD), crashed("proxy", "CrashLoopBackOff", 1, "Error"), "Always")),
                row(
                        "a native sidecar that ends once, which is started again whatever its pod's policy is",
                        "FAILED CRASH | container proxy keeps crashing",
                        neverRestarted(
                                withInit(unready(POD), crashed("proxy", "CrashLoopBackOff", 1, "Error"), "Always"))),
                row("an ephemeral container that fails", "READY", withEphemeral(POD)),
                row(
                        "a container that runs and is not ready, without a probe's word",
                        "WAITING | ready 0/1",
                        unready(POD, running("main", false))),
                row(
                        "a readiness probe that fails for long",
                        "WAITING | container main does not become ready: its readiness probe fails (Unhealthy: Readiness",
                        withProbe(unready(POD, running("main", false))),
                        event(POD, "Unhealthy", "Readiness probe failed: HTTP 503", 1)),
                row(
                        "a readiness probe that failed in a run before",
                        "WAITING [pod web is Pending, ready 0/1]",
                        withProbe(unready(POD, startedAt("2026-11-22T16:30:00Z"))),
                        event(POD, "Unhealthy", "Readiness probe failed: HTTP 503", 1)),
                row(
                        "kills by a liveness probe",
                        "FAILED LIVENESS_PROBE | again and again: its liveness probe fails (CrashLoopBackOff, exit code"
                                + " 137: Liveness probe failed: HTTP 500)",
                        unready(POD, crashed("main", "CrashLoopBackOff", 137, "Error")),
                        event(POD, "Unhealthy", "Liveness probe failed: HTTP 500", 1),
                        event(POD, "Killing", "Container main failed liveness probe, will be restarted", 1)),
                row(
                        "kills by a startup probe, without the probe's word",
                        "FAILED STARTUP_PROBE | its startup probe fails (CrashLoopBackOff, exit code 137: Container main"
                                + " failed startup probe, will be restarted)",
                        unready(POD, crashed("main", "CrashLoopBackOff", 137, "Error")),
                        event(POD, "Killing", "Container main failed startup probe, will be restarted", 1)),
                row(
                        "a crash after a kill for something else",
                        "FAILED CRASH",
                        unready(POD, crashed("main", "CrashLoopBackOff", 1, "Error")),
                        event(POD, "Killing", "Container main failed liveness probe, will be restarted", 1),
                        event(POD, "Killing", "Stopping container main", 2)),
                row(
                        "a command that does not exist, once the kubelet backs off",
                        "FAILED CONFIG | can't be created (StartError, exit code 128",
                        unready(POD, crashed("main", "CrashLoopBackOff", 128, "StartError"))),
                row(
                        "a liveness probe's failure is not the readiness probe's",
                        "WAITING",
                        withProbe(unready(POD, running("main", false))),
                        event(POD, "Unhealthy", "Liveness probe failed: HTTP 503", 1)),
                row(
                        "an image whose back-off says why itself",
                        "FAILED IMAGE_PULL | (ImagePullBackOff: Back-off pulling image \"example/main:1\": ErrImagePull: no"
                                + " such tag).",
                        unready(
                                POD,
                                waiting(
                                        "main",
                                        "ImagePullBackOff",
                                        "Back-off pulling image \"example/main:1\": ErrImagePull: no such tag")),
                        event(POD, "Failed", "Failed to pull image \"example/main:1\": no such tag", 1)),
                row(
                        "an image that is pulled again after a limit",
                        "WAITING",
                        unready(POD, waiting("main", "ErrImagePull", "pull QPS exceeded")),
                        event(POD, "Failed", "Failed to pull image \"example/main:1\": pull QPS exceeded", 1),
                        event(POD, "Pulling", "Pulling image \"example/main:1\"", 2)),
                row(
                        "an image that could not be pulled again, of which the back-off alone is told",
                        "FAILED IMAGE_PULL",
                        unready(POD, waiting("main", "ImagePullBackOff", "pull QPS exceeded")),
                        event(POD, "Pulling", "Pulling image \"example/main:1\"", 1),
                        event(POD, "BackOff", "Back-off pulling image \"example/main:1\"", 2)),
                row(
                        "an image that could not be pulled again either",
                        "FAILED IMAGE_PULL",
                        unready(POD, waiting("main", "ErrImagePull", "pull QPS exceeded")),
                        event(POD, "Pulling", "Pulling image \"example/main:1\"", 1),
                        event(POD, "Failed", "Failed to pull image \"example/main:1\": pull QPS exceeded", 2)),
                row(
                        "a volume that can't be mounted",
                        "FAILED VOLUME | (FailedMount: configmap \"x\" not found)",
                        unready(POD, waiting("main", "ContainerCreating", null)),
                        event(POD, "FailedMount", "configmap \"x\" not found", 1)),
                row(
                        "a volume from a Secret that is not there",
                        "FAILED VOLUME | (FailedMount: MountVolume.SetUp failed: secret \"x\" not found)",
                        unready(POD, waiting("main", "ContainerCreating", null)),
                        event(POD, "FailedMount", "MountVolume.SetUp failed: secret \"x\" not found", 1)),
                row(
                        "a volume that could be attached in the end",
                        "WAITING",
                        unready(POD, waiting("main", "ContainerCreating", null)),
                        event(POD, "FailedAttachVolume", "Multi-Attach error for volume \"pvc-1\"", 1),
                        event(POD, "SuccessfulAttachVolume", "AttachVolume.Attach succeeded for volume \"pvc-1\"", 8)),
                row(
                        "a sandbox that could be made in the end, of which no event tells",
                        "WAITING [pod web is Pending, ready 0/1]",
                        unready(POD, startedAt("2026-11-22T16:05:00Z")),
                        event(POD, "FailedCreatePodSandBox", "failed to assign an IP address to container", 4)),
                row(
                        "a sandbox that can't be made anew",
                        "FAILED SANDBOX",
                        unready(POD, startedAt("2026-11-22T16:03:00Z")),
                        event(POD, "FailedCreatePodSandBox", "failed to assign an IP address to container", 4)),
                row(
                        "a volume that could be mounted in the end",
                        "WAITING",
                        unready(POD, waiting("main", "ContainerCreating", null)),
                        event(POD, "FailedMount", "timed out", 1),
                        event(POD, "Pulling", "Pulling image", 2)));
    }

    @Test
    void failuresAreToldTheMostTellingFirst() {
        Pod crashing = unready(pod("a", null), crashed("main", "CrashLoopBackOff", 1, "Error"));
        Pod unpulled = unready(pod("b", null), waiting("main", "ErrImagePull", ""));
        RolloutStatus.Failed failed = (RolloutStatus.Failed) Verdicts.lasting(crashing, unpulled);
        assertThat(failed.failures())
                .extracting(Failure::kind)
                .containsExactly(FailureKind.IMAGE_PULL, FailureKind.CRASH);
    }

    private static Arguments row(String what, String expected, HasMetadata... objects) {
        return Arguments.of(what, new ArrayList<>(List.of(objects)), expected);
    }

    private static Pod withProbe(Pod pod) {
        return new PodBuilder(pod)
                .editSpec()
                .editContainer(0)
                .withNewStartupProbe()
                .withPeriodSeconds(5)
                .withFailureThreshold(4)
                .endStartupProbe()
                .withNewReadinessProbe()
                .withInitialDelaySeconds(20)
                .withTimeoutSeconds(2)
                .endReadinessProbe()
                .endContainer()
                .endSpec()
                .build();
    }

    private static Pod untouched(Pod pod) {
        pod.getStatus().setStartTime(null);
        return pod;
    }

    private static Pod unseen(Pod pod) {
        return new PodBuilder(pod)
                .editSpec()
                .withNodeName(null)
                .withSchedulerName("volcano")
                .endSpec()
                .withNewStatus()
                .withPhase("Pending")
                .endStatus()
                .build();
    }

    private static Pod neverRestarted(Pod pod) {
        return new PodBuilder(pod)
                .editSpec()
                .withRestartPolicy("Never")
                .endSpec()
                .build();
    }

    private static ContainerStatus startedAt(String time) {
        ContainerStatus status = running("main", false);
        status.getState().getRunning().setStartedAt(time);
        return status;
    }

    private static Pod withEphemeral(Pod pod) {
        ContainerStatus broken = new ContainerStatusBuilder(waiting("debug", "ErrImagePull", "")).build();
        return new PodBuilder(pod)
                .editStatus()
                .addToEphemeralContainerStatuses(broken)
                .endStatus()
                .build();
    }

    private static Pod controlled(Pod pod) {
        return new PodBuilder(pod)
                .editMetadata()
                .addNewOwnerReference()
                .withController(true)
                .withApiVersion("core.strimzi.io/v1beta2")
                .withKind("StrimziPodSet")
                .withName("kafka")
                .withUid("uid-kafka")
                .endOwnerReference()
                .endMetadata()
                .build();
    }

    private static Pod gatedByLoadBalancer(Pod pod) {
        return new PodBuilder(notReady(pod, "ReadinessGatesNotReady", "x"))
                .editSpec()
                .addNewReadinessGate("example.org/lb")
                .endSpec()
                .editStatus()
                .addToConditions(condition("example.org/lb", "False", "Draining", "2 left"))
                .endStatus()
                .build();
    }
}
