package io.jenkins.plugins.seldon.seldon;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.jenkins.plugins.seldon.seldon.server.ModelKind;
import io.jenkins.plugins.seldon.seldon.server.ServedBy;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pods of a SeldonDeployment, labelled as its operator labels them. */
class AskedPodsTest {

    private static final Pod ENTRY = pod("iris-main-0", Map.of("seldon-app", "iris-main", "seldon.io/model", "true"));
    private static final Pod INNER =
            pod("iris-main-1", Map.of("seldon-app-svc", "iris-main-second", "seldon.io/model", "true"));
    private static final Pod EXPLAINER =
            pod("iris-main-e", Map.of("seldon-app", "iris-main-explainer", "seldon.io/explainer", "true"));

    @Test
    void aCounterOfOnesOwnIsThatOfThePodsToWhichAPredictorsServiceLeads() {
        PredictionSeries own = scope(ServedBy.of(ServerProfile.own("predictions_total", "", "", "9000", ""), "")
                .only(ModelKind.SELDON_DEPLOYMENT));
        assertThat(names(own, ENTRY, INNER, EXPLAINER)).containsExactly("iris-main-0");
        Pod withSidecar = pod(
                "iris-main-2",
                Map.of("seldon-app", "iris-main", "seldon.io/model", "true", "seldon.io/explainer", "true"));
        assertThat(names(own, withSidecar, EXPLAINER)).containsExactly("iris-main-2");
        assertThat(names(own, INNER, EXPLAINER))
                .as("executors are in pods of their own")
                .containsExactly("iris-main-1");
    }

    @Test
    void othersAreFoundByTheContainerThatCounts() {
        assertThat(names(scope(ServedBy.SELDON), ENTRY, INNER, EXPLAINER)).hasSize(3);
    }

    private static PredictionSeries scope(ServedBy servedBy) {
        return new PredictionSeries("models", "iris", "", "namespace", "", servedBy);
    }

    private static List<String> names(PredictionSeries scope, Pod... pods) {
        return AskedPods.of(scope, List.of(pods)).stream()
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    private static Pod pod(String name, Map<String, String> labels) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .build();
    }
}
