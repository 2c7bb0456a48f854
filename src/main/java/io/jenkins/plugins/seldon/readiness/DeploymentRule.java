package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A Deployment is ready when its controller has seen this generation and every replica is updated, ready and available,
 * with none of an older template left; it has failed when its progress deadline is exceeded.
 *
 * <p>Sources: kstatus {@code deploymentConditions} (sigs.k8s.io/cli-utils, pkg/kstatus/status/core.go) and
 * {@code kubectl rollout status} (k8s.io/kubectl, pkg/polymorphichelpers/rollout_status.go). Unlike both, the pods of the
 * current ReplicaSet are looked at too, so that a broken one is told at once and not after the progress deadline, and
 * a paused Deployment is named as such.
 */
final class DeploymentRule {

    private static final String REVISION = "deployment.kubernetes.io/revision";
    private static final String HASH = "pod-template-hash";

    private DeploymentRule() {}

    static void assess(Deployment deployment, Snapshot snapshot, Findings findings) {
        String name = "deployment/" + deployment.getMetadata().getName();
        DeploymentSpec spec = deployment.getSpec();
        DeploymentStatus status = deployment.getStatus();
        showAll(deployment, snapshot, findings);
        replicaSetRefused(deployment, name, snapshot, findings);
        if (Generations.isUnobserved(
                deployment, status == null ? null : status.getObservedGeneration(), name, findings)) {
            return;
        }
        int wanted = StatusNumbers.of(spec.getReplicas(), 1);
        boolean paused = Boolean.TRUE.equals(spec.getPaused());
        progress(deployment, name, paused, snapshot, findings);
        counts(status, wanted, name, paused, findings);

        Optional<ReplicaSet> current = currentReplicaSet(deployment, snapshot);
        if (current.isEmpty() && wanted > 0 && !paused) {
            findings.waiting(name + " has no ReplicaSet of its current template yet");
        }
        tellLeavingFirst(deployment, current, wanted, snapshot, findings);
        current.ifPresent(set -> {
            List<Pod> pods = PodRule.active(snapshot.podsOf(set));
            pods.forEach(pod -> PodRule.assess(pod, snapshot, findings, PodRule.Life.LASTING));
            if (pods.size() < wanted) {
                CreationRule.assess(set, name, snapshot, findings);
            }
            ReplacementRule.assess(set, name, wanted, snapshot, findings);
        });
    }

    /**
     * Notes that no ReplicaSet can be made of the current template: the controller says so without saying that it has
     * seen this generation, and keeps no progress deadline then (k8s.io/kubernetes, pkg/controller/deployment/sync.go,
     * {@code getNewReplicaSet}).
     */
    private static void replicaSetRefused(Deployment deployment, String name, Snapshot snapshot, Findings findings) {
        if (deployment.getStatus() == null || deployment.getMetadata().getDeletionTimestamp() != null) {
            return;
        }
        condition(deployment.getStatus(), "Progressing")
                .filter(condition -> "ReplicaSetCreateError".equals(condition.getReason()))
                .ifPresent(condition -> findings.failed(
                        CreationRule.failure(name, condition.getReason(), condition.getMessage(), snapshot)));
    }

    private static void progress(
            Deployment deployment, String name, boolean paused, Snapshot snapshot, Findings findings) {
        condition(deployment.getStatus(), "ReplicaFailure")
                .filter(condition -> "True".equals(condition.getStatus()) && !isOfAFormerTemplate(deployment, snapshot))
                .ifPresent(condition -> findings.failed(
                        CreationRule.failure(name, condition.getReason(), condition.getMessage(), snapshot)));
        Optional<DeploymentCondition> progressing = condition(deployment.getStatus(), "Progressing");
        Integer deadline = deployment.getSpec().getProgressDeadlineSeconds();
        boolean hasDeadline = deadline == null || deadline != Integer.MAX_VALUE;
        if (hasExceededItsDeadline(deployment)) {
            findings.failed(Failure.of(
                    FailureKind.PROGRESS_DEADLINE,
                    name,
                    progressing.get().getReason(),
                    progressing.get().getMessage()));
        } else if (hasDeadline
                && !paused
                && progressing
                        .filter(condition -> "True".equals(condition.getStatus())
                                && "NewReplicaSetAvailable".equals(condition.getReason()))
                        .isEmpty()) {
            findings.waiting(name + " is still rolling out");
        }
    }

    /**
     * Whether the refusal that the Deployment tells is that of a ReplicaSet of an older template: it tells that one
     * where the current ReplicaSet has none, until the older one is scaled down, for which a pod of the current one has
     * to be available (k8s.io/kubernetes, pkg/controller/deployment/progress.go, {@code getReplicaFailures}, and
     * rolling.go, {@code reconcileOldReplicaSets}).
     */
    private static boolean isOfAFormerTemplate(Deployment deployment, Snapshot snapshot) {
        return currentReplicaSet(deployment, snapshot)
                        .filter(DeploymentRule::isRefused)
                        .isEmpty()
                && snapshot.replicaSetsOf(deployment).stream().anyMatch(DeploymentRule::isRefused);
    }

