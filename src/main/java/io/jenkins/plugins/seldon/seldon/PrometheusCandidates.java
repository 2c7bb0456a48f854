package io.jenkins.plugins.seldon.seldon;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Services of a cluster that look as if Prometheus, or something that speaks its query language, were behind them. They are
 * named to people, never used unasked: which of them scrapes the models is not to be seen from outside.
 */
public final class PrometheusCandidates {

    /** Where clusters usually have one, for users who may not list the services of all namespaces. */
    private static final List<String> NAMESPACES = List.of(
            "monitoring",
            "seldon-monitoring",
            "prometheus",
            "observability",
            "kube-prometheus-stack",
            "victoria-metrics",
            "thanos",
            "mimir",
            "openshift-monitoring");

    /** {@code app.kubernetes.io/name} of the operator's, its charts', and others' services that answer queries. */
    private static final Set<String> NAMES = Set.of(
            "prometheus",
            "thanos-query",
            "thanos-query-frontend",
            "vmsingle",
            "vmselect",
            "victoria-metrics-single",
            "victoria-metrics-cluster-vmselect");

    /** {@code app} of the charts that do not set it. */
    private static final Set<String> APPS =
            Set.of("prometheus", "kube-prometheus-stack-prometheus", "prometheus-operator-prometheus");

    /** Components that Prometheus' own chart labels as the server, and other parts of Prometheus that answer no queries. */
    private static final Set<String> OTHER_COMPONENTS =
            Set.of("alertmanager", "node-exporter", "pushgateway", "exporter", "metrics-exporter");

    private static final long MOST = 1000;
    private static final int NAMED = 5;

    private static final Logger LOGGER = Logger.getLogger(PrometheusCandidates.class.getName());

    private PrometheusCandidates() {}

    /** Each as {@code namespace/service:port}; none where the user may not list services. */
    static List<String> in(KubernetesClient client) {
        try {
            return of(client.services()
                    .inAnyNamespace()
                    .list(new ListOptionsBuilder().withLimit(MOST).build())
                    .getItems());
        } catch (KubernetesClientException e) {
            LOGGER.log(Level.FINE, "Services are looked for in the usual namespaces alone.", e);
            List<Service> services = new ArrayList<>();
            for (String namespace : NAMESPACES) {
                try {
                    services.addAll(client.services()
                            .inNamespace(namespace)
                            .list(new ListOptionsBuilder().withLimit(MOST).build())
                            .getItems());
                } catch (KubernetesClientException forbidden) {
                    LOGGER.log(Level.FINE, forbidden, () -> "Nothing is told of the services in " + namespace + ".");
                }
            }
            return of(services);
        }
    }

    static List<String> of(List<Service> services) {
        return services.stream()
                .filter(PrometheusCandidates::isOne)
                .map(service -> service.getMetadata().getNamespace() + "/"
                        + service.getMetadata().getName() + ":" + port(service))
                .distinct()
                .sorted()
                .limit(NAMED)
                .toList();
    }

    private static boolean isOne(Service service) {
        Map<String, String> labels = service.getMetadata().getLabels();
        boolean hasPorts = service.getSpec() != null
                && service.getSpec().getPorts() != null
                && !service.getSpec().getPorts().isEmpty();
        if (labels == null || !hasPorts) {
            return false;
        }
        String component = labels.getOrDefault("app.kubernetes.io/component", labels.getOrDefault("component", ""));
        boolean named = "true".equals(labels.get("operated-prometheus"))
                || NAMES.contains(labels.getOrDefault("app.kubernetes.io/name", ""))
                || APPS.contains(labels.getOrDefault("app", ""));
        return named && !OTHER_COMPONENTS.contains(component);
    }

    private static int port(Service service) {
        List<ServicePort> ports = service.getSpec().getPorts();
        return ports.stream()
                .filter(port -> port.getName() != null && port.getName().matches("(http-)?web|http"))
                .findFirst()
                .orElse(ports.get(0))
                .getPort();
    }
}
