package io.jenkins.plugins.seldon.steps;

import io.jenkins.plugins.seldon.settings.ClusterForm;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** A gate while its form is being filled in: the step as submitting the form would make it, looked at before a burst. */
final class GateQuery {

    /** What only a burst needs; all else tells where the deployment is, and which Prometheus and Grafana look at it. */
    private static final Set<String> OF_THE_BURST = Set.of(
            "endpoint",
            "endpointPrefix",
            "endpointCredentialsId",
            "endpointTokenUrl",
            "endpointTokenCredentialsId",
            "endpointTokenScope",
            "endpointTokenAudience",
            "endpointCaCertificate",
            "payload",
            "payloadFile",
            "answer",
            "headers");

    private final AssertPredictionMetricsStep step;
    private final boolean hasVariables;
    private final boolean isTold;

    /** @param form what the step was bound of: a map (as Jenkins' JSON objects are), or nothing */
    GateQuery(AssertPredictionMetricsStep step, Object form) {
        this.step = step;
        this.isTold = !hasVariable(form);
        this.hasVariables = form instanceof Map<?, ?> fields
                && fields.entrySet().stream()
                        .anyMatch(field -> !OF_THE_BURST.contains(String.valueOf(field.getKey()))
                                && hasVariable(field.getValue()));
    }

    private static boolean hasVariable(Object given) {
        if (given instanceof Map<?, ?> fields) {
            return fields.values().stream().anyMatch(GateQuery::hasVariable);
        }
        if (given instanceof Collection<?> entries) {
            return entries.stream().anyMatch(GateQuery::hasVariable);
        }
        return given instanceof String text && ClusterForm.hasVariable(text);
    }

    AssertPredictionMetricsStep step() {
        return step;
    }

    /** Whether only a build can tell what is to be looked at. */
    boolean hasVariables() {
        return hasVariables;
    }

    /** Whether the form tells every option, those of the burst too. */
    boolean isTold() {
        return isTold;
    }
}
