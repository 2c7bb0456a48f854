package io.jenkins.plugins.seldon.release.preflight;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Something rendered that makes pods.
 *
 * @param kind such as {@code DaemonSet}
 * @param name its name
 * @param namespace the namespace that it names itself, or null for the release's
 * @param replicas how many pods it asks for; for a DaemonSet the nodes decide
 * @param metadata labels and annotations of each pod
 * @param pod what each pod is to be
 */
record Workload(String kind, String name, String namespace, int replicas, ObjectMeta metadata, PodSpec pod) {

    /** The workloads among rendered objects. One that is not as Kubernetes has it is left out: the API server judges it. */
    static List<Workload> of(List<RenderedObject> objects) {
        return objects.stream().flatMap(Workload::of).toList();
    }

    private static Stream<Workload> of(RenderedObject object) {
        Object template =
                switch (object.kind()) {
                    case "Deployment", "StatefulSet", "ReplicaSet", "DaemonSet", "Job" ->
                        object.get("spec", "template");
                    case "Pod" ->
                        Map.of(
                                "metadata", Objects.requireNonNullElse(object.get("metadata"), Map.of()),
                                "spec", Objects.requireNonNullElse(object.get("spec"), Map.of()));
                    default -> null;
                };
        if (!(template instanceof Map<?, ?> map) || !(map.get("spec") instanceof Map<?, ?>)) {
            return Stream.empty();
        }
        try {
            PodTemplateSpec pod = Serialization.jsonMapper().convertValue(template, PodTemplateSpec.class);
            Object replicas = object.get("spec", "replicas");
            return Stream.of(new Workload(
                    object.kind(),
                    object.name(),
                    object.namespace(),
                    replicas instanceof Number number ? number.intValue() : 1,
                    Objects.requireNonNullElseGet(pod.getMetadata(), ObjectMeta::new),
                    withClaims(pod.getSpec(), object.get("spec", "volumeClaimTemplates"))));
        } catch (IllegalArgumentException e) {
            return Stream.empty();
        }
    }

    /**
     * A pod with the claims that its StatefulSet gives it, without which no server takes what its containers mount (kubernetes,
     * pkg/controller/statefulset/stateful_set_utils.go, updateStorage).
     */
    private static PodSpec withClaims(PodSpec pod, Object templates) {
        PodSpecBuilder builder = new PodSpecBuilder(pod);
        for (Object template : templates instanceof List<?> list ? list : List.of()) {
            if (template instanceof Map<?, ?> claim
                    && claim.get("metadata") instanceof Map<?, ?> metadata
                    && metadata.get("name") instanceof String name) {
                builder.removeMatchingFromVolumes(volume -> name.equals(volume.getName()))
                        .addToVolumes(new VolumeBuilder()
                                .withName(name)
                                .withNewPersistentVolumeClaim()
                                .withClaimName(name)
                                .endPersistentVolumeClaim()
                                .build());
            }
        }
        return builder.build();
    }

    /** Pods that are there. */
    static List<Workload> ofPods(List<Pod> pods) {
        return pods.stream()
                .map(pod -> new Workload(
                        "Pod",
                        pod.getMetadata().getName(),
                        pod.getMetadata().getNamespace(),
                        1,
                        pod.getMetadata(),
                        pod.getSpec()))
                .toList();
    }

    String label() {
        return kind + " " + name;
    }

    /** Whether it is made in a namespace. */
    boolean isIn(String place, String releaseNamespace) {
        return (namespace == null ? releaseNamespace : namespace).equals(place);
    }

    /** Its containers, those included that run first. */
    List<Container> containers() {
        return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
                .toList();
    }

    /**
     * How many pods it makes at least.
     *
     * @param nodes the cluster's, or null where they can't be seen
     */
    int pods(List<Node> nodes) {
        if (!kind.equals("DaemonSet")) {
            return replicas;
        }
        return nodes == null ? 0 : (int) nodes.stream().filter(this::fits).count();
    }

    /** Whether a DaemonSet is bound to put a pod on a node. Affinity may keep it from there: then it is not known. */
    boolean fits(Node node) {
        Map<String, String> labels = node.getMetadata().getLabels();
        Map<String, String> wanted = pod.getNodeSelector();
        boolean selected = wanted == null
                || wanted.isEmpty()
                || (labels != null && labels.entrySet().containsAll(wanted.entrySet()));
        return selected
                && pod.getAffinity() == null
                && node.getSpec().getTaints().stream().allMatch(this::tolerates);
    }

    private boolean tolerates(Taint taint) {
        return "PreferNoSchedule".equals(taint.getEffect())
                || pod.getTolerations().stream().anyMatch(toleration -> tolerates(toleration, taint));
    }

    private static boolean tolerates(Toleration toleration, Taint taint) {
        boolean effect = toleration.getEffect() == null
                || toleration.getEffect().isEmpty()
                || toleration.getEffect().equals(taint.getEffect());
        boolean any = toleration.getKey() == null || toleration.getKey().isEmpty();
        boolean exists = "Exists".equals(toleration.getOperator());
        return effect
                && (any
                        ? exists
                        : toleration.getKey().equals(taint.getKey())
                                && (exists
                                        || String.valueOf(toleration.getValue())
                                                .equals(String.valueOf(taint.getValue()))));
    }
}
