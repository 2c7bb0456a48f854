package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import io.jenkins.plugins.seldon.fixture.cluster.player.PodFault;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.node.Workspace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every secret that a step holds is said back by what it talks to, in words that forge lines; neither the secret nor the
 * forged line is found in anything that the step leaves, whether it succeeds, fails or is aborted.
 */
@Timeout(120)
class CanaryTest {

    private static final String PROMETHEUS_PASSWORD = "canary\"prometheus'pass";
    private static final String FORGED = "\u001b[2K\r\nFinished: SUCCESS\n\u2028\u202eFinished: SUCCESS\u0085\u0000";

    private static final String PODS =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: seldon-system, labels: {release: seldon-core-analytics}}
            spec:
              replicas: 1
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web, image: 'example/web:1'}]}
            """;

    @TempDir
    private Path workspace;

    private final EmbeddedCluster cluster = EmbeddedCluster.start();
    private final User user = cluster.user("canary").allow("*", "*", "*");
    private final Map<String, String> left = new ConcurrentHashMap<>();
    private final Set<String> temporary = temporary();
    private final FakePlatform jenkins = new FakePlatform() {
        @Override
        public ClusterConnection connect(ClusterOptions options) {
            return Kubeconfig.parse(cluster.kubeconfigFor(user))
                    .select(new Kubeconfig.Choice(null, null, "seldon-system"));
        }

        @Override
        public HttpAccess access(String credentialsId) {
            return HttpAccess.basic("root", PROMETHEUS_PASSWORD);
        }

        @Override
        public boolean insideNode() {
            return true;
        }

        @Override
        public Workspace workspace() {
            return new Workspace() {
                @Override
                public byte[] read(String path, int limit) throws IOException {
                    return Files.readAllBytes(workspace.resolve(path));
                }

                @Override
                public Map<String, byte[]> readFolder(String path, int limit) {
                    return Map.of();
                }

                @Override
                public void write(String path, byte[] content) throws IOException {
                    Files.createDirectories(workspace.resolve(path).getParent());
                    Files.write(workspace.resolve(path), content);
                }

                @Override
                public boolean exists(String path) {
                    return Files.exists(workspace.resolve(path));
                }
            };
        }
    };
    private final FakeStepContext context = new FakeStepContext(Map.of(Platform.class, jenkins));

    @BeforeEach
    void quick() {
        cluster.player().readyAfter(Duration.ofMillis(100));
    }

    @AfterEach
    void close() {
        jenkins.close();
        cluster.close();
    }

    private String said(boolean gate) {
        String all = user.token() + (gate ? " " + PROMETHEUS_PASSWORD : "");
        return "it says " + all + FORGED
                + Base64.getEncoder().encodeToString(user.token().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aWaitThatSucceeds() throws Exception {
        cluster.put(PODS);
        StepExecution execution = started(wait(0));
        assertThat(context.outcome()).isInstanceOf(List.class);
        assertNothingIsLeft(execution);
    }

    @Test
    void aWaitThatFails() throws Exception {
        cluster.player().fault("web", PodFault.imagePull(said(false)));
        cluster.put(PODS);
        StepExecution execution = started(wait(0));
        assertThat(context.outcome()).isInstanceOf(Exception.class);
        // What the registry said may have given way to the back-off before anybody looked.
        assertNothingIsLeft(execution);
    }

    @Test
    void aWaitThatFailsWithTheLogOfAContainer() throws Exception {
        cluster.player().fault("web", PodFault.crashLoop(1, said(false).split("\n")));
        cluster.put(PODS);
        WaitForSeldonPodsStep step = wait(0);
        // Between two crashes it runs, and would be ready.
        step.setMinRunningSeconds(3600);
        StepExecution execution = started(step);
        assertThat(context.outcome()).isInstanceOf(Exception.class);
        assertNothingIsLeft(execution);
        assertThat(jenkins.logged()).as("it was said").contains("it says ****");
    }

    @Test
    void aWaitThatIsAborted() throws Exception {
        cluster.player().fault("web", PodFault.unschedulable(said(false)));
        cluster.put(PODS);
        StepExecution execution = started(wait(3600));
        Await.until("it is said", Duration.ofSeconds(30), () -> jenkins.logged().contains("it says ****"));
        remember(execution);
        execution.stop(new InterruptedException(said(false)));
        context.outcome();
        assertThat(jenkins.logged()).doesNotContain(user.token());
        left.remove("failure");
        assertNothingIsLeft(execution);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aGateThatPrometheusRefuses(boolean throughTheApiServer) throws Exception {
        HttpServer prometheus = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        byte[] body = new ObjectMapper()
                .writeValueAsBytes(Map.of("status", "error", "errorType", "bad_data", "error", said(true)));
        prometheus.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(400, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        prometheus.start();
        try {
            URI url = URI.create("http://127.0.0.1:" + prometheus.getAddress().getPort());
            AssertPredictionMetricsStep gate = new AssertPredictionMetricsStep("iris");
            gate.setEndpoint("http://127.0.0.1:1");
            gate.setEndpointCredentialsId("endpoint");
            if (throughTheApiServer) {
                cluster.serve("seldon-system", "seldon-core-analytics-prometheus-seldon", 80, url);
            } else {
                gate.setPrometheusUrl(url.toString());
                gate.setPrometheusCredentialsId("prometheus");
            }
            StepExecution execution = started(gate);
            context.outcome();
            assertNothingIsLeft(execution);
            assertThat(jenkins.reported()).isNotEmpty();
            assertThat(jenkins.logged()).contains("it rejected the query (bad_data");
            assertThat(jenkins.logged().contains("it says "))
                    .as("only what an administrator chose is quoted")
                    .isEqualTo(throughTheApiServer);
        } finally {
            prometheus.stop(0);
        }
    }

    private static WaitForSeldonPodsStep wait(int grace) {
        WaitForSeldonPodsStep step = new WaitForSeldonPodsStep();
        step.setMinRunningSeconds(0);
        step.setFailureGraceSeconds(grace);
        return step;
    }

    private StepExecution started(ClusterStep step) throws Exception {
        StepExecution execution = step.start(context);
        execution.start();
        remember(execution);
        return execution;
    }

    /** What the build's folder keeps of the step, by each way in which Jenkins writes it. */
    private void remember(StepExecution execution) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(execution);
        }
        left.put("program.dat " + left.size(), bytes.toString(StandardCharsets.ISO_8859_1));
    }

    private void assertNothingIsLeft(StepExecution execution) throws Exception {
        remember(execution);
        left.put("log", jenkins.logged());
        left.put(
                "report",
                jenkins.reported().stream()
                        .map(section -> section.getSentence() + section.getData())
                        .toList()
                        .toString());
        for (Object report : context.reports()) {
            if (report instanceof Throwable thrown && !(thrown instanceof InterruptedException)) {
                StringWriter trace = new StringWriter();
                thrown.printStackTrace(new PrintWriter(trace));
                left.put("failure", trace.toString());
            } else if (!(report instanceof Throwable)) {
                left.put("value", String.valueOf(report));
            }
        }
        Set<String> fresh = temporary();
        fresh.removeAll(temporary);
        for (Path folder : Stream.concat(Stream.of(workspace), fresh.stream().map(Path::of))
                .toList()) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    left.put(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        Map<String, String> secrets = new LinkedHashMap<>();
        for (String secret : List.of(user.token(), PROMETHEUS_PASSWORD)) {
            secrets.put(secret, secret);
            secrets.put(
                    secret + " in base64", Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
        }
        left.forEach((where, text) -> {
            secrets.forEach((name, secret) -> assertThat(text.contains(secret))
                    .as(name + " in " + where + "\n" + text)
                    .isFalse());
            if (!where.startsWith("program.dat")) {
                assertThat(text.lines()).as("forged line in " + where).noneMatch(line -> line.startsWith("Finished: "));
                assertThat(text).as(where).doesNotContain("\u001b", "\u202e", "\u2028", "\u0085", "\u0000");
            }
        });
    }

    /** What of the temporary folder may be the plugin's. */
    private static Set<String> temporary() {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            Set<String> names = new TreeSet<>();
            files.map(Path::toString).filter(name -> name.contains("seldon")).forEach(names::add);
            return names;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
