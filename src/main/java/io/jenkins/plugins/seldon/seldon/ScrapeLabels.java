package io.jenkins.plugins.seldon.seldon;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What scrapes call the pods that they read. */
final class ScrapeLabels {

    /** Where a scrape puts a pod's namespace: Seldon's chart, the Prometheus operator, OpenTelemetry's and Grafana's agents. */
    static final List<String> NAMESPACE = List.of(
            PredictionSeries.USUAL_NAMESPACE_LABEL,
            "namespace",
            "exported_namespace",
            "kube_namespace",
            "k8s_namespace_name",
            "pod_namespace");

    /** Where it puts a pod's name. */
    static final List<String> POD =
            List.of("kubernetes_pod_name", "pod", "pod_name", "exported_pod", "k8s_pod_name", "kubernetes_pod");

    /** Labels in which the processes of one deployment differ: their address, their copy of Prometheus, their template. */
    static final Set<String> OTHERS = Set.of(
            "instance",
            "job",
            "endpoint",
            "container",
            "container_name",
            "node",
            "kubernetes_node",
            "host",
            "hostname",
            "ip",
            "pod_ip",
            "uid",
            "pod_uid",
            "service",
            "exported_service",
            "kubernetes_name",
            "replica",
            "prometheus_replica",
            "receive_replica",
            "code",
            "exported_code",
            "reason",
            "server_replica",
            "model_internal",
            "method_type",
            "method",
            "le",
            "app",
            "version",
            "predictor_name",
            "predictor_version",
            "pod_template_hash",
            "controller_revision_hash",
            "statefulset_kubernetes_io_pod_name",
            // Kubernetes since 1.28 and 1.35: pkg/controller/statefulset, plugin/pkg/admission/podtopologylabels.
            "apps_kubernetes_io_pod_index",
            "topology_kubernetes_io_zone",
            // Istio, injection-template.yaml: of a pod's app and version.
            "service_istio_io_canonical_name",
            "service_istio_io_canonical_revision",
            "seldon_io_shadow",
            "model_name",
            "model_image",
            "model_version",
            // OpenTelemetry's collector, receiver/prometheusreceiver/internal/prom_to_otlp.go (CreateResource).
            "service_instance_id",
            "server_address",
            "server_port",
            "net_host_name",
            "net_host_port",
            "k8s_pod_uid",
            "k8s_pod_start_time",
            "k8s_container_name",
            "k8s_node_name",
            "k8s_replicaset_name",
            "k8s_replicaset_uid",
            "k8s_deployment_name",
            // Google's Managed Service for Prometheus, pkg/operator/apis/monitoring/v1/pod_config.go.
            "top_level_controller_name");

    /** What a ServiceMonitor's targets and executors both have. */
    private static final String IN_BOTH = "service";

    private ScrapeLabels() {}

    /**
     * Whether a series has all labels of a target. Of one that the page has, too, the target's is there, and the page's has
     * another name; with {@code honor_labels} the page's is there alone: prometheus, scrape/scrape.go ({@code
     * mutateSampleLabels}).
     */
    static boolean isFrom(Map<String, String> target, Map<String, String> series) {
        boolean honored = series.containsKey(IN_BOTH) && !series.containsKey("exported_" + IN_BOTH);
        return target.entrySet().stream()
                .allMatch(label -> label.getValue().equals(series.get(label.getKey()))
                        || honored && label.getKey().equals(IN_BOTH));
    }
}
