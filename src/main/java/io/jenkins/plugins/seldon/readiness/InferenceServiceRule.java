package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * An InferenceService of KServe is ready when its condition {@code Ready} is true, none is false, its model is not in
 * transition, and every Deployment that it owns, as it does without Knative, is ready by {@link DeploymentRule}. It has
 * failed when its model's target is blocked by a load that failed, or its specification is invalid. KServe says that a load
 * failed when a container of it ends for the first time, and takes it back when the kubelet has started that again. On
 * Knative the ready pods of the latest revisions count.
 *
 * <p>Its {@code observedGeneration} is that of the Deployment or Knative Service that it owns, so it says nothing of its
 * own: right after an update its status may be from before. Whoever waits then should wait for some {@code stableSeconds}.
 *
 * <p>Source: kserve, pkg/apis/serving/v1beta1/inference_service_status.go ({@code PropagateRawStatus}, {@code
 * PropagateStatus}, {@code PropagateModelStatus}, {@code TransitionStatus}, the condition {@code Stopped}) and
 * pkg/controller/v1beta1/inferenceservice/reconcilers/raw.
 */
final class InferenceServiceRule {

    /** Of each of its pods, also those that Knative made. */
    private static final String LABEL = "serving.kserve.io/inferenceservice";

    /** Of these too: whether it is the predictor's, the transformer's or the explainer's. */
    private static final String COMPONENT = "component";

    private InferenceServiceRule() {}

    static void assess(GenericKubernetesResource service, Snapshot snapshot, Findings findings) {
        String name = "InferenceService " + service.getMetadata().getName();
        if (service.getMetadata().getDeletionTimestamp() != null) {
            findings.waiting(name + " is being deleted");
            return;
        }
        List<Deployment> owned = snapshot.all(WatchedKind.DEPLOYMENT, Deployment.class).stream()
                .filter(deployment -> Snapshot.owner(deployment)
                        .filter(owner -> Objects.equals(
                                owner.getUid(), service.getMetadata().getUid()))
                        .isPresent())
                .toList();
        owned.forEach(deployment -> DeploymentRule.assess(deployment, snapshot, findings));
        List<Pod> pods = snapshot.pods().stream()
                .filter(pod -> pod.getMetadata().getLabels() != null
                        && service.getMetadata()
                                .getName()
                                .equals(pod.getMetadata().getLabels().get(LABEL)))
                .toList();
        for (Pod pod : pods) {
            findings.shows(pod);
            revisions(service).forEach(revision -> KnativeServiceRule.countReady(pod, revision, findings));
        }
        conditions(service, name, findings);
        model(service, name, pods, findings);
    }

    /** Knative's latest revisions of its components; none without Knative. */
    private static List<String> revisions(GenericKubernetesResource service) {
        return service.get("status", "components") instanceof Map<?, ?> components
                ? components.values().stream()
                        .filter(Map.class::isInstance)
                        .map(component -> Objects.toString(((Map<?, ?>) component).get("latestCreatedRevision"), ""))
                        .toList()
                : List.of();
    }

    private static void conditions(GenericKubernetesResource service, String name, Findings findings) {
        if (conditions(service).noneMatch(condition -> "Ready".equals(condition.get("type")) && isTrue(condition))) {
            findings.waiting(name + " is not ready" + why(service));
        } else {
            conditions(service)
                    .filter(condition -> "False".equals(condition.get("status")) && !isOfStop(condition))
                    .forEach(condition -> findings.waiting(name + ": " + condition.get("type") + " is false"));
        }
    }

    /** Its being false is as it should be. */
    private static boolean isOfStop(Map<?, ?> condition) {
        return "Stopped".equals(condition.get("type"));
    }

    private static boolean isTrue(Map<?, ?> condition) {
        return "True".equals(condition.get("status"));
    }

    private static String why(GenericKubernetesResource service) {
        return conditions(service)
                .filter(condition -> !isTrue(condition) && !isOfStop(condition))
                .filter(condition -> condition.get("reason") != null || condition.get("message") != null)
                .findFirst()
                .map(condition -> " (" + condition.get("type") + ": " + words(condition) + ")")
                .orElse("");
    }

    private static String words(Map<?, ?> said) {
        return Stream.of(said.get("reason"), said.get("message"))
                .filter(Objects::nonNull)
                .map(Object::toString)
                .filter(text -> !text.isEmpty())
                .reduce((reason, message) -> reason + ": " + message)
                .orElse("");
    }

    private static void model(GenericKubernetesResource service, String name, List<Pod> pods, Findings findings) {
        String transition = Objects.toString(service.get("status", "modelStatus", "transitionStatus"), "");
        if ("BlockedByFailedLoad".equals(transition) || "InvalidSpec".equals(transition)) {
            boolean isOver = "InvalidSpec".equals(transition) || isInALoop(pods);
            Object failure = service.get("status", "modelStatus", "lastFailureInfo");
            findings.failed(Failure.of(
                            FailureKind.CUSTOM_RESOURCE,
                            name,
                            transition,
                            failure instanceof Map<?, ?> info ? words(info) : "")
                    .with(isOver ? Grace.USUAL : Grace.RESTARTS));
        } else if ("InProgress".equals(transition)) {
            findings.waiting(name + ": its model is being loaded");
        }
    }

    /**
     * Whether the pod that KServe tells of, the predictor's newest, has had the kubelet's first restarts; former ones may
     * be in a crash loop until it is ready (pkg/controller/v1beta1/inferenceservice/utils, {@code ListPodsByLabel}).
     */
    private static boolean isInALoop(List<Pod> pods) {
        return pods.stream()
                .filter(pod -> "predictor".equals(pod.getMetadata().getLabels().getOrDefault(COMPONENT, "predictor")))
                .max(Comparator.comparing(
                        pod -> Events.instant(pod.getMetadata().getCreationTimestamp())))
                .filter(CrashRule::isInALoop)
                .isPresent();
    }

    private static Stream<Map<?, ?>> conditions(GenericKubernetesResource service) {
        return service.get("status", "conditions") instanceof List<?> conditions
                ? conditions.stream().filter(Map.class::isInstance).map(entry -> (Map<?, ?>) entry)
                : Stream.empty();
    }
}
