package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A Service of Knative Serving is ready when its controller has seen its present generation and says {@code Ready}: the
 * latest revision is up, and the route leads to it. Of its pods, of which there may be none while nobody asks, those of
 * that revision count; while it is not ready they are judged, so that a broken one is told at once. A Deployment of a
 * former revision is as little judged as a former ReplicaSet: a broken one stays until its activation has timed out, ten
 * minutes by default.
 *
 * <p>Source: knative/serving, pkg/apis/serving/v1/service_lifecycle.go ({@code IsReady}, the living conditions {@code
 * ConfigurationsReady} and {@code RoutesReady}, {@code MarkConfigurationNotReconciled}) and configuration_types.go ({@code
 * LatestCreatedRevisionName}), pkg/apis/serving/register.go ({@code ServiceLabelKey}),
 * pkg/reconciler/revision/resources/meta.go (a Deployment and its pods have the labels of their revision) and
 * pkg/reconciler/autoscaling/kpa/scaler.go ({@code CanFailActivation}).
 */
final class KnativeServiceRule {

    private static final String LABEL = "serving.knative.dev/service";
    private static final String REVISION = "serving.knative.dev/revision";
    private static final String CONFIGURATION = "serving.knative.dev/configuration";
    private static final String GENERATION = "serving.knative.dev/configurationGeneration";

    private KnativeServiceRule() {}

    static void assess(GenericKubernetesResource service, Snapshot snapshot, Findings findings) {
        Findings said = new Findings();
        CustomResourceRule.assessSpeaking(service, said);
        boolean isReady = said.assessment().waiting().isEmpty();
        boolean isSeen = service.get("status", "observedGeneration") instanceof Number seen
                && seen.longValue() == StatusNumbers.of(service.getMetadata().getGeneration(), 0)
                && !isOfFormerConfiguration(service);
        String latest = Objects.toString(service.get("status", "latestCreatedRevisionName"), "");
        for (Pod pod : snapshot.pods()) {
            if (service.getMetadata().getName().equals(label(pod, LABEL))) {
                findings.shows(pod);
                countReady(pod, latest, findings);
                if (isSeen && !isReady && isOf(latest, pod)) {
                    PodRule.active(List.of(pod))
                            .forEach(each -> PodRule.assess(each, snapshot, findings, PodRule.Life.LASTING));
                }
            }
        }
        CustomResourceRule.assessSpeaking(service, findings);
    }

    /** Whether its configuration has not made a revision of what is asked for yet: the latest one is the former. */
    private static boolean isOfFormerConfiguration(GenericKubernetesResource service) {
        return CustomResourceRule.condition(service, "ConfigurationsReady")
                .filter(condition -> "OutOfDate".equals(condition.get("reason")))
                .isPresent();
    }

    /** Counts a pod of this revision that is ready. */
    static void countReady(Pod pod, String revision, Findings findings) {
        if (isOf(revision, pod) && PodRule.isReady(pod)) {
            findings.countsAsReady(pod);
        }
    }

    private static boolean isOf(String revision, Pod pod) {
        return !revision.isEmpty() && revision.equals(label(pod, REVISION));
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
