package io.jenkins.plugins.seldon.release.preflight;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.jenkins.plugins.seldon.text.Listing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Ports of the nodes that a DaemonSet wants and another pod has: its own pod stays Pending there. Fatal where it finds no
 * node free; elsewhere a warning.
 */
final class HostPortCheck {

    private HostPortCheck() {}

    /** Whether any workload wants a port of a node. */
    static boolean isNeeded(List<Workload> wanted) {
        return wanted.stream().anyMatch(workload -> !ports(workload.pod()).isEmpty());
    }

    /** @param present what the release has now: what of it is not wanted any more gives its ports back */
    static List<Problem> problems(List<Workload> wanted, List<Workload> present, ClusterSnapshot cluster) {
        Set<String> names = wanted.stream().map(Workload::label).collect(Collectors.toSet());
        List<Workload> leaving = present.stream()
                .filter(workload -> !names.contains(workload.label()))
                .toList();
        List<Problem> problems = new ArrayList<>();
        if (cluster.pods() == null || cluster.nodes() == null) {
            return problems;
        }
        for (Workload workload : wanted) {
            Set<String> ports = ports(workload.pod());
            List<Node> nodes = cluster.nodes().stream().filter(workload::fits).toList();
            if (workload.kind().equals("DaemonSet") && !ports.isEmpty() && !nodes.isEmpty()) {
                List<Workload> replaced =
                        Stream.concat(Stream.of(workload), leaving.stream()).toList();
                judge(workload, ports, nodes, replaced, cluster, problems);
            }
        }
        return problems;
    }

    /** @param replaced whose pods go when those of the workload come */
    private static void judge(
            Workload workload,
            Set<String> ports,
            List<Node> nodes,
            List<Workload> replaced,
            ClusterSnapshot cluster,
            List<Problem> problems) {
        Set<String> names =
                nodes.stream().map(node -> node.getMetadata().getName()).collect(Collectors.toSet());
        Set<String> taken = new TreeSet<>();
        Set<String> holders = new TreeSet<>();
        for (Pod pod : cluster.pods()) {
            String node = pod.getSpec().getNodeName();
            Set<String> shared = new TreeSet<>(ports(pod.getSpec()));
            shared.retainAll(ports);
            boolean stays = pod.getMetadata().getDeletionTimestamp() == null && !isOf(pod, replaced, cluster);
            if (node != null && names.contains(node) && !shared.isEmpty() && stays) {
                taken.add(node);
                holders.add("pod " + pod.getMetadata().getNamespace() + "/"
                        + pod.getMetadata().getName() + " has " + Listing.and(shared) + " of node " + node);
            }
        }
        if (taken.isEmpty()) {
            return;
        }
        String first = holders.iterator().next();
        String sentence = workload.label() + " wants a port of its nodes that is taken on " + taken.size() + " of "
                + nodes.size() + ": " + first + (holders.size() > 1 ? ", and " + (holders.size() - 1) + " more" : "")
                + "; give it another port in the values, or leave it out (prometheus.nodeExporter.enabled: false).";
        problems.add(new Problem(PreflightCheck.HOST_PORTS, taken.size() == nodes.size(), sentence));
    }

    private static boolean isOf(Pod pod, List<Workload> workloads, ClusterSnapshot cluster) {
        return workloads.stream()
                .filter(workload -> workload.isIn(pod.getMetadata().getNamespace(), cluster.namespace()))
                .anyMatch(workload ->
                        pod.getMetadata().getOwnerReferences().stream().anyMatch(owner -> isWorkload(owner, workload)));
    }

    private static boolean isWorkload(OwnerReference owner, Workload workload) {
        return owner.getKind().equals(workload.kind()) && owner.getName().equals(workload.name());
    }

    /** Number and protocol of each port of its node that a pod takes. */
    private static Set<String> ports(PodSpec pod) {
        boolean network = Boolean.TRUE.equals(pod.getHostNetwork());
        return pod.getContainers().stream()
                .flatMap(container -> ports(container, network))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> ports(Container container, boolean network) {
        return container.getPorts().stream()
                .map(port -> {
                    Integer number = network ? port.getContainerPort() : port.getHostPort();
                    return number == null || number == 0
                            ? ""
                            : number + "/" + (port.getProtocol() == null ? "TCP" : port.getProtocol());
                })
                .filter(port -> !port.isEmpty());
    }
}
