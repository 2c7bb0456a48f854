package io.jenkins.plugins.seldon.kubernetes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One thing that a user may or may not do.
 *
 * @param verb such as {@code create}
 * @param group the API group, empty for the core group
 * @param resource the plural, such as {@code deployments}, with its part as rules write it: {@code pods/log}; or a path that is
 *     no resource's, with the slash that it begins with: {@code /metrics}
 * @param namespace where, or null for the whole cluster
 */
public record Right(String verb, String group, String resource, String namespace) implements Comparable<Right> {

    private static final Comparator<Right> ORDER = Comparator.comparing(Right::group)
            .thenComparing(Right::resource)
            .thenComparing(Right::verb)
            .thenComparing(Right::namespace, Comparator.nullsFirst(Comparator.naturalOrder()));

    @Override
    public int compareTo(Right other) {
        return ORDER.compare(this, other);
    }

    /** The right to each of these, in one namespace, null for the whole cluster. */
    public static List<Right> each(List<String> verbs, String group, List<String> resources, String namespace) {
        return resources.stream()
                .flatMap(resource -> verbs.stream().map(verb -> new Right(verb, group, resource, namespace)))
                .toList();
    }

    /** Whether it is for a path, and not for a resource. */
    boolean isForPath() {
        return resource.startsWith("/");
    }

    /** For people. */
    public String label() {
        return verb + " " + resource + (group.isEmpty() ? "" : "." + group)
                + (namespace == null ? " (whole cluster)" : " (namespace " + namespace + ")");
    }

    /**
     * A ClusterRole that grants rights, as lines of YAML to copy: one rule for each resource. Where it is bound, with a
     * ClusterRoleBinding or a RoleBinding, is for the reader to decide.
     */
    public static List<String> clusterRole(String name, Collection<Right> rights) {
        Map<List<String>, TreeSet<String>> verbs = new TreeMap<>(Comparator.comparing(List::toString));
        for (Right right : rights) {
            verbs.computeIfAbsent(List.of(right.group, right.resource), resource -> new TreeSet<>())
                    .add(right.verb);
        }
        List<String> lines = new ArrayList<>(List.of(
                "apiVersion: rbac.authorization.k8s.io/v1",
                "kind: ClusterRole",
                "metadata:",
                "  name: " + name,
                "rules:"));
        verbs.forEach((resource, granted) -> {
            lines.add("- apiGroups: [\"" + resource.get(0) + "\"]");
            lines.add("  resources: [" + resource.get(1) + "]");
            lines.add("  verbs: [" + String.join(", ", granted) + "]");
        });
        return lines;
    }
}
