package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;

/**
 * A Service of Knative Serving is ready when its controller has seen its present generation and says {@code Ready}: the
 * latest revision is up, and the route leads to it. Its pods, of which there may be none while nobody asks, are shown.
 *
 * <p>Source: knative/serving, pkg/apis/serving/v1/service_lifecycle.go ({@code IsReady}, the living conditions {@code
 * ConfigurationsReady} and {@code RoutesReady}) and pkg/apis/serving/register.go ({@code ServiceLabelKey}).
 */
final class KnativeServiceRule {

    private static final String LABEL = "serving.knative.dev/service";

    private KnativeServiceRule() {}

    static void assess(GenericKubernetesResource service, Snapshot snapshot, Findings findings) {
        String name = service.getMetadata().getName();
        snapshot.pods().stream()
                .filter(pod -> pod.getMetadata().getLabels() != null
                        && name.equals(pod.getMetadata().getLabels().get(LABEL)))
                .forEach(findings::shows);
        CustomResourceRule.assessSpeaking(service, findings);
    }
}
