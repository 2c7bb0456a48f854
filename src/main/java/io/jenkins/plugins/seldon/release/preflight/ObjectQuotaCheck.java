package io.jenkins.plugins.seldon.release.preflight;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import io.jenkins.plugins.seldon.kubernetes.Quantities;
import io.jenkins.plugins.seldon.kubernetes.ServedApis;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * ResourceQuotas on the number of objects, or on the size of claims, that have room for each of a release's objects alone, and
 * not for all together. Judged by what a quota says itself that it allows and has given away, as the API server does
 * (k8s.io/apiserver, pkg/admission/plugin/resourcequota/controller.go, CheckRequest). Pure.
 *
 * <p>Rules: Kubernetes, Resource Quotas, "Object Count Quota" and "Storage Resource Quota".
 */
final class ObjectQuotaCheck {

    private static final String STORAGE = "requests.storage";
    private static final String CLAIMS = "persistentvolumeclaims";

    /** What quotas call by its name alone, too. */
    private static final Set<String> PLAIN =
            Set.of("configmaps", CLAIMS, "replicationcontrollers", "resourcequotas", "secrets", "services");

    private ObjectQuotaCheck() {}

    /**
     * What has no room.
     *
     * @param made what is made anew in the quotas' namespace
     * @param served what the API server has, that of each of these
     */
    static List<Problem> problems(List<RenderedObject> made, ServedApis served, List<ResourceQuota> quotas) {
        List<Problem> problems = new ArrayList<>();
        for (ResourceQuota quota : quotas) {
            for (String name : names(quota)) {
                BigDecimal more = made.stream()
                        .map(object -> taken(name, object, served))
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
                problem(quota, name, more).ifPresent(problems::add);
            }
        }
        return problems;
    }

    /** What a quota holds against whatever is made; nothing where it has a scope, or has not counted yet. */
    private static Set<String> names(ResourceQuota quota) {
        boolean isOfAll =
                quota.getSpec().getScopes().isEmpty() && quota.getSpec().getScopeSelector() == null;
        boolean hasCounted = quota.getStatus() != null
                && quota.getStatus().getHard() != null
                && quota.getStatus().getUsed() != null;
        return isOfAll && hasCounted ? new TreeSet<>(quota.getStatus().getHard().keySet()) : Set.of();
    }

    private static Optional<Problem> problem(ResourceQuota quota, String name, BigDecimal more) {
        Quantity hard = Quantities.known(quota.getStatus().getHard().get(name));
        Quantity used = Quantities.known(quota.getStatus().getUsed().get(name));
        if (hard == null
                || used == null
                || more.signum() == 0
                || used.getNumericalAmount().add(more).compareTo(hard.getNumericalAmount()) <= 0) {
            return Optional.empty();
        }
        String where = "ResourceQuota " + quota.getMetadata().getName() + " in namespace "
                + quota.getMetadata().getNamespace();
        return Optional.of(Problem.refusal(
                PreflightCheck.QUOTA,
                where + " would not admit all objects of the release: it allows " + name + " " + hard + ", of which "
                        + QuotaCheck.plain(name, used.getNumericalAmount()) + " is used, and the release needs "
                        + QuotaCheck.plain(name, more)
                        + " more; raise the quota, or turn off parts of the chart in the values."));
    }

    /** How much an object takes of what a quota calls so. */
    private static BigDecimal taken(String name, RenderedObject object, ServedApis served) {
        String plural = served.resource(object.apiVersion(), object.kind()).name();
        boolean isCore = object.group().isEmpty();
        if (name.equals(STORAGE) && isCore && plural.equals(CLAIMS)) {
            Quantity size = Quantities.known(String.valueOf(object.get("spec", "resources", "requests", "storage")));
            return size == null ? BigDecimal.ZERO : size.getNumericalAmount();
        }
        boolean isCounted = name.equals("count/" + plural + (isCore ? "" : "." + object.group()))
                || (isCore && PLAIN.contains(plural) && name.equals(plural));
        return isCounted ? BigDecimal.ONE : BigDecimal.ZERO;
    }
}
