package io.jenkins.plugins.seldon.seldon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import io.jenkins.plugins.seldon.http.HttpFailure;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.kubernetes.ServiceProxy;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The record is written as Helm writes it: see {@code ReleaseSecrets}. */
@Timeout(180)
class AnalyticsServicesTest {

    private static final String NAMESPACE = "seldon-system";

    /** What the chart renders with {@code prometheus.server.fullnameOverride}, cut to what is read. */
    private static final String MANIFEST =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: metrics}
            spec:
              template:
                metadata: {labels: {app: prometheus}}
                spec: {containers: [{name: server, image: 'prom/prometheus:v2.18.1'}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: metrics}
            spec: {selector: {app: prometheus}, ports: [{port: 9090}]}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: boards}
            spec:
              template:
                metadata: {labels: {app: grafana}}
                spec: {containers: [{name: grafana, image: 'grafana/grafana:7.0.3'}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: boards}
            spec: {selector: {app: grafana}, ports: [{port: 3000}]}
            """;

    private final EmbeddedCluster cluster = EmbeddedCluster.start();
    private final SharedClients clients = new SharedClients();
    private HttpServer web;

    @BeforeEach
    void start() throws IOException {
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/", exchange -> {
            byte[] answer = "here".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        web.start();
    }

    @AfterEach
    void close() {
        clients.close();
        cluster.close();
        web.stop(0);
    }

    @Test
    void areTheOnesThatTheReleaseHasWhateverTheyAreCalled() throws Exception {
        record();
        cluster.serve(NAMESPACE, "metrics", 9090, url());
        AnalyticsServices services = services(cluster.kubeconfig());

        assertThat(answer(services.prometheus())).isEqualTo("here");
        assertThat(services.prometheus()).hasToString("Prometheus (service seldon-system/metrics)");
        assertThat(services.grafanaSecret()).isEqualTo("boards");
    }

    /** As with {@code namespaceOverride}. */
    @Test
    void areToldByTheNamespaceThatTheyAreIn() throws Exception {
        record(MANIFEST.replace("kind: Service\nmetadata: {", "kind: Service\nmetadata: {namespace: monitoring, "));
        cluster.serve("monitoring", "metrics", 9090, url());
        AnalyticsServices services = services(cluster.kubeconfig());

        assertThat(answer(services.prometheus())).isEqualTo("here");
        assertThat(services.prometheus()).hasToString("Prometheus (service monitoring/metrics)");
    }

    @Test
    void areTheChartsOwnWhereThereIsNoRecord() throws Exception {
        cluster.serve(NAMESPACE, "analytics-prometheus-seldon", 80, url());
        AnalyticsServices services = services(cluster.kubeconfig());

        assertThat(answer(services.prometheus())).isEqualTo("here");
        assertThat(services.grafanaSecret()).isEqualTo("analytics-grafana");
    }

    @Test
    void areTheChartsOwnWhereTheRecordMayNotBeRead() throws Exception {
        record();
        cluster.serve(NAMESPACE, "analytics-prometheus-seldon", 80, url());
        User reader = cluster.user("reader").allow("get", "services/proxy", NAMESPACE);

        assertThat(answer(services(cluster.kubeconfigFor(reader)).prometheus())).isEqualTo("here");
    }

    @Test
    void areAskedForAgainAfterAnOutage() throws Exception {
        record();
        cluster.serve(NAMESPACE, "metrics", 9090, url());
        HttpPort prometheus = services(cluster.kubeconfig()).prometheus();
        cluster.faults().away();
        assertThatThrownBy(() -> answer(prometheus))
                .isInstanceOf(HttpFailure.class)
                .hasMessageContaining("read Helm's record of release analytics");
        cluster.faults().back();

        assertThat(answer(prometheus)).isEqualTo("here");
    }

    private AnalyticsServices services(String kubeconfig) {
        SharedClients.Lease lease =
                clients.lease(Kubeconfig.parse(kubeconfig).select(new Kubeconfig.Choice("", "", NAMESPACE)));
        ServiceProxy proxy = new ServiceProxy(lease.client(), Duration.ofSeconds(5), 1000);
        return new AnalyticsServices(lease.client(), proxy, NAMESPACE, "analytics");
    }

    private void record() throws IOException {
        record(MANIFEST);
    }

    private void record(String manifest) throws IOException {
        byte[] json = new ObjectMapper()
                .writeValueAsBytes(Map.of(
                        "name", "analytics", "version", 1, "info", Map.of("status", "deployed"), "manifest", manifest));
        cluster.put(new SecretBuilder()
                .withNewMetadata()
                .withName("sh.helm.release.v1.analytics.v1")
                .withNamespace(NAMESPACE)
                .withLabels(Map.of("owner", "helm", "name", "analytics", "status", "deployed", "version", "1"))
                .endMetadata()
                .withType("helm.sh/release.v1")
                .withData(Map.of(
                        "release",
                        Base64.getEncoder().encodeToString(Base64.getEncoder().encode(json))))
                .build());
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + web.getAddress().getPort());
    }

    private static String answer(HttpPort port) throws HttpFailure {
        return new String(port.send(HttpPort.Request.get("", Map.of())).body(), StandardCharsets.UTF_8);
    }
}
