package io.jenkins.plugins.seldon.seldon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.load.Protocol;
import io.jenkins.plugins.seldon.seldon.Endpoint.Wish;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Deployment;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Predictor;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses in a status are as Seldon Core's operator 1.18.2 wrote them on a real cluster. */
class EndpointTest {

    private static final PredictionSeries SCOPE = new PredictionSeries("ns", "iris", "", "kubernetes_namespace");
    private static final String SERVICE = "http://iris-main.ns.svc.cluster.local:8000";

    @ParameterizedTest
    @CsvSource({
        "http://h:80,                       SELDON, http://h:80/seldon/ns/iris/api/v1.0/predictions",
        "http://h:80/,                      SELDON, http://h:80/seldon/ns/iris/api/v1.0/predictions",
        "https://h/models,                  SELDON, https://h/models/seldon/ns/iris/api/v1.0/predictions",
        "http://h/seldon/ns/iris,           SELDON, http://h/seldon/ns/iris/api/v1.0/predictions",
        "http://h/seldon/ns/iris/,          SELDON, http://h/seldon/ns/iris/api/v1.0/predictions",
        "http://h/api/v1.0/predictions,     SELDON, http://h/api/v1.0/predictions",
        "http://h/api/v1.0/predictions/,    SELDON, http://h/api/v1.0/predictions/",
        "http://h/api/v0.1/predictions,     SELDON, http://h/api/v0.1/predictions",
        "http://h/?route=a,                 SELDON, http://h/seldon/ns/iris/api/v1.0/predictions?route=a",
        "http://h,                          TENSORFLOW, http://h/seldon/ns/iris/v1/models/m:predict",
        "http://h/v1/models/x/:predict,     TENSORFLOW, http://h/v1/models/x/:predict",
        "http://h/v1/models/x/versions/2:predict, TENSORFLOW, http://h/v1/models/x/versions/2:predict",
        "http://h,                          V2, http://h/seldon/ns/iris/v2/models/m/infer",
        "http://h/v2/models/x/infer,        V2, http://h/v2/models/x/infer",
        "http://h/v2/models/x/versions/1/infer, V2, http://h/v2/models/x/versions/1/infer",
        "http://iris-main.ns.svc:8000,      SELDON, http://iris-main.ns.svc:8000/api/v1.0/predictions",
        "http://iris-main.ns:8000,          SELDON, http://iris-main.ns:8000/api/v1.0/predictions",
        "https://iris-main.ns,              SELDON, https://iris-main.ns/seldon/ns/iris/api/v1.0/predictions",
        "http://iris.ns.svc,                SELDON, http://iris.ns.svc/seldon/ns/iris/api/v1.0/predictions",
        "http://iris-main.other.svc:8000,   SELDON, http://iris-main.other.svc:8000/seldon/ns/iris/api/v1.0/predictions",
    })
    void aBaseIsCompletedAndAFullUrlIsKept(String given, Protocol protocol, String url) {
        assertThat(Endpoint.resolve(new Wish(given, "", protocol, "m"), SCOPE, Optional.empty()))
                .isEqualTo(new Endpoint(url, protocol));
    }

