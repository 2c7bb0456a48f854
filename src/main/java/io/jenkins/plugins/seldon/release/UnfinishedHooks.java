package io.jenkins.plugins.seldon.release;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.Sentences;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * What keeps hooks of a chart from their end, in Kubernetes' own words: Helm waits for Jobs and pods that are hooks, one after
 * the other, and says of one that does not end no more than that the time is over. Reads from the API server.
 */
final class UnfinishedHooks {

    private static final int LONGEST = 300;
    private static final ListOptions FEW =
            new ListOptionsBuilder().withLimit(10L).build();

    /** Of a container that is on its way. */
    private static final Set<String> PASSING = Set.of("ContainerCreating", "PodInitializing");

    private static final Set<String> JOB_ENDS = Set.of("Complete", "Failed");
    private static final Set<String> POD_ENDS = Set.of("Succeeded", "Failed");

    private static final Logger LOGGER = Logger.getLogger(UnfinishedHooks.class.getName());

    private final KubernetesClient client;
    private final String namespace;

    /** @param namespace the release's */
    UnfinishedHooks(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /**
     * The first of these hooks that has begun and not ended, with what its pod says: a clause.
     *
     * @throws KubernetesClientException if the server does not tell
     */
    Optional<String> told(List<RenderedObject> hooks) {
        return hooks.stream().filter(this::isUnfinished).findFirst().map(hook -> told(hook, readablePods(hook)));
    }

    /** None where the user may not list them: the hook is known all the same. */
    private List<Pod> readablePods(RenderedObject hook) {
        try {
            return pods(hook);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                LOGGER.log(Level.FINE, e, () -> "The pods of " + hook.label() + " may not be read.");
                return List.of();
            }
            throw e;
        }
    }

    private static String told(RenderedObject hook, List<Pod> pods) {
        for (Pod pod : pods) {
            Optional<String> said = said(pod.getStatus());
            if (said.isPresent()) {
                return "the chart's hook " + hook.label() + " has not ended, its pod "
                        + pod.getMetadata().getName() + " says: " + Sentences.clause(Excerpt.of(said.get(), LONGEST));
            }
        }
        return "the chart's hook " + hook.label() + " has not ended";
    }

    private String namespaceOf(RenderedObject hook) {
        return Objects.requireNonNullElse(hook.namespace(), namespace);
    }

    private boolean isUnfinished(RenderedObject hook) {
        return switch (hook.kind()) {
            case "Job" -> {
                Job job = client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(namespaceOf(hook))
                        .withName(hook.name())
                        .get();
                yield job != null
                        && (job.getStatus() == null
                                || job.getStatus().getConditions().stream()
                                        .noneMatch(condition -> JOB_ENDS.contains(condition.getType())
                                                && "True".equals(condition.getStatus())));
            }
            case "Pod" ->
                pods(hook).stream()
                        .anyMatch(pod -> pod.getStatus() == null
                                || !POD_ENDS.contains(pod.getStatus().getPhase()));
            default -> false;
        };
    }

    private List<Pod> pods(RenderedObject hook) {
        var pods = client.pods().inNamespace(namespaceOf(hook));
        return hook.kind().equals("Job")
                ? pods.withLabel("job-name", hook.name()).list(FEW).getItems()
                : Stream.ofNullable(pods.withName(hook.name()).get()).toList();
    }

    /** Why a pod does not go on; empty while it does. */
    static Optional<String> said(PodStatus status) {
        if (status == null) {
            return Optional.empty();
        }
        return Stream.of(
                        status.getInitContainerStatuses().stream().flatMap(UnfinishedHooks::said),
                        status.getContainerStatuses().stream().flatMap(UnfinishedHooks::said),
                        status.getConditions().stream()
                                .filter(condition -> condition.getType().equals("PodScheduled")
                                        && "False".equals(condition.getStatus()))
                                .map(PodCondition::getMessage)
                                .filter(Objects::nonNull))
                .flatMap(said -> said)
                .findFirst();
    }

    private static Stream<String> said(ContainerStatus container) {
        ContainerState state = container.getState();
        ContainerStateWaiting waiting = state == null ? null : state.getWaiting();
        if (waiting != null && waiting.getReason() != null && !PASSING.contains(waiting.getReason())) {
            return Stream.of(waiting.getReason() + (waiting.getMessage() == null ? "" : ": " + waiting.getMessage()));
        }
        ContainerStateTerminated ended = state == null ? null : state.getTerminated();
        return ended == null || Objects.equals(ended.getExitCode(), 0)
                ? Stream.empty()
                : Stream.of("exit code " + ended.getExitCode()
                        + (ended.getReason() == null ? "" : " (" + ended.getReason() + ")"));
    }
}
