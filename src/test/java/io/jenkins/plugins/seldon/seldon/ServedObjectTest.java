package io.jenkins.plugins.seldon.seldon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.seldon.load.Protocol;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Deployment;
import io.jenkins.plugins.seldon.seldon.server.ModelKind;
import io.jenkins.plugins.seldon.seldon.server.ServedBy;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where the predictions of an InferenceService are asked for, and by which server's counters. The objects are as kserve's
 * own documentation and pkg/apis/serving/v1beta1 have them.
 */
class ServedObjectTest {

    private static final String IRIS =
            """
            apiVersion: serving.kserve.io/v1beta1
            kind: InferenceService
            metadata: {name: iris, namespace: models}
            spec:
              predictor:
                model:
                  modelFormat: {name: sklearn}
                  %s
                  storageUri: gs://kfserving-examples/models/sklearn/1.0/model
            status:
              url: http://iris.models.example.com
              address: {url: http://iris.models.svc.cluster.local}
              clusterServingRuntimeName: %s
            """;

    private static final PredictionSeries SCOPE =
            new PredictionSeries("models", "iris", "", "").servedBy(ServedBy.whichever(""));

    private static Deployment read(String model, String runtime) {
        return ServedObject.read(
                ModelKind.INFERENCE_SERVICE,
                Serialization.unmarshal(IRIS.formatted(model, runtime), GenericKubernetesResource.class));
    }

    private static Endpoint resolve(Deployment found, String endpoint) {
        return Endpoint.resolve(
                new Endpoint.Wish(endpoint, "", null, ""),
                SCOPE.servedBy(SCOPE.servedBy().found(found.kind(), found.server())),
                Optional.of(found));
    }

