package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.FaultyProxy;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.kubernetes.TestCertificates;
import io.jenkins.plugins.seldon.node.Platform;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every secret that a gate can hold, those of a cluster behind a proxy, of the endpoint and of headers from credentials among
 * them, is said back by the model, one with each error; none is found in anything that a gate leaves that passes, fails or is
 * aborted. Prometheus is a real one, behind the API server.
 */
@Timeout(120)
class GateCanaryTest {

    private static final String PROXY_PASSWORD = "canary-proxy-pass";
    private static final String ENDPOINT_PASSWORD = "canary\"endpoint'pass";
    private static final String HEADER = "canary-header&value";
    private static final String GRAFANA_PASSWORD = "canary-grafana-pass";
    private static final String GRAFANA_IN_BASE64 =
            Base64.getEncoder().encodeToString(GRAFANA_PASSWORD.getBytes(StandardCharsets.UTF_8));
    private static final String TENANT = "canary-tenant-of-many";

    /** Each so-many-th answer of the model is an error. */
    private static final int EACH = 4;

    private static TestCertificates certificates;

    @TempDir
    Path workspace;

    private final EmbeddedCluster cluster =
            EmbeddedCluster.builder().plainHttp().start();
    private final User user = cluster.user("canary").allow("*", "*", "*");
    private final FaultyProxy proxy = new FaultyProxy(URI.create(cluster.url()), FaultyProxy.Schedule.NONE);
    private final ModelServer models = ModelServer.start();
    private final ModelDeployment model = models.deploy(Predictor.sklearn("seldon-system", "iris"), 1);
    private final PrometheusProcess prometheus = PrometheusProcess.with()
            .scrapeInterval(Duration.ofMillis(500))
            .targets(model.scrapeTargets())
            .start();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer echo;
    private Canaries canaries;
    private CanaryPlatform jenkins;
    private FakeStepContext context;

    @BeforeAll
    static void certificates(@TempDir Path folder) throws Exception {
        certificates = TestCertificates.create(folder, "dns:localhost");
    }

    @BeforeEach
    void start() throws Exception {
        prometheus.awaitTargetsUp();
        cluster.serve("seldon-system", "prometheus", 80, prometheus.url());
        echo = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        echo.setExecutor(threads);
        echo.createContext("/", this::answer);
        echo.start();
        canaries = new Canaries(new LinkedHashMap<>(Map.of(
                "the API server's token",
                user.token(),
                "the client key",
                certificates.keyPem(),
                "the proxy's password",
                PROXY_PASSWORD,
                "what the proxy is sent",
                "root:" + PROXY_PASSWORD,
                "the endpoint's password",
                ENDPOINT_PASSWORD,
                "what the endpoint is sent",
                "reader:" + ENDPOINT_PASSWORD,
                "Grafana's password",
                GRAFANA_PASSWORD,
                "a header",
                HEADER,
                "Prometheus' header",
                TENANT)));
        jenkins = new CanaryPlatform(
                workspace,
                CanaryPlatform.kubeconfig(cluster, user, proxy.url(), PROXY_PASSWORD, certificates),
                Map.of(
                        "endpoint", HttpAccess.basic("reader", ENDPOINT_PASSWORD),
                        "header", HttpAccess.bearer(HEADER),
                        "tenant", HttpAccess.basic("any", TENANT)));
        context = new FakeStepContext(Map.of(Platform.class, jenkins));
    }

    @AfterEach
    void close() {
        echo.stop(0);
        threads.shutdownNow();
        jenkins.close();
        prometheus.close();
        models.close();
        proxy.close();
        cluster.close();
    }

