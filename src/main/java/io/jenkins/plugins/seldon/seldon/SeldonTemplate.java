package io.jenkins.plugins.seldon.seldon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.jenkins.plugins.seldon.kubernetes.Quantities;
import io.jenkins.plugins.seldon.text.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the pods of a Deployment were made from. The executor's container carries the predictor as base64 of JSON in {@code
 * ENGINE_PREDICTOR} and its name in {@code --predictor}, a model's container its predictor's name in {@code PREDICTOR_ID};
 * containers carry images, variables, commands and resources of the specification, and a model initializer the model's URI;
 * the pod has the specification's volumes and node selector ({@code createDeploymentWithoutEngine}).
 *
 * <p>Only what the operator copies literally is compared. It writes {@code replicas: 0} and no {@code traffic} into {@code
 * ENGINE_PREDICTOR} so that scaling restarts nothing, adds endpoints, types, ports, probes and variables, gives the proxy
 * of a TensorFlow server its own image and parameters, and drops fields that it does not know.
 *
 * <p>Source: seldon-core 1.2.2, 1.12.0, 1.17.1 and 1.18.2, operator/controllers ({@code createEngineContainer}, {@code
 * createContainerService}, {@code addTFServerContainer}, {@code InjectModelInitializer}, {@code mergeMLServerContainer}).
 */
public final class SeldonTemplate {

    static final String EXECUTOR = "seldon-container-engine";

    private static final ObjectMapper JSON = Json.bounded().build();
    private static final String ENGINE_PREDICTOR = "ENGINE_PREDICTOR";
    private static final String INITIALIZER = "-model-initializer";
    private static final String TENSORFLOW = "TENSORFLOW_SERVER";

    /**
     * Where one of these is given, the operator replaces it or loses every variable given before it: its {@code SetEnvVar}
     * returns none where it finds one that it is not to replace.
     */
    private static final Set<String> REWRITTEN = Set.of(
            "PREDICTIVE_UNIT_PARAMETERS",
            "PREDICTIVE_UNIT_HTTP_SERVICE_PORT",
            "PREDICTIVE_UNIT_GRPC_SERVICE_PORT",
            "MLSERVER_HTTP_PORT",
            "MLSERVER_GRPC_PORT",
            "MLSERVER_MODEL_URI");

    private final PodTemplateSpec template;
    private final List<Container> containers;
    private final List<Container> initContainers;
    private final AutopilotAdjustment adjustment;

    /** @param deployment one that the operator made of a SeldonDeployment */
    public SeldonTemplate(Deployment deployment) {
        this.template = deployment.getSpec().getTemplate();
        this.containers = template.getSpec().getContainers();
        this.initContainers = template.getSpec().getInitContainers();
        this.adjustment = new AutopilotAdjustment(deployment);
    }

    /** The name of the predictor that it was made from, where it tells. */
    Optional<String> predictor() {
        Optional<String> engine = executor().flatMap(container -> enginePredictor(container)
                .map(predictor -> predictor.path("name").asText())
                .or(() -> argument(container, "--predictor")));
        return engine.or(() -> containers.stream()
                .flatMap(container -> value(container, "PREDICTOR_ID").stream())
                .findFirst());
    }

    boolean isExplainer() {
        return "true".equals(label("seldon.io/explainer")) || "true".equals(label("explainer"));
    }

    boolean isOfVersion(String version) {
        return version.equals(label("version"));
    }

    List<String> containerNames() {
        return containers.stream().map(Container::getName).toList();
    }

