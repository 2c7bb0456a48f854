package io.jenkins.plugins.seldon.helm.chart;

import io.jenkins.plugins.seldon.kubernetes.ServedApis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which API version takes the place of which with the same schema, so that an object can be moved by its {@code
 * apiVersion} alone. The source is Kubernetes' Deprecated API Migration Guide
 * (https://kubernetes.io/docs/reference/using-api/deprecation-guide/): the rows are those that it says have no notable
 * changes, or whose changes do not touch the object at hand, which a condition tells.
 *
 * @param from the API version that went
 * @param kinds the kinds it holds for
 * @param to the API version that came
 * @param condition what must hold of an object for the two to mean the same
 * @param otherwise a clause that says why they don't where it does not hold
 */
record ApiSuccession(String from, Set<String> kinds, String to, Predicate<RenderedObject> condition, String otherwise) {

    private static final Predicate<RenderedObject> ALWAYS = object -> true;

    private static final Set<String> WORKLOADS = Set.of("Deployment", "DaemonSet", "StatefulSet", "ReplicaSet");

    private static final String DEFAULTS =
            "apps/v1 has no defaults for its selector or its updateStrategy, and it leaves them to defaults";

    private static final List<ApiSuccession> TABLE = List.of(
            always(
                    "rbac.authorization.k8s.io/v1beta1",
                    "rbac.authorization.k8s.io/v1",
                    "ClusterRole",
                    "ClusterRoleBinding",
                    "Role",
                    "RoleBinding"),
            always("batch/v1beta1", "batch/v1", "CronJob"),
            always("storage.k8s.io/v1beta1", "storage.k8s.io/v1", "StorageClass", "VolumeAttachment", "CSIDriver"),
            always("storage.k8s.io/v1beta1", "storage.k8s.io/v1", "CSINode", "CSIStorageCapacity"),
            always("scheduling.k8s.io/v1beta1", "scheduling.k8s.io/v1", "PriorityClass"),
            always("coordination.k8s.io/v1beta1", "coordination.k8s.io/v1", "Lease"),
            always("node.k8s.io/v1beta1", "node.k8s.io/v1", "RuntimeClass"),
            always("networking.k8s.io/v1beta1", "networking.k8s.io/v1", "IngressClass"),
            always("apiregistration.k8s.io/v1beta1", "apiregistration.k8s.io/v1", "APIService"),
            always("extensions/v1beta1", "networking.k8s.io/v1", "NetworkPolicy"),
            always("extensions/v1beta1", "policy/v1beta1", "PodSecurityPolicy"),
            always("autoscaling/v2beta2", "autoscaling/v2", "HorizontalPodAutoscaler"),
            // v1 selects every pod with an empty selector, v1beta1 none.
            new ApiSuccession(
                    "policy/v1beta1",
                    Set.of("PodDisruptionBudget"),
                    "policy/v1",
                    ApiSuccession::hasFilledSelector,
                    "policy/v1 takes an empty selector for every pod, and v1beta1 for none"),
            // Same fields, other defaults: with the fields set that differ, they mean the same.
            new ApiSuccession("apps/v1beta2", WORKLOADS, "apps/v1", ApiSuccession::hasSelector, DEFAULTS),
            new ApiSuccession("apps/v1beta1", WORKLOADS, "apps/v1", ApiSuccession::isExplicitWorkload, DEFAULTS),
            new ApiSuccession("extensions/v1beta1", WORKLOADS, "apps/v1", ApiSuccession::isExplicitWorkload, DEFAULTS));

    /** What else went where, with another schema: of no use for a template, but an object that was there is there still. */
    private static final Map<String, String> MOVED_ON = Map.of(
            "extensions/v1beta1 Ingress", "networking.k8s.io/v1",
            "networking.k8s.io/v1beta1 Ingress", "networking.k8s.io/v1",
            "autoscaling/v2beta1 HorizontalPodAutoscaler", "autoscaling/v2",
            "apiextensions.k8s.io/v1beta1 CustomResourceDefinition", "apiextensions.k8s.io/v1",
            "admissionregistration.k8s.io/v1beta1 MutatingWebhookConfiguration", "admissionregistration.k8s.io/v1",
            "admissionregistration.k8s.io/v1beta1 ValidatingWebhookConfiguration", "admissionregistration.k8s.io/v1");

    private static final Map<String, Set<String>> GONE_FOR_GOOD = Map.of(
            "policy/v1beta1", Set.of("PodSecurityPolicy"),
            "extensions/v1beta1", Set.of("PodSecurityPolicy"));

    /** The API version that an object can be moved to on a cluster, or null. */
    static String successor(RenderedObject object, ServedApis served) {
        return TABLE.stream()
                .filter(row -> row.from.equals(object.apiVersion()) && row.kinds.contains(object.kind()))
                .filter(row -> served.serves(row.to, object.kind()) && row.condition.test(object))
                .map(ApiSuccession::to)
                .findFirst()
                .orElse(null);
    }

    /** Why an object can't be moved though a version took the place of its own, a clause; null if there is none. */
    static String obstacle(RenderedObject object, ServedApis served) {
        return TABLE.stream()
                .filter(row -> row.from.equals(object.apiVersion()) && row.kinds.contains(object.kind()))
                .filter(row -> served.serves(row.to, object.kind()) && !row.condition.test(object))
                .map(ApiSuccession::otherwise)
                .findFirst()
                .orElse(null);
    }

    /**
     * The API versions under which an object that was made long ago may be found, whatever changed in its schema since
     * (helm-mapkubeapis, config/Map.yaml).
     */
    static List<String> whereabouts(RenderedObject object) {
        return Stream.concat(
                        TABLE.stream()
                                .filter(row ->
                                        row.from.equals(object.apiVersion()) && row.kinds.contains(object.kind()))
                                .map(ApiSuccession::to),
                        Stream.ofNullable(MOVED_ON.get(object.apiVersion() + " " + object.kind())))
                .toList();
    }

    /** Whether nothing took the place of an object's kind and clusters without it do as well without the object. */
    static boolean isGoneForGood(RenderedObject object) {
        return GONE_FOR_GOOD.getOrDefault(object.apiVersion(), Set.of()).contains(object.kind());
    }

    /** The API versions to ask a server for, to repair what uses these. */
    static List<String> candidates(String apiVersion) {
        List<String> candidates = new ArrayList<>(List.of(apiVersion));
        TABLE.stream()
                .filter(row -> row.from.equals(apiVersion))
                .map(ApiSuccession::to)
                .forEach(candidates::add);
        return candidates;
    }

    private static ApiSuccession always(String from, String to, String... kinds) {
        return new ApiSuccession(from, Set.of(kinds), to, ALWAYS, "");
    }

    private static boolean hasSelector(RenderedObject object) {
        return object.get("spec", "selector") instanceof Map<?, ?>;
    }

    /** One whose parts are all empty is as empty to Kubernetes (pkg/apis/policy/v1beta1/conversion.go, Semantic.DeepEqual). */
    private static boolean hasFilledSelector(RenderedObject object) {
        return object.get("spec", "selector") instanceof Map<?, ?> selector
                && selector.values().stream()
                        .anyMatch(part -> part instanceof Map<?, ?> labels && !labels.isEmpty()
                                || part instanceof List<?> expressions && !expressions.isEmpty());
    }

    private static boolean isExplicitWorkload(RenderedObject object) {
        if (!hasSelector(object) || object.get("spec", "rollbackTo") != null) {
            return false;
        }
        return switch (object.kind()) {
            case "DaemonSet" ->
                object.get("spec", "updateStrategy", "type") != null
                        && object.get("spec", "templateGeneration") == null;
            case "StatefulSet" -> object.get("spec", "updateStrategy", "type") != null;
            default -> true;
        };
    }
}
