package io.jenkins.plugins.seldon.release.preflight;

import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.seldon.kubernetes.AtOnce;
import io.jenkins.plugins.seldon.kubernetes.Pages;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What a cluster shows of what can keep pods out. Whatever the user may not read is null.
 *
 * @param version the server's, such as {@code v1.33.1}
 * @param namespace the release's
 * @param labels the namespace's; empty for one that is not there yet
 * @param quotas the namespace's
 * @param limits the namespace's
 * @param nodes all
 * @param pods those of all namespaces that have not ended and have host ports; read only where host ports are asked for
 */
public record ClusterSnapshot(
        String version,
        String namespace,
        Map<String, String> labels,
        List<ResourceQuota> quotas,
        List<LimitRange> limits,
        List<Node> nodes,
        List<Pod> pods) {

    private static final int FEW = 1_000;

    /** Kubernetes is made for 5,000 nodes and 150,000 pods (kubernetes.io, "Considerations for large clusters"). */
    private static final int MOST_NODES = 20_000;

    private static final int MOST_PODS = 300_000;

    private static final Logger LOGGER = Logger.getLogger(ClusterSnapshot.class.getName());

    /**
     * Reads it.
     *
     * @param version the server's, known already
     * @param withPods whether the pods matter
     * @throws KubernetesClientException if something can't be read for another reason than missing rights
     */
    public static ClusterSnapshot read(KubernetesClient client, String version, String namespace, boolean withPods)
            throws InterruptedException {
        try (AtOnce calls = new AtOnce()) {
            AtOnce.Answer<Map<String, String>> labels = calls.begin(
                    allowed(() -> labels(client.namespaces().withName(namespace).get())));
            AtOnce.Answer<List<ResourceQuota>> quotas = calls.begin(
                    allowed(() -> Pages.all(client.resourceQuotas().inNamespace(namespace), "resourcequotas", FEW)));
            AtOnce.Answer<List<LimitRange>> limits = calls.begin(
                    allowed(() -> Pages.all(client.limitRanges().inNamespace(namespace), "limitranges", FEW)));
            AtOnce.Answer<List<Node>> nodes =
                    calls.begin(allowed(() -> Pages.all(client.nodes(), "nodes", MOST_NODES)));
            List<Pod> pods = withPods ? allowed(() -> podsWithHostPorts(client)).get() : null;
            return new ClusterSnapshot(version, namespace, labels.get(), quotas.get(), limits.get(), nodes.get(), pods);
        }
    }

    /**
     * The pods of a namespace that are being deleted, as by a removal right before, and that quotas count still: the
     * controllers of those that come try again until they are gone. None where they may not be read.
     */
    static List<Pod> leaving(KubernetesClient client, String namespace, Instant now) {
        List<Pod> pods = allowed(() -> Pages.all(
                        client.pods().inNamespace(namespace),
                        "pods",
                        MOST_PODS,
                        pod -> pod.getMetadata().getDeletionTimestamp() != null && isCounted(pod, now)))
                .get();
        return pods == null ? List.of() : pods;
    }

    /**
     * Whether a quota counts a pod that is being deleted: not one that has ended, nor one that is stuck, as on a node that is
     * lost (k8s.io/kubernetes, pkg/quota/v1/evaluator/core/pods.go, {@code QuotaV1Pod}).
     */
    static boolean isCounted(Pod pod, Instant now) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        Long grace = pod.getMetadata().getDeletionGracePeriodSeconds();
        return !"Succeeded".equals(phase)
                && !"Failed".equals(phase)
                && (grace == null
                        || !now.isAfter(Instant.parse(pod.getMetadata().getDeletionTimestamp())
                                .plusSeconds(grace)));
    }

    private static List<Pod> podsWithHostPorts(KubernetesClient client) {
        return Pages.all(
                client.pods()
                        .inAnyNamespace()
                        .withoutField("status.phase", "Succeeded")
                        .withoutField("status.phase", "Failed"),
                "pods",
                MOST_PODS,
                ClusterSnapshot::hasHostPorts);
    }

    private static boolean hasHostPorts(Pod pod) {
        return pod.getSpec() != null
                && pod.getSpec().getContainers().stream()
                        .flatMap(container -> container.getPorts().stream())
                        .anyMatch(port -> port.getHostPort() != null);
    }

    private static Map<String, String> labels(Namespace namespace) {
        return namespace == null || namespace.getMetadata().getLabels() == null
                ? Map.of()
                : namespace.getMetadata().getLabels();
    }

    private static <T> Supplier<T> allowed(Supplier<T> read) {
        return () -> {
            try {
                return read.get();
            } catch (KubernetesClientException e) {
                if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                    LOGGER.log(Level.FINE, "Not judged, since it may not be read.", e);
                    return null;
                }
                throw e;
            }
        };
    }
}
