package io.jenkins.plugins.seldon.seldon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.jenkins.plugins.seldon.text.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The Deployments that the operator makes of a SeldonDeployment as it is now, and which of those that it owns they are.
 * Its status does not say so: it has no observed generation.
 *
 * <p>Source: seldon-core 1.2.2, 1.12.0, 1.17.1 and 1.18.2, operator/controllers ({@code createComponents}, {@code
 * createEngineDeployment}, {@code createExplainer}) and {@code DefaultSeldonDeployment}.
 */
public final class SeldonPredictors {

    private static final ObjectMapper JSON = Json.bounded().build();

    private final String name;
    private final JsonNode spec;
    private final List<SeldonPart> parts = new ArrayList<>();

    /** @param seldon a SeldonDeployment as the API server has it */
    public SeldonPredictors(GenericKubernetesResource seldon) {
        this.name = seldon.getMetadata().getName();
        Object given = seldon.get("spec");
        this.spec = given == null ? JSON.createObjectNode() : JSON.valueToTree(given);
        spec.path("predictors").forEach(this::add);
    }

    /**
     * @param made the Deployment of each part, where there is one
     * @param others owned Deployments of no part
     */
    public record Assignment(Map<SeldonPart, Deployment> made, List<Deployment> others) {}

    /** What the operator makes of the predictors, in their order; not to be changed. */
    public List<SeldonPart> parts() {
        return parts;
    }

    /** How clients talk to the model, as the SeldonDeployment says; empty where it does not. */
    public String protocol() {
        return spec.path("protocol").asText();
    }

    /** Which part each Deployment is that the SeldonDeployment owns: by the operator's name for it, else by what it holds. */
    public Assignment assign(List<Deployment> owned) {
        Map<SeldonPart, Deployment> made = new LinkedHashMap<>();
        List<Deployment> others = new ArrayList<>(owned);
        for (SeldonPart part : parts) {
            take(part, others, made, deployment -> part.names()
                    .contains(deployment.getMetadata().getName()));
        }
        for (SeldonPart part : parts) {
            take(part, others, made, part::looksLike);
        }
        return new Assignment(made, others);
    }

    private static void take(
            SeldonPart part, List<Deployment> others, Map<SeldonPart, Deployment> made, Predicate<Deployment> isIt) {
        if (made.containsKey(part)) {
            return;
        }
        others.stream().filter(isIt).findFirst().ifPresent(deployment -> {
            made.put(part, deployment);
            others.remove(deployment);
        });
    }

    /**
     * Whether an owned Deployment that is no part was made by the operator of something that is no longer there. What tells
     * nothing of that is somebody else's.
     */
    public static boolean isFormer(Deployment deployment) {
        SeldonTemplate template = new SeldonTemplate(deployment);
        return template.predictor().isPresent() || template.isExplainer();
    }

    private void add(JsonNode predictor) {
        String called = predictor.path("name").asText();
        boolean hasEngine = !isTrue(predictor.at("/annotations").path("seldon.io/no-engine"));
        if (hasEngine && isTrue(spec.at("/annotations").path("seldon.io/engine-separate-pod"))) {
            parts.add(new SeldonPart(
                    SeldonPart.Role.ENGINE,
                    predictor,
                    JSON.createObjectNode(),
                    SeldonNames.engine(name, called),
                    first(predictor.at("/svcOrchSpec/replicas"), predictor.path("replicas"), spec.path("replicas"))));
        }
        ArrayNode components = components(predictor);
        for (int i = 0; i < components.size(); i++) {
            JsonNode component = components.get(i);
            if (!component.at("/spec/containers").isEmpty()) {
                parts.add(component(predictor, component, i));
            }
        }
        if (!predictor.at("/explainer/type").asText().isEmpty()) {
            parts.add(new SeldonPart(
                    SeldonPart.Role.EXPLAINER,
                    predictor,
                    predictor.path("explainer"),
                    SeldonNames.explainer(name, called),
                    explainerReplicas(predictor)));
        }
    }

    private SeldonPart component(JsonNode predictor, JsonNode component, int index) {
        String own = component.at("/metadata/name").asText();
        String containers = SeldonTemplate.stream(component.at("/spec/containers"))
                .map(container -> container.path("name").asText())
                .collect(Collectors.joining("-"));
        boolean scaled = component.hasNonNull("hpaSpec") || component.hasNonNull("kedaSpec");
        return new SeldonPart(
                SeldonPart.Role.COMPONENT,
                predictor,
                component,
                SeldonNames.component(name, predictor.path("name").asText(), index, own.isEmpty() ? containers : own),
                scaled
                        ? OptionalInt.empty()
                        : first(component.path("replicas"), predictor.path("replicas"), spec.path("replicas")));
    }

    /** Prepackaged servers that have no container get one in the first component. */
    private static ArrayNode components(JsonNode predictor) {
        ArrayNode components = JSON.createArrayNode();
        predictor.path("componentSpecs").forEach(component -> components.add(component.deepCopy()));
        Set<String> known = SeldonTemplate.stream(components)
                .flatMap(component -> SeldonTemplate.stream(component.at("/spec/containers")))
                .map(container -> container.path("name").asText())
                .collect(Collectors.toSet());
        List<JsonNode> units = new ArrayList<>();
        SeldonTemplate.collect(predictor.path("graph"), units);
        for (JsonNode unit : units) {
            if (SeldonTemplate.isServer(unit) && known.add(unit.path("name").asText())) {
                ObjectNode first =
                        components.get(0) instanceof ObjectNode component ? component : components.addObject();
                first.withObject("/spec").withArray("/containers").addObject().set("name", unit.path("name"));
            }
        }
        return components;
    }

    /** Nothing to explain, nothing that explains; since 1.12, so an older operator is not compared where this decides. */
    private OptionalInt explainerReplicas(JsonNode predictor) {
        OptionalInt main = first(predictor.path("replicas"), spec.path("replicas"));
        return main.isPresent() && main.getAsInt() == 0
                ? OptionalInt.empty()
                : first(predictor.at("/explainer/replicas"));
    }

    private static OptionalInt first(JsonNode... places) {
        for (JsonNode place : places) {
            if (place.isNumber()) {
                return OptionalInt.of(place.asInt());
            }
        }
        return OptionalInt.empty();
    }

    private static boolean isTrue(JsonNode annotation) {
        return Optional.of(annotation.asText()).filter("true"::equalsIgnoreCase).isPresent();
    }
}
