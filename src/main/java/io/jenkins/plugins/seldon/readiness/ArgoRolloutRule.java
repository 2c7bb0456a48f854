package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A Rollout of Argo is ready when its controller has seen this generation and calls it {@code Healthy}, and has failed
 * when it calls it {@code Degraded}. A ReplicaSet of a former revision is as little judged as a Deployment's. Where a
 * Rollout has its template from a Deployment, that is updated alone, and the Rollout tells which generation it has seen.
 * Where no ReplicaSet can be made of its template, its phase may be of the former one, {@code Healthy} too.
 *
 * <p>Source: argoproj/argo-rollouts, pkg/apis/rollouts/v1alpha1/types.go ({@code RolloutPhase}), rollout/sync.go ({@code
 * ObservedGeneration} and {@code WorkloadObservedGeneration} are strings; {@code createDesiredReplicaSet}) and
 * rollout/templateref.go. Before v1.0 there was no phase: such a Rollout is judged by what custom resources commonly say.
 */
final class ArgoRolloutRule {

    static final String KIND = "Rollout";

    private static final String REVISION = "rollout.argoproj.io/revision";

    private ArgoRolloutRule() {}

    static void assess(GenericKubernetesResource rollout, Snapshot snapshot, Findings findings) {
        String name = KIND + " " + rollout.getMetadata().getName();
        String phase = text(rollout, "phase");
        String generation = Objects.toString(rollout.getMetadata().getGeneration(), "");
        Optional<HasMetadata> unseen = unseenDeployment(rollout, snapshot);
        Optional<Map<?, ?>> refused = CustomResourceRule.condition(rollout, "Progressing")
                .filter(condition -> "ReplicaSetCreateError".equals(condition.get("reason")));
        if (rollout.get("status") == null) {
            findings.waiting(
                    rollout.getKind() + " " + rollout.getMetadata().getName() + " does not report its readiness yet");
        } else if (phase.isEmpty() || rollout.getMetadata().getDeletionTimestamp() != null) {
            CustomResourceRule.assess(rollout, findings);
        } else if (!text(rollout, "observedGeneration").equals(generation)) {
            findings.waiting(name + ": generation " + generation + " is not observed by its controller yet");
        } else if (refused.isPresent()) {
            String message = Objects.toString(refused.get().get("message"), "");
            findings.failed(CreationRule.failure(name, "ReplicaSetCreateError", message, snapshot));
        } else if (unseen.isPresent()) {
            findings.waiting(name + " has not taken over generation "
                    + unseen.get().getMetadata().getGeneration() + " of deployment/"
                    + unseen.get().getMetadata().getName() + " yet");
        } else if (phase.equals("Degraded")) {
            findings.failed(Failure.of(FailureKind.CUSTOM_RESOURCE, name, phase, text(rollout, "message")));
        } else if (!phase.equals("Healthy")) {
            findings.waiting(name + " is not ready" + why(phase, text(rollout, "message")));
        }
    }

    /** The Deployment that it has its template from, where that has changed since. */
    private static Optional<HasMetadata> unseenDeployment(GenericKubernetesResource rollout, Snapshot snapshot) {
        String observed = text(rollout, "workloadObservedGeneration");
        String name = Objects.toString(rollout.get("spec", "workloadRef", "name"), "");
        return "Deployment".equals(rollout.get("spec", "workloadRef", "kind")) && !observed.isEmpty()
                ? snapshot.find(WatchedKind.DEPLOYMENT, name)
                        .filter(deployment -> !observed.equals(
                                Objects.toString(deployment.getMetadata().getGeneration(), "")))
                : Optional.empty();
    }

    private static String why(String phase, String message) {
        return " (" + phase + (message.isEmpty() ? "" : ": " + message) + ")";
    }

    /** Whether it is a ReplicaSet of a Rollout that has a newer one. */
    static boolean isOfFormerRevision(HasMetadata object, Snapshot snapshot) {
        return object instanceof ReplicaSet
                && Snapshot.isControlledBy(object, Set.of(KIND))
                && snapshot.all(WatchedKind.REPLICA_SET, ReplicaSet.class).stream()
                        .filter(other -> Snapshot.owner(other).equals(Snapshot.owner(object)))
                        .anyMatch(other -> revision(other) > revision(object));
    }

    private static long revision(HasMetadata set) {
        String revision = set.getMetadata().getAnnotations() == null
                ? null
                : set.getMetadata().getAnnotations().get(REVISION);
        return revision != null && revision.matches("\\d{1,18}") ? Long.parseLong(revision) : 0;
    }

    private static String text(GenericKubernetesResource rollout, String field) {
        return Objects.toString(rollout.get("status", field), "");
    }
}
