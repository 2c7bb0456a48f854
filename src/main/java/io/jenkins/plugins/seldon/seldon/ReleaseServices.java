package io.jenkins.plugins.seldon.seldon;

import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the services of a release that later steps talk to, told by the images of the pods behind them, or by the object that
 * has the Prometheus Operator run Prometheus. Pure.
 */
public final class ReleaseServices {

    /** The programs looked for: the last part of an image's name. */
    private static final List<String> PROGRAMS = List.of("prometheus", "grafana");

    private static final Set<String> WORKLOADS = Set.of("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet");

    private ReleaseServices() {}

    /**
     * Program to {@code name} and {@code port} of its service, and {@code namespace} where that is not the release's; what a
     * release lacks is absent.
     *
     * @param namespace the release's
     */
    public static Map<String, Object> of(List<RenderedObject> objects, String namespace) {
        Map<String, Object> services = new LinkedHashMap<>();
        for (String program : PROGRAMS) {
            objects.stream()
                    .filter(object -> runs(object, program))
                    .flatMap(workload -> service(objects, workload, namespace).stream())
                    .findFirst()
                    .ifPresent(service -> services.put(program, service));
        }
        return services;
    }

    private static boolean runs(RenderedObject workload, String program) {
        if (isOperated(workload)) {
            return program.equals("prometheus");
        }
        return WORKLOADS.contains(workload.kind())
                && workload.get("spec", "template", "spec", "containers") instanceof List<?> containers
                && containers.stream()
                        .anyMatch(container -> container instanceof Map<?, ?> map
                                && program.equals(programOf(String.valueOf(map.get("image")))));
    }

    private static boolean isOperated(RenderedObject object) {
        return object.group().equals("monitoring.coreos.com") && object.kind().equals("Prometheus");
    }

    /** As the operator labels the pods (prometheus-operator v0.93, pkg/prometheus/server/statefulset.go). */
    private static Map<?, ?> labels(RenderedObject workload) {
        if (isOperated(workload)) {
            return Map.of(
                    "app.kubernetes.io/managed-by",
                    "prometheus-operator",
                    "app.kubernetes.io/name",
                    "prometheus",
                    "app.kubernetes.io/instance",
                    workload.name(),
                    "operator.prometheus.io/name",
                    workload.name(),
                    "operator.prometheus.io/shard",
                    "0",
                    "prometheus",
                    workload.name());
        }
        return workload.get("spec", "template", "metadata", "labels") instanceof Map<?, ?> labels ? labels : Map.of();
    }

    private static String programOf(String image) {
        return image.replaceFirst("@.*$", "").replaceFirst("^.*/", "").replaceFirst(":.*$", "");
    }

    private static Optional<Map<String, Object>> service(
            List<RenderedObject> objects, RenderedObject workload, String namespace) {
        Map<?, ?> labels = labels(workload);
        Optional<Map<String, Object>> own = objects.stream()
                .filter(object -> object.kind().equals("Service"))
                .filter(service -> service.get("spec", "selector") instanceof Map<?, ?> selector
                        && !selector.isEmpty()
                        && labels.entrySet().containsAll(selector.entrySet()))
                .filter(service -> port(service) != null)
                .findFirst()
                .map(service -> found(service, service.name(), port(service), namespace));
        return own.isPresent() || !isOperated(workload) ? own : Optional.of(governing(workload, namespace));
    }

    /** The service that the operator itself makes in the namespace of each Prometheus. */
    private static Map<String, Object> governing(RenderedObject prometheus, String namespace) {
        String named = prometheus.get("spec", "serviceName") instanceof String name ? name : "prometheus-operated";
        return found(prometheus, named, 9090L, namespace);
    }

    private static Map<String, Object> found(RenderedObject beside, String name, Long port, String namespace) {
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("name", name);
        found.put("port", port);
        if (beside.namespace() != null && !beside.namespace().equals(namespace)) {
            found.put("namespace", beside.namespace());
        }
        return found;
    }

    private static Long port(RenderedObject service) {
        return service.get("spec", "ports") instanceof List<?> ports
                        && !ports.isEmpty()
                        && ports.get(0) instanceof Map<?, ?> port
                        && port.get("port") instanceof Number number
                ? number.longValue()
                : null;
    }
}
