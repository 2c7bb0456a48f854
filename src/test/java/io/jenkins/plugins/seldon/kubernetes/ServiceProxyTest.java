package io.jenkins.plugins.seldon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.seldon.fixture.Allowance;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import io.jenkins.plugins.seldon.http.HttpFailure;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.http.HttpPort.Request;
import io.jenkins.plugins.seldon.http.HttpPort.Response;
import io.jenkins.plugins.seldon.kubernetes.ServiceProxy.Backend;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class ServiceProxyTest {

    private static final Request ROOT = Request.get("", Map.of());
    private static final Backend SERVICE = Backend.service("seldon-system", "web", "80");

    private final EmbeddedCluster cluster = EmbeddedCluster.start();
    private final SharedClients clients = new SharedClients();
    private final SharedClients.Lease lease = clients.lease(connection(cluster.kubeconfig()));
    private final ServiceProxy proxy = new ServiceProxy(lease.client(), Duration.ofSeconds(2), 1000);
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();
    private ExecutorService workers;
    private HttpServer web;

    @BeforeEach
    void start() throws IOException {
        workers = Executors.newCachedThreadPool();
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.setExecutor(workers);
        web.start();
        URI url = URI.create("http://127.0.0.1:" + web.getAddress().getPort());
        cluster.serve("seldon-system", "web", 80, url);
        cluster.servePod("seldon-system", "pod-1", 8000, url);
    }

    @AfterEach
    void close() {
        web.stop(0);
        workers.shutdownNow();
        lease.close();
        clients.close();
        cluster.close();
    }

    @Test
    void servicesAndPodsAreReadWithoutTheClustersOwnToken() throws Exception {
        serve(exchange -> answer(exchange, 200, "hello"));
        Response answer = service().send(Request.get("api/v1/query", Map.of("query", "sum(a{b=\"c d\"})")));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("text/plain");
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("hello");
        Response pod =
                proxy.to(Backend.pod("seldon-system", "pod-1", "8000"), "").send(Request.get("prometheus", Map.of()));
        assertThat(pod.status()).isEqualTo(200);
        assertThat(seen)
                .containsExactly(
                        "GET /api/v1/query?query=sum%28a%7Bb%3D%22c+d%22%7D%29 null null ",
                        "GET /prometheus null null ");
    }

    @Test
    void postsCarryJsonAndCookies() throws Exception {
        serve(exchange -> {
            exchange.getResponseHeaders().add("Set-Cookie", "a=1; Path=/");
            exchange.getResponseHeaders().add("Set-Cookie", "b=2");
            answer(exchange, 201, "{}");
        });
        Response answer =
                service().send(Request.post("login", "{\"user\":\"x\"}").with("Cookie", "s=1; t=2"));
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.cookies()).containsExactlyInAnyOrder("a=1; Path=/", "b=2");
        assertThat(seen).containsExactly("POST /login null s=1; t=2 {\"user\":\"x\"}");
    }

    @Test
    void anErrorOfTheBackendIsItsOwn() throws Exception {
        serve(exchange -> answer(exchange, 503, "I am ill"));
        Response answer = service().send(ROOT);
        assertThat(answer.status()).isEqualTo(503);
    }

    @Test
    void whatTheApiServerRefusesIsToldApart() {
        HttpPort nobody = proxy.to(Backend.service("seldon-system", "nobody", "80"), "Prometheus");
        assertThat(failureOf(nobody)).satisfies(failure -> {
            assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.ABSENT);
            assertThat(failure)
                    .hasMessageStartingWith(
                            "The controller could not reach Prometheus (service seldon-system/nobody) at https://");
        });
        web.stop(0);
        assertThat(failureOf(service()).kind()).isEqualTo(HttpFailure.Kind.UNAVAILABLE);
    }

    /** As Prometheus of Seldon's chart for 30 s after each restart, its readiness probe's delay. */
    @Test
    void thePodsOfAServiceWithoutEndpointsAreToldOf() {
        cluster.serve("seldon-system", "prometheus", "http", URI.create("http://127.0.0.1:1"));
        cluster.player().pause();
        cluster.put(
                """
                apiVersion: v1
                kind: Service
                metadata: {name: prometheus, namespace: seldon-system}
                spec: {selector: {app: prometheus}, ports: [{name: http, port: 80}]}
                """);
        HttpPort prometheus = proxy.to(Backend.service("seldon-system", "prometheus", "80"), "Prometheus");
        assertThat(failureOf(prometheus))
                .hasMessageContaining("no endpoints available")
                .hasMessageContaining("no pod matches the service's selector");
        cluster.put(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: prometheus-0, namespace: seldon-system, labels: {app: prometheus}}
                spec: {containers: [{name: server, image: 'prometheus:1'}]}
                status:
                  phase: Running
                  containerStatuses:
                  - name: server
                    ready: false
                    restartCount: 3
                    state: {waiting: {reason: CrashLoopBackOff}}
                    lastState: {terminated: {exitCode: 137, reason: OOMKilled}}
                """);
        assertThat(failureOf(prometheus))
                .hasMessageContaining("its pod prometheus-0 is Running, not ready: server waits in CrashLoopBackOff"
                        + " after 3 restarts, the last time it exited with code 137 (OOMKilled)");
    }

    @Test
    void aMissingRightIsToldApart() {
        User reader = cluster.user("reader").allow("get", "pods", "seldon-system");
        try (SharedClients.Lease other = clients.lease(connection(cluster.kubeconfigFor(reader)))) {
            ServiceProxy limited = new ServiceProxy(other.client(), Duration.ofSeconds(2), 1000);
            assertThat(failureOf(limited.to(SERVICE, "")).kind()).isEqualTo(HttpFailure.Kind.REFUSED);
        }
    }

    private HttpPort service() {
        return proxy.to(SERVICE, "");
    }

    private static HttpFailure failureOf(HttpPort port) {
        return catchThrowableOfType(HttpFailure.class, () -> port.send(ROOT));
    }

    @Test
    void aLargeAnswerIsNotRead() {
        serve(exchange -> answer(exchange, 200, "x".repeat(5000)));
        assertThat(failureOf(service())).satisfies(failure -> {
            assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.TOO_LARGE);
            assertThat(failure).hasMessageContaining("larger than 1000 bytes");
        });
    }

    @Test
    void aSlowAnswerIsNotWaitedFor() {
        CountDownLatch never = new CountDownLatch(1);
        serve(exchange -> {
            try {
                never.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                exchange.close();
            }
        });
        long start = System.nanoTime();
        assertThat(failureOf(service()).kind()).isEqualTo(HttpFailure.Kind.TIMEOUT);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Allowance.ofSeconds(6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "a/b", "a%2Fb", "A", "a?b", "a#b", "-a", "a..b"})
    void aNameThatLeadsElsewhereIsRefused(String name) {
        assertThatThrownBy(() -> Backend.service("seldon-system", name, "80"))
                .isInstanceOf(InvalidOptionException.class);
        assertThatThrownBy(() -> Backend.service(name, "web", "80")).isInstanceOf(InvalidOptionException.class);
    }

    private void serve(HttpHandler handler) {
        web.createContext("/", exchange -> {
            seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + exchange.getRequestHeaders().getFirst("Cookie") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            handler.handle(exchange);
        });
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "text/plain");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static ClusterConnection connection(String kubeconfig) {
        return Kubeconfig.parse(kubeconfig).select(new Kubeconfig.Choice("", "", "seldon-system"));
    }
}
