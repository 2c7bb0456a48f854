package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Collection;
import java.util.Set;

/**
 * What a snapshot says about a subject: a pure function of the objects, whatever their order. Time, and with it graces
 * and stability, comes in with {@link RolloutState}.
 */
public final class Readiness {

    private Readiness() {}

    /**
     * Judges every workload and pod of the subject by the rule of its kind. A release whose manifest names nothing, as one
     * of CronJobs alone, lacks nothing but pods, where the criteria ask for some.
     *
     * @param manifest the workloads that the release's manifest names and that can be watched, empty if unknown
     * @param revision what else is known of the release's newest revision
     */
    static Assessment assess(
            Snapshot snapshot, Criteria criteria, Collection<WorkloadName> manifest, Revision revision) {
        Members scope = Members.of(criteria.subject(), snapshot, manifest, revision.begun());
        Findings findings = new Findings();
        for (WorkloadName name : scope.missing()) {
            if (snapshot.isHidden(name.kind())) {
                hidden(name, findings);
            } else {
                findings.absent(name);
            }
        }
        scope.workloads().forEach(workload -> assess(workload, snapshot, findings));
        for (Pod pod : scope.pods()) {
            boolean isReplaced = Snapshot.owner(pod).isPresent();
            if (isReplaced && (PodRule.isPhase(pod, "Failed") || PodRule.isShutDown(pod))) {
                findings.shows(pod);
            } else if (pod.getMetadata().getDeletionTimestamp() == null) {
                boolean isDone = PodRule.isPhase(pod, "Succeeded");
                PodRule.assess(
                        pod, snapshot, findings, isReplaced && !isDone ? PodRule.Life.LASTING : PodRule.Life.ALONE);
                if (Hooks.isHook(pod) && !isDone && !PodRule.isPhase(pod, "Failed")) {
                    // Helm waits for its end, however ready it is (helm.sh/helm, pkg/kube/client.go).
                    findings.waiting("pod " + pod.getMetadata().getName() + " is a Helm hook that has not ended yet");
                }
            } else {
                findings.shows(pod);
                findings.waiting("pod " + pod.getMetadata().getName() + " is being deleted");
            }
        }
        if (scope.workloads().isEmpty()
                && scope.pods().isEmpty()
                && scope.missing().isEmpty()
                && !revision.runsNothing()) {
            findings.waiting(
                    isOfPodsAlone(criteria.subject(), snapshot)
                            ? criteria.subject() + " matches pods, but none of the workloads that made them: name these"
                                    + " in workloads instead"
                            : "nothing of " + criteria.subject() + " exists yet");
        }
        return findings.assessment();
    }

    /** As do labels that a StatefulSet or a webhook adds to each pod. */
    private static boolean isOfPodsAlone(Subject subject, Snapshot snapshot) {
        return subject instanceof Subject.Selected selected
                && snapshot.pods().stream()
                        .filter(pod -> !Snapshot.isControlledBy(pod, Set.of("Job")))
                        .anyMatch(pod ->
                                selected.selector().matches(pod.getMetadata().getLabels()));
    }

    private static void assess(HasMetadata workload, Snapshot snapshot, Findings findings) {
        if (workload instanceof Deployment deployment) {
            DeploymentRule.assess(deployment, snapshot, findings);
        } else if (workload instanceof StatefulSet set) {
            StatefulSetRule.assess(set, snapshot, findings);
        } else if (workload instanceof DaemonSet set) {
            DaemonSetRule.assess(set, snapshot, findings);
        } else if (workload instanceof ReplicaSet set) {
            ReplicaSetRule.assess(set, snapshot, findings);
        } else if (workload instanceof ReplicationController controller) {
            ReplicaSetRule.assess(controller, snapshot, findings);
        } else if (workload instanceof Job job) {
            JobRule.assess(job, snapshot, findings);
        } else {
            custom((GenericKubernetesResource) workload, snapshot, findings);
        }
    }

    /** As while the webhook that converts a definition's versions, or the API server of a group of its own, is away. */
    private static void hidden(WorkloadName name, Findings findings) {
        findings.waiting(name + " can't be judged while the API server does not list its kind");
    }

    private static void custom(GenericKubernetesResource object, Snapshot snapshot, Findings findings) {
        WatchedKind kind =
                WatchedKind.of(object.getApiVersion(), object.getKind()).orElse(null);
        if (kind != null && snapshot.isHidden(kind)) {
            hidden(new WorkloadName(kind, object.getMetadata().getName()), findings);
        } else if (WatchedKind.SELDON_DEPLOYMENT.equals(kind)) {
            SeldonDeploymentRule.assess(object, snapshot, findings);
        } else if (WatchedKind.INFERENCE_SERVICE.equals(kind)) {
            InferenceServiceRule.assess(object, snapshot, findings);
        } else if (WatchedKind.KNATIVE_SERVICE.equals(kind)) {
            KnativeServiceRule.assess(object, snapshot, findings);
        } else if (kind != null && kind.isCanary()) {
            CanaryRule.assess(object, snapshot, findings);
        } else if (kind != null && kind.isSpeaking()) {
            CustomResourceRule.assessSpeaking(object, findings);
        } else if (kind != null && kind.isOperated()) {
            OperatedRule.assess(object, findings);
        } else if (kind != null && kind.isArgoRollout()) {
            ArgoRolloutRule.assess(object, snapshot, findings);
        } else if (kind != null && kind.isKruise()) {
            KruiseRule.assess(object, snapshot, findings);
        } else if (kind != null && kind.isDeploymentConfig()) {
            DeploymentConfigRule.assess(object, snapshot, findings);
        } else {
            CustomResourceRule.assess(object, findings);
        }
    }
}
