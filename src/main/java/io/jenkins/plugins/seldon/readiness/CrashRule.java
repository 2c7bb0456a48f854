package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A container that has ended with an error. The kubelet starts it again: at once after the first end, 10 s after the
 * second, 20 s after the third, and so on up to 5 min; it begins anew where two ends are more than 10 min apart. With the
 * fourth end in a row it is a crash loop; until then it is told and ends nothing.
 *
 * <p>Source: k8s.io/kubernetes 1.33, pkg/kubelet/kubelet.go ({@code backOffPeriod}, {@code MaxContainerBackOff}),
 * pkg/kubelet/kuberuntime ({@code doBackOff}) and client-go, util/flowcontrol/backoff.go ({@code hasExpired}); the events
 * of killed containers are those of {@code killContainer} and {@code prober.probe}. Recorded: between two ends a status
 * may say {@code Terminated} for a quarter of a minute before it says {@code CrashLoopBackOff}.
 */
final class CrashRule {

    /** Ends in a row that make a crash loop: those before the back-offs of 0, 10 and 20 s, and the one after. */
    static final int LOOP = 4;

    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(10);
    private static final Duration RESET = Duration.ofMinutes(10);
    private static final Pattern BACK_OFF = Pattern.compile("back-off ((?:\\d+h)?(?:\\d+m)?\\d+)s ");
    private static final String OUT_OF_MEMORY = "OOMKilled";

    private CrashRule() {}

    /**
     * The failure of a container that has ended.
     *
     * @param end its last end
     * @param reason what its state says now
     * @param message the message that goes with it; may be empty
     */
    static Failure failure(
            Pod pod,
            ContainerStatus status,
            ContainerStateTerminated end,
            String reason,
            String message,
            List<Event> events) {
        Optional<Event> killed = killed(status.getName(), end, events);
        Optional<Event> byProbe = killed.filter(CrashRule::isForProbe);
        FailureKind kind = FailureKind.CRASH;
        String said = message;
        String why = reason;
        if (end != null && OUT_OF_MEMORY.equals(end.getReason())) {
            kind = FailureKind.OUT_OF_MEMORY;
            why = OUT_OF_MEMORY;
        } else if (byProbe.isPresent()) {
            boolean startup = byProbe.get().getMessage().contains("startup probe");
            kind = startup ? FailureKind.STARTUP_PROBE : FailureKind.LIVENESS_PROBE;
            said = lastUnhealthy(startup ? "Startup probe" : "Liveness probe", status.getName(), events)
                    .orElse(byProbe.get().getMessage());
        } else if (end != null && Objects.equals(end.getExitCode(), 0) && killed.isEmpty()) {
            kind = FailureKind.ENDED;
        }
        return Failure.ofPod(kind, pod.getMetadata().getName(), status.getName(), why, said)
                .withExitCode(end == null ? null : end.getExitCode())
                .with(patience(pod, status));
    }

    private static Grace patience(Pod pod, ContainerStatus status) {
        // As sidecars have and, since 1.34, others may (KEP 5307), to be started again in a pod whose other ones are
        // not.
        boolean hasItsOwnPolicy = ProbeRule.container(pod, status.getName())
                .map(Container::getRestartPolicy)
                .isPresent();
        if (!hasItsOwnPolicy
                && pod.getSpec() != null
                && "Never".equals(pod.getSpec().getRestartPolicy())) {
            return Grace.NONE;
        }
        return endsInARow(status) < LOOP ? Grace.RESTARTS : Grace.USUAL;
    }

    /** Whether a container of the pod has had the kubelet's first restarts, and has ended once more. */
    static boolean isInALoop(Pod pod) {
        return pod.getStatus() != null
                && Stream.of(
                                pod.getStatus().getInitContainerStatuses(),
                                pod.getStatus().getContainerStatuses())
                        .flatMap(Collection::stream)
                        .anyMatch(status -> hasEndedBadly(status.getState()) && endsInARow(status) >= LOOP);
    }

    private static boolean hasEndedBadly(ContainerState state) {
        return state != null
                && (state.getTerminated() == null
                        ? state.getWaiting() != null
                                && "CrashLoopBackOff".equals(state.getWaiting().getReason())
                        : StatusNumbers.of(state.getTerminated().getExitCode(), 0) != 0);
    }

    /** How often the container has ended in a row, as far as its status tells. */
    static int endsInARow(ContainerStatus status) {
        ContainerStateTerminated now = status.getState().getTerminated();
        ContainerStateTerminated before =
                status.getLastState() == null ? null : status.getLastState().getTerminated();
        int ends = StatusNumbers.of(status.getRestartCount(), 0) + 1;
        if (now != null) {
            if (lasted(now).compareTo(RESET) > 0 || isLater(now, before)) {
                return 1;
            }
            return before != null && lasted(before).compareTo(RESET) > 0 ? 2 : ends;
        }
        String message = status.getState().getWaiting() == null
                ? null
                : status.getState().getWaiting().getMessage();
        Matcher said = BACK_OFF.matcher(message == null ? "" : message);
        if (!said.find()) {
            return ends;
        }
        Duration delay = Duration.parse("PT" + said.group(1) + "S");
        // Kubelets may be set to shorter pauses, which tell nothing.
        for (int row = 2; row < LOOP; row++) {
            if (delay.equals(FIRST_BACK_OFF.multipliedBy(1L << (row - 2)))) {
                return Math.min(ends, row);
            }
        }
        return ends;
    }

    private static boolean isLater(ContainerStateTerminated now, ContainerStateTerminated before) {
        return before != null
                && finished(before).isAfter(Instant.EPOCH)
                && finished(now).isAfter(finished(before).plus(RESET));
    }

    private static Duration lasted(ContainerStateTerminated end) {
        Instant started = Events.instant(end.getStartedAt());
        return started.equals(Instant.EPOCH) ? Duration.ZERO : Duration.between(started, finished(end));
    }

    private static Instant finished(ContainerStateTerminated end) {
        return Events.instant(end.getFinishedAt());
    }

    /**
     * The kubelet's last word that it kills this run of the container, as for a probe or a hook that failed. What it says of
     * one pod is limited to 25 events and one every five minutes after that (client-go's spam filter), so a probe's later
     * kills are silent: an end by a kill's signal is put down to what the last one was said to be for.
     */
    private static Optional<Event> killed(String container, ContainerStateTerminated end, List<Event> events) {
        Instant started = end == null ? Instant.EPOCH : Events.instant(end.getStartedAt());
        return events.stream()
                .filter(event -> "Killing".equals(event.getReason()) && event.getMessage() != null)
                .filter(event -> ProbeRule.isAbout(event, container)
                        && (isBySignal(end) || !Events.time(event).isBefore(started)))
                .reduce((older, newer) -> newer);
    }

    private static boolean isForProbe(Event kill) {
        return kill.getMessage().contains("failed liveness probe")
                || kill.getMessage().contains("failed startup probe");
    }

    /** By SIGTERM or SIGKILL, as a kubelet ends containers. */
    private static boolean isBySignal(ContainerStateTerminated end) {
        return end != null && (end.getExitCode() == 143 || end.getExitCode() == 137);
    }

    private static Optional<String> lastUnhealthy(String probe, String container, List<Event> events) {
        return events.stream()
                .filter(event -> "Unhealthy".equals(event.getReason())
                        && event.getMessage() != null
                        && event.getMessage().startsWith(probe + " failed"))
                .filter(event -> ProbeRule.isAbout(event, container))
                .map(Event::getMessage)
                .reduce((older, newer) -> newer);
    }
}
