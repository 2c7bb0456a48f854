package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.kubernetes.ServiceProxy;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import io.jenkins.plugins.seldon.seldon.AnalyticsServices;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By which way Prometheus is asked, with what, and which options are refused. */
@Timeout(180)
class PrometheusAccessTest {

    private final EmbeddedCluster cluster = EmbeddedCluster.start();
    private final List<String> requests = new ArrayList<>();
    private final FakePlatform platform = new FakePlatform() {
        @Override
        public HttpAccess access(String credentialsId) {
            return switch (credentialsId) {
                case "tenant" -> HttpAccess.bearer("team-a\n");
                case "login" -> HttpAccess.basic("team", "team-b");
                case "ended" -> HttpAccess.bearer("t0ken\r\n");
                case "broken" -> HttpAccess.bearer("t0ken\r\nHost: admin.example");
                case "certificate" -> HttpAccess.certificate("AAAA", "");
                default -> HttpAccess.NONE;
            };
        }

        @Override
        public OkHttpClient http(String parameter, String url) {
            if (url.contains("admin.example")) {
                throw new InvalidOptionException("not allowed: " + parameter + " " + url);
            }
            return super.http(parameter, url);
        }
    };
    private HttpServer prometheus;

    @BeforeEach
    void start() throws IOException {
        prometheus = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        prometheus.createContext("/", exchange -> {
            requests.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("X-Scope-OrgID") + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        prometheus.start();
        cluster.put(new ServiceBuilder()
                .withNewMetadata()
                .withName("prometheus-operated")
                .withNamespace("monitoring")
                .endMetadata()
                .withNewSpec()
                .addNewPort()
                .withName("web")
                .withPort(9090)
                .endPort()
                .endSpec()
                .build());
        cluster.serve("monitoring", "prometheus-operated", 9090, url());
    }

    @AfterEach
    void close() {
        platform.close();
        cluster.close();
        prometheus.stop(0);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "monitoring/prometheus-operated:9090,             /api/v1/query",
        "monitoring/prometheus-operated:web,              /api/v1/query",
        "https:monitoring/prometheus-operated:web,        /api/v1/query",
        "http:monitoring/prometheus-operated:9090,        /api/v1/query",
        "monitoring/prometheus-operated:9090/prometheus,  /prometheus/api/v1/query",
        "monitoring/prometheus-operated:9090/a/b/,        /a/b/api/v1/query",
    })
    void aServiceIsReachedThroughTheApiServer(String service, String path) throws Exception {
        ask(step -> {
            step.setPrometheusService(service);
            step.setPrometheusHeaders(List.of(header("X-Scope-OrgID", "", "tenant")));
        });
        assertThat(requests).containsExactly(path + " team-a null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"prometheus-operated", "monitoring/", "a/b/c:80x y", "ftp:a/b:80", "a/b:80/../c", "A/b:80"})
    void anotherWordingIsRefused(String service) {
        assertThatThrownBy(() -> ask(step -> step.setPrometheusService(service)))
                .isInstanceOf(InvalidOptionException.class);
    }

    @Test
    void aUrlIsReachedWithCredentialsAndHeaders() throws Exception {
        ask(step -> {
            step.setPrometheusUrl(url() + "/prometheus");
            step.setPrometheusCredentialsId("login");
            step.setPrometheusHeaders(List.of(header("x-scope-orgid", "team", "")));
        });
        ask(step -> {
            step.setPrometheusUrl(url().toString());
            step.setPrometheusHeaders(
                    List.of(header("X-Scope-OrgID", "", "login"), header("Authorization", "Bearer own", "")));
        });
        assertThat(requests)
                .containsExactly(
                        "/prometheus/api/v1/query team Basic dGVhbTp0ZWFtLWI=", "/api/v1/query team-b Bearer own");
    }

    /** What comes of a file in a credential has its line's end; one in the middle would end the header. */
    @Test
    void aTokenIsOneLine() throws Exception {
        refused("The credential for Prometheus has a character that HTTP does not allow", step -> {
            step.setPrometheusUrl(url().toString());
            step.setPrometheusCredentialsId("broken");
        });
        ask(step -> {
            step.setPrometheusUrl(url().toString());
            step.setPrometheusCredentialsId("ended");
        });
        assertThat(requests).containsExactly("/api/v1/query null Bearer t0ken");
    }

    /** A gateway before a listed Prometheus leads elsewhere by this header alone. */
    @Test
    void aHostOfItsOwnIsAUrlThatMustBeAllowed() {
        refused("not allowed: host in prometheusHeaders http://admin.example/prometheus", step -> {
            step.setPrometheusUrl("http://prometheus.example/prometheus");
            step.setPrometheusHeaders(List.of(header("hOST", "admin.example", "")));
        });
    }

    /** As a gateway before an API server does, which would get the login of the cluster with it. */
    @Test
    void aHostOfItsOwnMustBeAllowedBehindAnApiServerToo() {
        refused("not allowed: host in prometheusHeaders http", step -> {
            step.setPrometheusService("monitoring/prometheus-operated:9090");
            step.setPrometheusHeaders(List.of(header("Host", "admin.example", "")));
        });
    }

    @Test
    void optionsThatContradictEachOtherAreRefused() {
        refused("Give either prometheusUrl or prometheusService", step -> {
            step.setPrometheusUrl("http://prometheus.example");
            step.setPrometheusService("monitoring/prometheus-operated:9090");
        });
        refused("prometheusCredentialsId needs prometheusUrl", step -> step.setPrometheusCredentialsId("login"));
        refused(
                "The header Authorization in prometheusHeaders needs prometheusUrl",
                step -> step.setPrometheusHeaders(List.of(header("Authorization", "Bearer x", ""))));
        refused("need prometheusUrl: to a service behind its proxy", step -> step.setPrometheusSkipTlsVerify(true));
        refused("need a prometheusUrl that begins with https:", step -> {
            step.setPrometheusUrl("http://prometheus.example");
            step.setPrometheusCaCertificate("-----BEGIN CERTIFICATE-----");
        });
        refused("CA certificate or the client certificate can't be used", step -> {
            step.setPrometheusUrl("https://prometheus.example");
            step.setPrometheusCaCertificate("no certificate");
        });
        refused("for Prometheus is a client certificate: it needs a URL that begins with https:.", step -> {
            step.setPrometheusUrl(url().toString());
            step.setPrometheusCredentialsId("certificate");
        });
        refused(
                "The header X-Scope-OrgID occurs twice in prometheusHeaders",
                step -> step.setPrometheusHeaders(
                        List.of(header("x-scope-orgid", "a", ""), header("X-Scope-OrgID", "b", ""))));
        refused(
                "has a value and a credentialsId",
                step -> step.setPrometheusHeaders(List.of(header("X-Scope-OrgID", "a", "tenant"))));
        refused(
                "needs a credential with a secret text or a password; 'certificate' has neither",
                step -> step.setPrometheusHeaders(List.of(header("X-Scope-OrgID", "", "certificate"))));
    }

    private void refused(String sentence, Consumer<AssertPredictionMetricsStep> options) {
        assertThatThrownBy(() -> ask(options))
                .isInstanceOfAny(IOException.class, InvalidOptionException.class)
                .hasMessageContaining(sentence);
        assertThat(requests).isEmpty();
    }

    private void ask(Consumer<AssertPredictionMetricsStep> options) throws Exception {
        AssertPredictionMetricsStep step = new AssertPredictionMetricsStep("iris");
        options.accept(step);
        try (SharedClients clients = new SharedClients()) {
            SharedClients.Lease lease = clients.lease(
                    Kubeconfig.parse(cluster.kubeconfig()).select(new Kubeconfig.Choice("", "", "seldon-system")));
            ServiceProxy proxy = new ServiceProxy(lease.client(), Duration.ofSeconds(5), 65_536);
            new PrometheusAccess(step, platform)
                    .open(new AnalyticsServices(lease.client(), proxy, "seldon-system", "release"), cluster.url())
                    .send(HttpPort.Request.get("api/v1/query", Map.of()));
        }
    }

    private static RequestHeader header(String name, String value, String credentialsId) {
        RequestHeader header = new RequestHeader(name, value);
        header.setCredentialsId(credentialsId);
        return header;
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + prometheus.getAddress().getPort());
    }
}
