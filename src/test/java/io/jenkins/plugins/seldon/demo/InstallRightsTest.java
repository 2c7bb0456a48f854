package io.jenkins.plugins.seldon.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.model.Result;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.chart.ChartRepository;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.OperatorKinds;
import io.jenkins.plugins.seldon.fixture.cluster.RecordedRequest;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineBuild;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineRunner;
import io.jenkins.plugins.seldon.seldon.AnalyticsStack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The rights in {@code docs/rbac/install.yaml} and in the file for the other stack beside it suffice for installing, upgrading
 * and removing it, and hold nothing that none of these asks for. The played cluster evaluates no Roles, so its user gets their
 * rules one by one. What the published chart of the larger stack asks for beyond the test's is in
 * {@code charts/kube-prometheus-stack-88.5.3.rights.yaml}.
 */
@Timeout(300)
class InstallRightsTest {

    private static final String NAMESPACE = "seldon-system";
    private static final String EVERYWHERE = "*";
    private static final Path PUBLISHED = Path.of("src/test/resources/charts/kube-prometheus-stack-88.5.3.rights.yaml");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of an older operator, for the upgrade to bring to the chart's version. */
    private static final String OLD =
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: podmonitors.monitoring.coreos.com, annotations: {operator.prometheus.io/version: 0.80.0}}
            spec: {group: monitoring.coreos.com, names: {kind: PodMonitor, plural: podmonitors}, scope: Namespaced, versions: []}
            """;

    /** Of the objects that a chart makes (Preflight). */
    private static final List<String> VERBS = List.of("get", "create", "patch", "delete");

    @TempDir
    Path folder;

    /**
     * One thing that somebody may do.
     *
     * @param where a namespace, or {@link #EVERYWHERE}
     * @param group empty for the core group, and for paths that are no resources
     * @param resource such as {@code nodes/proxy}, or a path
     */
    private record Grant(String where, String verb, String group, String resource) {

        boolean covers(Grant other) {
            return (where.equals(EVERYWHERE) || where.equals(other.where))
                    && (verb.equals("*") || verb.equals(other.verb))
                    && group.equals(other.group)
                    && resource.equals(other.resource);
        }
    }

    @ParameterizedTest
    @EnumSource(AnalyticsStack.class)
    void theRolesInTheDocumentsSufficeForTheInstallationAndGrantNothingElse(AnalyticsStack stack) throws Exception {
        boolean isOperated = stack == AnalyticsStack.KUBE_PROMETHEUS_STACK;
        Set<Grant> granted = granted(Path.of("docs/rbac/install" + (isOperated ? "-" + stack.label() : "") + ".yaml"));
        Set<Grant> asked = new HashSet<>();
        EmbeddedCluster.Builder builder = EmbeddedCluster.builder().namespaces(NAMESPACE);
        try (EmbeddedCluster cluster = (isOperated ? OperatorKinds.on(builder) : builder).start();
                ChartRepository repository =
                        ChartRepository.serving(isOperated ? Chart.kubePrometheusStack() : Chart.analytics())) {
            if (isOperated) {
                cluster.put(OLD);
            }
            User installer = cluster.user("installer");
            granted.forEach(grant -> allow(installer, grant));
            String step = "installSeldonAnalytics credentialsId: 'installer', stack: '" + stack.label()
                    + "', repository: '" + repository.url() + "'";
            PipelineRunner runner = PipelineRunner.in(folder).credential("installer", cluster.kubeconfigFor(installer));
            PipelineBuild made = runner.runOnNode(step, Result.SUCCESS);
            asked.addAll(handedOn(cluster));
            PipelineBuild changed = runner.runOnNode(
                    step + ", valuesYaml: 'grafana: {adminPassword: other}', updateCrds: " + isOperated
                            + "\nuninstallSeldonAnalytics credentialsId: 'installer'",
                    Result.SUCCESS);
            assertThat(changed.log()).contains("is deployed in revision 2").contains("is removed from");
            assertThat(made.log() + changed.log()).doesNotContain("no rights", "forbidden");
            asked.addAll(used(cluster, installer));
        }
        // A Lease is renewed every few seconds, and taken over where it was left: LeaseFaultsTest.
        asked.add(new Grant(NAMESPACE, "update", "coordination.k8s.io", "leases"));
        if (isOperated) {
            Set<Grant> published = published();
            assertThat(published)
                    .as("asked for by the published chart and not granted")
                    .allMatch(right -> granted.stream().anyMatch(grant -> grant.covers(right)));
            asked.addAll(published);
        }
        assertThat(granted).as("granted and never asked for").isSubsetOf(asked);
    }

    /** What was asked of the API; of what was made also what an upgrade or a removal would ask. */
    private static Set<Grant> used(EmbeddedCluster cluster, User user) {
        Set<Grant> used = new HashSet<>();
        for (RecordedRequest request : cluster.requests()) {
            if (request.user().equals(user.name())
                    && !request.resource().isEmpty()
                    && !request.resource().startsWith("selfsubject")) {
                String where = request.namespace().isEmpty() ? EVERYWHERE : request.namespace();
                String group =
                        request.path().startsWith("/apis/") ? request.path().split("/")[2] : "";
                used.add(new Grant(where, request.verb(), group, request.resource()));
                if (request.isWrite() && !request.resource().equals("leases")) {
                    VERBS.forEach(verb -> used.add(new Grant(where, verb, group, request.resource())));
                }
            }
        }
        return used;
    }

    /** What the roles grant that were made. */
    private static Set<Grant> handedOn(EmbeddedCluster cluster) {
        Set<Grant> handedOn = new HashSet<>();
        for (String kind : List.of("clusterroles", "roles")) {
            String where = kind.equals("roles") ? NAMESPACE : EVERYWHERE;
            for (JsonNode role :
                    cluster.objects(kind + ".rbac.authorization.k8s.io", kind.equals("roles") ? NAMESPACE : "")) {
                if (role.at("/metadata/annotations").has("meta.helm.sh/release-name")) {
                    role.path("rules").forEach(rule -> handedOn.addAll(grants(rule, where)));
                }
            }
        }
        return handedOn;
    }

    private static Set<Grant> published() throws Exception {
        JsonNode chart = documents(PUBLISHED).get(0);
        Set<Grant> needed = new HashSet<>();
        for (JsonNode each : chart.path("kinds")) {
            String kind = each.path("kind").asText().toLowerCase(Locale.ROOT);
            String resource = kind + (kind.endsWith("s") ? "es" : "s");
            String api = each.path("apiVersion").asText();
            String group = api.contains("/") ? api.substring(0, api.indexOf('/')) : "";
            boolean isGlobal = kind.startsWith("clusterrole") || kind.endsWith("webhookconfiguration");
            String where = isGlobal ? EVERYWHERE : each.path("namespace").asText(NAMESPACE);
            List<String> verbs = new ArrayList<>(VERBS);
            if (each.path("hook").asBoolean()) {
                verbs.remove("patch");
            }
            if (kind.equals("job")) {
                verbs.addAll(List.of("list", "watch"));
            }
            verbs.forEach(verb -> needed.add(new Grant(where, verb, group, resource)));
        }
        for (JsonNode role : chart.path("roles")) {
            String where = role.path("kind").asText().equals("Role") ? NAMESPACE : EVERYWHERE;
            role.path("rules").forEach(rule -> needed.addAll(grants(rule, where)));
        }
        return needed;
    }

    private static Set<Grant> granted(Path file) throws Exception {
        Set<Grant> granted = new HashSet<>();
        for (JsonNode object : documents(file)) {
            String kind = object.path("kind").asText();
            if (kind.equals("Role") || kind.equals("ClusterRole")) {
                String where = object.at("/metadata/namespace").asText(EVERYWHERE);
                object.path("rules").forEach(rule -> granted.addAll(grants(rule, where)));
            }
        }
        return granted;
    }

    private static Set<Grant> grants(JsonNode rule, String where) {
        Set<Grant> grants = new HashSet<>();
        for (String verb : texts(rule.path("verbs"))) {
            texts(rule.path("nonResourceURLs")).forEach(path -> grants.add(new Grant(where, verb, "", path)));
            for (String group : texts(rule.path("apiGroups"))) {
                texts(rule.path("resources")).forEach(resource -> grants.add(new Grant(where, verb, group, resource)));
            }
        }
        return grants;
    }

    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new TreeSet<>();
        list.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    private static void allow(User user, Grant grant) {
        String[] parts = grant.resource().split("/", 2);
        String part = parts.length == 2 ? "/" + parts[1] : "";
        user.allow(
                grant.verb(),
                grant.group().isEmpty() ? grant.resource() : parts[0] + "." + grant.group() + part,
                grant.where());
    }

    private static List<JsonNode> documents(Path file) throws Exception {
        Iterable<Object> objects = new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(Files.readString(file));
        return StreamSupport.stream(objects.spliterator(), false)
                .map(object -> (JsonNode) JSON.valueToTree(object))
                .toList();
    }
}
