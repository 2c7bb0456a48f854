package io.jenkins.plugins.seldon.seldon;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.jenkins.plugins.seldon.seldon.server.ServedBy;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pods as Seldon Core's operator and Knative's controller make them. */
class PodPredictorTest {

    /** What {@code seldon.io/svc-name} calls a service may begin with the deployment's name, too. */
    @ParameterizedTest(name = "--predictor {0}, seldon-app {1}, version {2}: {3}")
    @CsvSource({
        "main, iris-main, v1, main",
        "main, iris-web,  v1, main",
        "main, web,       v1, main",
        "main, seldon-5d051be2c6f05fe9d94967863239881e, v1, main",
        "'',   iris-main, v1, main",
        "'',   web,       v1, v1",
    })
    void itsExecutorKnowsItsPredictor(String given, String app, String version, String predictor) {
        Pod pod = pod(given, Map.of("seldon-app", app, "version", version));
        assertThat(PodPredictor.of(scope(ServedBy.SELDON), pod)).isEqualTo(predictor);
    }

    @ParameterizedTest
    @CsvSource({"iris-00002, iris-00002", "'', ''"})
    void aPodOfKnativesIsOfARevision(String label, String revision) {
        Map<String, String> labels = label.isEmpty() ? Map.of() : Map.of("serving.knative.dev/revision", label);
        PredictionSeries scope = scope(ServedBy.of(ServerProfile.KNATIVE, ""));
        assertThat(PodPredictor.of(scope, pod("main", labels))).isEqualTo(revision);
    }

    private static PredictionSeries scope(ServedBy servedBy) {
        return new PredictionSeries("models", "iris", "", "namespace", "", servedBy);
    }

    private static Pod pod(String predictor, Map<String, String> labels) {
        String[] args = predictor.isEmpty()
                ? new String[] {"--sdep", "iris"}
                : new String[] {"--sdep", "iris", "--predictor", predictor, "--http_port", "8000"};
        return new PodBuilder()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("classifier")
                .withArgs("--predictor", "another")
                .endContainer()
                .addNewContainer()
                .withName("seldon-container-engine")
                .withArgs(args)
                .endContainer()
                .endSpec()
                .build();
    }
}
