package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * OpenShift's DeploymentConfig is ready when its controller has seen this generation and every replica is of its latest version
 * and available, and has failed when its rollout has timed out or was cancelled. One with {@code test} runs no pods when it
 * has rolled out. The pods of its latest version are judged and count; a broken one of a former version is replaced.
 *
 * <p>Source: openshift/oc, pkg/cli/rollout ({@code DeploymentConfigStatusViewer}), openshift/api, apps/v1/types.go;
 * openshift/library-go, pkg/apps/appsutil ({@code MakeDeployment}: the labels of its pods).
 */
final class DeploymentConfigRule {

    static final String KIND = "DeploymentConfig";

    private static final Set<String> OVER = Set.of("ProgressDeadlineExceeded", "RolloutCancelled");

    private DeploymentConfigRule() {}

    /** Whether a ReplicationController of it, of whatever version, has made the pod. */
    static boolean hasMade(HasMetadata object, Pod pod) {
        return object instanceof GenericKubernetesResource
                && WatchedKind.of(object.getApiVersion(), object.getKind())
                        .filter(WatchedKind::isDeploymentConfig)
                        .isPresent()
                && Snapshot.isControlledBy(pod, Set.of("ReplicationController"))
                && object.getMetadata().getName().equals(label(pod, "deploymentconfig"));
    }

    static void assess(GenericKubernetesResource config, Snapshot snapshot, Findings findings) {
        String name = KIND + " " + config.getMetadata().getName();
        long generation = StatusNumbers.of(config.getMetadata().getGeneration(), 0);
        Map<?, ?> progress = progress(config);
        String reason = Objects.toString(progress.get("reason"), "");
        String message = Objects.toString(progress.get("message"), "");
        List<Pod> pods =
                snapshot.pods().stream().filter(pod -> hasMade(config, pod)).toList();
        pods.forEach(findings::shows);
        if (config.getMetadata().getDeletionTimestamp() != null) {
            findings.waiting(name + " is being deleted");
        } else if (number(config, "status", "observedGeneration") < generation) {
            findings.waiting(name + ": generation " + generation + " is not observed by its controller yet");
        } else if (OVER.contains(reason)) {
            findings.failed(Failure.of(FailureKind.CUSTOM_RESOURCE, name, reason, message));
        } else if (number(config, "status", "latestVersion") == 0) {
            findings.waiting(name + " has not rolled out: a trigger or oc rollout latest starts it");
        } else if (!Boolean.TRUE.equals(config.get("spec", "test"))) {
            counts(config, name, findings);
        }
        if (number(config, "status", "observedGeneration") >= generation) {
            String latest = config.getMetadata().getName() + "-" + number(config, "status", "latestVersion");
            PodRule.active(pods).stream()
                    .filter(pod -> latest.equals(label(pod, "deployment")))
                    .forEach(pod -> PodRule.assess(pod, snapshot, findings, PodRule.Life.LASTING));
        }
    }

    private static String label(Pod pod, String key) {
        return pod.getMetadata().getLabels() == null
                ? ""
                : pod.getMetadata().getLabels().getOrDefault(key, "");
    }

    private static void counts(GenericKubernetesResource config, String name, Findings findings) {
        long wanted = number(config, "spec", "replicas");
        long updated = number(config, "status", "updatedReplicas");
        long available = number(config, "status", "availableReplicas");
        long replicas = number(config, "status", "replicas");
        if (updated < wanted) {
            findings.waiting(name + ": " + updated + " of " + wanted + " replicas updated");
        } else if (replicas != wanted) {
            findings.waiting(name + ": " + replicas + " replicas, wants " + wanted);
        } else if (available < wanted) {
            findings.waiting(name + ": " + available + " of " + wanted + " replicas available");
        }
    }

    private static Map<?, ?> progress(GenericKubernetesResource config) {
        if (config.get("status", "conditions") instanceof List<?> conditions) {
            for (Object entry : conditions) {
                if (entry instanceof Map<?, ?> condition && "Progressing".equals(condition.get("type"))) {
                    return condition;
                }
            }
        }
        return Map.of();
    }

    private static long number(GenericKubernetesResource config, String part, String field) {
        return config.get(part, field) instanceof Number number ? number.longValue() : 0;
    }
}
