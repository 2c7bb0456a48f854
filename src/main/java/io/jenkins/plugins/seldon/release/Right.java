package io.jenkins.plugins.seldon.release;

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
 * @param resource the plural, such as {@code deployments}
 * @param namespace where, or null for the whole cluster
 */
record Right(String verb, String group, String resource, String namespace) implements Comparable<Right> {

    private static final Comparator<Right> ORDER = Comparator.comparing(Right::group)
            .thenComparing(Right::resource)
            .thenComparing(Right::verb)
            .thenComparing(Right::namespace, Comparator.nullsFirst(Comparator.naturalOrder()));

    @Override
    public int compareTo(Right other) {
        return ORDER.compare(this, other);
    }

    /** For people. */
    String label() {
        return verb + " " + resource + (group.isEmpty() ? "" : "." + group)
                + (namespace == null ? " (whole cluster)" : " (namespace " + namespace + ")");
    }

    /**
     * A ClusterRole that grants rights, as lines of YAML to copy: one rule for each resource. Where it is bound, with a
     * ClusterRoleBinding or a RoleBinding, is for the reader to decide.
     */
    static List<String> clusterRole(String name, Collection<Right> rights) {
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
