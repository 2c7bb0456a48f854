package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.FaultyProxy;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import io.jenkins.plugins.seldon.fixture.cluster.player.PodFault;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.kubernetes.TestCertificates;
import io.jenkins.plugins.seldon.node.Platform;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
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
    private static final String PROXY_PASSWORD = "canary-proxy-pass";

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

    private static TestCertificates certificates;

    @TempDir
    private Path workspace;

    private final EmbeddedCluster cluster =
            EmbeddedCluster.builder().plainHttp().start();
    private final User user = cluster.user("canary").allow("*", "*", "*");
    private final FaultyProxy proxy = new FaultyProxy(URI.create(cluster.url()), FaultyProxy.Schedule.NONE);
    private Canaries canaries;
    private CanaryPlatform jenkins;
    private FakeStepContext context;

    @BeforeAll
    static void certificates(@TempDir Path folder) throws Exception {
        certificates = TestCertificates.create(folder, "dns:localhost");
    }

    @BeforeEach
    void start() throws Exception {
        cluster.player().readyAfter(Duration.ofMillis(100));
        canaries = new Canaries(Map.of(
                "the API server's token",
                user.token(),
                "the client key",
                certificates.keyPem(),
                "the proxy's password",
                PROXY_PASSWORD,
                "what the proxy is sent",
                "root:" + PROXY_PASSWORD));
        jenkins = new CanaryPlatform(
                workspace,
                CanaryPlatform.kubeconfig(cluster, user, proxy.url(), PROXY_PASSWORD, certificates),
                Map.of(
                        "prometheus", HttpAccess.basic("root", PROMETHEUS_PASSWORD),
                        "endpoint", HttpAccess.basic("root", PROMETHEUS_PASSWORD)));
        context = new FakeStepContext(Map.of(Platform.class, jenkins));
    }

    @AfterEach
    void close() {
        jenkins.close();
        proxy.close();
        cluster.close();
    }

    private String said() {
        return canaries.said() + Canaries.FORGED;
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
        cluster.player().fault("web", PodFault.imagePull(said()));
        cluster.put(PODS);
        StepExecution execution = started(wait(0));
        assertThat(context.outcome()).isInstanceOf(Exception.class);
        // What the registry said may have given way to the back-off before anybody looked.
        assertNothingIsLeft(execution);
    }

    @Test
    void aWaitThatFailsWithTheLogOfAContainer() throws Exception {
        cluster.player().fault("web", PodFault.crashLoop(1, said().split("\n")));
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
        cluster.player().fault("web", PodFault.unschedulable(said()));
        cluster.put(PODS);
        StepExecution execution = started(wait(3600));
        Await.until("it is said", Duration.ofSeconds(30), () -> jenkins.logged().contains("it says ****"));
        canaries.remember(execution);
        execution.stop(new InterruptedException(said()));
        context.outcome();
        assertThat(jenkins.logged()).doesNotContain(user.token());
        assertNothingIsLeft(execution);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aGateThatPrometheusRefuses(boolean throughTheApiServer) throws Exception {
        canaries = new Canaries(Map.of(
                "the API server's token",
                user.token(),
                "the client key",
                certificates.keyPem(),
                "the proxy's password",
                PROXY_PASSWORD,
                "Prometheus' password",
                PROMETHEUS_PASSWORD));
        HttpServer prometheus = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        byte[] body = new ObjectMapper()
                .writeValueAsBytes(Map.of("status", "error", "errorType", "bad_data", "error", said()));
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
        canaries.remember(execution);
        return execution;
    }

    private void assertNothingIsLeft(StepExecution execution) throws IOException {
        canaries.assertNothingIsLeft(execution, jenkins, context, workspace);
    }
}
