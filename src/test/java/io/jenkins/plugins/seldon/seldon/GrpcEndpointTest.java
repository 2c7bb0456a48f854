package io.jenkins.plugins.seldon.seldon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.load.Header;
import io.jenkins.plugins.seldon.load.Protocol;
import io.jenkins.plugins.seldon.load.Transport;
import io.jenkins.plugins.seldon.load.grpc.GrpcMethod;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Deployment;
import io.jenkins.plugins.seldon.seldon.server.ModelKind;
import io.jenkins.plugins.seldon.seldon.server.ServedBy;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a call over gRPC goes, and by what an ingress knows the model. */
class GrpcEndpointTest {

    private static final PredictionSeries SELDON =
            new PredictionSeries("models", "iris", "", "").servedBy(ServedBy.SELDON.over(Transport.GRPC));

    private static Endpoint resolve(String endpoint, PredictionSeries scope, String protocol) {
        Deployment deployment = new Deployment(
                "Available",
                "http://iris-default.models.svc.cluster.local:8000/api/v1.0/predictions",
                "classifier",
                protocol,
                "",
                List.of(),
                "");
        return Endpoint.resolve(new Endpoint.Wish(endpoint, "", null, ""), scope, Optional.of(deployment));
    }

    @ParameterizedTest
    @CsvSource({
        "http://ingress, seldon, http://ingress/seldon.protos.Seldon/Predict",
        "https://ingress:8443/, seldon, https://ingress:8443/seldon.protos.Seldon/Predict",
        "http://ingress, v2, http://ingress/inference.GRPCInferenceService/ModelInfer",
        "'', seldon, http://iris-default.models.svc.cluster.local:5001/seldon.protos.Seldon/Predict",
        "'', kfserving, http://iris-default.models.svc.cluster.local:5001/inference.GRPCInferenceService/ModelInfer"
    })
    void theAddressHasTheMethodsPathAndNoPrefix(String endpoint, String protocol, String url) {
        Endpoint found = resolve(endpoint, SELDON, protocol);
        assertThat(found.url()).isEqualTo(url);
        assertThat(found.grpc().model()).isEqualTo("classifier");
        assertThat(found.metadata()).containsExactly(new Header("seldon", "iris"), new Header("namespace", "models"));
        assertThat(Endpoint.restored(found.url(), found.protocol(), found.host(), "classifier", SELDON))
                .isEqualTo(found);
    }

    @Test
    void theMeshOfSeldonCore2KnowsTheModelByItsOwnHeader() {
        ServedBy served = ServedBy.of(ServerProfile.SELDON_V2, "").over(Transport.GRPC);
        Endpoint found = Endpoint.resolve(
                new Endpoint.Wish("http://mesh", "", null, ""),
                new PredictionSeries("models", "iris", "", "").servedBy(served),
                Optional.empty());
        assertThat(found.metadata()).containsExactly(new Header("seldon-model", "iris"));
        assertThat(found.grpc().method()).isEqualTo(GrpcMethod.V2);
        assertThat(found.grpc().model()).isEqualTo("iris");
    }

    /** KServe's own servers speak tensorflow over REST and v2 over gRPC; the ingress knows them by their host. */
    @ParameterizedTest
    @ValueSource(strings = {"", "tensorflow", "v2", "grpc-v2"})
    void kserveIsAskedByV2(String told) {
        ServedBy served =
                ServedBy.whichever("").over(Transport.GRPC).found(ModelKind.INFERENCE_SERVICE, ServerProfile.KSERVE);
        Deployment iris = new Deployment(
                "Ready",
                "http://iris.models.example.com",
                "iris",
                told,
                "",
                List.of(),
                ModelKind.INFERENCE_SERVICE,
                ServerProfile.KSERVE,
                "iris.models.example.com",
                false);
        Endpoint found = Endpoint.resolve(
                new Endpoint.Wish("http://ingress", "", null, ""),
                new PredictionSeries("models", "iris", "", "").servedBy(served),
                Optional.of(iris));
        assertThat(found.protocol()).isEqualTo(Protocol.V2);
        assertThat(found.host()).isEqualTo("iris.models.example.com");
        assertThat(found.metadata()).isEmpty();
    }

    /** The executor's page is HTTP's: it is where REST would ask. */
    @ParameterizedTest
    @CsvSource({
        "http://ingress:8003, http://ingress:8003/seldon/models/iris/prometheus",
        "'', http://iris-default.models.svc.cluster.local:8000/prometheus",
        "http://iris-default.models.svc.cluster.local:5001, ",
    })
    void thePageOfAnExecutorIsWhereRestWouldAsk(String endpoint, String page) {
        Deployment iris = new Deployment(
                "Available",
                "http://iris-default.models.svc.cluster.local:8000/api/v1.0/predictions",
                "iris",
                "seldon",
                "",
                List.of(),
                "");
        assertThat(Endpoint.page(
                        new Endpoint.Wish(endpoint, "", null, ""),
                        new PredictionSeries("models", "iris", "", "").servedBy(ServedBy.SELDON.over(Transport.GRPC)),
                        Optional.of(iris)))
                .isEqualTo(Optional.ofNullable(page));
    }

    @Test
    void aDeploymentOfTensorflowIsRefused() {
        assertThatThrownBy(() -> resolve("http://ingress", SELDON, "tensorflow"))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageContaining("REST only");
    }

    @Test
    void aPathIsRefused() {
        assertThatThrownBy(() -> resolve("http://ingress/seldon/models/iris", SELDON, "seldon"))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageStartingWith("Over gRPC the endpoint is scheme, host and port");
    }
}