    /** Whether it was made from a part as it is now. */
    public boolean isMadeFrom(SeldonPart part, String protocol) {
        if (part.role() == SeldonPart.Role.EXPLAINER) {
            return isExplainerOf(part.predictor().path("explainer"));
        }
        List<JsonNode> units = new ArrayList<>();
        collect(part.predictor().path("graph"), units);
        return Stream.of("containers", "initContainers")
                        .flatMap(list -> stream(part.source().path("spec").path(list)))
                        .allMatch(wanted -> has(wanted, units, protocol))
                && stream(part.source().at("/spec/volumes")).allMatch(this::hasVolume)
                && isOnNodes(part.source().at("/spec/nodeSelector"))
                && units.stream().allMatch(unit -> hasModel(unit, part.source()))
                && executor()
                        .map(container -> isExecutorOf(part.predictor(), container, protocol))
                        .orElse(true);
    }

    private boolean isExplainerOf(JsonNode explainer) {
        String image = explainer.at("/containerSpec/image").asText();
        String model = explainer.path("modelUri").asText();
        return (image.isEmpty() || containers.stream().anyMatch(container -> image.equals(container.getImage())))
                && (isUntold(model)
                        || initContainers.stream()
                                .filter(container -> container.getName().endsWith(INITIALIZER))
                                .allMatch(container -> container.getArgs().contains(model)));
    }

    private boolean isExecutorOf(JsonNode predictor, Container executor, String protocol) {
        boolean sameProtocol = protocol.isEmpty()
                || argument(executor, "--protocol").map(protocol::equals).orElse(true);
        JsonNode resources = predictor.at("/svcOrchSpec/resources");
        Optional<JsonNode> before = enginePredictor(executor);
        return sameProtocol
                && hasVariables(predictor.at("/svcOrchSpec/env"), executor)
                && (hasResources(resources, executor)
                        || before.filter(told -> isSameResources(resources, told.at("/svcOrchSpec/resources")))
                                .isPresent())
                && before.map(told -> isSameGraph(predictor.path("graph"), told.path("graph")))
                        .orElse(true);
    }

    /** Whether a container of the specification is there as it is now. */
    private boolean has(JsonNode wanted, List<JsonNode> units, String protocol) {
        String name = wanted.path("name").asText();
        boolean proxied = !"tensorflow".equals(protocol)
                && units.stream()
                        .anyMatch(unit -> name.equals(unit.path("name").asText())
                                && TENSORFLOW.equals(unit.path("implementation").asText()));
        String image = wanted.path("image").asText();
        return Stream.concat(containers.stream(), initContainers.stream())
                .filter(container -> name.equals(container.getName()))
                .anyMatch(container -> (proxied
                                || isSame(image, container.getImage())
                                || image.equals(told(name).path("image").asText()))
                        && (wanted.path("command").isEmpty()
                                || texts(wanted.path("command")).equals(container.getCommand()))
                        && container.getArgs().containsAll(texts(wanted.path("args")))
                        && hasVariables(wanted.path("env"), container)
                        && (hasResources(wanted.path("resources"), container)
                                || isSameResources(
                                        wanted.path("resources"), told(name).path("resources"))
                                || isSameResources(wanted.path("resources"), adjustment.before(name))));
    }

    /**
     * A container as the operator tells the executor of it: what admits a Deployment may give it other resources, or
     * another image, as Sigstore's policy controller does with each that has a tag (sigstore/policy-controller,
     * pkg/webhook/validator.go, {@code ResolvePodScalable}). Empty where the executor is in another Deployment, or nowhere.
     */
    private JsonNode told(String container) {
        return executor()
                .flatMap(SeldonTemplate::enginePredictor)
                .flatMap(predictor -> stream(predictor.path("componentSpecs"))
                        .flatMap(component -> Stream.of("containers", "initContainers")
                                .flatMap(list -> stream(component.path("spec").path(list))))
                        .filter(told -> container.equals(told.path("name").asText()))
                        .findFirst())
                .orElseGet(JSON::createObjectNode);
    }

    /** Whether a volume is there, of what it is to be of now. */
    private boolean hasVolume(JsonNode wanted) {
        return template.getSpec().getVolumes().stream()
                .filter(volume -> wanted.path("name").asText().equals(volume.getName()))
                .anyMatch(volume -> isOfTheSame(wanted, volume));
    }