    /** What the model answers, or an error with one of the secrets and what the request carried. */
    private void answer(HttpExchange exchange) throws IOException {
        byte[] sent = exchange.getRequestBody().readAllBytes();
        int number = requests.getAndIncrement();
        byte[] body;
        int status = 500;
        if (number % EACH == EACH - 1) {
            List<String> all = canaries.eachSaid().stream()
                    .filter(text -> !text.contains("grafana") && !text.contains(GRAFANA_IN_BASE64))
                    .toList();
            String said = all.get(number / EACH % all.size()) + Canaries.FORGED + exchange.getRequestHeaders();
            body = said.getBytes(StandardCharsets.UTF_8);
        } else {
            try {
                HttpResponse<byte[]> answer = client.send(
                        HttpRequest.newBuilder(URI.create(
                                        models.url() + exchange.getRequestURI().toString()))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(sent))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
                status = answer.statusCode();
                body = answer.body();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private AssertPredictionMetricsStep gate(double seconds, double errors) {
        AssertPredictionMetricsStep gate = new AssertPredictionMetricsStep("iris");
        gate.setEndpoint(
                "http://127.0.0.1:" + echo.getAddress().getPort() + model.url().getPath());
        gate.setEndpointCredentialsId("endpoint");
        gate.setHeaders(List.of(header("X-Api-Key", "header")));
        gate.setPrometheusService("seldon-system/prometheus:80");
        gate.setPrometheusHeaders(List.of(header("X-Scope-OrgID", "tenant")));
        gate.setRequests(200);
        gate.setDurationSeconds(seconds);
        gate.setMaxErrorRatio(errors);
        return gate;
    }

    private static RequestHeader header(String name, String credential) {
        RequestHeader header = new RequestHeader(name, "");
        header.setCredentialsId(credential);
        return header;
    }

    private StepExecution started(AssertPredictionMetricsStep gate) throws Exception {
        StepExecution execution = gate.start(context);
        execution.start();
        canaries.remember(execution);
        return execution;
    }

    private void assertNothingIsLeft(StepExecution execution) throws IOException {
        assertThat(requests).as("secrets were said").hasValueGreaterThan(10 * EACH);
        canaries.assertNothingIsLeft(execution, jenkins, context, workspace);
    }

    @Test
    void aGateThatPasses() throws Exception {
        AssertPredictionMetricsStep gate = gate(2, 1);
        // On a machine that is busy others' traffic can't be told from its own to the last prediction.
        gate.setMinCountedRatio(0.5);
        gate.setOnInconclusive("ignore");
        StepExecution execution = started(gate);
        assertThat(context.outcome()).as(jenkins.logged()).isInstanceOfSatisfying(Map.class, value -> assertThat(
                        value.get("verdict"))
                .isIn("PASS", "INCONCLUSIVE"));
        assertNothingIsLeft(execution);
    }

    @Test
    void aGateThatFails() throws Exception {
        StepExecution execution = started(gate(1, 0));
        assertThat(context.outcome()).as(jenkins.logged()).isInstanceOf(Exception.class);
        assertThat(jenkins.reported()).singleElement().satisfies(section -> assertThat(section.getOutcome())
                .isEqualTo("FAIL"));
        assertThat(jenkins.logged()).as("an error was quoted").contains("it says ****");
        assertNothingIsLeft(execution);
    }

    /** The password is none of Jenkins' credentials; the gate reads it in the release's Secret. */
    @Test
    void aGateWhoseGrafanaForgesWordsOfTheApiServer() throws Exception {
        cluster.put(
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: seldon-core-analytics-grafana, namespace: seldon-system}
                stringData: {admin-user: admin, admin-password: %s}
                """
                        .formatted(GRAFANA_PASSWORD));
        HttpServer grafana = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        AtomicInteger logins = new AtomicInteger();
        grafana.createContext("/", exchange -> {
            String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            logins.addAndGet(sent.contains(GRAFANA_PASSWORD) ? 1 : 0);
            boolean isWell = exchange.getRequestURI().getPath().endsWith("/api/health");
            byte[] body = new ObjectMapper()
                    .writeValueAsBytes(
                            isWell
                                    ? Map.of("database", "ok")
                                    : Map.of("kind", "Status", "apiVersion", "v1", "message", "it says " + sent));
            exchange.sendResponseHeaders(isWell ? 200 : 400, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        grafana.start();
        try {
            cluster.serve(
                    "seldon-system",
                    "seldon-core-analytics-grafana",
                    80,
                    URI.create("http://127.0.0.1:" + grafana.getAddress().getPort()));
            AssertPredictionMetricsStep gate = gate(1, 1);
            gate.setCheckGrafana(true);
            StepExecution execution = started(gate);
            context.outcome();
            assertThat(logins).as(jenkins.logged()).hasPositiveValue();
            assertThat(jenkins.reported()).singleElement().satisfies(section -> assertThat(
                            section.getData().toString())
                    .as("what Grafana said is told")
                    .contains("it says {"));
            canaries.assertNothingIsLeft(execution, jenkins, context, workspace);
        } finally {
            grafana.stop(0);
        }
    }

    @Test
    void aGateThatIsAborted() throws Exception {
        StepExecution execution = started(gate(60, 0));
        Await.until("errors were answered", Duration.ofSeconds(60), () -> requests.get() > 12 * EACH);
        canaries.remember(execution);
        execution.stop(new InterruptedException("aborted by a person"));
        assertThat(context.outcome()).isInstanceOf(InterruptedException.class);
        assertNothingIsLeft(execution);
    }
}
