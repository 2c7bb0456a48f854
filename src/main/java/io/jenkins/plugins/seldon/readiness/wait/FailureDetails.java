package io.jenkins.plugins.seldon.readiness.wait;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ContainerResource;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.readiness.Events;
import io.jenkins.plugins.seldon.readiness.Failure;
import io.jenkins.plugins.seldon.readiness.FailureKind;
import io.jenkins.plugins.seldon.readiness.PodLine;
import io.jenkins.plugins.seldon.readiness.PodRule;
import io.jenkins.plugins.seldon.readiness.PodTable;
import io.jenkins.plugins.seldon.readiness.Snapshot;
import io.jenkins.plugins.seldon.readiness.WatchedKind;
import io.jenkins.plugins.seldon.text.Excerpt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a person would look up next about a rollout that failed: the last events of the object and the last lines of the
 * container's log, of its previous run too. Reads logs and blocks for it; what can't be read is said. Confined to one thread;
 * for one outcome.
 */
final class FailureDetails {

    private static final int FAILURES = 5;
    private static final int EVENTS = 5;
    private static final int LOG_LINES = 20;
    private static final int LONGEST_LINE = 500;

    /** Failures of containers that have run, and may have written a log. */
    private static final Set<FailureKind> HAVE_RUN = EnumSet.of(
            FailureKind.CRASH,
            FailureKind.ENDED,
            FailureKind.OUT_OF_MEMORY,
            FailureKind.STARTUP_PROBE,
            FailureKind.LIVENESS_PROBE,
            FailureKind.READINESS_PROBE,
            FailureKind.FORMER_REVISION,
            FailureKind.JOB,
            FailureKind.HOOK,
            FailureKind.POD);

    private final KubernetesClient client;
    private final String namespace;
    private final Snapshot snapshot;
    private final Instant now;

    /** Whether a log did not come in time, as where the API server can't reach the kubelets: each takes half a minute. */
    private boolean isLate;

    FailureDetails(KubernetesClient client, String namespace, Snapshot snapshot, Instant now) {
        this.client = client;
        this.namespace = namespace;
        this.snapshot = snapshot;
        this.now = now;
    }

    /** Lines about these failures, the first few of them. */
    List<String> of(List<Failure> failures) {
        List<String> lines = new ArrayList<>();
        for (Failure failure : failures.subList(0, Math.min(FAILURES, failures.size()))) {
            lines.add(failure.sentence());
            object(failure).ifPresent(object -> lines.addAll(events(object)));
            if (failure.pod() != null && failure.container() != null) {
                lines.addAll(log(failure));
            }
        }
        if (failures.size() > FAILURES) {
            lines.add("… and " + (failures.size() - FAILURES) + " more failures.");
        }
        return lines;
    }

    /** Lines about the events of pods that are not ready, the first few of them. */
    List<String> ofUnready(List<Pod> pods) {
        List<String> lines = new ArrayList<>();
        pods.stream().filter(pod -> !PodRule.isReady(pod)).limit(FAILURES).forEach(pod -> {
            List<String> events = events(pod);
            if (!events.isEmpty()) {
                lines.add("Pod " + pod.getMetadata().getName() + " is "
                        + PodLine.of(pod).brief() + ".");
                lines.addAll(events);
            }
        });
        return lines;
    }

    private Optional<? extends HasMetadata> object(Failure failure) {
        for (WatchedKind kind : WatchedKind.values()) {
            for (HasMetadata object : snapshot.all(kind)) {
                String name = object.getMetadata().getName();
                boolean same = failure.pod() != null
                        ? kind == WatchedKind.POD && name.equals(failure.pod())
                        : failure.object().equals(kind.noun() + "/" + name)
                                || failure.object().equals(kind.kind() + " " + name);
                if (same) {
                    return Optional.of(object);
                }
            }
        }
        return Optional.empty();
    }

    private List<String> events(HasMetadata object) {
        List<Event> all = snapshot.eventsOf(object);
        List<String> lines = new ArrayList<>();
        if (!all.isEmpty()) {
            lines.add("  last events:");
        }
        for (Event event : all.subList(Math.max(0, all.size() - EVENTS), all.size())) {
            Duration age = Duration.between(Events.time(event), now);
            int count = Events.count(event);
            lines.add("    " + PodTable.human(age.isNegative() ? Duration.ZERO : age) + " ago, " + event.getType() + " "
                    + event.getReason() + (count > 1 ? " (" + count + " times)" : "") + ": "
                    + Excerpt.of(event.getMessage(), LONGEST_LINE));
        }
        return lines;
    }

    private List<String> log(Failure failure) {
        if (!HAVE_RUN.contains(failure.kind())) {
            return List.of();
        }
        if (isLate) {
            return List.of("  the log of container " + failure.container()
                    + " was not asked for, since another's did not come in time.");
        }
        ContainerResource container =
                client.pods().inNamespace(namespace).withName(failure.pod()).inContainer(failure.container());
        List<String> text = new ArrayList<>();
        String previous =
                read(() -> container.terminated().tailingLines(LOG_LINES).getLog());
        String current =
                isLate ? previous : read(() -> container.tailingLines(LOG_LINES).getLog());
        text.addAll(block("  last log lines of the previous run of container " + failure.container() + ":", previous));
        if (!current.equals(previous)) {
            text.addAll(block("  last log lines of container " + failure.container() + ":", current));
        }
        if (text.isEmpty()) {
            text.add("  container " + failure.container() + " has written no log.");
        }
        return text;
    }

    private static List<String> block(String heading, String log) {
        List<String> lines = new ArrayList<>();
        log.lines().forEach(line -> lines.add("    " + Excerpt.of(line, LONGEST_LINE)));
        int from = Math.max(0, lines.size() - LOG_LINES);
        List<String> last = new ArrayList<>(lines.subList(from, lines.size()));
        if (!last.isEmpty()) {
            last.add(0, heading);
        }
        return last;
    }

    /** A log; empty where there is none, which a container without a previous run has not. */
    private String read(Supplier<String> log) {
        try {
            String text = log.get();
            return text == null ? "" : text;
        } catch (RuntimeException e) {
            ClusterFailure failure = ClusterFailure.of(e);
            boolean none = failure.kind() == ClusterFailure.Kind.NOT_FOUND
                    || failure.kind() == ClusterFailure.Kind.BAD_REQUEST;
            isLate |= failure.kind() == ClusterFailure.Kind.TIMEOUT
                    || failure.detail().contains("i/o timeout")
                    || failure.detail().contains("deadline exceeded");
            return none ? "" : "(can't be read: " + failure.detail() + ")";
        }
    }
}
