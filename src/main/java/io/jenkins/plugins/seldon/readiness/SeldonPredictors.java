package io.jenkins.plugins.seldon.readiness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether the operator has taken over the predictors of a SeldonDeployment as they are now. Its status does not say so;
 * the Deployments that it made do: the executor's container carries the predictor it was made from, as base64 of JSON in
 * {@code ENGINE_PREDICTOR} and by name in {@code --predictor}, containers carry images, variables and commands of the
 * specification, and a model initializer carries the model's URI.
 *
 * <p>Source: seldon-core 1.12.0, operator/controllers ({@code addEngineToDeployment}, {@code createExecutorContainer},
 * {@code getEngineVarJson}, {@code InjectModelInitializer}) and {@code GetDeploymentName}; the same in 1.10 to 1.17. Only
 * what the operator copies literally is compared: it writes quantities and defaults anew and drops fields that it does
 * not know.
 */
final class SeldonPredictors {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ENGINE_PREDICTOR = "ENGINE_PREDICTOR";
    private static final String EXECUTOR = "seldon-container-engine";
    private static final List<String> LITERAL = List.of("name", "implementation", "type", "modelUri");
    private static final int LONGEST_NAME = 63;

    private final String name;
    private final JsonNode predictors;

    SeldonPredictors(GenericKubernetesResource seldon) {
        this.name = seldon.getMetadata().getName();
        Object given = seldon.get("spec", "predictors");
        this.predictors = given == null ? JSON.createArrayNode() : JSON.valueToTree(given);
    }

    /** Whether an owned Deployment belongs to a predictor that is no longer there. */
    boolean isFormer(Deployment deployment) {
        Optional<String> predictor = predictorOf(deployment);
        if (predictor.isPresent()) {
            return names().noneMatch(predictor.get()::equals);
        }
        String own = deployment.getMetadata().getName();
        boolean hashed = !own.startsWith(name + "-")
                || names().anyMatch(each -> (name + "-" + each).length() + 3 > LONGEST_NAME);
        return !hashed && names().noneMatch(each -> own.startsWith(name + "-" + each + "-"));
    }

    /** What the Deployments don't show yet; one clause each, empty when all is taken over. */
    List<String> notTakenOver(List<Deployment> owned) {
        List<String> clauses = new ArrayList<>();
        for (JsonNode predictor : predictors) {
            String called = predictor.path("name").asText();
            List<Deployment> own = owned.stream()
                    .filter(deployment ->
                            predictorOf(deployment).map(called::equals).orElseGet(() -> !isFormer(deployment)))
                    .toList();
            if (own.isEmpty()) {
                clauses.add("predictor " + called + " has no Deployment yet");
            } else if (!isMadeFrom(predictor, own)) {
                clauses.add("the operator has not taken over predictor " + called + " as it is now");
            }
        }
        if (predictors.isEmpty()) {
            clauses.add("it has no predictor");
        }
        return clauses;
    }

    private static boolean isMadeFrom(JsonNode predictor, List<Deployment> own) {
        List<Container> containers =
                own.stream().flatMap(SeldonPredictors::containers).toList();
        Optional<JsonNode> taken = containers.stream()
                .map(SeldonPredictors::enginePredictor)
                .flatMap(Optional::stream)
                .findFirst();
        boolean hasContainers = stream(predictor.path("componentSpecs"))
                .flatMap(component -> Stream.of("containers", "initContainers")
                        .flatMap(list -> stream(component.path("spec").path(list))))
                .allMatch(wanted -> containers.stream().anyMatch(container -> isMadeFrom(wanted, container)));
        if (!hasContainers) {
            return false;
        }
        return taken.map(before -> isSameGraph(predictor.path("graph"), before.path("graph"))
                        && isSame("replicas", predictor, before))
                .orElseGet(() -> hasModels(predictor.path("graph"), containers));
    }

