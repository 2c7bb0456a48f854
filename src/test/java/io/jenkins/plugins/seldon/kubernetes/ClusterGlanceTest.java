package io.jenkins.plugins.seldon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.seldon.fixture.cluster.Discovery;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a first look at an API server tells, and which rights a user lacks. */
@Timeout(180)
class ClusterGlanceTest {

    private static final String NAMESPACE = "models";

    /** The claims are those of a bound token: kubernetes.io, Managing Service Accounts, "Schema for service account private claims". */
    private static final String CLAIMS =
            """
            {"aud":["https://kubernetes.default.svc"],"iss":"https://kubernetes.default.svc",
             "kubernetes.io":{"namespace":"models","serviceaccount":{"name":"gate","uid":"1"}},
             "sub":"system:serviceaccount:models:gate"}
            """;

    private static void look(EmbeddedCluster cluster, String kubeconfig, Consumer<ClusterGlance> looking) {
        ClusterConnection connection = Kubeconfig.parse(kubeconfig).select(new Kubeconfig.Choice("", "", NAMESPACE));
        try (SharedClients clients = new SharedClients();
                SharedClients.Lease lease = clients.lease(connection)) {
            looking.accept(ClusterGlance.at(lease.client(), connection));
        }
    }

    @Test
    void theServerTellsWhoItsUserIs() {
        try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
            User gate = cluster.user("system:serviceaccount:models:gate");
            look(cluster, cluster.kubeconfigFor(gate), glance -> {
                assertThat(glance.user()).isEqualTo(gate.name());
                assertThat(glance)
                        .hasToString("Connected to Kubernetes " + glance.version() + " at " + cluster.url() + " as "
                                + gate.name());
                assertThat(glance.version()).startsWith("v1.33");
            });
            look(cluster, cluster.kubeconfigWithCertificate(gate), glance -> assertThat(glance.user())
                    .isEqualTo(gate.name()));
        }
    }

    @Test
    void anOlderServerDoesNotAndTheCredentialIsRead() {
        try (EmbeddedCluster cluster =
                EmbeddedCluster.builder().discovery(Discovery.KUBERNETES_1_20).start()) {
            User gate = cluster.user("gate");
            look(cluster, cluster.kubeconfigWithCertificate(gate), glance -> {
                assertThat(glance.user()).isEqualTo("gate");
                assertThat(glance.version()).startsWith("v1.20");
            });
            look(cluster, cluster.kubeconfigFor(gate), glance -> assertThat(glance.toString())
                    .endsWith(cluster.url()));
        }
    }

    @Test
    void aTokenThatNobodyHasIsAFailure() {
        try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
            assertThatThrownBy(() -> look(cluster, cluster.kubeconfig("gate", "a-token"), glance -> {}))
                    .isInstanceOf(KubernetesClientException.class);
        }
    }

    @Test
    void aCredentialNamesItsUserAsFarAsItCan() {
        String claims = Base64.getUrlEncoder().withoutPadding().encodeToString(CLAIMS.getBytes(StandardCharsets.UTF_8));
        assertThat(ClusterGlance.named(ApiUser.token("eyJhbGciOiJSUzI1NiJ9." + claims + ".c2lnbmF0dXJl")))
                .isEqualTo("system:serviceaccount:models:gate");
        assertThat(ClusterGlance.named(ApiUser.token("a.%%.c"))).isEmpty();
        assertThat(ClusterGlance.named(ApiUser.token("sha256~opaque"))).isEmpty();
        assertThat(ClusterGlance.named(ApiUser.password("ann", "secret"))).isEqualTo("ann");
    }

    @Test
    void rightsThatAUserLacksAreTold() throws InterruptedException {
        List<Right> needed = Right.each(List.of("get", "list"), "", List.of("pods", "pods/proxy"), NAMESPACE);
        try (EmbeddedCluster cluster = EmbeddedCluster.start();
                SharedClients clients = new SharedClients()) {
            User gate =
                    cluster.user("gate").allow("get,list", "pods", NAMESPACE).allow("get", "pods/proxy", NAMESPACE);
            ClusterConnection connection =
                    Kubeconfig.parse(cluster.kubeconfigFor(gate)).select(new Kubeconfig.Choice("", "", NAMESPACE));
            try (SharedClients.Lease lease = clients.lease(connection)) {
                assertThat(AccessReviews.missing(lease.client(), needed))
                        .extracting(Right::label)
                        .containsExactly("list pods/proxy (namespace models)");
            }
        }
    }
}
