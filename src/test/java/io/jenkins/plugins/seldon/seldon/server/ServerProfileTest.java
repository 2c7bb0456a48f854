package io.jenkins.plugins.seldon.seldon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.load.Transport;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each server's selectors, its page and its outcomes; and what a counter of one's own may be. */
class ServerProfileTest {

    private static final String KSERVE_PAGE =
            """
            # HELP request_predict_seconds predict request latency
            # TYPE request_predict_seconds histogram
            request_predict_seconds_bucket{le="0.005",model_name="iris"} 40.0
            request_predict_seconds_count{model_name="iris"} 42.0
            request_predict_seconds_count{model_name="other"} 7.0
            request_preprocess_seconds_count{model_name="iris"} 43.0
            """;

    private static final String MLSERVER_PAGE =
            """
            model_infer_request_success_total{model="iris",version="None"} 40.0
            model_infer_request_success_total{model="iris",version="v2"} 2.0
            model_infer_request_success_total{model="other",version="None"} 7.0
            model_infer_request_failure_total{model="iris",version="None"} 3.0
            """;

    private static PredictionSeries iris(ServerProfile profile) {
        return new PredictionSeries("models", "iris", "", "namespace").servedBy(ServedBy.of(profile, ""));
    }

    @Test
    void kserveCountsWhatItPredictedWhateverCameOfIt() {
        PredictionSeries iris = iris(ServerProfile.KSERVE);
        assertThat(iris.successesOn(KSERVE_PAGE)).isEqualTo(42);
        assertThat(iris.errorsOn(KSERVE_PAGE)).isZero();
        assertThat(iris.server().tellsFailures()).isFalse();
        assertThat(iris.rateQuery(Duration.ofMinutes(1)))
                .isEqualTo("sum(rate(request_predict_seconds_count{model_name=\"iris\",namespace=\"models\"}[60s]))");
        assertThat(iris.bucketSelector())
                .contains("request_predict_seconds_bucket{model_name=\"iris\",namespace=\"models\"}");
    }

    @Test
    void mlserverCountsSuccessesAndFailuresApartOverAllVersions() {
        PredictionSeries iris = iris(ServerProfile.MLSERVER);
        assertThat(iris.successesOn(MLSERVER_PAGE)).isEqualTo(42);
        assertThat(iris.errorsOn(MLSERVER_PAGE)).isEqualTo(3);
        assertThat(iris.bucketSelector()).isEmpty();
        assertThat(iris.histogramSelector()).isEmpty();
    }

    @Test
    void tritonsCounterIsReadByTheNameThatACollectorGaveItToo() {
        assertThat(iris(ServerProfile.TRITON).rateQuery(Duration.ofMinutes(1)))
                .isEqualTo("sum(rate(nv_inference_request_success{model=\"iris\",namespace=\"models\"}[60s]) or"
                        + " rate(nv_inference_request_success_total{model=\"iris\",namespace=\"models\"}[60s]))");
    }

    /** As knative/serving, pkg/queue/request_metric.go, 1.21.0 and 1.18.0 have them. */
    @Test
    void knativesCounterIsReadByWhicheverNameItHas() {
        PredictionSeries iris = iris(ServerProfile.KNATIVE);
        String scope = "otel_scope_name=\"knative.dev/serving/pkg/queue\",otel_scope_schema_url=\"\"";
        assertThat(iris.successesOn(
                        "kn_serving_invocation_duration_seconds_count{http_response_status_code=\"200\"," + scope
                                + "} 42\nkn_serving_invocation_duration_seconds_count{http_response_status_code=\"503\","
                                + scope
                                + "} 3\n"))
                .isEqualTo(42);
        String older =
                """
                revision_app_request_count{response_code="200",response_code_class="2xx",service_name="iris"} 42
                revision_app_request_count{response_code="500",response_code_class="5xx",service_name="iris"} 3
                revision_request_count{response_code="200",response_code_class="2xx",service_name="iris"} 45
                """;
        assertThat(iris.successesOn(older)).isEqualTo(42);
        assertThat(iris.errorsOn(older)).isEqualTo(3);
        assertThat(iris.server().tellsFailures()).isTrue();
        assertThat(iris.tellsWhose()).isFalse();
        assertThat(iris.rateQuery(Duration.ofMinutes(1)))
                .isEqualTo("sum(rate(kn_serving_invocation_duration_seconds_count{namespace=\"models\","
                        + "http_response_status_code=~\"2..\"}[60s]) or"
                        + " rate(kn_queueproxy_app_duration_seconds_count{namespace=\"models\","
                        + "http_response_status_code=~\"2..\"}[60s]) or"
                        + " rate(revision_app_request_count{namespace=\"models\",response_code=~\"2..\"}[60s]))");
    }