    /** The operator adds variables and arguments of its own, and images where none are given. */
    private static boolean isMadeFrom(JsonNode wanted, Container container) {
        return wanted.path("name").asText().equals(container.getName())
                && (!wanted.hasNonNull("image") || wanted.path("image").asText().equals(container.getImage()))
                && (!wanted.hasNonNull("command")
                        || texts(wanted.path("command")).equals(container.getCommand()))
                && container.getArgs().containsAll(texts(wanted.path("args")))
                && stream(wanted.path("env"))
                        .filter(variable -> variable.hasNonNull("value"))
                        .allMatch(variable -> container.getEnv().stream()
                                .anyMatch(own -> variable.path("name").asText().equals(own.getName())
                                        && variable.path("value").asText().equals(own.getValue())));
    }

    private static boolean isSameGraph(JsonNode now, JsonNode before) {
        for (String key : LITERAL) {
            if (!isSame(key, now, before)) {
                return false;
            }
        }
        return isSameParameters(now.path("parameters"), before.path("parameters"))
                && now.path("children").size() == before.path("children").size()
                && allMatch(now.path("children"), before.path("children"));
    }

    /** What is not given may have been filled in. */
    private static boolean isSame(String key, JsonNode now, JsonNode before) {
        return !now.hasNonNull(key)
                || now.path(key).asText().equals(before.path(key).asText());
    }

    private static boolean allMatch(JsonNode now, JsonNode before) {
        for (int i = 0; i < now.size(); i++) {
            if (!isSameGraph(now.get(i), before.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSameParameters(JsonNode now, JsonNode before) {
        if (now.size() != before.size()) {
            return false;
        }
        for (int i = 0; i < now.size(); i++) {
            if (!now.get(i)
                            .path("name")
                            .asText()
                            .equals(before.get(i).path("name").asText())
                    || !now.get(i)
                            .path("value")
                            .asText()
                            .equals(before.get(i).path("value").asText())) {
                return false;
            }
        }
        return true;
    }

    /** Without the engine's predictor, the model initializers tell; a claim's URI becomes a path and does not. */
    private static boolean hasModels(JsonNode graph, List<Container> containers) {
        boolean hasInitializer =
                containers.stream().anyMatch(container -> container.getName().endsWith("-model-initializer"));
        return !hasInitializer
                || graph.findValuesAsText("modelUri").stream()
                        .filter(uri -> !uri.isEmpty() && !uri.startsWith("pvc://"))
                        .allMatch(uri -> containers.stream()
                                .anyMatch(container -> container.getArgs().contains(uri)));
    }

    private static Optional<String> predictorOf(Deployment deployment) {
        for (Container container : containers(deployment).toList()) {
            if (!EXECUTOR.equals(container.getName())) {
                continue;
            }
            Optional<JsonNode> predictor = enginePredictor(container);
            if (predictor.isPresent()) {
                return Optional.of(predictor.get().path("name").asText());
            }
            int flag = container.getArgs().indexOf("--predictor");
            if (flag >= 0 && flag + 1 < container.getArgs().size()) {
                return Optional.of(container.getArgs().get(flag + 1));
            }
        }
        return Optional.empty();
    }

    private static Optional<JsonNode> enginePredictor(Container container) {
        return container.getEnv().stream()
                .filter(variable -> ENGINE_PREDICTOR.equals(variable.getName()) && variable.getValue() != null)
                .findFirst()
                .flatMap(variable -> {
                    try {
                        return Optional.ofNullable(
                                JSON.readTree(Base64.getDecoder().decode(variable.getValue())));
                    } catch (IOException | IllegalArgumentException e) {
                        return Optional.empty();
                    }
                });
    }

    private static Stream<Container> containers(Deployment deployment) {
        var pod = deployment.getSpec().getTemplate().getSpec();
        return Stream.concat(pod.getContainers().stream(), pod.getInitContainers().stream());
    }

    private Stream<String> names() {
        return stream(predictors).map(predictor -> predictor.path("name").asText());
    }

    private static List<String> texts(JsonNode array) {
        return stream(array).map(JsonNode::asText).toList();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        List<JsonNode> items = new ArrayList<>();
        array.forEach(items::add);
        return items.stream();
    }
}
