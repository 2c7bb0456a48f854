package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A Canary of Flagger is ready when it is promoted, and was so after the present template of its Deployment was made:
 * Flagger looks at that once in an {@code analysis.interval}, 60 s by default, and until then the Canary is what it was
 * before, with a Deployment that Flagger has scaled to none and that therefore is complete at once.
 *
 * <p>Source: fluxcd/flagger, pkg/apis/flagger/v1beta1/canary.go ({@code GetAnalysisInterval}) and pkg/canary/status.go ({@code
 * MakeStatusConditions}, which notes the time of each change of phase, and there is one for each template).
 */
final class CanaryRule {

    private CanaryRule() {}

    static void assess(GenericKubernetesResource canary, Snapshot snapshot, Findings findings) {
        String target = Objects.toString(canary.get("spec", "targetRef", "name"), "");
        Instant promoted = CustomResourceRule.condition(canary, "Promoted")
                .map(condition -> Events.instant(Objects.toString(condition.get("lastUpdateTime"), "")))
                .orElse(Instant.EPOCH);
        if (promoted.isAfter(Instant.EPOCH) && madeAt(target, canary, snapshot).isAfter(promoted)) {
            findings.waiting("Canary " + canary.getMetadata().getName()
                    + ": Flagger has not looked at the present template of deployment/" + target + " yet");
        }
        CustomResourceRule.assessSpeaking(canary, findings);
    }

    /** When the ReplicaSet of its Deployment's present template was made; the epoch if unknown. */
    private static Instant madeAt(String target, GenericKubernetesResource canary, Snapshot snapshot) {
        Optional<ReplicaSet> current = "Deployment".equals(canary.get("spec", "targetRef", "kind"))
                ? snapshot.find(WatchedKind.DEPLOYMENT, target)
                        .flatMap(deployment -> DeploymentRule.currentReplicaSet((Deployment) deployment, snapshot))
                : Optional.empty();
        return current.map(set -> Events.instant(set.getMetadata().getCreationTimestamp()))
                .orElse(Instant.EPOCH);
    }
}
