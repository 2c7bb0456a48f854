package io.jenkins.plugins.seldon.release.preflight;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeItem;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** LimitRanges of the namespace that would keep pods out because a container asks for too much, or too little. */
final class LimitRangeCheck {

    private static final List<String> RESOURCES = List.of("cpu", "memory");

    private LimitRangeCheck() {}

    static List<Finding> findings(List<Workload> wanted, ClusterSnapshot cluster) {
        List<Finding> findings = new ArrayList<>();
        if (cluster.limits() == null) {
            return findings;
        }
        for (LimitRange range : cluster.limits()) {
            List<LimitRangeItem> items =
                    ContainerNeeds.items(List.of(range), "Container").toList();
            for (Workload workload : wanted) {
                if (workload.isIn(cluster.namespace(), cluster.namespace())) {
                    workload.containers().stream()
                            .flatMap(container -> items.stream()
                                    .flatMap(item -> problems(container, item, cluster.limits()).stream()))
                            .map(problem -> "LimitRange " + range.getMetadata().getName() + " in namespace "
                                    + cluster.namespace() + " refuses " + workload.label() + ": " + problem
                                    + "; change the container's resources in the values.")
                            .map(Finding::refusal)
                            .forEach(findings::add);
                }
            }
        }
        return findings;
    }

    private static List<String> problems(Container container, LimitRangeItem item, List<LimitRange> limits) {
        Map<String, Quantity> needs = ContainerNeeds.of(container, limits);
        List<String> problems = new ArrayList<>();
        for (String resource : RESOURCES) {
            Quantity least = needs.get("requests." + resource);
            Quantity limit = needs.getOrDefault("limits." + resource, least);
            Quantity most = least != null && isMore(least, limit) ? least : limit;
            Quantity max = item.getMax() == null ? null : item.getMax().get(resource);
            Quantity min = item.getMin() == null ? null : item.getMin().get(resource);
            if (max != null && most != null && isMore(most, max)) {
                problems.add("its container " + container.getName() + " asks for " + resource + " " + most
                        + ", more than the maximum of " + max);
            }
            if (min != null && least != null && isMore(min, least)) {
                problems.add("its container " + container.getName() + " asks for " + resource + " " + least
                        + ", less than the minimum of " + min);
            }
        }
        return problems;
    }

    private static boolean isMore(Quantity one, Quantity other) {
        return one.getNumericalAmount().compareTo(other.getNumericalAmount()) > 0;
    }
}
