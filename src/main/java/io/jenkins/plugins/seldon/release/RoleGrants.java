package io.jenkins.plugins.seldon.release;

import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import io.jenkins.plugins.seldon.kubernetes.Right;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;

/**
 * What RBAC asks of whoever makes a role beyond the right to make roles: to hold each right that the role grants, or the
 * verb {@code escalate}; for a binding of it the same, or {@code bind}. Any change of them asks the same, a label's too; of what
 * stays as it is Helm sends nothing. Pure.
 *
 * <p>Source: kubernetes.io, Using RBAC Authorization, "Privilege escalation prevention and bootstrapping", and
 * k8s.io/kubernetes, pkg/registry/rbac, Update in each policybased/storage.go.
 */
final class RoleGrants {

    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final Map<String, String> RESOURCES = Map.of("Role", "roles", "ClusterRole", "clusterroles");

    /** Of a role that is not the chart's: {@code admin} grants hundreds of rights, each of which is a request. */
    private static final int MOST = 200;

    /** For a role that gathers the rules of others, whatever they may grant one day (pkg/registry/rbac/clusterrole/policybased). */
    private static final List<Grant> EVERYTHING =
            List.of(new Grant(new Right("*", "*", "*", null), null), new Grant(new Right("*", "", "/*", null), null));

    private RoleGrants() {}

    /**
     * The rights to hand on rights that a user lacks.
     *
     * @param objects what is to be made
     * @param live what the release has now
     * @param namespace the namespace of objects that name none
     * @param may whether the user has a right for an object of this name, null for every object
     */
    static List<Right> missing(
            Collection<RenderedObject> objects,
            Collection<RenderedObject> live,
            String namespace,
            BiPredicate<Right, String> may) {
        List<Right> missing = new ArrayList<>();
        for (RenderedObject role : objects) {
            String resource = RESOURCES.get(role.kind());
            if (resource == null || !role.group().equals(GROUP)) {
                continue;
            }
            String where = role.kind().equals("Role") ? placeOf(role, namespace) : null;
            boolean isSent = !isLive(role, live);
            List<RenderedObject> bindings = objects.stream()
                    .filter(object -> binds(object, role) && !isLive(object, live))
                    .filter(object -> where == null || where.equals(placeOf(object, namespace)))
                    .toList();
            if (!isSent && bindings.isEmpty()) {
                continue;
            }
            boolean gathers = gathersOthers(role);
            if (holdsAll(isSent && gathers ? EVERYTHING : granted(role.get("rules"), where), may)) {
                continue;
            }
            Right escalate = new Right("escalate", GROUP, resource, where);
            if (isSent && !may.test(escalate, isThere(role, live) ? role.name() : null)) {
                missing.add(escalate);
            }
            for (RenderedObject binding : bindings) {
                String there = binding.kind().equals("RoleBinding") ? placeOf(binding, namespace) : null;
                Right bind = new Right("bind", GROUP, resource, there);
                boolean suffices = where == null && there != null && !gathers;
                if (!may.test(bind, role.name()) && !(suffices && holdsAll(granted(role.get("rules"), there), may))) {
                    missing.add(bind);
                }
            }
        }
        return missing.stream().distinct().sorted().toList();
    }

    /** Looks at roles that are not the chart's. */
    @FunctionalInterface
    interface Roles {

        /**
         * The rules of a role; null where there is none, or the user may not look.
         *
         * @param namespace the role's, of no matter for a cluster role
         */
        Object rules(String kind, String name, String namespace);
    }

