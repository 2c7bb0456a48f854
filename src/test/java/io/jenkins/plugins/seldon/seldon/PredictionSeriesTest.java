package io.jenkins.plugins.seldon.seldon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.seldon.server.ModelKind;
import io.jenkins.plugins.seldon.seldon.server.ServedBy;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionSeriesTest {

    @Test
    void theSelectorNamesDeploymentServiceAndNamespace() {
        assertThat(new PredictionSeries("ns", "iris", "", "kubernetes_namespace").selector())
                .isEqualTo("seldon_api_executor_server_requests_seconds_count"
                        + "{deployment_name=\"iris\",service=\"predictions\",kubernetes_namespace=\"ns\"}");
        assertThat(new PredictionSeries("ns", "iris", "canary", "namespace").rateQuery(Duration.ofMillis(29_500)))
                .isEqualTo("sum(rate(seldon_api_executor_server_requests_seconds_count"
                        + "{deployment_name=\"iris\",predictor_name=\"canary\",service=\"predictions\","
                        + "namespace=\"ns\",code=~\"2..|OK\"}[30s]))");
    }

    /** The executor's label is the SeldonDeployment's name; a model's is a part of v2's path and no more. */
    @Test
    void seldonCountsByTheDeploymentWhateverTheModelIsCalled() {
        PredictionSeries scope = new PredictionSeries("ns", "iris", "", "namespace");
        ServedBy blank = ServedBy.whichever("classifier");
        for (ServedBy served : List.of(blank, blank.found(ModelKind.SELDON_DEPLOYMENT, ServerProfile.SELDON))) {
            assertThat(scope.servedBy(served).selector()).contains("deployment_name=\"iris\"");
        }
        assertThat(scope.servedBy(blank.found(ModelKind.INFERENCE_SERVICE, ServerProfile.MLSERVER))
                        .selector())
                .contains("model=\"classifier\"");
    }

    @Test
    void aNameCantBreakOutOfItsQuotes() {
        assertThat(new PredictionSeries("ns", "iris", "c\\a\"nary", "ns").selector())
                .contains("predictor_name=\"c\\\\a\\\"nary\"");
    }

    /** As PromQL has them: prometheus, promql/parser/lex.go. */
    @ParameterizedTest
    @ValueSource(strings = {"cluster=\"eu\"", "cluster='eu'", "cluster=`eu`, env=~'prod.*',", "a='it\\'s \"b\"'"})
    void matchersMayHaveAnyOfPromqlsQuotes(String matchers) {
        assertThat(new PredictionSeries("ns", "iris", "", "namespace", matchers).selector())
                .contains(matchers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cluster='eu\"", "cluster='eu'} or up #", "cluster='a' 'b'", "cluster=`a", "a='\\'"})
    void whatIsNoMatcherIsRefused(String matchers) {
        assertThatThrownBy(() -> new PredictionSeries("ns", "iris", "", "namespace", matchers))
                .hasMessageContaining("matchers must be written as in PromQL's braces");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${MODEL}", "x\"} or vector(1) #", "Iris", "-iris", "iris/", "a\nb"})
    void whatCantBeANameInKubernetesIsRefused(String name) {
        assertThatThrownBy(() -> new PredictionSeries("ns", name, "", "namespace"))
                .hasMessageStartingWith("The deployment \"")
                .hasMessageContaining("can't be a name in Kubernetes");
        assertThatThrownBy(() -> new PredictionSeries(name, "iris", "", "namespace"))
                .hasMessageStartingWith("The namespace \"");
    }

    @Test
    void aScopeNeedsItsNamesAndALabel() {
        assertThatThrownBy(() -> new PredictionSeries("ns", " ", "", "namespace"))
                .hasMessageEndingWith(".");
        assertThatThrownBy(() -> new PredictionSeries("", "iris", "", "namespace"))
                .hasMessageEndingWith(".");
        assertThatThrownBy(() -> new PredictionSeries("ns", "iris", "", "a=\"b\",c"))
                .hasMessageEndingWith(".");
    }

    @ParameterizedTest
    @CsvSource({
        "ns,    iris,  iris-default-0-x, true",
        "ns,    '',    iris-default-0-x, true",
        "ns,    iris,  '',               true",
        "ns,    rose,  rose-default-0-x, false",
        "other, iris,  iris-default-0-x, false",
    })
    void targetsOfTheDeploymentAreToldByLabelOrPodName(
            String namespace, String deployment, String pod, boolean covered) {
        PredictionSeries scope = new PredictionSeries("ns", "iris", "", "kubernetes_namespace");
        assertThat(scope.covers(Map.of(
                        "kubernetes_namespace",
                        namespace,
                        "seldon_deployment_id",
                        deployment,
                        "kubernetes_pod_name",
                        pod)))
                .isEqualTo(covered);
    }

    @ParameterizedTest
    @CsvSource({
        "200, true",
        "201, true",
        "OK, true",
        "400, false",
        "500, false",
        "20, false",
        "'', false",
        "2xxx, false"
    })
    void successIsA2xxOrGrpcsOk(String code, boolean success) {
        assertThat(PredictionSeries.isSuccess(code)).isEqualTo(success);
    }

    /** They ask the model by its name and count that: kserve, pkg/constants/constants.go ({@code TransformerServiceName}). */
    @ParameterizedTest(name = "the pod {0}: {1}")
    @CsvSource({
        "iris-predictor-6c9f4b7d5-x2x4z, true",
        "iris-predictor-00001-deployment-5d7f, true",
        "iris-transformer-7b5c6d8f9-k8s2p, false",
        "iris-transformer-default-00001-deployment-5d7f, false",
        "iris-explainer-00001-deployment-5d7f, false",
        "iris-7b5c6d8f9-k8s2p, true",
        "'', true",
    })
    void whatATransformerCountsIsNoneOfItsModels(String pod, boolean predictions) {
        PredictionSeries kserve =
                new PredictionSeries("ns", "iris", "", "namespace").servedBy(ServedBy.of(ServerProfile.KSERVE, ""));
        Series series = Series.of(Map.of("pod", pod, "model_name", "iris"), new Sample(0, 1));
        assertThat(kserve.isPrediction(series)).isEqualTo(predictions);
        PredictionSeries seldon = new PredictionSeries("ns", "iris", "", "namespace");
        assertThat(seldon.isPrediction(Series.of(Map.of("pod", pod, "service", "predictions"), new Sample(0, 1))))
                .isTrue();
    }
}
