package io.jenkins.plugins.seldon.release.preflight;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.jenkins.plugins.seldon.kubernetes.Quantities;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * ResourceQuotas that would keep pods out: for pods, CPU and memory. What the present revision of the release uses is
 * given back, so an upgrade is judged by what it adds. Quotas with a scope are left to the API server.
 *
 * <p>Rules: Kubernetes, Resource Quotas, "Compute Resource Quota" and "Object Count Quota".
 */
final class QuotaCheck {

    private static final Map<String, String> KINDS = Map.of(
            "cpu", "requests.cpu",
            "memory", "requests.memory",
            "requests.cpu", "requests.cpu",
            "requests.memory", "requests.memory",
            "limits.cpu", "limits.cpu",
            "limits.memory", "limits.memory");

    private static final BigDecimal MEBI = BigDecimal.valueOf(1 << 20);

    private QuotaCheck() {}

    static List<Problem> problems(List<Workload> wanted, List<Workload> present, ClusterSnapshot cluster) {
        List<Problem> problems = new ArrayList<>();
        if (cluster.quotas() == null) {
            return problems;
        }
        for (ResourceQuota quota : cluster.quotas()) {
            boolean scoped =
                    !quota.getSpec().getScopes().isEmpty() || quota.getSpec().getScopeSelector() != null;
            if (!scoped) {
                hard(quota).forEach((name, hard) -> judge(quota, name, hard, wanted, present, cluster, problems));
            }
        }
        return problems;
    }

    private static void judge(
            ResourceQuota quota,
            String name,
            Quantity hard,
            List<Workload> wanted,
            List<Workload> present,
            ClusterSnapshot cluster,
            List<Problem> problems) {
        String where = "ResourceQuota " + quota.getMetadata().getName() + " in namespace " + cluster.namespace();
        String kind = KINDS.get(name);
        if (kind != null) {
            List<String> without = wanted.stream()
                    .filter(workload -> workload.isIn(cluster.namespace(), cluster.namespace()))
                    .filter(workload -> lacks(workload, kind, cluster))
                    .map(Workload::label)
                    .toList();
            if (!without.isEmpty() && cluster.limits() != null) {
                problems.add(Problem.refusal(
                        PreflightCheck.QUOTA,
                        where + " refuses pods that do not set their " + kind
                                + ", and these do not: " + String.join(", ", without)
                                + "; set resources in the values, or add a LimitRange with defaults."));
                return;
            }
        } else if (!name.equals("pods") && !name.equals("count/pods")) {
            return;
        }
        if (Quantities.known(hard) == null) {
            return;
        }
        BigDecimal more = demand(wanted, kind, cluster).subtract(demand(present, kind, cluster));
        BigDecimal used = amount(used(quota).get(name));
        if (more.signum() > 0 && used.add(more).compareTo(amount(hard)) > 0) {
            problems.add(Problem.refusal(
                    PreflightCheck.QUOTA,
                    where + " would not admit all pods of the release: it allows " + name + " " + hard
                            + ", of which " + plain(name, used) + " is used, and the release needs " + plain(name, more)
                            + " more; raise the quota, or turn off parts of the chart in the values."));
        }
    }

    private static boolean lacks(Workload workload, String kind, ClusterSnapshot cluster) {
        return workload.pods(cluster.nodes()) > 0
                && workload.containers().stream()
                        .anyMatch(container ->
                                ContainerNeeds.of(container, cluster.limits()).get(kind) == null);
    }

    /** What workloads ask for in the namespace: pods where the kind is null. */
    private static BigDecimal demand(List<Workload> workloads, String kind, ClusterSnapshot cluster) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Workload workload : workloads) {
            if (workload.isIn(cluster.namespace(), cluster.namespace())) {
                BigDecimal pods = BigDecimal.valueOf(workload.pods(cluster.nodes()));
                sum = sum.add(pods.multiply(
                        kind == null ? BigDecimal.ONE : ContainerNeeds.ofPod(workload, kind, cluster.limits())));
            }
        }
        return sum;
    }

    private static Map<String, Quantity> hard(ResourceQuota quota) {
        return quota.getSpec().getHard() == null
                ? Map.of()
                : new TreeMap<>(quota.getSpec().getHard());
    }

    private static Map<String, Quantity> used(ResourceQuota quota) {
        return quota.getStatus() == null || quota.getStatus().getUsed() == null
                ? Map.of()
                : quota.getStatus().getUsed();
    }

    private static BigDecimal amount(Quantity quantity) {
        Quantity known = Quantities.known(quantity);
        return known == null ? BigDecimal.ZERO : known.getNumericalAmount();
    }

    /** An amount of what a quota calls so, for people. */
    static String plain(String name, BigDecimal amount) {
        if (name.endsWith("memory") || name.endsWith("storage")) {
            return amount.divide(MEBI, 0, RoundingMode.UP).toPlainString() + "Mi";
        }
        return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
    }
}