    /**
     * The rights to bind roles that are there already, as where an administrator makes the roles and the values of a chart name
     * them (Grafana's {@code rbac.useExistingRole}).
     *
     * @param roles those that the objects bind and that are not among them
     */
    static List<Right> missingForOthers(
            Collection<RenderedObject> objects,
            Collection<RenderedObject> live,
            String namespace,
            BiPredicate<Right, String> may,
            Roles roles) {
        List<Right> missing = new ArrayList<>();
        for (RenderedObject binding : objects) {
            String kind = String.valueOf(binding.get("roleRef", "kind"));
            String name = String.valueOf(binding.get("roleRef", "name"));
            String resource = RESOURCES.get(kind);
            if (resource == null
                    || !binding.group().equals(GROUP)
                    || isLive(binding, live)
                    || objects.stream().anyMatch(role -> binds(binding, role))) {
                continue;
            }
            String own = placeOf(binding, namespace);
            String where = binding.kind().equals("RoleBinding") ? own : null;
            Right bind = new Right("bind", GROUP, resource, where);
            Object rules = may.test(bind, name) ? null : roles.rules(kind, name, own);
            List<Grant> granted = granted(rules, where);
            if (!holdsAll(granted.subList(0, Math.min(granted.size(), MOST)), may)) {
                missing.add(bind);
            }
        }
        return missing.stream().distinct().sorted().toList();
    }

    private static boolean holdsAll(List<Grant> granted, BiPredicate<Right, String> may) {
        return granted.stream().allMatch(grant -> may.test(grant.right(), grant.name()));
    }

    private static boolean isLive(RenderedObject object, Collection<RenderedObject> live) {
        return live.stream().anyMatch(there -> content(there).equals(content(object)));
    }

    /**
     * Whether the release has a role of this name, however that differs: the request names it then, and a right to it alone
     * suffices. A binding names its role in any case, and where it is itself (pkg/registry/rbac/escalation_check.go).
     */
    private static boolean isThere(RenderedObject role, Collection<RenderedObject> live) {
        return live.stream()
                .anyMatch(object ->
                        object.label().equals(role.label()) && Objects.equals(object.namespace(), role.namespace()));
    }

    private static String placeOf(RenderedObject object, String namespace) {
        return Objects.requireNonNullElse(object.namespace(), namespace);
    }

    /** An object is the same in each version of the API. */
    private static Map<Object, Object> content(RenderedObject object) {
        Map<Object, Object> content = new HashMap<>(object.body());
        content.remove("apiVersion");
        return content;
    }

    private static boolean gathersOthers(RenderedObject role) {
        return !list(role.get("aggregationRule", "clusterRoleSelectors")).isEmpty();
    }

    private static boolean binds(RenderedObject object, RenderedObject role) {
        return role.kind().equals(object.get("roleRef", "kind")) && role.name().equals(object.get("roleRef", "name"));
    }

    /** A right for an object of this name, null for every object. */
    private record Grant(Right right, String name) {}

    private static List<Grant> granted(Object rules, String where) {
        List<Grant> granted = new ArrayList<>();
        for (Object item : list(rules)) {
            if (item instanceof Map<?, ?> rule) {
                for (Right right : rights(rule, where)) {
                    List<?> names = list(rule.get("resourceNames"));
                    names.forEach(name -> granted.add(new Grant(right, String.valueOf(name))));
                    if (names.isEmpty()) {
                        granted.add(new Grant(right, null));
                    }
                }
            }
        }
        return granted;
    }

    private static List<Right> rights(Map<?, ?> rule, String where) {
        List<Right> rights = new ArrayList<>();
        for (Object path : where == null ? list(rule.get("nonResourceURLs")) : List.of()) {
            for (Object verb : list(rule.get("verbs"))) {
                String known = "*".equals(path) ? "/*" : String.valueOf(path);
                rights.add(new Right(String.valueOf(verb), "", known, null));
            }
        }
        for (Object group : list(rule.get("apiGroups"))) {
            for (Object resource : list(rule.get("resources"))) {
                for (Object verb : list(rule.get("verbs"))) {
                    rights.add(new Right(String.valueOf(verb), String.valueOf(group), String.valueOf(resource), where));
                }
            }
        }
        return rights;
    }

    private static List<?> list(Object value) {
        return value instanceof List<?> items ? items : List.of();
    }
}
