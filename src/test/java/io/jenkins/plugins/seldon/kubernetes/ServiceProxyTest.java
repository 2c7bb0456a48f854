package io.jenkins.plugins.seldon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import io.jenkins.plugins.seldon.kubernetes.ServiceProxy.Answer;
import io.jenkins.plugins.seldon.kubernetes.ServiceProxy.Backend;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
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

@Timeout(30)
class ServiceProxyTest {

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
        Answer answer = proxy.get(SERVICE, "api/v1/query", Map.of("query", "sum(a{b=\"c d\"})"), List.of());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("text/plain");
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("hello");
        assertThat(answer.refusal()).isEmpty();
        Answer pod = proxy.get(Backend.pod("seldon-system", "pod-1", "8000"), "prometheus", Map.of(), List.of());
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
        Answer answer = proxy.post(SERVICE, "login", "{\"user\":\"x\"}", List.of("s=1", "t=2"));
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.cookies()).containsExactlyInAnyOrder("a=1; Path=/", "b=2");
        assertThat(seen).containsExactly("POST /login null s=1; t=2 {\"user\":\"x\"}");
    }

    @Test
    void anErrorOfTheBackendIsItsOwn() throws Exception {
        serve(exchange -> answer(exchange, 503, "I am ill"));
        Answer answer = proxy.get(SERVICE, "", Map.of(), List.of());
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.refusal()).isEmpty();
    }

    @Test
    void whatTheApiServerRefusesIsToldApart() throws Exception {
        assertThat(proxy.get(Backend.service("seldon-system", "nobody", "80"), "", Map.of(), List.of())
                        .refusal())
                .map(ClusterFailure::kind)
                .contains(ClusterFailure.Kind.NOT_FOUND);
        web.stop(0);
        assertThat(proxy.get(SERVICE, "", Map.of(), List.of()).refusal())
                .map(ClusterFailure::kind)
                .contains(ClusterFailure.Kind.SERVER_ERROR);
    }

    @Test
    void aMissingRightIsToldApart() throws Exception {
        User reader = cluster.user("reader").allow("get", "pods", "seldon-system");
        try (SharedClients.Lease other = clients.lease(connection(cluster.kubeconfigFor(reader)))) {
            ServiceProxy limited = new ServiceProxy(other.client(), Duration.ofSeconds(2), 1000);
            assertThat(limited.get(SERVICE, "", Map.of(), List.of()).refusal())
                    .map(ClusterFailure::kind)
                    .contains(ClusterFailure.Kind.FORBIDDEN);
        }
    }

    @Test
    void aLargeAnswerIsNotRead() {
        serve(exchange -> answer(exchange, 200, "x".repeat(5000)));
        assertThatThrownBy(() -> proxy.get(SERVICE, "", Map.of(), List.of()))
                .isInstanceOf(ServiceProxy.AnswerTooLargeException.class)
                .hasMessageContaining("larger than 1000 bytes");
    }

    @Test
    void aSlowAnswerIsNotWaitedFor() {
        CountDownLatch never = new CountDownLatch(1);
        serve(exchange -> {
            try {
                never.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                exchange.close();
            }
        });
        long start = System.nanoTime();
        assertThatThrownBy(() -> proxy.get(SERVICE, "", Map.of(), List.of()))
                .isInstanceOf(InterruptedIOException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "a/b", "a%2Fb", "A", "a?b", "a#b", "-a", "a..b"})
    void aNameThatLeadsElsewhereIsRefused(String name) {
        assertThatThrownBy(() -> Backend.service("seldon-system", name, "80"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Backend.service(name, "web", "80")).isInstanceOf(IllegalArgumentException.class);
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
