package io.jenkins.plugins.seldon.seldon;

import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the services of a release that later steps talk to, told by the images of the pods behind them. Pure. */
public final class ReleaseServices {

    /** The programs looked for: the last part of an image's name. */
    private static final List<String> PROGRAMS = List.of("prometheus", "grafana");

    private static final Set<String> WORKLOADS = Set.of("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet");

    private ReleaseServices() {}

    /** Program to {@code name} and {@code port} of its service; what a release lacks is absent. */
    public static Map<String, Object> of(List<RenderedObject> objects) {
        Map<String, Object> services = new LinkedHashMap<>();
        for (String program : PROGRAMS) {
            objects.stream()
                    .filter(object -> WORKLOADS.contains(object.kind()) && runs(object, program))
                    .flatMap(workload -> service(objects, workload).stream())
                    .findFirst()
                    .ifPresent(service -> services.put(program, service));
        }
        return services;
    }

    private static boolean runs(RenderedObject workload, String program) {
        return workload.get("spec", "template", "spec", "containers") instanceof List<?> containers
                && containers.stream()
                        .anyMatch(container -> container instanceof Map<?, ?> map
                                && program.equals(programOf(String.valueOf(map.get("image")))));
    }

    private static String programOf(String image) {
        return image.replaceFirst("@.*$", "").replaceFirst("^.*/", "").replaceFirst(":.*$", "");
    }

    private static Optional<Map<String, Object>> service(List<RenderedObject> objects, RenderedObject workload) {
        if (!(workload.get("spec", "template", "metadata", "labels") instanceof Map<?, ?> labels)) {
            return Optional.empty();
        }
        return objects.stream()
                .filter(object -> object.kind().equals("Service"))
                .filter(service -> service.get("spec", "selector") instanceof Map<?, ?> selector
                        && !selector.isEmpty()
                        && labels.entrySet().containsAll(selector.entrySet()))
                .filter(service -> port(service) != null)
                .findFirst()
                .map(service -> {
                    Map<String, Object> found = new LinkedHashMap<>();
                    found.put("name", service.name());
                    found.put("port", port(service));
                    return found;
                });
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
