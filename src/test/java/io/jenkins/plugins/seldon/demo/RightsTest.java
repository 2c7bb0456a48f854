package io.jenkins.plugins.seldon.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import hudson.model.Result;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineBuild;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineRunner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The rights in {@code docs/rbac/gate.yaml} suffice for waiting and for the gate, with the kubeconfig that the script beside it
 * prints. The played cluster evaluates no Roles, so its user gets the Role's rules one by one.
 */
@Timeout(300)
class RightsTest {

    private static final Path ROLE = Path.of("docs/rbac/gate.yaml");
    private static final Path SCRIPT = Path.of("docs/rbac/kubeconfig.sh");

    @TempDir
    Path folder;

    @Test
    void theRoleInTheDocumentsSufficesForWaitingAndTheGate() throws Exception {
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
        }
    }

    @Test
    void theScriptSaysWhereThereIsNoToken() throws Exception {
        assertThat(script("http://127.0.0.1:1", "", ""))
                .contains("The Secret seldon-analytics-gate in namespace seldon-system has no token yet");
    }

    private String kubeconfig(EmbeddedCluster cluster, User user) throws Exception {
        String written = script(cluster.url(), base64(cluster.caCertificate()), base64(user.token()));
        assertThat(written).contains("server: " + cluster.url());
        return written;
    }

    /** What the script prints, where kubectl finds this cluster and this Secret. */
    private String script(String server, String authority, String token) throws Exception {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path kubectl = Files.writeString(
                bin.resolve("kubectl"),
                """
                #!/bin/sh
                case "$*" in
                  *'{.clusters[0].cluster.server}'*) printf %%s '%s' ;;
                  *'{.data.ca\\.crt}'*) printf %%s '%s' ;;
                  *'{.data.token}'*) printf %%s '%s' ;;
                  *) echo "unexpected: $*" >&2; exit 2 ;;
                esac
                """
                        .formatted(server, authority, token));
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
