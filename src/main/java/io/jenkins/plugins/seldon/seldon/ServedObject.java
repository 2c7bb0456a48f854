package io.jenkins.plugins.seldon.seldon;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.jenkins.plugins.seldon.load.Protocol;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Deployment;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Predictor;
import io.jenkins.plugins.seldon.seldon.server.ModelKind;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads what a gate asks out of objects that are no SeldonDeployments. Pure.
 *
 * <p>Source: kserve, pkg/apis/serving/v1beta1/inference_service_status.go ({@code url}, {@code address}, {@code
 * servingRuntimeName}, {@code clusterServingRuntimeName}), predictor_model.go ({@code protocolVersion}, {@code runtime}) and
 * config/runtimes; {@code MLSERVER_MODEL_NAME} and {@code --model_name} are the InferenceService's name. knative/serving,
 * pkg/apis/serving/v1/route_types.go ({@code url}, {@code address}, {@code traffic}).
 */
final class ServedObject {

    private ServedObject() {}

    static Deployment read(ModelKind kind, GenericKubernetesResource object) {
        ServerProfile server = kind == ModelKind.INFERENCE_SERVICE ? runtime(object) : ServerProfile.usual(kind);
        String own = text(object.get("status", "address", "url"));
        String outside = text(object.get("status", "url"));
        return new Deployment(
                "",
                own.isEmpty() ? outside : own,
                object.getMetadata().getName(),
                kind == ModelKind.INFERENCE_SERVICE ? protocol(object, server) : "",
                path(outside),
                kind == ModelKind.KNATIVE_SERVICE ? revisions(object) : List.of(),
                kind,
                server,
                host(outside),
                kind == ModelKind.INFERENCE_SERVICE && batches(object));
    }

    /** Whether KServe's agent makes one request of those that come within a time: kserve, pkg/batcher/handler.go. */
    private static boolean batches(GenericKubernetesResource object) {
        return object.get("spec", "predictor", "batcher") instanceof Map<?, ?> batcher
                && !"1".equals(text(batcher.get("maxBatchSize")));
    }

    /**
     * The revisions that a Knative Service's route shares its requests out to, with what each gets in percent. One may be
     * there twice, once by its tag; a tag alone gets nothing of them.
     */
    private static List<Predictor> revisions(GenericKubernetesResource service) {
        Map<String, Double> shares = new LinkedHashMap<>();
        targets(service)
                .filter(target -> target.get("percent") instanceof Number percent && percent.doubleValue() > 0)
                .forEach(target -> shares.merge(
                        text(target.get("revisionName")), ((Number) target.get("percent")).doubleValue(), Double::sum));
        return shares.entrySet().stream()
                .map(share -> new Predictor(share.getKey(), share.getValue(), false))
                .toList();
    }

    /** The names of the revisions that a Knative Service's route leads to, also by a tag alone; none while it tells none. */
    static Set<String> routed(GenericKubernetesResource service) {
        return targets(service).map(target -> text(target.get("revisionName"))).collect(Collectors.toSet());
    }

    private static Stream<Map<?, ?>> targets(GenericKubernetesResource service) {
        return service.get("status", "traffic") instanceof List<?> targets
                ? targets.stream().filter(Map.class::isInstance).map(target -> (Map<?, ?>) target)
                : Stream.empty();
    }

    /** By the runtime that KServe chose or was told; its own Python servers where it says nothing. */
    private static ServerProfile runtime(GenericKubernetesResource object) {
        String runtime = Stream.of(
                        object.get("status", "servingRuntimeName"),
                        object.get("status", "clusterServingRuntimeName"),
                        object.get("spec", "predictor", "model", "runtime"))
                .map(ServedObject::text)
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse("");
        if (runtime.contains("triton") || object.get("spec", "predictor", "triton") != null) {
            return ServerProfile.TRITON;
        }
        return runtime.contains("mlserver") ? ServerProfile.MLSERVER : ServerProfile.KSERVE;
    }

    private static String protocol(GenericKubernetesResource object, ServerProfile server) {
        String version = text(object.get("spec", "predictor", "model", "protocolVersion"));
        return switch (version) {
            case "" -> server.protocol();
            case "v1" -> "tensorflow";
            default -> version;
        };
    }

    /** The labels that a Deployment selects its pods by; none where it does so by more than labels. */
    static Map<String, String> selector(GenericKubernetesResource deployment) {
        if (deployment.get("spec", "selector", "matchExpressions") != null
                || !(deployment.get("spec", "selector", "matchLabels") instanceof Map<?, ?> labels)) {
            return Map.of();
        }
        return labels.entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> text(entry.getKey()),
                        entry -> text(entry.getValue()),
                        (one, other) -> other,
                        LinkedHashMap::new));
    }

    private static String host(String url) {
        return of(url, URI::getHost);
    }

    /** Where an ingress has it that tells models apart by paths: kserve, ingress_reconciler.go ({@code PathTemplate}). */
    private static String path(String url) {
        String path = of(url, URI::getRawPath);
        return Protocol.ofPath(path).isPresent() ? "" : path;
    }

    private static String of(String url, Function<URI, String> part) {
        try {
            return Objects.requireNonNullElse(part.apply(new URI(url)), "");
        } catch (URISyntaxException e) {
            return "";
        }
    }

    private static String text(Object value) {
        return value == null ? "" : value.toString();
    }
}
