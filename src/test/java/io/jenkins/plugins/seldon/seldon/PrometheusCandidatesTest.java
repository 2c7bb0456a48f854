package io.jenkins.plugins.seldon.seldon;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import io.jenkins.plugins.seldon.http.HttpFailure;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.kubernetes.ServiceProxy;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The services' labels and ports are those of prometheus-operator (pkg/prometheus/server, the governing service
 * {@code prometheus-operated}) and of the charts kube-prometheus-stack and prometheus of prometheus-community.
 */
@Timeout(180)
class PrometheusCandidatesTest {

    private final EmbeddedCluster cluster = EmbeddedCluster.start();
    private final SharedClients clients = new SharedClients();

    @BeforeEach
    void services() {
        service("monitoring", "prometheus-operated", Map.of("operated-prometheus", "true"), "web", 9090);
        service(
                "monitoring",
                "stack-kube-prometheus-stac-prometheus",
                Map.of("app", "kube-prometheus-stack-prometheus", "self-monitor", "true"),
                "http-web",
                9090);
        service("elsewhere", "prom", Map.of("app.kubernetes.io/name", "prometheus"), "http", 80);
        service(
                "monitoring",
                "stack-alertmanager",
                Map.of("app.kubernetes.io/name", "alertmanager", "app", "kube-prometheus-stack-alertmanager"),
                "http-web",
                9093);
        service(
                "monitoring",
                "node-exporter",
                Map.of("app", "prometheus", "component", "node-exporter"),
                "metrics",
                9100);
    }

    @AfterEach
    void close() {
        clients.close();
        cluster.close();
    }

    @Test
    void areNamedWhereTheReleaseHasNoPrometheus() {
        Assertions.assertThatThrownBy(() -> ask(cluster.kubeconfig()))
                .isInstanceOf(HttpFailure.class)
                .hasMessageContaining("prometheusService: 'elsewhere/prom:80', 'monitoring/prometheus-operated:9090'"
                        + " or 'monitoring/stack-kube-prometheus-stac-prometheus:9090'; set the one that "
                        + "scrapes the models.");
    }

    @Test
    void areThoseOfUsualNamespacesForWhoMayListNoOthers() {
        User user = cluster.user("limited")
                .allow("get", "services/proxy", "seldon-system")
                .allow("list", "services", "monitoring");
        Assertions.assertThatThrownBy(() -> ask(cluster.kubeconfigFor(user)))
                .hasMessageContaining("'monitoring/prometheus-operated:9090' or 'monitoring/stack")
                .hasMessageNotContaining("elsewhere/prom");
    }

    @Test
    void areNotNeededForASentence() {
        User user = cluster.user("blind").allow("get", "services/proxy", "seldon-system");
        Assertions.assertThatThrownBy(() -> ask(cluster.kubeconfigFor(user)))
                .hasMessageEndingWith(
                        " Give another release's releaseName and analyticsNamespace, prometheusService or prometheusUrl.");
    }

    @Test
    void withoutPortsThereIsNothingToName() {
        assertThat(PrometheusCandidates.of(List.of(new ServiceBuilder()
                        .withNewMetadata()
                        .withName("a")
                        .withNamespace("b")
                        .addToLabels("operated-prometheus", "true")
                        .endMetadata()
                        .build())))
                .isEmpty();
    }

    private void ask(String kubeconfig) throws HttpFailure {
        SharedClients.Lease lease =
                clients.lease(Kubeconfig.parse(kubeconfig).select(new Kubeconfig.Choice("", "", "seldon-system")));
        ServiceProxy proxy = new ServiceProxy(lease.client(), Duration.ofSeconds(5), 1000);
        new AnalyticsServices(lease.client(), proxy, "seldon-system", "seldon-core-analytics")
                .prometheus()
                .send(HttpPort.Request.get("api/v1/query", Map.of("query", "up")));
    }

    private void service(String namespace, String name, Map<String, String> labels, String port, int number) {
        cluster.put(new ServiceBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .addNewPort()
                .withName(port)
                .withPort(number)
                .endPort()
                .endSpec()
                .build());
    }
}