    @Test
    void aPipelineIsCountedByTheGateway() {
        ServedBy served = ServedBy.of(ServerProfile.SELDON_V2, "").only(ModelKind.PIPELINE);
        PredictionSeries iris = new PredictionSeries("models", "iris", "", "namespace").servedBy(served);
        assertThat(served.isFound()).isTrue();
        assertThat(served.profile()).isEqualTo(ServerProfile.SELDON_V2_PIPELINE);
        assertThat(iris.selector()).isEqualTo("seldon_pipeline_infer_total{pipeline=\"iris\",namespace=\"models\"}");
        assertThat(iris.routingHeaders()).isEqualTo(Map.of("seldon-model", "iris.pipeline"));
        assertThat(iris(ServerProfile.SELDON_V2).routingHeaders()).isEmpty();
    }

    @Test
    void whatIsFoundTellsWhereSeldonCore2Counts() {
        ServedBy open = ServedBy.of(ServerProfile.SELDON_V2, "");
        assertThat(open.isFound()).isFalse();
        assertThat(open.found(ModelKind.PIPELINE, ServerProfile.SELDON_V2).profile())
                .isEqualTo(ServerProfile.SELDON_V2_PIPELINE);
        assertThat(open.found(ModelKind.MODEL, ServerProfile.SELDON_V2).profile())
                .isEqualTo(ServerProfile.SELDON_V2);
    }

    @ParameterizedTest
    @CsvSource({
        "ksvc/iris, KNATIVE_SERVICE, iris",
        "Pipeline/iris, PIPELINE, iris",
        "pipelines/iris, PIPELINE, iris",
        "model/iris, MODEL, iris",
        "isvc/iris, INFERENCE_SERVICE, iris",
        "sdep/iris, SELDON_DEPLOYMENT, iris",
        "deployment/iris, DEPLOYMENT, iris",
        "seldondeployment.machinelearning.seldon.io/iris, SELDON_DEPLOYMENT, iris",
        "service.serving.knative.dev/iris, KNATIVE_SERVICE, iris",
        "iris, , iris"
    })
    void aNameMaySayOfWhichKindItIs(String text, ModelKind kind, String name) {
        assertThat(ServedName.parse(text)).isEqualTo(new ServedName(Optional.ofNullable(kind), name));
    }

    /** Kubernetes' own Services are none. */
    @ParameterizedTest
    @CsvSource({"services/iris", "pod/iris", "/iris", "pipeline.tekton.dev/iris"})
    void anUnknownKindIsRefused(String text) {
        assertThatThrownBy(() -> ServedName.parse(text))
                .hasMessage(
                        "The deployment " + text + " is of an unknown kind; use seldondeployment/, inferenceservice/,"
                                + " model/, pipeline/, ksvc/, deployment/ or nothing, and its name.");
    }

