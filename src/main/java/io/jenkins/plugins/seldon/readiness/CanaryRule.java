package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
        Optional<Deployment> deployment = "Deployment".equals(canary.get("spec", "targetRef", "kind"))
                ? snapshot.find(WatchedKind.DEPLOYMENT, target).map(Deployment.class::cast)
                : Optional.empty();
        Optional<Map<?, ?>> said = CustomResourceRule.condition(canary, "Promoted");
        Instant promoted = said.map(condition -> Events.instant(Objects.toString(condition.get("lastUpdateTime"), "")))
                .orElse(Instant.EPOCH);
        boolean isPromoted =
                said.filter(condition -> "True".equals(condition.get("status"))).isPresent();
        if (promoted.isAfter(Instant.EPOCH) && madeAt(deployment, snapshot).isAfter(promoted)
                || isPromoted && hasOtherImages(deployment, snapshot)) {
            findings.waiting("Canary " + canary.getMetadata().getName()
                    + ": Flagger has not looked at the present template of deployment/" + target + " yet");
        }
        CustomResourceRule.assessSpeaking(canary, findings);
    }

    /** When the ReplicaSet of the Deployment's present template was made; the epoch if unknown. */
    private static Instant madeAt(Optional<Deployment> deployment, Snapshot snapshot) {
        return deployment
                .flatMap(target -> DeploymentRule.currentReplicaSet(target, snapshot))
                .map(set -> Events.instant(set.getMetadata().getCreationTimestamp()))
                .orElse(Instant.EPOCH);
    }

    /**
     * Whether what Flagger has promoted last has other images than the Deployment: that may have a former template again,
     * whose ReplicaSet is as old (pkg/canary/deployment_controller.go, {@code Promote}).
     */
    private static boolean hasOtherImages(Optional<Deployment> deployment, Snapshot snapshot) {
        return deployment
                .filter(target -> snapshot.find(
                                WatchedKind.DEPLOYMENT, target.getMetadata().getName() + "-primary")
                        .filter(primary -> !images((Deployment) primary).equals(images(target)))
                        .isPresent())
                .isPresent();
    }

    private static List<String> images(Deployment deployment) {
        PodSpec spec = deployment.getSpec().getTemplate().getSpec();
        return spec == null
                ? List.of()
                : spec.getContainers().stream().map(Container::getImage).toList();
    }
}
