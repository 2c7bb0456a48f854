package io.jenkins.plugins.seldon.release.preflight;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Node;
import io.jenkins.plugins.seldon.text.Listing;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Images of the chart's age that their publishers made for amd64 only, on clusters with nodes of other processors. Told as
 * a warning: a mirror may hold other images under these names.
 */
final class ArchitectureCheck {

    private static final String LABEL = "kubernetes.io/arch";
    private static final String AMD64 = "amd64";

    /** Of the analytics chart: kube-state-metrics before 2.0 and k8s-sidecar before 1.0. */
    private static final Pattern AMD64_ONLY =
            Pattern.compile("(?:.*/)?(?:kube-state-metrics:v1\\.|k8s-sidecar:0\\.).*");

    private ArchitectureCheck() {}

    static List<Problem> problems(List<Workload> wanted, ClusterSnapshot cluster) {
        if (cluster.nodes() == null || cluster.nodes().isEmpty()) {
            return List.of();
        }
        Set<String> others = cluster.nodes().stream()
                .map(ArchitectureCheck::architecture)
                .filter(name -> !name.isEmpty() && !name.equals(AMD64))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> images = wanted.stream()
                .filter(workload -> !isBoundToAmd64(workload))
                .flatMap(workload -> workload.containers().stream())
                .map(Container::getImage)
                .filter(image -> image != null && AMD64_ONLY.matcher(image).matches())
                .collect(Collectors.toCollection(TreeSet::new));
        if (others.isEmpty() || images.isEmpty()) {
            return List.of();
        }
        boolean none =
                cluster.nodes().stream().map(ArchitectureCheck::architecture).noneMatch(AMD64::equals);
        return List.of(Problem.warning(
                PreflightCheck.ARCHITECTURE,
                "The cluster has "
                        + (none ? "no node for amd64, only " : "nodes for ") + Listing.and(others)
                        + ", and these images were published for amd64 only: " + String.join(", ", images)
                        + "; name newer images in the values"
                        + (none ? "." : ", or a nodeSelector with " + LABEL + ": " + AMD64 + ".")));
    }

    private static boolean isBoundToAmd64(Workload workload) {
        return workload.pod().getNodeSelector() != null
                && AMD64.equals(workload.pod().getNodeSelector().get(LABEL));
    }

    private static String architecture(Node node) {
        return node.getMetadata().getLabels() == null
                ? ""
                : node.getMetadata().getLabels().getOrDefault(LABEL, "");
    }
}