    @Test
    void aKindThatAServerHasNoneOfIsRefused() {
        assertThatThrownBy(() -> ServedBy.of(ServerProfile.TRITON, "").only(ModelKind.PIPELINE))
                .hasMessage("The deployment is a Pipeline, which triton does not serve: leave server blank, or give"
                        + " another.");
        assertThatThrownBy(() -> ServedBy.whichever("").only(ModelKind.DEPLOYMENT))
                .hasMessage("The deployment is a Deployment, which does not say what serves it: set server or metric.");
    }

    /** Of KServe's pods on Knative, the queue-proxy counts. */
    @Test
    void theContainerIsTheOneWhosePageIsRead() {
        assertThat(ServedBy.of(ServerProfile.KNATIVE, "")
                        .only(ModelKind.INFERENCE_SERVICE)
                        .container())
                .isEqualTo("queue-proxy");
        assertThat(ServedBy.of(ServerProfile.TRITON, "")
                        .only(ModelKind.INFERENCE_SERVICE)
                        .container())
                .isEqualTo("kserve-container");
    }

    /** One that counts by itself may have no executor: seldon.io/no-engine. */
    @Test
    void aCounterOfOnesOwnIsInNoExecutor() {
        ServerProfile own = ServerProfile.own("http_requests_total", "", "", "9000", "");
        assertThat(ServedBy.of(own, "").only(ModelKind.SELDON_DEPLOYMENT).container())
                .isEmpty();
        assertThat(ServedBy.of(own, "").only(ModelKind.INFERENCE_SERVICE).container())
                .isEqualTo("kserve-container");
        assertThat(ServedBy.SELDON.container()).isEqualTo("seldon-container-engine");
    }

    @Test
    void theModelMayHaveAnotherNameOnTheServer() {
        PredictionSeries iris = new PredictionSeries("models", "iris", "", "namespace")
                .servedBy(ServedBy.of(ServerProfile.MLSERVER, "other"));
        assertThat(iris.successesOn(MLSERVER_PAGE)).isEqualTo(7);
    }

    @Test
    void aCounterOfOnesOwnIsTestedByItsLabels() {
        ServerProfile own = ServerProfile.own(
                "http_requests_total", "code=~\"2..\"", "handler=\"predict\"", "9000", "stats/metrics");
        PredictionSeries iris = iris(own);
        String page =
                """
                http_requests_total{code="200",handler="predict"} 40
                http_requests_total{code="201",handler="predict"} 2
                http_requests_total{code="500",handler="predict"} 3
                http_requests_total{code="200",handler="health"} 99
                """;
        assertThat(iris.successesOn(page)).isEqualTo(42);
        assertThat(iris.errorsOn(page)).isEqualTo(3);
        assertThat(iris.selector()).isEqualTo("http_requests_total{handler=\"predict\",namespace=\"models\"}");
        assertThat(iris.risesOfAll(Duration.ofMinutes(1))).isEmpty();
    }

    /** Two series must not become one. */
    @Test
    void whatToldTheOutcomeIsKeptInOneLabel() {
        ServerProfile own = ServerProfile.own("calls_total", "outcome=\"ok\"", "", "", "");
        Map<String, String> failed = own.told(own.counter(), Map.of("outcome", "late", "pod", "iris-0"));
        assertThat(failed).isEqualTo(Map.of("code", "500", "exported_code", "outcome=late", "pod", "iris-0"));
        assertThat(own.told(own.counter(), Map.of("outcome", "ok", "code", "7")))
                .isEqualTo(Map.of("code", "200", "exported_code", "outcome=ok,code=7"));
    }

    @Test
    void seldonsOwnSeriesStayAsTheyAre() {
        Map<String, String> labels = Map.of("code", "OK", "service", "predictions");
        assertThat(ServerProfile.SELDON.told(ServerProfile.SELDON.counter(), labels))
                .isSameAs(labels);
    }

