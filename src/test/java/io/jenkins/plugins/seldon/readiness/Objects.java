package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.List;
import java.util.Map;

/** Objects of release {@code demo} as a cluster shows them when all is well; tests edit them from there. */
final class Objects {

    static final String CREATED = "2026-11-22T16:00:00Z";

    private Objects() {}

    static Deployment deployment(String name, int replicas) {
        return new DeploymentBuilder()
                .withMetadata(meta(name, Map.of("release", "demo")))
                .editMetadata()
                .withGeneration(2L)
                .addToAnnotations("deployment.kubernetes.io/revision", "2")
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", name)
                .endMetadata()
                .endTemplate()
                .endSpec()
                .withNewStatus()
                .withObservedGeneration(2L)
                .withReplicas(replicas)
                .withUpdatedReplicas(replicas)
                .withReadyReplicas(replicas)
                .withAvailableReplicas(replicas)
                .addNewCondition()
                .withType("Available")
                .withStatus("True")
                .withReason("MinimumReplicasAvailable")
                .endCondition()
                .addNewCondition()
                .withType("Progressing")
                .withStatus("True")
                .withReason("NewReplicaSetAvailable")
                .endCondition()
                .endStatus()
                .build();
    }

    static ReplicaSet replicaSet(Deployment owner, int revision) {
        return new ReplicaSetBuilder()
                .withMetadata(meta(owner.getMetadata().getName() + "-r" + revision, Map.of()))
                .editMetadata()
                .withGeneration(1L)
                .addToAnnotations("deployment.kubernetes.io/revision", "" + revision)
                .endMetadata()
                .withNewSpec()
                .withReplicas(owner.getSpec().getReplicas())
                .endSpec()
                .withNewStatus()
                .withObservedGeneration(1L)
                .withReplicas(owner.getSpec().getReplicas())
                .withReadyReplicas(owner.getSpec().getReplicas())
                .withAvailableReplicas(owner.getSpec().getReplicas())
                .endStatus()
                .build()
                .edit()
                .editMetadata()
                .addNewOwnerReference()
                .withController(true)
                .withKind("Deployment")
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .endOwnerReference()
                .endMetadata()
                .build();
    }

    static StatefulSet statefulSet(String name, int replicas) {
        return new StatefulSetBuilder()
                .withMetadata(meta(name, Map.of("app.kubernetes.io/instance", "demo")))
                .editMetadata()
                .withGeneration(2L)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewUpdateStrategy()
                .withType("RollingUpdate")
                .endUpdateStrategy()
                .withNewTemplate()
                .endTemplate()
                .endSpec()
                .withNewStatus()
                .withObservedGeneration(2L)
                .withReplicas(replicas)
                .withReadyReplicas(replicas)
                .withUpdatedReplicas(replicas)
                .withCurrentRevision(name + "-2")
                .withUpdateRevision(name + "-2")
                .endStatus()
                .build();
    }

    static DaemonSet daemonSet(String name, int nodes) {
        return new DaemonSetBuilder()
                .withMetadata(meta(name, Map.of("release", "demo")))
                .editMetadata()
                .withGeneration(2L)
                .addToAnnotations("deprecated.daemonset.template.generation", "2")
                .endMetadata()
                .withNewSpec()
                .withNewTemplate()
                .endTemplate()
                .endSpec()
                .withNewStatus()
                .withObservedGeneration(2L)
                .withDesiredNumberScheduled(nodes)
                .withCurrentNumberScheduled(nodes)
                .withUpdatedNumberScheduled(nodes)
                .withNumberReady(nodes)
                .withNumberAvailable(nodes)
                .endStatus()
                .build();
    }

    static Job job(String name) {
        return new JobBuilder()
                .withMetadata(meta(name, Map.of("release", "demo")))
                .withNewSpec()
                .withCompletions(1)
                .withNewTemplate()
                .endTemplate()
                .endSpec()
                .withNewStatus()
                .withSucceeded(1)
                .addNewCondition()
                .withType("Complete")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();
    }

    /** A ready pod of one container, {@code main}; without an owner it stands alone and carries the release's label. */
    static Pod pod(String name, HasMetadata owner) {
        PodBuilder pod = new PodBuilder()
                .withMetadata(meta(name, owner == null ? Map.of("release", "demo") : Map.of()))
                .withNewSpec()
                .withNodeName("worker-1")
                .addNewContainer()
                .withName("main")
                .withImage("example/main:1")
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .withStartTime(CREATED)
                .withConditions(condition("PodScheduled", "True", null, null), condition("Ready", "True", null, null))
                .withContainerStatuses(running("main", true))
                .endStatus();
        if (owner != null) {
            pod.editMetadata()
                    .addNewOwnerReference()
                    .withController(true)
                    .withKind(owner.getKind())
                    .withName(owner.getMetadata().getName())
                    .withUid(owner.getMetadata().getUid())
                    .endOwnerReference()
                    .endMetadata();
        }
        return pod.build();
    }

