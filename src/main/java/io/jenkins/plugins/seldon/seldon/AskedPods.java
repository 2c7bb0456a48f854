package io.jenkins.plugins.seldon.seldon;

import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.seldon.seldon.server.ModelKind;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Which of a SeldonDeployment's pods a counter of one's own is looked for in: those to which its predictors' Services lead,
 * which have their label, with an executor or without. Other nodes of a graph are asked by those and would count a prediction
 * once more, and an explainer is asked for other things. Source: seldon-core, operator/controllers,
 * seldondeployment_controller.go ({@code createComponents}, {@code noEngine}), seldondeployment_engine.go ({@code
 * addEngineToDeployment}), seldondeployment_explainers.go. Pure.
 */
final class AskedPods {

    private AskedPods() {}

    /** All of them where executors count, or of another kind; all but explainers where none has the label. */
    static List<Pod> of(PredictionSeries scope, List<Pod> all) {
        if (scope.servedBy().kind() != ModelKind.SELDON_DEPLOYMENT
                || scope.server().isSeldon()) {
            return all;
        }
        List<Pod> models = all.stream().filter(pod -> !isExplainer(pod)).toList();
        List<Pod> asked = models.stream()
                .filter(pod -> labels(pod).containsKey("seldon-app"))
                .toList();
        return asked.isEmpty() ? models : asked;
    }

    /** A pod of the model's has its own label beside, where one of its containers is none of the graph's. */
    private static boolean isExplainer(Pod pod) {
        return is(pod, "seldon.io/explainer", "explainer") && !is(pod, "seldon.io/model", "model");
    }

    private static boolean is(Pod pod, String... names) {
        return Stream.of(names).anyMatch(name -> "true".equals(labels(pod).get(name)));
    }

    private static Map<String, String> labels(Pod pod) {
        return Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of());
    }
}
