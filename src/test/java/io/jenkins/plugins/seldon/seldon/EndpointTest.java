package io.jenkins.plugins.seldon.seldon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.load.Protocol;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

    private static final PredictionSeries SCOPE = new PredictionSeries("ns", "iris", "", "kubernetes_namespace");

    @ParameterizedTest
    @CsvSource({
        "http://h:80,                       SELDON, http://h:80/seldon/ns/iris/api/v1.0/predictions",
        "http://h:80/,                      SELDON, http://h:80/seldon/ns/iris/api/v1.0/predictions",
        "https://h/models,                  SELDON, https://h/models/seldon/ns/iris/api/v1.0/predictions",
        "http://h/seldon/ns/iris,           SELDON, http://h/seldon/ns/iris/api/v1.0/predictions",
        "http://h/seldon/ns/iris/,          SELDON, http://h/seldon/ns/iris/api/v1.0/predictions",
        "http://h/api/v1.0/predictions,     SELDON, http://h/api/v1.0/predictions",
        "http://h/api/v0.1/predictions,     SELDON, http://h/api/v0.1/predictions",
        "http://h/?route=a,                 SELDON, http://h/seldon/ns/iris/api/v1.0/predictions?route=a",
        "http://h,                          TENSORFLOW, http://h/seldon/ns/iris/v1/models/m:predict",
        "http://h/v1/models/x/:predict,     TENSORFLOW, http://h/v1/models/x/:predict",
        "http://h,                          V2, http://h/seldon/ns/iris/v2/models/m/infer",
        "http://h/v2/models/x/infer,        V2, http://h/v2/models/x/infer",
    })
    void aBaseIsCompletedAndAFullUrlIsKept(String given, Protocol protocol, String url) {
        assertThat(Endpoint.resolve(given, SCOPE, protocol, "m")).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
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
        assertThatThrownBy(() -> Endpoint.resolve(given, SCOPE, Protocol.SELDON, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The endpoint must be")
                .hasMessageNotContaining("pw");
    }

    @ParameterizedTest
    @CsvSource({
        "http://h/seldon/ns/iris/api/v1.0/predictions, http://h/seldon/ns/iris/prometheus",
        "http://h:8000/api/v0.1/predictions?a=b,       http://h:8000/prometheus",
        "https://h/seldon/ns/iris/v1/models/m:predict, https://h/seldon/ns/iris/prometheus",
        "https://h/seldon/ns/iris/v2/models/m/infer,   https://h/seldon/ns/iris/prometheus",
    })
    void anExecutorsOwnMetricsAreBesideItsPredictions(String predictions, String metrics) {
        assertThat(Endpoint.metrics(predictions)).isEqualTo(metrics);
    }
}