    /** The pod with its containers like this, and not ready. */
    static Pod unready(Pod pod, ContainerStatus... containers) {
        return new PodBuilder(pod)
                .editStatus()
                .withPhase("Pending")
                .withConditions(
                        condition("PodScheduled", "True", null, null),
                        condition("Ready", "False", "ContainersNotReady", null))
                .withContainerStatuses(containers)
                .endStatus()
                .build();
    }

    /** Every container is ready, the pod is not. */
    static Pod notReady(Pod pod, String reason, String message) {
        return new PodBuilder(pod)
                .editStatus()
                .withConditions(
                        condition("PodScheduled", "True", null, null),
                        condition("ContainersReady", "True", null, null),
                        condition("Ready", "False", reason, message))
                .endStatus()
                .build();
    }

    static Pod phase(Pod pod, String phase, String reason, String message) {
        return new PodBuilder(pod)
                .editStatus()
                .withPhase(phase)
                .withReason(reason)
                .withMessage(message)
                .withConditions(condition("Ready", "False", "PodFailed", null))
                .endStatus()
                .build();
    }

    static Pod unscheduled(Pod pod, String message) {
        return new PodBuilder(pod)
                .editSpec()
                .withNodeName(null)
                .endSpec()
                .withNewStatus()
                .withPhase("Pending")
                .withConditions(condition("PodScheduled", "False", "Unschedulable", message))
                .endStatus()
                .build();
    }

    static Pod terminating(Pod pod) {
        return terminating(pod, CREATED);
    }

    /** On its way out, which it should have reached by then. */
    static Pod terminating(Pod pod, String deletion) {
        return new PodBuilder(pod)
                .editMetadata()
                .withDeletionTimestamp(deletion)
                .endMetadata()
                .build();
    }

    static Pod withClaim(Pod pod, String claim) {
        return new PodBuilder(pod)
                .editSpec()
                .addNewVolume()
                .withName("data")
                .withNewPersistentVolumeClaim()
                .withClaimName(claim)
                .endPersistentVolumeClaim()
                .endVolume()
                .endSpec()
                .build();
    }

    /** The pod with an init container in this state; {@code restartPolicy} "Always" makes it a sidecar. */
    static Pod withInit(Pod pod, ContainerStatus status, String restartPolicy) {
        return new PodBuilder(pod)
                .editSpec()
                .addToInitContainers(new ContainerBuilder()
                        .withName(status.getName())
                        .withRestartPolicy(restartPolicy)
                        .build())
                .endSpec()
                .editStatus()
                .addToInitContainerStatuses(status)
                .endStatus()
                .build();
    }

    static ContainerStatus running(String name, boolean ready) {
        return status(name)
                .withReady(ready)
                .withStarted(true)
                .withState(new ContainerStateBuilder()
                        .withNewRunning()
                        .withStartedAt(CREATED)
                        .endRunning()
                        .build())
                .build();
    }

    static ContainerStatus waiting(String name, String reason, String message) {
        return status(name)
                .withState(new ContainerStateBuilder()
                        .withNewWaiting(message, reason)
                        .build())
                .build();
    }

    static ContainerStatus terminated(String name, int exitCode, String reason) {
        return status(name).withState(end(exitCode, reason)).build();
    }

    /** A container that waits after it has ended like this. */
    static ContainerStatus crashed(String name, String waitingReason, int exitCode, String reason) {
        return new ContainerStatusBuilder(
                        waiting(name, waitingReason, "back-off 40s restarting failed container=main pod=web"))
                .withRestartCount(3)
                .withLastState(end(exitCode, reason))
                .build();
    }

    static Event event(HasMetadata about, String reason, String message, int minute) {
        String name = about.getMetadata().getName() + "." + reason + minute;
        return new EventBuilder()
                .withMetadata(meta(name, Map.of()))
                .withType("Warning")
                .withReason(reason)
                .withMessage(message)
                .withLastTimestamp(java.time.Instant.parse(CREATED)
                        .plus(java.time.Duration.ofMinutes(minute))
                        .toString())
                .withNewInvolvedObject()
                .withKind(about.getKind())
                .withName(about.getMetadata().getName())
                .withUid(about.getMetadata().getUid())
                .endInvolvedObject()
                .build();
    }

    static PersistentVolumeClaim claim(String name, String phase, String storageClass) {
        return new PersistentVolumeClaimBuilder()
                .withMetadata(meta(name, Map.of()))
                .withNewSpec()
                .withStorageClassName(storageClass)
                .endSpec()
                .withNewStatus()
                .withPhase(phase)
                .endStatus()
                .build();
    }

    static PodCondition condition(String type, String status, String reason, String message) {
        return new PodConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .build();
    }

    private static ContainerStatusBuilder status(String name) {
        return new ContainerStatusBuilder()
                .withName(name)
                .withReady(false)
                .withRestartCount(0)
                .withImage("example/main:1");
    }

    private static io.fabric8.kubernetes.api.model.ContainerState end(int exitCode, String reason) {
        return new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withReason(reason)
                .endTerminated()
                .build();
    }

    private static ObjectMeta meta(String name, Map<String, String> labels) {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace("seldon-system")
                .withUid("uid-" + name)
                .withCreationTimestamp(CREATED)
                .withLabels(labels)
                .withOwnerReferences(List.of())
                .build();
    }
}
