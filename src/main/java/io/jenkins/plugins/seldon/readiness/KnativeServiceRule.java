package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Map;
import java.util.Set;

/**
 * A Service of Knative Serving is ready when its controller has seen its present generation and says {@code Ready}: the
 * latest revision is up, and the route leads to it. Its pods, of which there may be none while nobody asks, are shown. A
 * Deployment of a former revision is as little judged as a former ReplicaSet: a broken one stays until its activation has
 * timed out, ten minutes by default.
 *
 * <p>Source: knative/serving, pkg/apis/serving/v1/service_lifecycle.go ({@code IsReady}, the living conditions {@code
 * ConfigurationsReady} and {@code RoutesReady}), pkg/apis/serving/register.go ({@code ServiceLabelKey}),
 * pkg/reconciler/revision/resources/meta.go (a Deployment and its pods have the labels of their revision) and
 * pkg/reconciler/autoscaling/kpa/scaler.go ({@code CanFailActivation}).
 */
final class KnativeServiceRule {

    private static final String LABEL = "serving.knative.dev/service";
    private static final String CONFIGURATION = "serving.knative.dev/configuration";
    private static final String GENERATION = "serving.knative.dev/configurationGeneration";

    private KnativeServiceRule() {}

    static void assess(GenericKubernetesResource service, Snapshot snapshot, Findings findings) {
        String name = service.getMetadata().getName();
        snapshot.pods().stream()
                .filter(pod -> pod.getMetadata().getLabels() != null
                        && name.equals(pod.getMetadata().getLabels().get(LABEL)))
                .forEach(findings::shows);
        CustomResourceRule.assessSpeaking(service, findings);
    }

    /** Whether it is a Deployment of a revision whose configuration has a newer one. */
    static boolean isOfFormerRevision(HasMetadata object, Snapshot snapshot) {
        String configuration = label(object, CONFIGURATION);
        return object instanceof Deployment
                && !configuration.isEmpty()
                && Snapshot.isControlledBy(object, Set.of("Revision"))
                && snapshot.all(WatchedKind.DEPLOYMENT, Deployment.class).stream()
                        .filter(other -> configuration.equals(label(other, CONFIGURATION)))
                        .anyMatch(other -> generation(other) > generation(object));
    }

    private static long generation(HasMetadata object) {
        String generation = label(object, GENERATION);
        return generation.matches("\\d{1,18}") ? Long.parseLong(generation) : 0;
    }

    private static String label(HasMetadata object, String key) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return labels == null ? "" : labels.getOrDefault(key, "");
    }
}
