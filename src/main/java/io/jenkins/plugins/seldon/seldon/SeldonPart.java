package io.jenkins.plugins.seldon.seldon;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One Deployment that the operator makes of a predictor.
 *
 * @param role what it does on a prediction's way
 * @param predictor the predictor as the SeldonDeployment has it now
 * @param source what the pods are made from: the component with the containers that the operator adds to it, the
 *     explainer; missing for an executor in pods of its own
 * @param names what the Deployment may be called, the likeliest first
 * @param replicas what the operator scales it to; empty where the SeldonDeployment does not say, and where an
 *     autoscaler does it
 */
public record SeldonPart(Role role, JsonNode predictor, JsonNode source, Set<String> names, OptionalInt replicas) {

    enum Role {
        COMPONENT,
        ENGINE,
        EXPLAINER
    }

    /** The predictor that it belongs to, as the specification calls it. */
    public String predictorName() {
        return predictor.path("name").asText();
    }

    /** The likeliest name of its Deployment. */
    public String name() {
        return names.iterator().next();
    }

    /**
     * The least that Kubernetes' own autoscaler keeps it at, whatever its metrics say; 0 where the SeldonDeployment asks for
     * none, and where KEDA comes first. Source: k8s.io/kubernetes, pkg/controller/podautoscaler/horizontal.go ({@code
     * reconcileAutoscaler}), which looks every 15 s.
     */
    public int leastReplicas() {
        return source.hasNonNull("kedaSpec")
                ? 0
                : source.at("/hpaSpec/minReplicas").asInt(0);
    }

    /** Whether a Deployment is this one by what it holds, for an operator that calls it something else. */
    boolean looksLike(Deployment deployment) {
        SeldonTemplate template = new SeldonTemplate(deployment);
        if (template.isExplainer() || role == Role.EXPLAINER) {
            return template.isExplainer() && role == Role.EXPLAINER && template.isOfVersion(version());
        }
        if (template.predictor().filter(predictorName()::equals).isEmpty()) {
            return false;
        }
        List<String> containers = SeldonTemplate.stream(source.at("/spec/containers"))
                .map(container -> container.path("name").asText())
                .toList();
        return template.containerNames().containsAll(containers)
                && (role == Role.COMPONENT || template.containerNames().equals(List.of(SeldonTemplate.EXECUTOR)));
    }

    /** The operator labels the pods of a predictor so: with its own label where it has one, else with its name. */
    private String version() {
        return predictor.at("/labels/version").asText(predictorName());
    }
}
