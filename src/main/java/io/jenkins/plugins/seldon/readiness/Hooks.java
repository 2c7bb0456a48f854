package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/** Objects that Helm runs beside a release. They carry its labels but stand in no manifest. */
final class Hooks {

    private static final Set<String> PART_OF_ROLLOUT =
            Set.of("pre-install", "post-install", "pre-upgrade", "post-upgrade", "pre-rollback", "post-rollback");

    private Hooks() {}

    static boolean isHook(HasMetadata object) {
        return !events(object).isEmpty();
    }

    /** Whether it is a hook that says nothing about a rollout: a test, or one for deletion. */
    static boolean isBeside(HasMetadata object) {
        String events = events(object);
        return !events.isEmpty()
                && Arrays.stream(events.split(",")).map(String::strip).noneMatch(PART_OF_ROLLOUT::contains);
    }

    /**
     * Whether it is a hook that an earlier revision has left without an end, or a good one. Helm records a revision
     * before it runs the hooks, waits for each, and takes a failed one away only before one of the same name
     * (helm.sh/helm, pkg/action/upgrade.go and hooks.go).
     *
     * @param begun when Helm began with the newest revision, by the cluster's clock
     */
    static boolean isLeftBefore(HasMetadata object, Instant begun) {
        return isHook(object)
                && Events.instant(object.getMetadata().getCreationTimestamp()).isBefore(begun)
                && (object instanceof Job job && !JobRule.isComplete(job)
                        || object instanceof Pod pod && !PodRule.isPhase(pod, "Succeeded"));
    }

    private static String events(HasMetadata object) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault("helm.sh/hook", "");
    }
}
