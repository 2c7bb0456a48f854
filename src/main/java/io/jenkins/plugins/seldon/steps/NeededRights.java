package io.jenkins.plugins.seldon.steps;

import io.jenkins.plugins.seldon.kubernetes.Right;
import io.jenkins.plugins.seldon.kubernetes.ServiceProxy;
import io.jenkins.plugins.seldon.seldon.server.ModelKind;
import java.util.List;
import java.util.stream.Stream;

/** The rights at an API server that a step uses: for waiting and the gate what {@code docs/rbac/gate.yaml} grants. Pure. */
final class NeededRights {

    private static final List<String> GET = List.of("get");
    private static final List<String> WATCH = List.of("list", "watch");
    private static final List<String> READ = List.of("get", "list", "watch");

    private NeededRights() {}

    /**
     * What a wait looks at, whatever it waits for, and what it tells of a failure. Objects of other model servers are not
     * among it: who waits for none needs no right to them.
     */
    static List<Right> ofWaiting(String namespace) {
        return Stream.of(
                        Right.each(WATCH, "", List.of("pods", "events", "persistentvolumeclaims"), namespace),
                        Right.each(GET, "", List.of("pods/log"), namespace),
                        Right.each(READ, "apps", List.of("deployments"), namespace),
                        Right.each(WATCH, "apps", List.of("replicasets", "daemonsets", "statefulsets"), namespace),
                        Right.each(WATCH, "batch", List.of("jobs"), namespace),
                        Right.each(
                                READ,
                                ModelKind.SELDON_DEPLOYMENT.group(),
                                List.of(ModelKind.SELDON_DEPLOYMENT.plural()),
                                namespace))
                .flatMap(List::stream)
                .toList();
    }

    /** What a gate reads of the model's pods; its object is looked up instead. */
    static List<Right> ofCounting(String namespace) {
        return Stream.of(
                        Right.each(List.of("list"), "", List.of("pods"), namespace),
                        Right.each(GET, "", List.of("pods/proxy"), namespace))
                .flatMap(List::stream)
                .toList();
    }

    /** What a gate needs at Prometheus; nothing where it has a URL. */
    static List<Right> ofPrometheus(AssertPredictionMetricsStep step) {
        if (!step.getPrometheusUrl().isEmpty()) {
            return List.of();
        }
        String namespace = step.getPrometheusService().isEmpty()
                ? step.getAnalyticsNamespace()
                : ServiceProxy.Backend.parse("prometheusService", step.getPrometheusService())
                        .namespace();
        return Right.each(GET, "", List.of("services/proxy"), namespace);
    }

    /** What Helm's own record takes; what the chart brings is known only once it is rendered. */
    static List<Right> ofHelm(String namespace) {
        return Right.each(List.of("get", "list", "create", "update"), "", List.of("secrets"), namespace);
    }
}
