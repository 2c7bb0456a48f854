package io.jenkins.plugins.seldon.release.preflight;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeItem;
import io.fabric8.kubernetes.api.model.Quantity;
import io.jenkins.plugins.seldon.kubernetes.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** LimitRanges of the namespace that would keep pods out because a container asks for too much, or too little. */
final class LimitRangeCheck {

    private static final List<String> RESOURCES = List.of("cpu", "memory");

    /** Prometheus and Grafana take several times this to start. */
    private static final Quantity LITTLE = new Quantity("32Mi");

    private LimitRangeCheck() {}

    static List<Problem> problems(List<Workload> wanted, ClusterSnapshot cluster) {
        List<Problem> problems = new ArrayList<>();
        if (cluster.limits() == null) {
            return problems;
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
                            .map(sentence -> Problem.refusal(PreflightCheck.LIMIT_RANGE, sentence))
                            .forEach(problems::add);
                    workload.containers().stream()
                            .map(container -> starved(container, range, cluster.limits()))
                            .filter(problem -> !problem.isEmpty())
                            .map(problem -> "LimitRange " + range.getMetadata().getName() + " in namespace "
                                    + cluster.namespace() + " may starve " + workload.label() + ": " + problem
                                    + "; set the container's resources in the values.")
                            .map(sentence -> Problem.warning(PreflightCheck.LIMIT_RANGE, sentence))
                            .forEach(problems::add);
                }
            }
        }
        return problems;
    }

    private static List<String> problems(Container container, LimitRangeItem item, List<LimitRange> limits) {
        Map<String, Quantity> needs = ContainerNeeds.of(container, limits);
        List<String> problems = new ArrayList<>();
        for (String resource : RESOURCES) {
            Quantity least = needs.get("requests." + resource);
            Quantity limit = needs.getOrDefault("limits." + resource, least);
            Quantity most = least != null && isMore(least, limit) ? least : limit;
            Quantity max = item.getMax() == null
                    ? null
                    : Quantities.known(item.getMax().get(resource));
            Quantity min = item.getMin() == null
                    ? null
                    : Quantities.known(item.getMin().get(resource));
            boolean given = container.getResources() == null
                    || container.getResources().getLimits() == null
                    || container.getResources().getLimits().get(resource) == null;
            if (given && least != null && limit != null && isMore(least, limit) && !limit.equals(max)) {
                problems.add("its container " + container.getName() + " asks for " + resource + " " + least
                        + ", more than the limit of " + limit + " that the LimitRange gives it");
            } else if (max != null && most != null && isMore(most, max)) {
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

    /** What a container that names no limit of memory gets, if that is next to nothing; empty if all is well. */
    private static String starved(Container container, LimitRange range, List<LimitRange> limits) {
        Map<String, Quantity> needs = ContainerNeeds.of(container, limits);
        Quantity memory = needs.get("limits.memory");
        boolean own = container.getResources() != null
                && container.getResources().getLimits() != null
                && container.getResources().getLimits().containsKey("memory");
        boolean from = ContainerNeeds.items(List.of(range), "Container")
                .anyMatch(item -> item.getDefault() != null
                        && memory != null
                        && memory.equals(Quantities.known(item.getDefault().get("memory"))));
        return own || !from || !isMore(LITTLE, memory) || isMore(needs.get("requests.memory"), memory)
                ? ""
                : "its container " + container.getName() + " sets no memory limit and gets one of " + memory
                        + ", at which most programs are killed (OOMKilled)";
    }

    private static boolean isMore(Quantity one, Quantity other) {
        return one.getNumericalAmount().compareTo(other.getNumericalAmount()) > 0;
    }
}