    /** The status' address is a prediction path already; the protocol is the specification's. */
    @ParameterizedTest(name = "{0} {1}, step: {2} {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                "'',         /api/v1.0/predictions,       -,      '', SELDON, /api/v1.0/predictions",
                "seldon,     /api/v1.0/predictions,       -,      '', SELDON, /api/v1.0/predictions",
                "kfserving,  /v2/models/classifier/infer, -,      '', V2, /v2/models/classifier/infer",
                "v2,         /v2/models/classifier/infer, -,      '', V2, /v2/models/classifier/infer",
                "v2,         /v2/models/classifier/infer, -,      x,  V2, /v2/models/x/infer",
                "tensorflow, /v1/models/classifier:predict, -,    '', TENSORFLOW, /v1/models/classifier:predict",
                "tensorflow, /v1/models/classifier/:predict, -,   '', TENSORFLOW, /v1/models/classifier/:predict",
                "kfserving,  /v2/models/classifier/infer, SELDON, '', SELDON, /api/v1.0/predictions",
                "seldon,     /api/v1.0/predictions,       V2,     '', V2, /v2/models/classifier/infer",
                "v2,         '',                          -,      '', V2, /v2/models/classifier/infer",
            })
    void withoutAnEndpointTheStatusTells(
            String spoken, String path, Protocol wished, String model, Protocol protocol, String expected) {
        Deployment deployment = new Deployment("Available", SERVICE + path, "classifier", spoken, "", List.of(), "");
        assertThat(Endpoint.resolve(new Wish("", "", wished, model), SCOPE, Optional.of(deployment)))
                .isEqualTo(new Endpoint(SERVICE + expected, protocol));
    }

    @ParameterizedTest(name = "{0} with {1}, annotated {2}, speaks {3}")
    @CsvSource({
        "http://h,                 '',            '',            v2,         http://h/seldon/ns/iris/v2/models/classifier/infer",
        "http://h,                 '',            /mycompany/ml/, '',        http://h/mycompany/ml/api/v1.0/predictions",
        "http://h/mycompany/ml/,   '',            /mycompany/ml/, '',        http://h/mycompany/ml/api/v1.0/predictions",
        "http://h,                 /own/,         /mycompany/ml/, '',        http://h/own/api/v1.0/predictions",
        "http://h,                 /,             /mycompany/ml/, '',        http://h/api/v1.0/predictions",
        "http://h/api/v0.1/predictions, '',       /mycompany/ml/, v2,        http://h/api/v0.1/predictions",
    })
    void whatTheStepLeavesOpenTheSeldonDeploymentTells(
            String endpoint, String prefix, String annotated, String spoken, String url) {
        Deployment deployment = new Deployment("Available", SERVICE, "classifier", spoken, annotated, List.of(), "");
        assertThat(Endpoint.resolve(new Wish(endpoint, prefix, null, ""), SCOPE, Optional.of(deployment))
                        .url())
                .isEqualTo(url);
    }

    /** As where Jenkins is in the model's namespace, or an annotation names the Service. */
    @ParameterizedTest
    @CsvSource({
        "http://iris-main:8000,    http://iris-main:8000/api/v1.0/predictions",
        "http://mine:8000,         http://mine:8000/api/v1.0/predictions",
        "http://mine.ns.svc:8000,  http://mine.ns.svc:8000/api/v1.0/predictions",
        "http://mine.other:8000,   http://mine.other:8000/seldon/ns/iris/api/v1.0/predictions",
        "http://iris-gateway:8000, http://iris-gateway:8000/seldon/ns/iris/api/v1.0/predictions",
    })
    void aPredictorsServiceHasNoPrefix(String given, String url) {
        List<Predictor> predictors =
                List.of(new Predictor("main", 90, false), new Predictor("canary", 10, false, false, "mine"));
        Deployment deployment = new Deployment("Available", SERVICE, "classifier", "", "", predictors, "");
        assertThat(Endpoint.resolve(new Wish(given, "", null, ""), SCOPE, Optional.of(deployment))
                        .url())
                .isEqualTo(url);
    }

    /** As with {@code seldon.io/istio-host} behind an ingress that is asked by its address. */
    @ParameterizedTest
    @CsvSource({
        "http://10.0.0.1,           models.example.org, models.example.org",
        "http://models.example.org, models.example.org, ''",
        "http://iris-main.ns:8000,  models.example.org, ''",
        "http://10.0.0.1,           '',                 ''",
    })
    void anIngressThatKnowsItByAHostIsToldIt(String given, String annotated, String host) {
        Deployment deployment = new Deployment("Available", SERVICE, "classifier", "", "", List.of(), annotated);
        assertThat(Endpoint.resolve(new Wish(given, "", null, ""), SCOPE, Optional.of(deployment))
                        .host())
                .isEqualTo(host);
    }

    @Test
    void theProtocolOfAUrlIsThatOfItsPath() {
        assertThat(Endpoint.resolve(new Wish("http://h/v2/models/x/infer", "", null, ""), SCOPE, Optional.empty())
                        .protocol())
                .isEqualTo(Protocol.V2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "http://h/v2/models/x/infer | '' | SELDON | The protocol seldon contradicts endpoint, which ends in "
                        + "the path of the protocol v2.",
                "http://h/v2/models/x/infer | /a | - | endpointPrefix contradicts endpoint, which is already the "
                        + "full URL of predictions.",
                "'' | /a | - | endpointPrefix needs endpoint: the address in the SeldonDeployment's status has no prefix.",
                "http://h | a b | - | endpointPrefix must be a path such as /mycompany/ml/.",
            })
    void wishesThatContradictEachOtherAreRefused(String endpoint, String prefix, Protocol protocol, String sentence) {
        assertThatThrownBy(() -> new Wish(endpoint, prefix, protocol, ""))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "'' | '' | '' | The SeldonDeployment ns/iris has no address in its status yet; give the endpoint, or wait until it is Available.",
                "'' | v2 | http://s:8000 | The model's name is unknown; set model: it is part of the paths of "
                        + "the protocol v2.",
                "http://h | rpc | http://s | The SeldonDeployment has the protocol 'rpc', which is unknown here; "
                        + "set protocol to what its endpoint speaks (seldon, tensorflow or v2).",
            })
    void whatCantBeResolvedIsSaid(String endpoint, String spoken, String address, String sentence) {
        Deployment deployment = new Deployment("Creating", address, "", spoken, "", List.of(), "");
        assertThatThrownBy(() -> Endpoint.resolve(new Wish(endpoint, "", null, ""), SCOPE, Optional.of(deployment)))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage(sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "h:80",
                "ftp://h",
                "http://",
                "http:///x",
                "http://user:pw@h/",
                "http://h/#a",
                "http://h/a b",
                "file:///etc"
            })
    void whatIsNoUrlIsRefused(String given) {
        assertThatThrownBy(() -> new Wish(given, "", Protocol.SELDON, ""))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageStartingWith("The endpoint must be")
                .hasMessageNotContaining("pw");
    }

    @ParameterizedTest
    @CsvSource({
        "http://h/seldon/ns/iris/api/v1.0/predictions, http://h/seldon/ns/iris/prometheus",
        "http://h:8000/api/v0.1/predictions?a=b,       http://h:8000/prometheus",
        "https://h/seldon/ns/iris/v1/models/m:predict, https://h/seldon/ns/iris/prometheus",
        "https://h/v1/models/m/versions/2:predict,     https://h/prometheus",
        "https://h/seldon/ns/iris/v2/models/m/infer/,  https://h/seldon/ns/iris/prometheus",
    })
    void anExecutorsOwnMetricsAreBesideItsPredictions(String predictions, String metrics) {
        assertThat(Endpoint.metrics(predictions)).isEqualTo(metrics);
    }
}