    private static boolean isOfTheSame(JsonNode wanted, Volume own) {
        return isOf(wanted, "/configMap/name", own.getConfigMap(), ConfigMapVolumeSource::getName)
                && isOf(wanted, "/secret/secretName", own.getSecret(), SecretVolumeSource::getSecretName)
                && isOf(
                        wanted,
                        "/persistentVolumeClaim/claimName",
                        own.getPersistentVolumeClaim(),
                        PersistentVolumeClaimVolumeSource::getClaimName);
    }

    private static <T> boolean isOf(JsonNode wanted, String where, T own, Function<T, String> name) {
        return isSame(wanted.at(where).asText(), own == null ? null : name.apply(own));
    }

    private boolean isOnNodes(JsonNode wanted) {
        Map<String, String> own = template.getSpec().getNodeSelector();
        return wanted.properties().stream()
                .allMatch(label -> own != null && label.getValue().asText().equals(own.get(label.getKey())));
    }

    /** What is not given is filled in. */
    private static boolean isSame(String wanted, String own) {
        return wanted.isEmpty() || wanted.equals(own);
    }

    private static boolean hasVariables(JsonNode wanted, Container container) {
        if (stream(wanted)
                .anyMatch(variable -> REWRITTEN.contains(variable.path("name").asText()))) {
            return true;
        }
        return stream(wanted)
                .filter(variable -> variable.hasNonNull("value"))
                .allMatch(variable -> container.getEnv().stream()
                        .anyMatch(own -> variable.path("name").asText().equals(own.getName())
                                && variable.path("value")
                                        .asText()
                                        .equals(own.getValue() == null ? "" : own.getValue())));
    }

    /** Quantities are written anew: {@code 1000m} becomes {@code 1}. */
    private static boolean hasResources(JsonNode wanted, Container container) {
        var own = container.getResources();
        return hasQuantities(wanted.path("limits"), own == null ? null : own.getLimits())
                && hasQuantities(wanted.path("requests"), own == null ? null : own.getRequests());
    }

    private static boolean hasQuantities(JsonNode wanted, Map<String, Quantity> own) {
        return wanted.properties().stream()
                .allMatch(entry -> own != null && isSame(entry.getValue().asText(), own.get(entry.getKey())));
    }

    /**
     * Whether these are the resources that the operator has asked for: what admits a Deployment may give it others, as GKE's
     * Autopilot raises what is less than its least ({@link AutopilotAdjustment}).
     */
    private static boolean isSameResources(JsonNode wanted, JsonNode told) {
        return Stream.of("limits", "requests").allMatch(part -> wanted.path(part).properties().stream()
                .allMatch(entry -> isSame(
                        entry.getValue().asText(),
                        Quantities.known(told.path(part).path(entry.getKey()).asText()))));
    }

    private static boolean isSame(String wanted, Quantity own) {
        if (own == null) {
            return false;
        }
        Quantity known = Quantities.known(wanted);
        Quantity knownOwn = Quantities.known(own);
        return known == null
                || knownOwn == null
                || Quantity.getAmountInBytes(known).compareTo(Quantity.getAmountInBytes(knownOwn)) == 0;
    }

    /**
     * Whether a unit's model is the one that its initializer fetches. No initializer says nothing, nor does one that is
     * given in the specification, and a claim's URI becomes a path.
     */
    private boolean hasModel(JsonNode unit, JsonNode source) {
        String uri = unit.path("modelUri").asText();
        String name = unit.path("name").asText();
        if (isUntold(uri) || !containerNames().contains(name)) {
            return true;
        }
        List<String> own = List.of(name + INITIALIZER, "tfserving" + INITIALIZER);
        boolean given = stream(source.at("/spec/initContainers"))
                .anyMatch(container -> own.contains(container.path("name").asText()));
        List<Container> initializers = initContainers.stream()
                .filter(container -> own.contains(container.getName()))
                .toList();
        return given
                || initializers.isEmpty()
                || initializers.stream()
                        .anyMatch(container -> container.getArgs().contains(uri));
    }

