package io.jenkins.plugins.seldon.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.grafana.GrafanaClient.Dashboard;
import io.jenkins.plugins.seldon.http.DirectHttp;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.kubernetes.ServiceProxy;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class GrafanaClientTest {

    private static final String SERVICE = "seldon-core-analytics-grafana";

    private FakeGrafana grafana;

    @BeforeEach
    void start() throws IOException {
        grafana = FakeGrafana.start();
    }

    @AfterEach
    void close() {
        grafana.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"U1cSDzyZz", "Prediction Analytics"})
    void aDashboardIsFoundByUidAndByTitle(String uidOrTitle) throws Exception {
        grafana.tagged("seldon-analytics");
        GrafanaClient client = direct("admin", "password");
        Dashboard found = client.check(uidOrTitle);
        assertThat(found).isEqualTo(new Dashboard(7, "U1cSDzyZz", "Prediction Analytics", List.of("seldon-analytics")));
        assertThat(client.link(found, 1000, 2000)).isEqualTo(grafana.url() + "/d/U1cSDzyZz?from=1000&to=2000");
        assertThat(client.link(new Dashboard(7, "../logout?", "Prediction Analytics", List.of()), 1000, 2000))
                .isEmpty();
        client.annotate(found, 1000, 2000, "A burst");
        assertThat(grafana.annotations()).singleElement().satisfies(annotation -> {
            assertThat(annotation.path("dashboardId").asLong()).isEqualTo(7);
            assertThat(annotation.path("dashboardUID").asText()).isEqualTo("U1cSDzyZz");
            assertThat(annotation.path("time").asLong()).isEqualTo(1000);
            assertThat(annotation.path("timeEnd").asLong()).isEqualTo(2000);
        });
    }

    @Test
    void aWrongPasswordIsNamedAndNotPrinted() {
        assertThatThrownBy(() -> direct("admin", "wr0ng").check("U1cSDzyZz"))
                .isInstanceOf(GrafanaException.class)
                .hasMessageContaining("401")
                .hasMessageNotContaining("wr0ng");
    }

    @Test
    void aMissingDashboardAndASickDatabaseAreNamed() {
        grafana.withoutDashboard();
        assertThatThrownBy(() -> direct("admin", "password").check("U1cSDzyZz"))
                .hasMessageStartingWith("There is no dashboard with the uid or title 'U1cSDzyZz'");
        grafana.database("failing");
        assertThatThrownBy(() -> direct("admin", "password").check("U1cSDzyZz")).hasMessageContaining("is not ok");
    }

    @Test
    void nobodyThereIsNamed() throws IOException {
        GrafanaClient client = direct("admin", "password");
        grafana.close();
        assertThatThrownBy(() -> client.check("U1cSDzyZz"))
                .isInstanceOf(GrafanaException.class)
                .hasMessageStartingWith("Could not reach Grafana at http://127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({
        "http://g/sub/?orgId=2&from=now-6h, http://g/sub/d/uid?from=1&to=2&orgId=2",
        "http://g/?from=now-6h&orgId=2#a, http://g/d/uid?from=1&to=2&orgId=2",
        "http://g?kiosk, http://g/d/uid?from=1&to=2"
    })
    void aLinkLeadsIntoTheOrganizationOfTheUrl(String url, String link) {
        GrafanaClient client = new GrafanaClient(null, url);
        assertThat(client.link(new Dashboard(7, "uid", "Prediction Analytics", List.of()), 1, 2))
                .isEqualTo(link);
    }

    @Test
    void theApiServersProxyIsLoggedInThroughByCookie() throws Exception {
        withProxy(
                proxy -> new GrafanaSession(proxy.to(service(), "Grafana"), () -> new Login("admin", "password")),
                client -> {
                    Dashboard found = client.check("U1cSDzyZz");
                    client.annotate(found, 1, 2, "A burst");
                    assertThat(grafana.annotations()).hasSize(1);
                    assertThat(client.link(found, 1, 2)).isEmpty();
                });
    }

    /** Nobody can log in to it, and it is Grafana all the same. */
    @Test
    void aSickDatabaseIsNamedBehindTheApiServersProxy() throws Exception {
        grafana.database("failing");
        withProxy(
                proxy -> new GrafanaSession(proxy.to(service(), "Grafana"), () -> new Login("admin", "password")),
                client -> assertThatThrownBy(() -> client.check("U1cSDzyZz"))
                        .isInstanceOf(GrafanaException.class)
                        .hasMessageContaining("is not ok: its database is not"));
    }

    @Test
    void aRefusedLoginAndAMissingServiceAreNamed() throws Exception {
        withProxy(
                proxy -> new GrafanaSession(proxy.to(service(), "Grafana"), () -> new Login("admin", "wr0ng")),
                client -> assertThatThrownBy(() -> client.check("U1cSDzyZz"))
                        .isInstanceOf(GrafanaException.class)
                        .hasMessageContaining("refused the user or the password")
                        .hasMessageNotContaining("wr0ng"));
        ServiceProxy.Backend nowhere = ServiceProxy.Backend.service("seldon-system", "nowhere", "80");
        withProxy(
                proxy -> new GrafanaSession(proxy.to(nowhere, "Grafana"), () -> new Login("a", "b")),
                client -> assertThatThrownBy(() -> client.check("U1cSDzyZz"))
                        .isInstanceOf(GrafanaException.class)
                        .hasMessageContaining("404"));
    }

    @Test
    void theReleasesSecretHasTheLogin() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start();
                SharedClients clients = new SharedClients();
                SharedClients.Lease lease = clients.lease(connection(cluster))) {
            ReleaseLogin login = new ReleaseLogin(lease.client(), "seldon-system", SERVICE);
            assertThatThrownBy(login::get).hasMessageContaining("has no login");
            cluster.put(
                    """
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: seldon-core-analytics-grafana, namespace: seldon-system}
                    data: {admin-user: YWRtaW4=, admin-password: cGFzc3dvcmQ=}
                    """);
            assertThat(login.get()).isEqualTo(new Login("admin", "password"));
            assertThat(login.get().toString()).doesNotContain("password");
        }
    }

    private GrafanaClient direct(String user, String password) throws IOException {
        HttpPort http = DirectHttp.at("Grafana", grafana.url().toString())
                .access(HttpAccess.basic(user, password))
                .build(new OkHttpClient());
        return new GrafanaClient(http, grafana.url() + "/");
    }

    @FunctionalInterface
    private interface Use {
        void run(GrafanaClient client) throws Exception;
    }

    private void withProxy(Function<ServiceProxy, HttpPort> way, Use use) throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start();
                SharedClients clients = new SharedClients();
                SharedClients.Lease lease = clients.lease(connection(cluster))) {
            cluster.serve("seldon-system", SERVICE, 80, grafana.url());
            ServiceProxy proxy = new ServiceProxy(lease.client(), Duration.ofSeconds(5), 1 << 20);
            use.run(new GrafanaClient(way.apply(proxy), ""));
        }
    }

    private static ServiceProxy.Backend service() {
        return ServiceProxy.Backend.service("seldon-system", SERVICE, "80");
    }

    private static ClusterConnection connection(EmbeddedCluster cluster) {
        return Kubeconfig.parse(cluster.kubeconfig()).select(new Kubeconfig.Choice("", "", "seldon-system"));
    }
}
