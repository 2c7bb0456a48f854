package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A custom resource is ready when nothing of what custom resources commonly say is against it: it is not being deleted, the
 * generation that it observed is its own, {@code Reconciling} and {@code Stalled} are not true, and {@code Ready}, where it
 * has that condition, is. It has failed when {@code Stalled} is true. One that says nothing of the kind is ready as soon as
 * it exists.
 *
 * <p>Source: kstatus {@code checkGenericProperties} and {@code checkReadyCondition} (sigs.k8s.io/cli-utils,
 * pkg/kstatus/status/generic.go and status.go). Unlike there, {@code NotReady} must not be true, which
 * Strimzi writes in the place of {@code Ready} while it deploys and when it can't (strimzi/strimzi-kafka-operator,
 * operator-common, StatusUtils.java).
 */
final class CustomResourceRule {

    private CustomResourceRule() {}

    /**
     * The same for a kind of which is known that its controller writes {@code Ready}: one without is not ready. Seldon Core 2
     * (operator/apis/mlops/v1alpha1, {@code NewLivingConditionSet}) writes no observed generation, so that its status may be
     * from before an update; KServe is kserve/kserve, pkg/apis/serving/v1alpha1 and pkg/controller/v1alpha1/inferencegraph.
     * What Flagger writes of a Canary is {@code Promoted}, which is unknown while it analyses and false when that has failed,
     * until the next change (fluxcd/flagger, pkg/canary/status.go, {@code MakeStatusConditions}).
     */
    static void assessSpeaking(GenericKubernetesResource resource, Findings findings) {
        if (ready(resource).isEmpty() && resource.getMetadata().getDeletionTimestamp() == null) {
            findings.waiting(
                    resource.getKind() + " " + resource.getMetadata().getName() + " does not report its readiness yet");
        }
        assess(resource, findings);
    }

    static void assess(GenericKubernetesResource resource, Findings findings) {
        String name = resource.getKind() + " " + resource.getMetadata().getName();
        if (resource.getMetadata().getDeletionTimestamp() != null) {
            findings.waiting(name + " is being deleted");
            return;
        }
        long generation = StatusNumbers.of(resource.getMetadata().getGeneration(), 0);
        if (isOfAnother(resource, generation)) {
            findings.waiting(name + ": generation " + generation + " is not observed by its controller yet");
            return;
        }
        Optional<Map<?, ?>> stalled = condition(resource, "Stalled").filter(CustomResourceRule::isTrue);
        Optional<Map<?, ?>> reconciling = condition(resource, "Reconciling").filter(CustomResourceRule::isTrue);
        Optional<Map<?, ?>> unready = ready(resource)
                .filter(condition -> !isTrue(condition))
                .or(() -> condition(resource, "NotReady").filter(CustomResourceRule::isTrue));
        if (reconciling.isPresent()) {
            findings.waiting(name + " is reconciling" + why(reconciling.get()));
        } else if (stalled.isPresent()) {
            findings.failed(Failure.of(
                    FailureKind.CUSTOM_RESOURCE, name, text(stalled.get(), "reason"), text(stalled.get(), "message")));
        } else if (unready.isPresent()) {
            findings.waiting(name + " is not ready" + why(unready.get()));
        }
    }

    /**
     * Whether what it says is about another generation: by its status or, where that names none, by its condition {@code Ready}
     * (k8s.io/apimachinery, pkg/apis/meta/v1/types.go: such a condition is out of date).
     */
    private static boolean isOfAnother(GenericKubernetesResource resource, long generation) {
        Object observed = resource.get("status", "observedGeneration");
        Object ofReady = condition(resource, "Ready")
                .map(condition -> (Object) condition.get("observedGeneration"))
                .orElse(null);
        return (observed == null ? ofReady : observed) instanceof Number number && number.longValue() != generation;
    }

    private static Optional<Map<?, ?>> ready(GenericKubernetesResource resource) {
        boolean isCanary = WatchedKind.of(resource.getApiVersion(), resource.getKind())
                .filter(WatchedKind::isCanary)
                .isPresent();
        return condition(resource, isCanary ? "Promoted" : "Ready");
    }

    private static boolean isTrue(Map<?, ?> condition) {
        return "True".equals(condition.get("status"));
    }

    private static String why(Map<?, ?> condition) {
        List<String> parts = new ArrayList<>();
        for (String part : List.of("reason", "message")) {
            if (!text(condition, part).isEmpty()) {
                parts.add(text(condition, part));
            }
        }
        return parts.isEmpty() ? "" : " (" + String.join(": ", parts) + ")";
    }

    private static String text(Map<?, ?> condition, String field) {
        return Objects.toString(condition.get(field), "");
    }

    static Optional<Map<?, ?>> condition(GenericKubernetesResource resource, String type) {
        if (resource.get("status", "conditions") instanceof List<?> conditions) {
            for (Object entry : conditions) {
                if (entry instanceof Map<?, ?> condition && type.equals(condition.get("type"))) {
                    return Optional.of(condition);
                }
            }
        }
        return Optional.empty();
    }
}
