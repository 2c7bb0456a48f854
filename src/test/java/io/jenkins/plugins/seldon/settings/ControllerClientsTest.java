package io.jenkins.plugins.seldon.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import hudson.ProxyConfiguration;
import io.jenkins.plugins.seldon.kubernetes.ApiServer;
import io.jenkins.plugins.seldon.kubernetes.ApiUser;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jenkins' proxy on the way to an API server. */
@Timeout(180)
class ControllerClientsTest {

    private static final String USER = "anna@corp";
    private static final String PASSWORD = "p:ss w/rd%+";

    private static final String VERSION =
            """
            {"major": "1", "minor": "33", "gitVersion": "v1.33.5", "gitCommit": "c", "gitTreeState": "clean",
             "buildDate": "2025-09-09T19:44:50Z", "goVersion": "go1.24.6", "compiler": "gc", "platform": "linux/amd64"}
            """;

    @Test
    void aProxyWithoutALoginIsItsAddressAlone() {
        assertThat(ControllerClients.proxyUrl(InetSocketAddress.createUnresolved("proxy.example", 3128), " ", "unused"))
                .isEqualTo("http://proxy.example:3128");
    }

    /** As Configuration as Code makes it of {@code name: "${PROXY_HOST:-}"}; Jenkins' own clients use none then. */
    @Test
    void aProxyWithoutANameIsNone() {
        ClusterConnection connection =
                Kubeconfig.connection(ApiServer.at("https://api.example"), ApiUser.token("t0ken"), "models");
        assertThat(ControllerClients.through(new ProxyConfiguration(" ", 3128), connection))
                .isSameAs(connection);
    }

    @Test
    void aProxyThatAUrlCannotNameIsItsAddress() throws IOException {
        InetAddress six = InetAddress.getByName("2001:db8::1");
        InetAddress four = InetAddress.getByAddress("squid_proxy", new byte[] {10, 0, 0, 7});
        assertThat(ControllerClients.proxyUrl(new InetSocketAddress(six, 3128), "", ""))
                .isEqualTo("http://[2001:db8:0:0:0:0:0:1]:3128");
        assertThat(ControllerClients.proxyUrl(new InetSocketAddress(four, 3128), "", ""))
                .isEqualTo("http://10.0.0.7:3128");
        for (InetAddress address : List.of(six, four)) {
            String url = ControllerClients.proxyUrl(new InetSocketAddress(address, 3128), "anna", "secret");
            assertThat(ApiServer.at("https://api.example").withProxy(url).proxyUrl())
                    .isEqualTo(url);
        }
    }

    /** Whatever signs are in it. */
    @Test
    void aProxyThatAsksForALoginGetsThatOfJenkins() throws IOException {
        List<String> logins = new CopyOnWriteArrayList<>();
        HttpServer proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> {
            String login = exchange.getRequestHeaders().getFirst("Proxy-Authorization");
            byte[] body = VERSION.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            if (login == null) {
                exchange.getResponseHeaders().add("Proxy-Authenticate", "Basic realm=\"proxy\"");
                exchange.sendResponseHeaders(407, body.length);
            } else {
                logins.add(login);
                exchange.sendResponseHeaders(200, body.length);
            }
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        proxy.start();
        ApiServer server = ApiServer.at("http://api.example")
                .withProxy(ControllerClients.proxyUrl(proxy.getAddress(), USER, PASSWORD));
        try (SharedClients clients = new SharedClients();
                SharedClients.Lease lease =
                        clients.lease(Kubeconfig.connection(server, ApiUser.token("t0ken"), "models"))) {
            assertThat(lease.client().getKubernetesVersion().getGitVersion()).isEqualTo("v1.33.5");
        } finally {
            proxy.stop(0);
        }
        byte[] login = (USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8);
        assertThat(logins)
                .isNotEmpty()
                .containsOnly("Basic " + Base64.getEncoder().encodeToString(login));
    }
}
