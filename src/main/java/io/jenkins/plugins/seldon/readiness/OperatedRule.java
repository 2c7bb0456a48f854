package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the Prometheus Operator runs ({@code Prometheus}, {@code PrometheusAgent}, {@code Alertmanager}, {@code ThanosRuler}):
 * ready when the operator says of this generation that it is reconciled and available. What keeps its pods is judged beside
 * it, as soon as the operator has made their StatefulSet.
 *
 * <p>Source: prometheus-operator v0.93, pkg/apis/monitoring/v1/types.go (the conditions {@code Available}, which may be
 * {@code Degraded}, and {@code Reconciled}, each with an observed generation; the status has none),
 * pkg/prometheus/operator.go {@code StatusReporter.Process}, pkg/operator/operator.go {@code GetCondition}. By the tags'
 * sources, conditions are written of a {@code Prometheus} since v0.56, with an observed generation since v0.60, of an
 * {@code Alertmanager} since v0.63, of a {@code PrometheusAgent} since v0.64 and of a {@code ThanosRuler} since v0.65. What an
 * older operator runs is waited for in vain, and the sentence says that it has said nothing; conditions without a generation
 * are taken for this one's.
 */
final class OperatedRule {

    private OperatedRule() {}

    static void assess(GenericKubernetesResource resource, Findings findings) {
        String name = resource.getKind() + " " + resource.getMetadata().getName();
        if (resource.getMetadata().getDeletionTimestamp() != null) {
            findings.waiting(name + " is being deleted");
            return;
        }
        Map<?, ?> reconciled = condition(resource, "Reconciled");
        Map<?, ?> available = condition(resource, "Available");
        long generation = StatusNumbers.of(resource.getMetadata().getGeneration(), 0);
        if (available.isEmpty()) {
            findings.waiting("the Prometheus Operator has not reported on " + name + " yet");
        } else if (isOlder(available, generation) || isOlder(reconciled, generation)) {
            findings.waiting(name + ": generation " + generation + " is not observed by its operator yet");
        } else if ("False".equals(reconciled.get("status"))) {
            findings.waiting(name + " could not be reconciled" + why(reconciled));
        } else if (!"True".equals(available.get("status"))) {
            findings.waiting(name + " is not available" + why(available));
        }
    }

    private static boolean isOlder(Map<?, ?> condition, long generation) {
        return condition.get("observedGeneration") instanceof Number observed && observed.longValue() < generation;
    }

    private static String why(Map<?, ?> condition) {
        String reason = Objects.toString(condition.get("reason"), "");
        String message = Objects.toString(condition.get("message"), "");
        String told = reason + (reason.isEmpty() || message.isEmpty() ? "" : ": ") + message;
        return told.isEmpty() ? "" : " (" + told + ")";
    }

    private static Map<?, ?> condition(GenericKubernetesResource resource, String type) {
        return resource.get("status", "conditions") instanceof List<?> conditions
                ? conditions.stream()
                        .filter(Map.class::isInstance)
                        .map(condition -> (Map<?, ?>) condition)
                        .filter(condition -> type.equals(condition.get("type")))
                        .<Map<?, ?>>map(condition -> condition)
                        .findFirst()
                        .orElse(Map.of())
                : Map.of();
    }
}