    private static boolean isRefused(ReplicaSet set) {
        return set.getStatus() != null
                && set.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                "ReplicaFailure".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    static boolean hasExceededItsDeadline(Deployment deployment) {
        return condition(deployment.getStatus(), "Progressing")
                .filter(condition -> "ProgressDeadlineExceeded".equals(condition.getReason()))
                .isPresent();
    }

    private static void counts(DeploymentStatus status, int wanted, String name, boolean paused, Findings findings) {
        int updated = StatusNumbers.of(status.getUpdatedReplicas(), 0);
        int all = StatusNumbers.of(status.getReplicas(), 0);
        int ready = StatusNumbers.of(status.getReadyReplicas(), 0);
        int available = StatusNumbers.of(status.getAvailableReplicas(), 0);
        if (updated < wanted && paused) {
            findings.waiting(name + " is paused with " + updated + " of " + wanted
                    + " replicas updated; nothing moves until it is resumed");
        } else if (updated < wanted) {
            findings.waiting(name + ": " + updated + " of " + wanted + " replicas updated");
        }
        if (all > updated) {
            findings.waiting(name + ": " + (all - updated) + " of older templates still there");
        }
        if (all > wanted) {
            findings.waiting(name + ": " + all + " replicas, wants " + wanted);
        }
        if (ready < wanted) {
            findings.waiting(name + ": " + ready + " of " + wanted + " replicas ready");
        } else if (available < wanted) {
            findings.waiting(name + ": " + available + " of " + wanted + " replicas available");
        }
        if (wanted > 0
                && condition(status, "Available")
                        .filter(condition -> "True".equals(condition.getStatus()))
                        .isEmpty()) {
            findings.waiting(name + " is not available");
        }
    }

    /** Notes the pods of former templates that have to be gone before one of the current template is made. */
    private static void tellLeavingFirst(
            Deployment deployment, Optional<ReplicaSet> current, int wanted, Snapshot snapshot, Findings findings) {
        boolean lacksPods =
                current.map(set -> PodRule.active(snapshot.podsOf(set)).size()).orElse(0) < wanted;
        if (isMadeAnew(deployment) && lacksPods) {
            snapshot.replicaSetsOf(deployment).stream()
                    .filter(set -> current.filter(set::equals).isEmpty())
                    .forEach(set -> PodRule.tellLeaving(snapshot.podsOf(set), findings));
        }
    }

    private static boolean isMadeAnew(Deployment deployment) {
        return deployment.getSpec().getStrategy() != null
                && "Recreate".equals(deployment.getSpec().getStrategy().getType());
    }

    /**
     * The ReplicaSet of the Deployment's current template: the one with the Deployment's own revision. With the strategy
     * {@code Recreate} that stays the former one until the last of its pods is gone, though the generation is observed
     * (k8s.io/kubernetes, pkg/controller/deployment/recreate.go and sync.go, {@code getNewReplicaSet}).
     */
    static Optional<ReplicaSet> currentReplicaSet(Deployment deployment, Snapshot snapshot) {
        List<ReplicaSet> sets = snapshot.replicaSetsOf(deployment);
        String revision = annotation(deployment);
        Optional<ReplicaSet> exact =
                sets.stream().filter(set -> annotation(set).equals(revision)).findFirst();
        if (exact.isPresent() || !revision.isEmpty()) {
            return exact.filter(set -> !isMadeAnew(deployment)
                    || deployment.getStatus() != null
                            && StatusNumbers.of(deployment.getStatus().getUpdatedReplicas(), 0) > 0
                    || isOfTemplate(set, deployment));
        }
        return sets.stream()
                .max(Comparator.comparing((ReplicaSet set) ->
                                Events.instant(set.getMetadata().getCreationTimestamp()))
                        .thenComparing(set -> set.getMetadata().getName()));
    }

    /** Two ways to write a quantity are no other template, but such a set has updated replicas soon. */
    private static boolean isOfTemplate(ReplicaSet set, Deployment deployment) {
        PodTemplateSpec template = set.getSpec().getTemplate();
        return template == null
                || new PodTemplateSpecBuilder(template)
                        .editOrNewMetadata()
                        .removeFromLabels(HASH)
                        .endMetadata()
                        .build()
                        .equals(deployment.getSpec().getTemplate());
    }

    private static void showAll(Deployment deployment, Snapshot snapshot, Findings findings) {
        for (ReplicaSet set : snapshot.replicaSetsOf(deployment)) {
            snapshot.podsOf(set).forEach(findings::shows);
        }
    }

    private static String annotation(HasMetadata object) {
        var annotations = object.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(REVISION, "");
    }

    private static Optional<DeploymentCondition> condition(DeploymentStatus status, String type) {
        return status.getConditions().stream()
                .filter(condition -> type.equals(condition.getType()))
                .findFirst();
    }
}
