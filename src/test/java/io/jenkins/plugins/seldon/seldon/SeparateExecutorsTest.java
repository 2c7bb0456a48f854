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

/**
 * Executors in pods of their own, as {@code seldon.io/engine-separate-pod} has them: the operator gives them their predictor's
 * key for the id of the deployment (seldon-core 1.18, operator/controllers/seldondeployment_engine.go, {@code
 * createEngineDeployment}), which is another deployment's name, too.
 */
@Timeout(60)
class SeparateExecutorsTest {

    private static final String DEPLOYMENT =
            """
            apiVersion: machinelearning.seldon.io/v1
            kind: SeldonDeployment
            metadata: {name: iris, namespace: models}
            spec:
              annotations: {seldon.io/engine-separate-pod: "true"}
              predictors:
              - {name: main, traffic: 90, graph: {name: classifier, type: MODEL}}
              - {name: canary, traffic: 10, graph: {name: classifier, type: MODEL}}
            """;

    private static final String POD =
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: %s
              namespace: models
              labels: {seldon-deployment-id: %s, seldon-app: %s}
            spec: {containers: [{name: %s, image: i}]}
            """;

    private final EmbeddedCluster cluster =
            EmbeddedCluster.builder().namespaces("models").playerPaused().start();
    private final SharedClients clients = new SharedClients();

    @BeforeEach
    void deploy() {
        cluster.put(DEPLOYMENT);
        cluster.put(POD.formatted("iris-main-0-classifier", "iris", "iris-main", "classifier"));
        cluster.put(POD.formatted("iris-main-svc-orch", "iris-main", "iris-main", "seldon-container-engine"));
        cluster.put(POD.formatted("iris-canary-svc-orch", "iris-canary", "iris-canary", "seldon-container-engine"));
        cluster.put(POD.formatted("iris-main-a-0-m", "iris-main", "iris-main-a", "seldon-container-engine"));
    }

    @AfterEach
    void end() {
        clients.close();
        cluster.close();
    }

    @Test
    void areTheDeploymentsByItsPredictorsKeys() throws IOException {
        assertThat(predictors(cluster.kubeconfig())).containsExactlyInAnyOrder("main", "canary");
    }

    @Test
    void areNotKnownWhereItCantBeRead() throws IOException {
        User counting = cluster.user("counting").allow("list", "pods", "models").allow("get", "pods/proxy", "models");
        assertThat(predictors(cluster.kubeconfigFor(counting))).isEmpty();
    }

    /** As a predictor without an executor has it; the pod of another node of a graph has no label of the predictor's. */
    @Test
    void areNoneOfACounterOfOnesOwnThatThePodsHaveThatAreAsked() throws IOException {
        cluster.put(POD.replace(", seldon-app: %s", "").formatted("iris-main-1-second", "iris", "second"));
        ServedBy own = ServedBy.of(ServerProfile.own("predictions_total", "", "", "9000", ""), "")
                .only(ModelKind.SELDON_DEPLOYMENT);
        assertThat(predictors(cluster.kubeconfig(), new PredictionSeries("models", "iris", "", "", "", own)))
                .containsExactly("main");
    }

    private List<String> predictors(String kubeconfig) throws IOException {
        return predictors(kubeconfig, new PredictionSeries("models", "iris", "", ""));
    }

    private List<String> predictors(String kubeconfig, PredictionSeries scope) throws IOException {
        SharedClients.Lease lease =
                clients.lease(Kubeconfig.parse(kubeconfig).select(new Kubeconfig.Choice("", "", "models")));
        ServiceProxy proxy = new ServiceProxy(lease.client(), Duration.ofSeconds(5), 1000);
        return new SeldonCluster(lease.client(), proxy, "the API server")
                .replicas(scope).stream()
                        .map(replica -> replica.pod().predictor())
                        .toList();
    }
}
