package io.jenkins.plugins.seldon.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.chart.OciRegistry;
import io.jenkins.plugins.seldon.fixture.helm.LocalChildProcesses;
import io.jenkins.plugins.seldon.helm.ChartSource;
import io.jenkins.plugins.seldon.helm.EmbeddedHelm;
import io.jenkins.plugins.seldon.helm.HelmException;
import io.jenkins.plugins.seldon.helm.chart.ChartArchive;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where real Helm gets charts from, behind whatever stands before them, and who gets the login. */
@Timeout(120)
class ChartSourcesTest {

    private static final Chart SMALL = ReleaseScene.SMALL;
    private static final String ARCHIVE = "/charts/files/small-1.0.0.tgz";

    @TempDir
    Path folder;

    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, String> redirects = new ConcurrentHashMap<>();
    private final List<String> loggedIn = new CopyOnWriteArrayList<>();
    private final Map<String, String> machine = new HashMap<>(System.getenv());
    private HttpServer one;
    private HttpServer other;

    @BeforeEach
    void start() throws IOException {
        one = server("127.0.0.1");
        other = server("127.0.0.2");
        files.put(ARCHIVE, SMALL.archive());
        index("/charts", "1.0.0", "files/small-1.0.0.tgz");
    }

    @AfterEach
    void stop() {
        one.stop(0);
        other.stop(0);
    }

    @Test
    void archivesBesideTheIndexWithAndWithoutASlash() throws Exception {
        assertThat(version(ChartSource.of(url(one) + "/charts", "small", "1.0.0")))
                .isEqualTo("1.0.0");
        assertThat(version(ChartSource.of(url(one) + "/charts/", "small", "1.0.0")))
                .isEqualTo("1.0.0");
    }

    @Test
    void aRepositoryThatHasMoved() throws Exception {
        redirects.put("/old/index.yaml", url(other) + "/charts/index.yaml");
        ChartSource source = ChartSource.of(url(one) + "/old", "small", "1.0.0");
        assertThat(sentence(source))
                .endsWith(" : 404 Not Found; the repository's index names an archive that is not there; where the"
                        + " repository's URL is redirected, give the one that it is redirected to.");
        redirects.put("/old/files/small-1.0.0.tgz", url(other) + ARCHIVE);
        assertThat(version(source)).isEqualTo("1.0.0");
    }

    @Test
    void anotherHostDoesNotGetTheLogin() {
        index("/elsewhere", "1.0.0", url(other) + "/private/small-1.0.0.tgz");
        ChartSource source = new ChartSource(url(one) + "/elsewhere", "small", "1.0.0", "reader", "s3cret");
        assertThat(sentence(source))
                .endsWith(
                        " : 401 Unauthorized; the repository's index leads to another host, which does not get the login"
                                + " of repositoryCredentialsId; give that host's repository, or use a chart in the workspace.")
                .doesNotContain("s3cret");
        assertThat(loggedIn).containsExactly("127.0.0.1/elsewhere/index.yaml");
    }

    @Test
    void aLoginPageInTheArchivesPlace() {
        files.put(ARCHIVE, "<!DOCTYPE html><html><body>Sign in</body></html>".getBytes(StandardCharsets.UTF_8));
        assertThat(sentence(ChartSource.of(url(one) + "/charts", "small", "1.0.0")))
                .isEqualTo("The agent could not get chart small 1.0.0 from " + url(one)
                        + "/charts: what it got is not a chart archive, but text/html; charset=utf-8; check its URL,"
                        + " and whether it needs a login: this may be a login page.");
    }

    @Test
    void aProxyOfTheMachine() throws Exception {
        machine.put("HTTP_PROXY", url(one));
        machine.put("NO_PROXY", "localhost");
        assertThat(version(ChartSource.of("http://charts.invalid/charts", "small", "1.0.0")))
                .isEqualTo("1.0.0");
    }

    @Test
    void aVersionWithBuildMetadata() throws Exception {
        Chart chart = SMALL.withVersion("1.2.3+abc");
        files.put("/meta/small-1.2.3+abc.tgz", chart.archive());
        index("/meta", "1.2.3+abc", "small-1.2.3+abc.tgz");
        assertThat(version(ChartSource.of(url(one) + "/meta", "small", "1.2.3+abc")))
                .isEqualTo("1.2.3+abc");
        try (OciRegistry registry = OciRegistry.serving(chart, "reader", "s3cret")) {
            machine.put(
                    "SSL_CERT_FILE",
                    registry.writeCertificate(folder.resolve("ca.pem")).toString());
            assertThat(version(new ChartSource(registry.url() + "/", "small", "1.2.3+abc", "reader", "s3cret")))
                    .isEqualTo("1.2.3+abc");
        }
    }

    @Test
    void theDigestOfAManifestInTheVersionsPlace() throws Exception {
        try (OciRegistry registry = OciRegistry.serving(SMALL, "reader", "s3cret")) {
            machine.put(
                    "SSL_CERT_FILE",
                    registry.writeCertificate(folder.resolve("ca.pem")).toString());
            assertThat(version(new ChartSource(registry.url(), "small", registry.digestOf(SMALL), "reader", "s3cret")))
                    .isEqualTo("1.0.0");
        }
        assertThatThrownBy(() -> ChartSource.of(url(one) + "/charts", "small", "sha256:" + "a".repeat(64)))
                .hasMessage(
                        "A digest in version is that of a chart in an OCI registry (oci://…): for another repository give"
                                + " the version, and the checksum of the chart's archive in sha256.");
    }

    private void index(String repository, String version, String archive) {
        files.put(
                repository + "/index.yaml",
                """
                apiVersion: v1
                entries:
                  small:
                  - {apiVersion: v2, name: small, version: '%s', urls: ['%s']}
                """
                        .formatted(version, archive)
                        .getBytes(StandardCharsets.UTF_8));
    }

    private String version(ChartSource source) throws Exception {
        try (EmbeddedHelm helm = helm()) {
            helm.awaitStart();
            String version = ChartArchive.of(helm.pull(source)).version();
            helm.dismiss();
            return version;
        }
    }

    private String sentence(ChartSource source) {
        HelmException said = catchThrowableOfType(HelmException.class, () -> version(source));
        return PullProblem.sentence(source, said.getMessage());
    }

    private EmbeddedHelm helm() throws Exception {
        return EmbeddedHelm.start(
                new LocalChildProcesses(folder.resolve("children"), machine),
                "apiVersion: v1\nkind: Config\n",
                Duration.ofMinutes(1),
                line -> {});
    }

    private HttpServer server(String address) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(address), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        return server;
    }

    private static String url(HttpServer server) {
        return "http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort();
    }

    /** A proxy's client asks for the whole address. */
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = URI.create(exchange.getRequestURI().toString()).getPath();
            boolean isLogin = exchange.getRequestHeaders().containsKey("Authorization");
            if (isLogin) {
                loggedIn.add(exchange.getLocalAddress().getAddress().getHostAddress() + path);
            }
            byte[] file = files.get(path);
            if (redirects.containsKey(path)) {
                exchange.getResponseHeaders().set("Location", redirects.get(path));
                exchange.sendResponseHeaders(302, -1);
            } else if (path.startsWith("/private/")) {
                exchange.sendResponseHeaders(401, -1);
            } else if (file == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.sendResponseHeaders(200, file.length);
                exchange.getResponseBody().write(file);
            }
        }
    }
}
