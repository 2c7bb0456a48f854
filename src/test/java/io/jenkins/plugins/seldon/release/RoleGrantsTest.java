package io.jenkins.plugins.seldon.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import io.jenkins.plugins.seldon.kubernetes.Right;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoleGrantsTest {

    private static final String BINDING =
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: reader}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
            """;

    @ParameterizedTest(name = "{0} held, {1} → {2}")
    @CsvSource({
        // what the user holds; the role's rule; what is missing
        "get pods;list pods,        '{apiGroups: [\"\"], resources: [pods], verbs: [get, list]}', ''",
        "get pods,                  '{apiGroups: [\"\"], resources: [pods], verbs: [get, list]}', escalate clusterroles.rbac.authorization.k8s.io (whole cluster)",
        "escalate clusterroles,     '{apiGroups: [\"\"], resources: [pods], verbs: [get, list]}', ''",
        "get pods,                  '{apiGroups: [\"\"], resources: [pods, nodes], verbs: [get]}', escalate clusterroles.rbac.authorization.k8s.io (whole cluster)",
        "use policies/a,            '{apiGroups: [policy], resources: [policies], resourceNames: [a], verbs: [use]}', ''",
        "use policies/a,            '{apiGroups: [policy], resources: [policies], resourceNames: [a, b], verbs: [use]}', escalate clusterroles.rbac.authorization.k8s.io (whole cluster)",
        "get /metrics,              '{nonResourceURLs: [/metrics], verbs: [get]}', ''",
        "get pods,                  '{nonResourceURLs: [/metrics], verbs: [get]}', escalate clusterroles.rbac.authorization.k8s.io (whole cluster)",
        "get /metrics,              '{nonResourceURLs: [''*''], verbs: [get]}', escalate clusterroles.rbac.authorization.k8s.io (whole cluster)",
        "get /*,                    '{nonResourceURLs: [''*''], verbs: [get]}', ''",
        "'',                        '', ''",
    })
    void everyRule(String held, String rule, String missing) throws Exception {
        assertThat(missing(held, role("ClusterRole", rule), ""))
                .extracting(Right::label)
                .containsExactlyElementsOf(missing.isEmpty() ? List.of() : List.of(missing));
    }

    @Test
    void whoBindsWhatHeDoesNotHoldNeedsTheVerbBind() throws Exception {
        String role = role("ClusterRole", "{apiGroups: [''], resources: [pods], verbs: [get]}");
        assertThat(missing("", role + "---\n" + BINDING, ""))
                .extracting(Right::verb)
                .containsExactly("bind", "escalate");
        assertThat(missing("bind clusterroles;escalate clusterroles", role + "---\n" + BINDING, ""))
                .isEmpty();
    }

    /** As Grafana's chart does with {@code rbac.useExistingRole}, for users who may make no roles. */
    @Test
    void whoBindsARoleThatIsThereNeedsWhatItGrantsOrTheVerbBind() throws Exception {
        String role = role("ClusterRole", "{apiGroups: [''], resources: [pods], verbs: [get]}");
        Object rules = RenderedObject.parse(role).get(0).get("rules");
        assertThat(missingForOthers("", BINDING, "", rules))
                .containsExactly(new Right("bind", "rbac.authorization.k8s.io", "clusterroles", null));
        assertThat(missingForOthers("", BINDING.replace("ClusterRoleB", "RoleB"), "", rules))
                .containsExactly(new Right("bind", "rbac.authorization.k8s.io", "clusterroles", "there"));
        assertThat(missingForOthers("bind clusterroles/reader", BINDING, "", rules))
                .as("for this role alone")
                .isEmpty();
        assertThat(missingForOthers("get pods", BINDING, "", rules)).isEmpty();
        assertThat(missingForOthers("", BINDING, BINDING, rules))
                .as("bound already")
                .isEmpty();
        assertThat(missingForOthers("", BINDING, "", null)).as("unknown").isEmpty();
        assertThat(missingForOthers("", BINDING + "---\n" + role, "", rules))
                .as("the chart's own role")
                .isEmpty();
    }

    /** As Kyverno's chart has some: API servers take them from administrators alone, or who may escalate. */
    @Test
    void whoMakesARoleThatGathersOthersHoldsEverything() throws Exception {
        String role =
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: reader}
                aggregationRule: {clusterRoleSelectors: [{matchLabels: {reads: models}}]}
                rules: []
                """;
        assertThat(missing("get pods;* *", role, ""))
                .containsExactly(new Right("escalate", "rbac.authorization.k8s.io", "clusterroles", null));
        assertThat(missing("escalate clusterroles", role, "")).isEmpty();
        assertThat(missing("* *;* /*", role, "")).isEmpty();
        assertThat(missing("", role, role)).as("there already").isEmpty();
    }

    @Test
    void aRoleIsAskedForInItsNamespace() throws Exception {
        assertThat(missing("", role("Role", "{apiGroups: [apps], resources: ['*'], verbs: ['*']}"), ""))
                .containsExactly(new Right("escalate", "rbac.authorization.k8s.io", "roles", "there"));
    }

    /** Helm sends nothing for it then; for whatever it sends, the API server asks as for a new one. */
    @Test
    void whatStaysAsItIsIsNotAskedForAgain() throws Exception {
        String role = role("ClusterRole", "{apiGroups: [''], resources: [pods], verbs: [get]}");
        String both = role + "---\n" + BINDING;
        assertThat(missing("", both, both)).isEmpty();
        assertThat(missing("", both, both.replace("k8s.io/v1", "k8s.io/v1beta1")))
                .as("the same, of another version")
                .isEmpty();
        assertThat(missing("", role, role.replace("[get]", "[list]"))).hasSize(1);
        String labels = "{name: reader, labels: {chart: web-2}}";
        assertThat(missing("", role.replace("{name: reader}", labels) + "---\n" + BINDING, both))
                .as("with the label of another chart's version")
                .extracting(Right::verb)
                .containsExactly("escalate");
        assertThat(missing("", role + "---\n" + BINDING.replace("{name: reader}", labels), both))
                .extracting(Right::verb)
                .containsExactly("bind");
        assertThat(missing("get pods", both.replace("{name: reader}", labels), both))
                .isEmpty();
    }

    /** As an administrator who has installed the chart may let a build upgrade it (resourceNames): the requests have the names. */
    @Test
    void rightsToTheRolesOfTheReleaseAloneSuffice() throws Exception {
        String role = role("ClusterRole", "{apiGroups: [''], resources: [pods], verbs: [get]}");
        String both = role + "---\n" + BINDING;
        String later = both.replace("{name: reader}", "{name: reader, labels: {chart: web-2}}");
        String held = "bind clusterroles/reader;escalate clusterroles/reader";
        assertThat(missing(held, later, both)).isEmpty();
        assertThat(missing(held, both, ""))
                .as("what is made has no name yet where its right is asked for")
                .extracting(Right::verb)
                .containsExactly("escalate");
        assertThat(missing("bind clusterroles/other;escalate clusterroles/other", later, both))
                .extracting(Right::verb)
                .containsExactly("bind", "escalate");
    }

    @Test
    void aClusterRoleThatIsBoundInANamespaceIsAskedForThere() throws Exception {
        String role = role("ClusterRole", "{apiGroups: [''], resources: [pods], verbs: [get]}");
        assertThat(missing("", role + "---\n" + BINDING.replace("ClusterRoleB", "RoleB"), role))
                .containsExactly(new Right("bind", "rbac.authorization.k8s.io", "clusterroles", "there"));
        assertThat(RoleGrants.missing(
                        RenderedObject.parse(role + "---\n" + BINDING.replace("ClusterRoleB", "RoleB")),
                        RenderedObject.parse(role),
                        "there",
                        (right, name) -> right.resource().equals("pods") && "there".equals(right.namespace())))
                .as("who holds there what it grants")
                .isEmpty();
    }

    private static List<Right> missing(String held, String wanted, String live) throws Exception {
        return RoleGrants.missing(RenderedObject.parse(wanted), RenderedObject.parse(live), "there", holding(held));
    }

    private static List<Right> missingForOthers(String held, String wanted, String live, Object rules)
            throws Exception {
        return RoleGrants.missingForOthers(
                RenderedObject.parse(wanted),
                RenderedObject.parse(live),
                "there",
                holding(held),
                (kind, name, namespace) -> rules);
    }

    private static BiPredicate<Right, String> holding(String held) {
        Set<String> rights = Set.copyOf(Arrays.asList(held.split(";")));
        return (right, name) -> rights.contains(right.verb() + " " + right.resource())
                || (name != null && rights.contains(right.verb() + " " + right.resource() + "/" + name));
    }

    private static String role(String kind, String rule) {
        return "apiVersion: rbac.authorization.k8s.io/v1\nkind: " + kind + "\nmetadata: {name: reader}\nrules: [" + rule
                + "]\n";
    }
}
