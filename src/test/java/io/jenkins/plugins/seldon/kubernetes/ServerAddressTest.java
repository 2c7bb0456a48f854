package io.jenkins.plugins.seldon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.seldon.http.HttpPort.Request;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** API servers behind a path, as Rancher's proxy has them, and at an IPv6 address. */
@Timeout(60)
class ServerAddressTest {

    private final List<String> asked = new CopyOnWriteArrayList<>();

    @Test
    void everyRequestGoesBelowTheServersPath() throws Exception {
        HttpServer server = server(InetAddress.getByName("127.0.0.1"));
        try {
            ask("http://127.0.0.1:" + server.getAddress().getPort() + "/k8s/clusters/c-xyz");
            ask("http://127.0.0.1:" + server.getAddress().getPort() + "/k8s/clusters/c-xyz/");
            assertThat(asked)
                    .hasSizeGreaterThan(7)
                    .allMatch(path -> path.startsWith("/k8s/clusters/c-xyz/"))
                    .contains(
                            "/k8s/clusters/c-xyz/version",
                            "/k8s/clusters/c-xyz/apis",
                            "/k8s/clusters/c-xyz/api/v1/namespaces/ns/pods",
                            "/k8s/clusters/c-xyz/api/v1/namespaces/ns/services/web:80/proxy/x");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void anAddressOfIpVersion6() throws Exception {
        HttpServer server = null;
        try {
            InetAddress loopback = InetAddress.getByName("::1");
            assertThat(loopback).isInstanceOf(Inet6Address.class);
            server = server(loopback);
        } catch (IOException e) {
            Assumptions.abort("this machine has no IPv6");
        }
        try {
            ask("http://[::1]:" + server.getAddress().getPort());
            assertThat(asked).contains("/version", "/api/v1/namespaces/ns/services/web:80/proxy/x");
        } finally {
            server.stop(0);
        }
    }

    private void ask(String url) throws Exception {
        ClusterConnection connection = Kubeconfig.connection(ApiServer.at(url), ApiUser.token("t0ken"), "ns");
        try (SharedClients clients = new SharedClients();
                SharedClients.Lease lease = clients.lease(connection)) {
            KubernetesClient client = lease.client();
            client.pods().inNamespace("ns").list();
            new Discovery(client).ask(Set.of("v1"));
            new ServiceProxy(client, Duration.ofSeconds(5), 1000)
                    .to(ServiceProxy.Backend.service("ns", "web", "80"), "")
                    .send(Request.get("x", Map.of()));
        }
    }

    private HttpServer server(InetAddress address) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(address, 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                asked.add(exchange.getRequestURI().getPath());
                byte[] body =
                        "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"gitVersion\":\"v1.33.1\",\"major\":\"1\",\"minor\":\"33\"}"
                                .getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        return server;
    }
}
