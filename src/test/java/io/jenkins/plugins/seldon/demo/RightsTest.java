package io.jenkins.plugins.seldon.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import hudson.model.Result;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import io.jenkins.plugins.seldon.fixture.cluster.player.PodFault;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineBuild;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineRunner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The rights in {@code docs/rbac/gate.yaml} suffice for waiting and for the gate, with the kubeconfig that the script beside it
 * prints, and hold nothing that neither of them asks for. The played cluster evaluates no Roles, so its user gets the Role's rules one by one.
 */
@Timeout(300)
class RightsTest {

    private static final Path ROLE = Path.of("docs/rbac/gate.yaml");
    private static final String BROKEN =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: broken, namespace: %s}
            spec:
              replicas: 1
              selector: {matchLabels: {app: broken}}
              template:
                metadata: {labels: {app: broken}}
                spec: {containers: [{name: main, image: 'example.org/broken'}]}
            """
                    .formatted(DemoWorld.NAMESPACE);

    private static final Path SCRIPT = Path.of("docs/rbac/kubeconfig.sh");

    /** The cluster's authority, as each Secret of a token has it. */
    private static final String OF_THE_SECRET = "T0ZUSEVTRUNSRVQ=";

    @TempDir
    Path folder;

    /** A cluster that has one of KServe's and Seldon Core 2's kinds, and one object of it, ready. */
    private static EmbeddedCluster withOne(String api, String kind) {
        EmbeddedCluster cluster = EmbeddedCluster.builder()
                .namespaces(DemoWorld.NAMESPACE)
                .custom(api, kind, kind.toLowerCase(Locale.ROOT) + "s")
                .start();
        cluster.put("{apiVersion: " + api + ", kind: " + kind + ", metadata: {name: iris, namespace: "
                + DemoWorld.NAMESPACE
                + "}, status: {url: 'http://iris.example.org', conditions: [{type: Ready, status: 'True'}]}}");
        return cluster;
    }

    @Test
    void theRoleInTheDocumentsSufficesForWaitingAndTheGateAndGrantsNothingElse() throws Exception {
        Set<String> used = new TreeSet<>();
        try (DemoWorld world = new DemoWorld(Scenario.HAPPY, Duration.ZERO)) {
            User gate = world.cluster().user("gate");
            rules().forEach(rule -> allow(gate, rule));
            PipelineBuild build = PipelineRunner.in(folder.resolve("workspace"))
                    .credential("admin", world.kubeconfig())
                    .credential("gate", kubeconfig(world.cluster(), gate))
                    .runOnNode(
                            """
                            installSeldonAnalytics credentialsId: 'admin', repository: '%s'
                            waitForSeldonPods credentialsId: 'gate'
                            waitForSeldonPods credentialsId: 'gate', deployment: 'sklearn'
                            assertPredictionMetrics credentialsId: 'gate', deployment: 'sklearn', endpoint: '%s', requests: 20, rate: 5
                            """
                                    .formatted(world.repository(), world.endpoint()),
                            Result.SUCCESS);
            Map<?, ?> result = (Map<?, ?>) build.returned().get("assertPredictionMetrics");
            assertThat(result.get("verdict")).isEqualTo("PASS");
            assertThat(result.get("pods")).asInstanceOf(LIST).isNotEmpty().allSatisfy(pod -> assertThat(
                            ((Map<?, ?>) pod).get("executor"))
                    .isInstanceOf(Long.class));
            assertThat(world.cluster().writes())
                    .as("what the gate's user changed")
                    .noneMatch(request -> request.user().equals(gate.name()));
            used.addAll(uses(world.cluster(), gate));
        }
        Map<String, String> kinds = Map.of(
                "InferenceService", "serving.kserve.io/v1beta1",
                "Model", "mlops.seldon.io/v1alpha1",
                "Pipeline", "mlops.seldon.io/v1alpha1",
                "Service", "serving.knative.dev/v1");
        for (String kind : kinds.keySet()) {
            String api = kinds.get(kind);
            String noun = kind.equals("Service") ? "ksvc" : kind.toLowerCase(Locale.ROOT);
            try (EmbeddedCluster cluster = withOne(api, kind)) {
                User gate = cluster.user("gate");
                rules().forEach(rule -> allow(gate, rule));
                PipelineRunner runner =
                        PipelineRunner.in(folder.resolve(kind)).credential("gate", kubeconfig(cluster, gate));
                // It goes on for a while when it has seen the list, so that its watch begins.
                runner.runOnNode(
                        "waitForSeldonPods credentialsId: 'gate', minPods: 0, stableSeconds: 5, workloads: '" + noun
                                + "/iris'",
                        Result.SUCCESS);
                for (String server : List.of("", ", server: 'triton'")) {
                    PipelineBuild asked =
                            runner.run("node { assertPredictionMetrics credentialsId: 'gate', deployment: 'iris',"
                                    + " prometheusUrl: 'http://127.0.0.1:9', endpointTimeoutSeconds: 1" + server
                                    + " }");
                    assertThat(asked.log()).doesNotContain("give the user that right");
                }
                if (kind.equals("Model")) {
                    // The pull is tried again before it counts, so that the watch of its events begins.
                    cluster.player().fault("broken", PodFault.imagePull());
                    cluster.put(BROKEN);
                    runner.runOnNode("waitForSeldonPods credentialsId: 'gate', workloads: 'broken'", Result.FAILURE);
                }
                used.addAll(uses(cluster, gate));
            }
        }
        // Asked for where a container has failed, and where a pod waits for its volume: RolloutFailuresTest.
        used.addAll(Set.of("get pods/log", "list persistentvolumeclaims", "watch persistentvolumeclaims"));
        assertThat(granted()).as("granted and never asked for").isSubsetOf(used);
    }

    /** As {@code get pods/log} and {@code list deployments}: no two groups of the role have the same resource. */
    private static Set<String> uses(EmbeddedCluster cluster, User user) {
        return cluster.requests().stream()
                .filter(request -> request.user().equals(user.name())
                        && !request.resource().isEmpty())
                .filter(request -> !request.resource().startsWith("selfsubject"))
                .map(request -> request.verb() + " " + request.resource())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> granted() throws Exception {
        Set<String> granted = new TreeSet<>();
        rules().forEach(rule -> rule.get("apiGroups").forEach(group -> rule.get("resources")
                .forEach(resource -> rule.get("verbs").forEach(verb -> granted.add(verb + " " + resource)))));
        return granted;
    }

    @Test
    void theScriptSaysWhereThereIsNoToken() throws Exception {
        assertThat(script("http://127.0.0.1:1", "", "", ""))
                .contains("The Secret seldon-analytics-gate in namespace seldon-system has no token yet");
    }

    /** A server's own name need not be known by the cluster's authority: gcloud writes none for GKE's DNS endpoint. */
    @ParameterizedTest
    @CsvSource({"QQ==, '', QQ==", "'', '',", "'', true, " + OF_THE_SECRET})
    void theScriptTrustsWhatKubectlTrusts(String authority, String skips, String expected) throws Exception {
        String server = "https://gke-1.europe-west3.gke.goog";

        assertThat(script(server, authority, skips, base64("token")))
                .contains("    server: " + server + "\n"
                        + (expected == null ? "" : "    certificate-authority-data: " + expected)
                        + "\nusers:\n");
    }

    private String kubeconfig(EmbeddedCluster cluster, User user) throws Exception {
        String written = script(cluster.url(), base64(cluster.caCertificate()), "", base64(user.token()));
        assertThat(written).contains("server: " + cluster.url());
        return written;
    }

    /**
     * What the script prints, where kubectl finds this cluster and this Secret.
     *
     * @param skips {@code true} where kubectl does not look at the server's certificate
     */
    private String script(String server, String authority, String skips, String token) throws Exception {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path kubectl = Files.writeString(
                bin.resolve("kubectl"),
                """
                #!/bin/sh
                case "$*" in
                  *'{.clusters[0].cluster.server}'*) printf %%s '%s' ;;
                  *'{.clusters[0].cluster.certificate-authority-data}'*) printf %%s '%s' ;;
                  *'{.clusters[0].cluster.insecure-skip-tls-verify}'*) printf %%s '%s' ;;
                  *'{.data.ca\\.crt}'*) printf %%s '%s' ;;
                  *'{.data.token}'*) printf %%s '%s' ;;
                  *) echo "unexpected: $*" >&2; exit 2 ;;
                esac
                """
                        .formatted(server, authority, skips, OF_THE_SECRET, token));
        assertThat(kubectl.toFile().setExecutable(true)).isTrue();
        ProcessBuilder builder = new ProcessBuilder("sh", SCRIPT.toString()).redirectErrorStream(true);
        builder.environment().merge("PATH", bin.toString(), (path, first) -> first + ":" + path);
        Process process = builder.start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void allow(User user, Map<String, List<String>> rule) {
        for (String group : rule.get("apiGroups")) {
            for (String resource : rule.get("resources")) {
                user.allow(
                        String.join(",", rule.get("verbs")),
                        group.isEmpty() ? resource : resource + "." + group,
                        DemoWorld.NAMESPACE);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, List<String>>> rules() throws Exception {
        Iterable<Object> objects = new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(Files.readString(ROLE));
        return StreamSupport.stream(objects.spliterator(), false)
                .map(object -> (Map<String, Object>) object)
                .filter(object -> "Role".equals(object.get("kind")))
                .flatMap(role -> ((List<Map<String, List<String>>>) role.get("rules")).stream())
                .toList();
    }
}