    private static boolean isUntold(String uri) {
        return uri.isEmpty() || uri.startsWith("pvc://");
    }

    private static boolean isSameGraph(JsonNode now, JsonNode before) {
        return isSame("name", now, before)
                && isSame("implementation", now, before)
                && (isServer(now) || isSame("type", now, before))
                && isSame("modelUri", now, before)
                && isSame("envSecretRefName", now, before)
                && isSame("serviceAccountName", now, before)
                && isSameParameters(now.path("parameters"), before.path("parameters"))
                && isSameLogger(now.path("logger"), before.path("logger"))
                && now.path("children").size() == before.path("children").size()
                && isEach(now.path("children"), before.path("children"));
    }

    private static boolean isEach(JsonNode now, JsonNode before) {
        for (int i = 0; i < now.size(); i++) {
            if (!isSameGraph(now.get(i), before.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSame(String key, JsonNode now, JsonNode before) {
        return !now.hasNonNull(key)
                || now.path(key).asText().equals(before.path(key).asText());
    }

    private static boolean isSameLogger(JsonNode now, JsonNode before) {
        return now.isObject() == before.isObject() && isSame("mode", now, before) && isSame("url", now, before);
    }

    private static boolean isSameParameters(JsonNode now, JsonNode before) {
        boolean same = now.size() == before.size();
        for (int i = 0; same && i < now.size(); i++) {
            same = isSame("name", now.get(i), before.get(i)) && isSame("value", now.get(i), before.get(i));
        }
        return same;
    }

    /** Whether a unit is one of the prepackaged servers; the operator says so of every implementation but its own five. */
    static boolean isServer(JsonNode unit) {
        return !List.of(
                        "",
                        "UNKNOWN_IMPLEMENTATION",
                        "SIMPLE_MODEL",
                        "SIMPLE_ROUTER",
                        "RANDOM_ABTEST",
                        "AVERAGE_COMBINER")
                .contains(unit.path("implementation").asText(""));
    }

    /** A graph's units, parents first. */
    static void collect(JsonNode unit, List<JsonNode> units) {
        units.add(unit);
        unit.path("children").forEach(child -> collect(child, units));
    }

    private Optional<Container> executor() {
        return containers.stream()
                .filter(container -> EXECUTOR.equals(container.getName()))
                .findFirst();
    }

    private static Optional<JsonNode> enginePredictor(Container container) {
        return value(container, ENGINE_PREDICTOR).flatMap(value -> {
            try {
                return Optional.ofNullable(JSON.readTree(Base64.getDecoder().decode(value)));
            } catch (IOException | IllegalArgumentException e) {
                return Optional.empty();
            }
        });
    }

    private static Optional<String> value(Container container, String variable) {
        return container.getEnv().stream()
                .filter(own -> variable.equals(own.getName()) && own.getValue() != null)
                .map(own -> own.getValue())
                .findFirst();
    }

    private static Optional<String> argument(Container container, String flag) {
        int at = container.getArgs().indexOf(flag);
        return at >= 0 && at + 1 < container.getArgs().size()
                ? Optional.of(container.getArgs().get(at + 1))
                : Optional.empty();
    }

    private String label(String key) {
        return template.getMetadata() == null || template.getMetadata().getLabels() == null
                ? null
                : template.getMetadata().getLabels().get(key);
    }

    private static List<String> texts(JsonNode array) {
        return stream(array).map(JsonNode::asText).toList();
    }

    static Stream<JsonNode> stream(JsonNode array) {
        List<JsonNode> items = new ArrayList<>();
        array.forEach(items::add);
        return items.stream();
    }
}
