package io.jenkins.plugins.seldon.release.preflight;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeItem;
import io.fabric8.kubernetes.api.model.Quantity;
import io.jenkins.plugins.seldon.kubernetes.Quantities;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The CPU and memory that a container asks for, after a namespace's LimitRanges have filled in what it does not say.
 *
 * <p>Rules: Kubernetes, Limit Ranges; a limit without a request is the request too (Resource Management for Pods).
 */
final class ContainerNeeds {

    private static final List<String> RESOURCES = List.of("cpu", "memory");

    private ContainerNeeds() {}

    /** What is asked for, by {@code requests.cpu}, {@code limits.memory} and so on; what nobody says is absent. */
    static Map<String, Quantity> of(Container container, List<LimitRange> limits) {
        Map<String, Quantity> needs = new HashMap<>();
        for (String resource : RESOURCES) {
            Quantity limit = limit(container, resource);
            Quantity request = request(container, resource);
            for (LimitRangeItem item : items(limits, "Container").toList()) {
                Quantity usual = first(item.getDefault(), resource, first(item.getMax(), resource, null));
                Quantity usualRequest = first(
                        item.getDefaultRequest(),
                        resource,
                        usual == null ? first(item.getMin(), resource, null) : usual);
                request = request == null && limit == null ? usualRequest : request;
                limit = limit == null ? usual : limit;
            }
            request = request == null ? limit : request;
            if (limit != null) {
                needs.put("limits." + resource, limit);
            }
            if (request != null) {
                needs.put("requests." + resource, request);
            }
        }
        return needs;
    }

    /** What a pod of a workload asks for: its containers together, or the largest of those that run first. */
    static BigDecimal ofPod(Workload workload, String kind, List<LimitRange> limits) {
        BigDecimal together = workload.pod().getContainers().stream()
                .map(container -> amount(container, kind, limits))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return workload.pod().getInitContainers().stream()
                .map(container -> amount(container, kind, limits))
                .reduce(together, BigDecimal::max);
    }

    /** The parts of LimitRanges that are about a type of thing. */
    static Stream<LimitRangeItem> items(List<LimitRange> limits, String type) {
        return limits == null
                ? Stream.empty()
                : limits.stream()
                        .flatMap(range -> range.getSpec().getLimits().stream())
                        .filter(item -> type.equals(item.getType()));
    }

    private static BigDecimal amount(Container container, String kind, List<LimitRange> limits) {
        Quantity quantity = of(container, limits).get(kind);
        return quantity == null ? BigDecimal.ZERO : quantity.getNumericalAmount();
    }

    private static Quantity limit(Container container, String resource) {
        return container.getResources() == null
                ? null
                : first(container.getResources().getLimits(), resource, null);
    }

    private static Quantity request(Container container, String resource) {
        return container.getResources() == null
                ? null
                : first(container.getResources().getRequests(), resource, null);
    }

    private static Quantity first(Map<String, Quantity> amounts, String resource, Quantity otherwise) {
        Quantity amount = amounts == null ? null : Quantities.known(amounts.get(resource));
        return amount == null ? otherwise : amount;
    }
}
