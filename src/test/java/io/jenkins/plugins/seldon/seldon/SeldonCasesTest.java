package io.jenkins.plugins.seldon.seldon;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.jenkins.plugins.seldon.load.Protocol;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Deployment;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** SeldonDeployments that the gate read wrongly, as reports of users describe them; each has a README of its own. */
class SeldonCasesTest {

    private static final PredictionSeries SCOPE = new PredictionSeries("ml", "iris", "", "");

    @Test
    void aPredictorsWeightIsReadSoThatItIsHeldAgainstItsShare() throws IOException {
        assertThat(read("canary-predictor-gets-its-share").predictors())
                .containsExactly(
                        new ModelCluster.Predictor("main", 80, false), new ModelCluster.Predictor("canary", 20, false));
    }

    @Test
    void theProtocolIsTheDeploymentsWhereTheStepSaysNone() throws IOException {
        Deployment deployment = read("protocol-of-the-deployment-is-not-the-steps");
        assertThat(Endpoint.resolve(new Endpoint.Wish("", "", null, ""), SCOPE, Optional.of(deployment)))
                .isEqualTo(new Endpoint(
                        "http://iris-main.ml.svc.cluster.local:8000/v2/models/classifier/infer", Protocol.V2));
    }

    private static Deployment read(String name) throws IOException {
        try (InputStream in = SeldonCasesTest.class.getResourceAsStream("/cases/" + name + "/sdep.yaml")) {
            return SeldonCluster.read(
                    SCOPE, new KubernetesSerialization().unmarshal(in, GenericKubernetesResource.class));
        }
    }
}
