package io.jenkins.plugins.seldon.seldon;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.jenkins.plugins.seldon.http.HttpFailure;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.kubernetes.ServiceProxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A model's cluster, through its API server: the SeldonDeployment, and each pod's own metrics by the pod proxy. */
public final class SeldonCluster implements ModelCluster {

    private static final ResourceDefinitionContext SELDON_DEPLOYMENT = new ResourceDefinitionContext.Builder()
            .withGroup("machinelearning.seldon.io")
            .withVersion("v1")
            .withKind("SeldonDeployment")
            .withPlural("seldondeployments")
            .withNamespaced(true)
            .build();

    /** The executor's container and its port for metrics, as the operator names them. */
    private static final String EXECUTOR = "seldon-container-engine";

    private static final String METRICS_PORT = "metrics";

    /** A pod more or less changes no diagnosis. */
    private static final int MOST_PODS = 20;

    private final KubernetesClient client;
    private final ServiceProxy proxy;
    private final String server;

    /**
     * @param client stays the caller's to close
     * @param proxy over the same client
     * @param server the API server's URL, for messages
     */
    public SeldonCluster(KubernetesClient client, ServiceProxy proxy, String server) {
        this.client = client;
        this.proxy = proxy;
        this.server = server;
    }

    @Override
    public Optional<Deployment> deployment(PredictionSeries scope) throws IOException {
        try {
            GenericKubernetesResource found = client.genericKubernetesResources(SELDON_DEPLOYMENT)
                    .inNamespace(scope.namespace())
                    .withName(scope.deployment())
                    .get();
            return Optional.ofNullable(found)
                    .map(d -> new Deployment(
                            text(d.get("status", "state")),
                            text(d.get("status", "address", "url")),
                            text(d.get("spec", "predictors", 0, "graph", "name"))));
        } catch (KubernetesClientException e) {
            throw new IOException(ClusterFailure.sentence("read the SeldonDeployment " + scope, server, e), e);
        }
    }

    private static String text(Object value) {
        return value == null ? "" : value.toString();
    }

    @Override
    public List<Replica> replicas(PredictionSeries scope) throws IOException {
        List<Pod> pods;
        try {
            pods = client.pods()
                    .inNamespace(scope.namespace())
                    .withLabel("seldon-deployment-id", scope.deployment())
                    .list()
                    .getItems();
        } catch (KubernetesClientException e) {
            throw new IOException(ClusterFailure.sentence("list the pods of " + scope, server, e), e);
        }
        List<Replica> replicas = new ArrayList<>();
        for (Pod pod : pods.subList(0, Math.min(MOST_PODS, pods.size()))) {
            replicas.add(replica(scope, pod));
        }
        return replicas;
    }

    private Replica replica(PredictionSeries scope, Pod pod) {
        String name = pod.getMetadata().getName();
        Map<String, String> annotations =
                Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.of());
        String path =
                annotations.getOrDefault("prometheus.io/path", "/prometheus").replaceFirst("^/+", "");
        try {
            ServiceProxy.Backend backend =
                    ServiceProxy.Backend.pod(scope.namespace(), name, port(pod, annotations.get("prometheus.io/port")));
            HttpPort.Response answer = proxy.to(backend, "").send(HttpPort.Request.get(path, Map.of()));
            if (answer.status() != 200) {
                return new Replica(name, 0, "its metrics page answered " + answer.status());
            }
            String page = new String(answer.body(), StandardCharsets.UTF_8);
            return new Replica(name, scope.countedOn(page), "");
        } catch (HttpFailure e) {
            return new Replica(name, 0, e.detail());
        } catch (IllegalArgumentException e) {
            return new Replica(name, 0, e.getMessage());
        }
    }

    /** The number of the executor's port named metrics: the graph's containers may have one of that name too. */
    private static String port(Pod pod, String annotated) {
        return pod.getSpec().getContainers().stream()
                .filter(container -> EXECUTOR.equals(container.getName()))
                .flatMap(container -> container.getPorts().stream())
                .filter(port -> METRICS_PORT.equals(port.getName()))
                .map(port -> port.getContainerPort().toString())
                .findFirst()
                .orElse(annotated == null ? "8000" : annotated);
    }
}