    /** Its lines are as a real executor has them, whose page ExecutorMetricsTest reads. */
    @Test
    void overGrpcOnlyItsOwnSeriesAreCounted() {
        PredictionSeries iris =
                new PredictionSeries("models", "iris", "", "namespace").servedBy(ServedBy.SELDON.over(Transport.GRPC));
        String page =
                """
                seldon_api_executor_server_requests_seconds_count{code="OK",deployment_name="iris",method="unary",predictor_name="default",predictor_version="",service="/seldon.protos.Seldon/Predict"} 40
                seldon_api_executor_server_requests_seconds_count{code="OK",deployment_name="iris",method="unary",predictor_name="default",predictor_version="",service="/inference.GRPCInferenceService/ModelInfer"} 2
                seldon_api_executor_server_requests_seconds_count{code="Unavailable",deployment_name="iris",method="unary",predictor_name="default",predictor_version="",service="/seldon.protos.Seldon/Predict"} 3
                seldon_api_executor_server_requests_seconds_count{code="OK",deployment_name="iris",method="unary",predictor_name="default",predictor_version="",service="/seldon.protos.Seldon/SendFeedback"} 100
                seldon_api_executor_server_requests_seconds_count{code="200",deployment_name="iris",method="post",predictor_name="default",predictor_version="",service="predictions"} 1000
                """;
        assertThat(iris.successesOn(page)).isEqualTo(42);
        assertThat(iris.errorsOn(page)).isEqualTo(3);
        assertThat(iris.server().isSeldon()).isTrue();
        assertThat(iris.servedBy(ServedBy.SELDON).successesOn(page)).isEqualTo(1000);
    }

    @Test
    void overEitherTransportTheSelectorNamesThePredictor() {
        PredictionSeries canary = new PredictionSeries("models", "iris", "canary", "namespace");
        assertThat(canary.selector()).contains("predictor_name=\"canary\"");
        assertThat(canary.servedBy(ServedBy.SELDON.over(Transport.GRPC)).selector())
                .contains("predictor_name=\"canary\"", "method=\"unary\"");
    }

    /** Source of the label: seldon-core 2.9, scheduler/pkg/metrics/agent.go. */
    @Test
    void seldonsAgentTellsTheTransportAndOthersNeedNot() {
        String page =
                """
                seldon_model_infer_total{code="OK",method_type="grpc",model="iris",model_internal="iris_1"} 4
                seldon_model_infer_total{code="200",method_type="rest",model="iris",model_internal="iris_1"} 100
                """;
        assertThat(iris(ServerProfile.SELDON_V2.over(Transport.GRPC)).successesOn(page))
                .isEqualTo(4);
        assertThat(ServerProfile.MLSERVER.over(Transport.GRPC)).isSameAs(ServerProfile.MLSERVER);
        assertThat(ServerProfile.KSERVE.over(Transport.GRPC).protocol()).isEqualTo("v2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\'',
            textBlock =
                    """
                    ''              ; ''   ; ''       ; must be the name of a Prometheus metric
                    a{b="c"}        ; ''   ; ''       ; its labels belong to success and matchers
                    a_seconds_bucket; ''   ; ''       ; give the series that ends in _count
                    a_seconds_sum   ; ''   ; ''       ; counts no requests
                    a_total         ; web  ; ''       ; must be a number from 1 to 65535
                    a_total         ; 0    ; ''       ; must be a number from 1 to 65535
                    a_total         ; 70000; ''       ; must be a number from 1 to 65535
                    a_total         ; ''   ; /a?b=c   ; must be a plain path
                    """)
    void whatCantBeIsRefused(String counter, String port, String path, String sentence) {
        assertThatThrownBy(() -> ServerProfile.own(counter, "", "", port, path))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void anUnknownServerIsRefusedWithTheNamesOfThoseThatAreKnown() {
        assertThatThrownBy(() -> ServerProfile.named("torchserve"))
                .hasMessage("The server 'torchserve' is unknown: use " + String.join(", ", ServerProfile.names())
                        + ", or describe its counter with metric.");
    }
}
