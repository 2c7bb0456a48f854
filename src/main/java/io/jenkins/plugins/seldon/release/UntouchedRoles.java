package io.jenkins.plugins.seldon.release;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import io.jenkins.plugins.seldon.helm.record.ReleaseMark;
import io.jenkins.plugins.seldon.kubernetes.AtOnce;
import io.jenkins.plugins.seldon.kubernetes.ServedApis;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The cluster roles and their bindings that an upgrade only looks at, so that an administrator may have made them: Helm sends
 * nothing for an object that stays as it was deployed, where the cluster has it as it would be sent, with the release's marks
 * (helm.sh/helm, pkg/kube/client.go, updateResource, and pkg/action/validate.go, setMetadataVisitor). Of most other kinds the
 * API server or a controller keeps something otherwise, such as a quantity or the scope of a webhook's rules. Reads from the
 * API server.
 */
final class UntouchedRoles {

    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final Set<String> BESIDE_CONTENT = Set.of("apiVersion", "kind", "metadata");
    private static final Set<String> READ_METADATA = Set.of("name", "labels", "annotations");

    private static final Logger LOGGER = Logger.getLogger(UntouchedRoles.class.getName());

    private final KubernetesClient client;
    private final ServedApis served;
    private final Map<String, String> labels = Map.of("app.kubernetes.io/managed-by", "Helm");
    private final Map<String, String> annotations;

    UntouchedRoles(KubernetesClient client, ServedApis served, String release, String namespace) {
        this.client = client;
        this.served = served;
        this.annotations = new ReleaseMark(release, namespace).annotations();
    }

    /**
     * Which of a chart's objects they are.
     *
     * @param deployed what the revision that Helm goes on from made; empty where it is not known to be there
     */
    Set<RenderedObject> of(List<RenderedObject> objects, List<RenderedObject> deployed) throws InterruptedException {
        Set<Map<?, ?>> before =
                deployed.stream().<Map<?, ?>>map(RenderedObject::body).collect(Collectors.toSet());
        List<RenderedObject> stay = objects.stream()
                .filter(object -> object.group().equals(GROUP) && before.contains(object.body()))
                .filter(object -> isOfCluster(served.resource(object.apiVersion(), object.kind())))
                .toList();
        List<Boolean> asSent = AtOnce.each(stay, this::isThereAsSent);
        return IntStream.range(0, stay.size())
                .filter(asSent::get)
                .mapToObj(stay::get)
                .collect(Collectors.toSet());
    }

    private static boolean isOfCluster(ServedApis.Resource resource) {
        return resource != null && !resource.namespaced();
    }

    private boolean isThereAsSent(RenderedObject object) {
        GenericKubernetesResource there = there(object);
        return there != null
                && object.get("metadata") instanceof Map<?, ?> metadata
                && READ_METADATA.containsAll(metadata.keySet())
                && holds(there.getMetadata().getLabels(), metadata.get("labels"), labels)
                && holds(there.getMetadata().getAnnotations(), metadata.get("annotations"), annotations)
                && object.body().entrySet().stream()
                        .allMatch(entry -> BESIDE_CONTENT.contains(entry.getKey())
                                || Objects.equals(
                                        entry.getValue(),
                                        there.getAdditionalProperties().get(entry.getKey())));
    }

    /** Null where there is none, or the user may not look. */
    private GenericKubernetesResource there(RenderedObject object) {
        try {
            return served.resource(object.apiVersion(), object.kind())
                    .in(client, object.apiVersion(), object.kind(), null)
                    .withName(object.name())
                    .get();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                LOGGER.log(Level.FINE, e, () -> "The present " + object.label() + " may not be read.");
                return null;
            }
            throw e;
        }
    }

    /** Whether what is there has what is sent, over which Helm puts its marks. */
    private static boolean holds(Map<String, String> there, Object sent, Map<String, String> marks) {
        Map<Object, Object> all = new HashMap<>(sent instanceof Map<?, ?> map ? map : Map.of());
        all.putAll(marks);
        return there != null && there.entrySet().containsAll(all.entrySet());
    }
}