    /** Source of the defaults: kserve, pkg/batcher/handler.go ({@code MaxBatchSize}, 32). */
    @ParameterizedTest(name = "batcher {0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{maxBatchSize: 8, maxLatency: 500} | true",
                "{maxLatency: 500}                  | true",
                "{}                                 | true",
                "{maxBatchSize: 1}                  | false",
                "null                               | false",
            })
    void aBatcherMakesOneRequestOfSeveral(String batcher, boolean batches) {
        String inferenceService = IRIS.formatted("runtime: x", "kserve-sklearnserver")
                .replace("  predictor:\n", "  predictor:\n    batcher: " + batcher + "\n");
        Deployment found = ServedObject.read(
                ModelKind.INFERENCE_SERVICE,
                Serialization.unmarshal(inferenceService, GenericKubernetesResource.class));
        assertThat(found.batches()).isEqualTo(batches);
        assertThat(read("runtime: x", "kserve-sklearnserver").batches()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    protocolVersion: v1, kserve-sklearnserver, kserve, TENSORFLOW, /v1/models/iris:predict
                    runtime: x, kserve-sklearnserver, kserve, TENSORFLOW, /v1/models/iris:predict
                    protocolVersion: v2, kserve-sklearnserver, kserve, V2, /v2/models/iris/infer
                    protocolVersion: v2, kserve-mlserver, mlserver, V2, /v2/models/iris/infer
                    runtime: x, kserve-mlserver, mlserver, V2, /v2/models/iris/infer
                    runtime: x, kserve-tritonserver, triton, V2, /v2/models/iris/infer
                    """)
    void theRuntimeTellsTheServerAndTheProtocolThePath(
            String model, String runtime, String server, Protocol protocol, String path) {
        Deployment found = read(model, runtime);
        assertThat(found.server().name()).isEqualTo(server);
        assertThat(resolve(found, "")).isEqualTo(new Endpoint("http://iris.models.svc.cluster.local" + path, protocol));
    }

    /** KServe's ingress routes by the name that {@code status.url} has. */
    @Test
    void behindAnIngressTheModelsHostIsSent() {
        assertThat(resolve(read("runtime: x", "kserve-sklearnserver"), "http://10.0.0.7:8080"))
                .isEqualTo(new Endpoint(
                        "http://10.0.0.7:8080/v1/models/iris:predict", Protocol.TENSORFLOW, "iris.models.example.com"));
        assertThat(resolve(read("runtime: x", "kserve-sklearnserver"), "http://iris.models.example.com")
                        .host())
                .isEmpty();
    }

    /** The gateway in the cluster has no route for the name that the one before it has. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://iris.models.svc.cluster.local",
                "http://iris.models.svc:80",
                "http://iris.models",
                "http://iris-predictor.models.svc",
                "https://iris.models.svc.cluster.local"
            })
    void inTheClusterTheModelsOwnNameIsSent(String endpoint) {
        assertThat(resolve(read("runtime: x", "kserve-sklearnserver"), endpoint))
                .isEqualTo(new Endpoint(endpoint + "/v1/models/iris:predict", Protocol.TENSORFLOW));
    }

    /** KServe's {@code pathTemplate}: the ingress knows the model by a path under a name of its own. */
    @ParameterizedTest
    @CsvSource({
        "http://10.0.0.7:8080,                     http://10.0.0.7:8080/serving/models/iris, ingress.example.com",
        "http://10.0.0.7:8080/,                    http://10.0.0.7:8080/serving/models/iris, ingress.example.com",
        "http://10.0.0.7:8080/serving/models/iris, http://10.0.0.7:8080/serving/models/iris, ingress.example.com",
        "http://10.0.0.7/portal/,                  http://10.0.0.7/portal,                   ingress.example.com",
        "https://ingress.example.com,              https://ingress.example.com/serving/models/iris, ''",
        "http://iris.models.svc,                   http://iris.models.svc,                   ''",
        "'',                                       http://iris.models.svc.cluster.local,     ''",
    })
    void behindAnIngressOfPathsItsPathIsAsked(String endpoint, String base, String host) {
        String byPath = IRIS.replace("iris.models.example.com", "ingress.example.com/serving/models/iris");
        Deployment found = ServedObject.read(
                ModelKind.INFERENCE_SERVICE,
                Serialization.unmarshal(
                        byPath.formatted("runtime: x", "kserve-sklearnserver"), GenericKubernetesResource.class));
        assertThat(resolve(found, endpoint))
                .isEqualTo(new Endpoint(base + "/v1/models/iris:predict", Protocol.TENSORFLOW, host));
    }

    private static final String SERVICE =
            """
            apiVersion: serving.knative.dev/v1
            kind: Service
            metadata: {name: iris, namespace: models}
            status:
              url: https://iris.models.example.com
              address: {url: http://iris.models.svc.cluster.local}
              traffic:
              - {revisionName: iris-00001, percent: 80, latestRevision: false}
              - {revisionName: iris-00002, percent: 15, latestRevision: true}
              - {revisionName: iris-00002, percent: 5, tag: canary, url: 'https://canary-iris.models.example.com'}
              - {revisionName: iris-00000, tag: old, url: 'https://old-iris.models.example.com'}
            """;

    /** As knative/serving, pkg/apis/serving/v1/route_types.go has the status. */
    @Test
    void aKnativeServiceTellsItsAddressItsHostAndItsRevisions() {
        GenericKubernetesResource service = Serialization.unmarshal(SERVICE, GenericKubernetesResource.class);
        Deployment found = ServedObject.read(ModelKind.KNATIVE_SERVICE, service);
        assertThat(found.server()).isEqualTo(ServerProfile.KNATIVE);
        assertThat(found.predictors())
                .containsExactly(
                        new ModelCluster.Predictor("iris-00001", 80, false),
                        new ModelCluster.Predictor("iris-00002", 20, false));
        assertThat(ServedObject.routed(service)).containsExactlyInAnyOrder("iris-00000", "iris-00001", "iris-00002");
        assertThat(resolve(found, ""))
                .isEqualTo(new Endpoint("http://iris.models.svc.cluster.local/v2/models/iris/infer", Protocol.V2));
        assertThat(resolve(found, "http://10.0.0.7:8080"))
                .isEqualTo(new Endpoint(
                        "http://10.0.0.7:8080/v2/models/iris/infer", Protocol.V2, "iris.models.example.com"));
    }

    @Test
    void aProtocolThatIsNotSpokenHereIsRefused() {
        Deployment triton = read("protocolVersion: grpc-v2", "kserve-tritonserver");
        assertThatThrownBy(() -> resolve(triton, ""))
                .hasMessage(
                        "The InferenceService models/iris speaks grpc-v2 alone; set transport to grpc, or protocol to"
                                + " what its endpoint speaks over REST.");
        Deployment tensorflow = read("protocolVersion: grpc-v1", "kserve-tensorflow-serving");
        assertThatThrownBy(() -> resolve(tensorflow, "")).hasMessageContaining("'grpc-v1', which is unknown here");
    }

    @Test
    void withoutAnAddressTheEndpointIsAskedFor() {
        GenericKubernetesResource fresh = Serialization.unmarshal(
                "---\n{kind: InferenceService, metadata: {name: iris}}", GenericKubernetesResource.class);
        Deployment found = ServedObject.read(ModelKind.INFERENCE_SERVICE, fresh);
        assertThatThrownBy(() -> resolve(found, ""))
                .hasMessage("The InferenceService models/iris has no address in its status yet; give the endpoint, or"
                        + " wait until it is ready.");
    }

    @Test
    void aDeploymentIsAskedAtTheEndpointThatIsGiven() {
        Deployment found = ServedObject.read(
                ModelKind.DEPLOYMENT,
                Serialization.unmarshal(
                        "---\n{kind: Deployment, metadata: {name: iris}}", GenericKubernetesResource.class));
        PredictionSeries scope = SCOPE.servedBy(
                ServedBy.of(ServerProfile.MLSERVER, "").found(ModelKind.DEPLOYMENT, ServerProfile.KSERVE));
        assertThat(Endpoint.resolve(
                        new Endpoint.Wish("http://iris:8080", "", null, "irises"), scope, Optional.of(found)))
                .isEqualTo(new Endpoint("http://iris:8080/v2/models/irises/infer", Protocol.V2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    {matchLabels: {app: iris}}; true
                    {matchLabels: {app: iris}, matchExpressions: [{key: a, operator: Exists}]}; false
                    {}; false
                    """)
    void aDeploymentsPodsAreThoseThatItsLabelsSelect(String selector, boolean known) {
        GenericKubernetesResource deployment = Serialization.unmarshal(
                "---\n{kind: Deployment, spec: {selector: " + selector + "}}", GenericKubernetesResource.class);
        assertThat(ServedObject.selector(deployment)).isEqualTo(known ? Map.of("app", "iris") : Map.of());
    }
}
