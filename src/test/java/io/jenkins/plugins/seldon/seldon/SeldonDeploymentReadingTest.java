package io.jenkins.plugins.seldon.seldon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.jenkins.plugins.seldon.load.Protocol;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Deployment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SeldonDeployments as a real operator, 1.18.2, left them: where their predictions are asked for without a word of the step. */
class SeldonDeploymentReadingTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource({
        "one, one, SELDON, http://one-default.seldon-system.svc.cluster.local:8000/api/v1.0/predictions",
        "v2, v2, V2, http://v2-default.seldon-system.svc.cluster.local:8000/v2/models/classifier/infer",
        "weighted, weighted, SELDON, http://weighted-main.seldon-system.svc.cluster.local:8000/api/v1.0/predictions",
    })
    void itsAddressIsUsedAsItIs(String recording, String name, Protocol protocol, String url) throws IOException {
        Deployment deployment = SeldonCluster.read(scope(name), last(recording));
        assertThat(deployment.state()).isEqualTo("Available");
        assertThat(Endpoint.resolve(new Endpoint.Wish("", "", null, ""), scope(name), Optional.of(deployment)))
                .isEqualTo(new Endpoint(url, protocol));
        assertThat(Endpoint.resolve(
                                new Endpoint.Wish("http://ingress", "", null, ""), scope(name), Optional.of(deployment))
                        .url())
                .startsWith("http://ingress/seldon/seldon-system/" + name + "/");
    }

    /** The operator takes the specification's annotation before the object's. */
    @Test
    void annotationsOfTheSpecificationComeFirst() throws IOException {
        GenericKubernetesResource found = last("one");
        String annotation = "seldon.io/ambassador-service-name";
        found.getMetadata().setAnnotations(Map.of(annotation, "other"));
        assertThat(SeldonCluster.read(scope("one"), found).prefix()).isEqualTo("/seldon/seldon-system/other");
        found.setAdditionalProperty("spec", Map.of("annotations", Map.of(annotation, "specified")));
        assertThat(SeldonCluster.read(scope("one"), found).prefix()).isEqualTo("/seldon/seldon-system/specified");
    }

    /** The operator compares it in lower case. */
    @ParameterizedTest
    @CsvSource({"true, true", "True, true", "false, false", "'', false"})
    void aPredictorMayHaveNoExecutor(String annotation, boolean uncounted) throws IOException {
        GenericKubernetesResource found = last("one");
        Map<String, Object> predictor = Map.of(
                "name", "default",
                "graph", Map.of("name", "classifier"),
                "annotations", Map.of("seldon.io/no-engine", annotation));
        found.setAdditionalProperty("spec", Map.of("predictors", List.of(predictor)));
        assertThat(SeldonCluster.read(scope("one"), found).predictors())
                .containsExactly(new ModelCluster.Predictor("default", 0, false, uncounted, ""));
        assertThat(SeldonCluster.read(scope("weighted"), last("weighted")).predictors())
                .hasSize(2)
                .noneMatch(ModelCluster.Predictor::uncounted);
    }

    /** As an annotation calls it, or the operator: by a hash where its name would be too long. */
    @ParameterizedTest
    @CsvSource({
        "one, canary, '', http://one-canary.seldon-system.svc.cluster.local:8000/api/v1.0/predictions, canary",
        "one, canary, '', http://one-canary.others.svc.cluster.local:8000/api/v1.0/predictions, ''",
        "one, canary, '', http://one/api/v1.0/predictions, ''",
        "one, canary, mine, http://mine.seldon-system:8000/api/v1.0/predictions, canary",
        "one, canary, mine, http://one-canary.seldon-system:8000/api/v1.0/predictions, ''",
        "a-deployment-whose-name-is-of-some-length, predictor-with-a-long-name, '', http://seldon-5d051be2c6f05fe9d94967863239881e.seldon-system:8000/, predictor-with-a-long-name",
    })
    void aPredictorsServiceIsToldByItsHost(
            String deployment, String predictor, String service, String url, String behind) throws IOException {
        GenericKubernetesResource found = last("one");
        Map<String, Object> annotations = service.isEmpty() ? Map.of() : Map.of("seldon.io/svc-name", service);
        found.setAdditionalProperty(
                "spec",
                Map.of(
                        "predictors",
                        List.of(
                                Map.of("name", "main", "traffic", 90),
                                Map.of("name", predictor, "traffic", 10, "annotations", annotations))));
        PredictionSeries scope = scope(deployment);
        assertThat(scope.predictorBehind(url, SeldonCluster.read(scope, found).predictors()))
                .isEqualTo(behind);
    }

    @ParameterizedTest
    @CsvSource({"models.example.org, models.example.org", "*, ''", "*.example.org, ''"})
    void theHostThatIstioKnowsItByIsAnAnnotation(String annotation, String host) throws IOException {
        GenericKubernetesResource found = last("one");
        found.getMetadata().setAnnotations(Map.of("seldon.io/istio-host", annotation));
        assertThat(SeldonCluster.read(scope("one"), found).host()).isEqualTo(host);
        assertThat(SeldonCluster.read(scope("weighted"), last("weighted")).host())
                .isEmpty();
    }

    private static PredictionSeries scope(String name) {
        return new PredictionSeries("seldon-system", name, "", "kubernetes_namespace");
    }

    /** The SeldonDeployment of the last event that tells of it. */
    private static GenericKubernetesResource last(String recording) throws IOException {
        GenericKubernetesResource last = null;
        String file = "/recorded-1.33.5/seldondeployment-" + recording + ".jsonl.gz";
        List<String> lines;
        try (InputStream packed = SeldonDeploymentReadingTest.class.getResourceAsStream(file);
                BufferedReader reader = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.UTF_8))) {
            lines = reader.lines().toList();
        }
        for (String line : lines) {
            JsonNode event = JSON.readTree(line);
            if (event.path("resource").asText().equals("seldondeployments")
                    && !event.path("type").asText().equals("DELETED")) {
                last = JSON.treeToValue(event.get("object"), GenericKubernetesResource.class);
            }
        }
        return last;
    }

    @org.junit.jupiter.params.ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(
            strings = {
                "../../../../secrets",
                "/../../..",
                "a/../../b",
                "./a",
                "//evil.example/x",
                "http://evil.example/",
                "metrics?watch=true",
                "metrics#x",
                "%2e%2e/%2e%2e/secrets",
                "a%2f..",
                "a\\..\\b",
                "metrics\r\nX: y",
                "metrics\u0000",
                "a//b",
                "",
                "/",
            })
    void theAnnotationOfAPodNamesAPageOfThatPodOnly(String annotated) {
        assertThat(SeldonCluster.page(annotated)).isEmpty();
    }

    @Test
    void aPlainPathOfAPodIsTaken() {
        assertThat(SeldonCluster.page("/prometheus")).isEqualTo("prometheus");
        assertThat(SeldonCluster.page("stats/prometheus/")).isEqualTo("stats/prometheus/");
        assertThat(SeldonCluster.page("/v1.0/..metrics")).isEqualTo("v1.0/..metrics");
    }
}
