package io.jenkins.plugins.seldon.seldon;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.kubernetes.ServiceProxy;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import io.jenkins.plugins.seldon.seldon.server.ModelKind;
import io.jenkins.plugins.seldon.seldon.server.ServedBy;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which pods of a Knative Service a gate counts. */
@Timeout(180)
class RevisionPodsTest {

    private static final String SERVICE =
            """
            apiVersion: serving.knative.dev/v1
            kind: Service
            metadata: {name: iris, namespace: models}
            status:
              traffic: [{revisionName: iris-00002, percent: 90}, {revisionName: iris-00003, percent: 10}]
            """;

    private static final String POD =
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: %1$s-deployment-0
              namespace: models
              labels: {serving.knative.dev/service: iris, serving.knative.dev/revision: %1$s}
            spec: {containers: [{name: user-container, image: iris}, {name: queue-proxy, image: queue}]}
            """;

    private final EmbeddedCluster cluster = EmbeddedCluster.builder()
            .namespaces("models")
            .custom("serving.knative.dev/v1", "Service", "services")
            .start();
    private final SharedClients clients = new SharedClients();

    @BeforeEach
    void deploy() {
        cluster.put(SERVICE);
        List.of("iris-00001", "iris-00002", "iris-00003").forEach(revision -> cluster.put(POD.formatted(revision)));
    }

    @AfterEach
    void end() {
        clients.close();
        cluster.close();
    }

    @Test
    void areThoseOfTheRevisionsToWhichItsRouteLeads() throws IOException {
        assertThat(revisions(cluster.kubeconfig())).containsExactlyInAnyOrder("iris-00002", "iris-00003");
    }

    @Test
    void areAllWhereTheRouteCantBeRead() throws IOException {
        User counting = cluster.user("counting").allow("list", "pods", "models").allow("get", "pods/proxy", "models");
        assertThat(revisions(cluster.kubeconfigFor(counting)))
                .containsExactlyInAnyOrder("iris-00001", "iris-00002", "iris-00003");
    }

    private List<String> revisions(String kubeconfig) throws IOException {
        SharedClients.Lease lease =
                clients.lease(Kubeconfig.parse(kubeconfig).select(new Kubeconfig.Choice("", "", "models")));
        ServiceProxy proxy = new ServiceProxy(lease.client(), Duration.ofSeconds(5), 1000);
        PredictionSeries scope = new PredictionSeries("models", "iris", "", "")
                .servedBy(ServedBy.of(ServerProfile.KNATIVE, "").only(ModelKind.KNATIVE_SERVICE));
        return new SeldonCluster(lease.client(), proxy, "the API server")
                .replicas(scope).stream()
                        .map(replica -> replica.pod().predictor())
                        .toList();
    }
}
