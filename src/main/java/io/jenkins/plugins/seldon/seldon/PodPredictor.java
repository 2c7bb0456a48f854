package io.jenkins.plugins.seldon.seldon;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.seldon.seldon.server.ModelKind;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Of which predictor of a SeldonDeployment a pod is, or of which revision of a Knative Service. Pure. */
final class PodPredictor {

    /** Source: knative/serving, pkg/apis/serving/register.go. */
    static final String REVISION = "serving.knative.dev/revision";

    /** Source: seldon-core, operator/controllers/seldondeployment_engine.go ({@code createExecutorContainer}). */
    private static final String ARGUMENT = "--predictor";

    private PodPredictor() {}

    /**
     * Its executor is given the predictor's name. Of a pod without one the labels tell it: the operator names a predictor's
     * service {@code deployment-predictor}, but where an annotation or the limit of a name makes it another, and labels its
     * pods with both.
     */
    static String of(PredictionSeries scope, Pod pod) {
        Map<String, String> labels =
                Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of());
        if (scope.servedBy().kind() == ModelKind.KNATIVE_SERVICE) {
            return labels.getOrDefault(REVISION, "");
        }
        if (scope.servedBy().kind() != ModelKind.SELDON_DEPLOYMENT) {
            return "";
        }
        String app = labels.getOrDefault("seldon-app", "");
        String prefix = scope.deployment() + "-";
        return given(pod)
                .orElseGet(() ->
                        app.startsWith(prefix) ? app.substring(prefix.length()) : labels.getOrDefault("version", ""));
    }

    private static Optional<String> given(Pod pod) {
        return pod.getSpec().getContainers().stream()
                .filter(container -> ModelKind.SELDON_DEPLOYMENT.container().equals(container.getName()))
                .map(Container::getArgs)
                .filter(args -> args.contains(ARGUMENT))
                .map(args -> after(args, args.indexOf(ARGUMENT)))
                .findFirst()
                .filter(name -> !name.isEmpty());
    }

    private static String after(List<String> args, int index) {
        return index + 1 < args.size() ? args.get(index + 1) : "";
    }
}
