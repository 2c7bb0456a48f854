package io.jenkins.plugins.seldon.readiness;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a wait remembers from one assessment to the next: since when each failure is seen, since when all is ready, when
 * containers have run for long enough, what has run to its end. Times are those of the waiting side, so that the
 * cluster's clock may be off, except where something began before the wait did. Immutable.
 */
public final class RolloutState {

    /** The state before the first assessment. */
    static final RolloutState NEW = new RolloutState(false, Map.of(), Map.of(), Map.of(), null);

    /**
     * How long a failure must be out of sight before it is forgotten: a container in a crash loop runs, and may even be
     * ready, for some seconds between two crashes. Until then nothing is called ready.
     */
    static final Duration RECOVERY = Duration.ofSeconds(10);

    /** The state of a wait that goes on after a restart and was told before it that all is ready since a time; or not. */
    public static RolloutState resumed(Optional<Instant> readySince) {
        return readySince
                .map(since -> new RolloutState(false, Map.of(), Map.of(), Map.of(), since))
                .orElse(NEW);
    }

    /** Since when all is ready; empty where it is not. */
    public Optional<Instant> readySince() {
        return Optional.ofNullable(readySince);
    }

    private final boolean hasSeen;
    private final Map<String, Seen> failures;
    private final Map<String, Instant> countsAt;
    private final Map<WorkloadName, Integer> ended;
    private final Instant readySince;

    private RolloutState(
            boolean hasSeen,
            Map<String, Seen> failures,
            Map<String, Instant> countsAt,
            Map<WorkloadName, Integer> ended,
            Instant readySince) {
        this.hasSeen = hasSeen;
        this.failures = Map.copyOf(failures);
        this.countsAt = Map.copyOf(countsAt);
        this.ended = Map.copyOf(ended);
        this.readySince = readySince;
    }

    /**
     * @param first when it was first seen, or when help for it was no longer seen
     * @param gone when it was first seen to be gone, null while it is there
     * @param until its own time before which it ended nothing when it was last seen
     * @param wasHelped whether there ever was such a time to come
     */
    private record Seen(
            Instant first, Instant gone, String object, boolean comesBack, Instant until, boolean wasHelped) {

        static Seen of(Failure failure, Seen past, Instant now) {
            boolean isHelped = failure.until().isAfter(now);
            boolean hadHelp = past != null && past.until.isAfter(now);
            return new Seen(
                    past == null || hadHelp && !isHelped ? now : past.first,
                    null,
                    failure.object(),
                    failure.kind().comesBack(),
                    failure.until(),
                    isHelped || past != null && past.wasHelped);
        }

        Seen gone(Instant since) {
            return new Seen(first, since, object, comesBack, until, wasHelped);
        }

        /** When the failure ends the wait; whoever help came for needs the time to make use of it. */
        Optional<Instant> dueAt(Failure failure, Duration failureGrace) {
            Grace patience = wasHelped ? failure.patience().afterHelp() : failure.patience();
            return failure.with(patience).dueAt(first, failureGrace);
        }
    }

    /**
     * @param status what is to be said now
     * @param next the state to go on with
     * @param reconsider when the status may change though nothing in the cluster does
     */
    public record Judgement(RolloutStatus status, RolloutState next, Optional<Instant> reconsider) {}

    /** Judges an assessment made at {@code now}; {@code now} must not go back between calls. */
    public Judgement judge(Assessment assessment, Criteria criteria, Instant now) {
        Map<String, Seen> seen = remember(assessment, now);
        Map<String, Instant> counting = countsAt(assessment, criteria, now);
        Map<WorkloadName, Integer> over = new HashMap<>(ended);
        over.putAll(assessment.ended());
        Next next = new Next(seen, counting, over);
        Alarm alarm = new Alarm(now);

        List<Failure> due = new ArrayList<>();
        List<Failure> lasting = new ArrayList<>();
        for (Failure failure : assessment.failures()) {
            Optional<Instant> dueAt = seen.get(failure.id()).dueAt(failure, criteria.failureGrace());
            dueAt.ifPresent(alarm::at);
            (dueAt.isPresent() && !dueAt.get().isAfter(now) ? due : lasting).add(failure);
        }
        if (!due.isEmpty()) {
            return new Judgement(new RolloutStatus.Failed(due, lasting), next.since(null), alarm.next());
        }
        List<String> reasons =
                new ArrayList<>(lasting.stream().map(Failure::clause).toList());
        reasons.addAll(assessment.waiting());
        reasons.addAll(missing(assessment, criteria, over));
        seen.values().stream()
                .filter(past -> past.gone() != null && past.comesBack())
                .forEach(past -> {
                    alarm.at(past.gone().plus(RECOVERY));
                    reasons.add(past.object() + " has just recovered from a failure");
                });
        if (!reasons.isEmpty()) {
            return new Judgement(
                    new RolloutStatus.Waiting(reasons.stream().distinct().toList()), next.since(null), alarm.next());
        }
        counting.values().forEach(alarm::at);
        return ready(assessment, criteria, now, next, alarm);
    }

    /** All is ready by Kubernetes' word; the time that containers must run counts for stability too. */
    private Judgement ready(Assessment assessment, Criteria criteria, Instant now, Next next, Alarm alarm) {
        Instant since = readySince == null ? now : hasSeen ? readySince : sinceRestart(assessment, now);
        Instant stableAt = since.plus(criteria.stable());
        alarm.at(stableAt);
        List<String> reasons = running(assessment, criteria, next.countsAt(), now);
        if (stableAt.isAfter(now)) {
            reasons.add("everything has been ready for "
                    + Duration.between(since, now).toSeconds() + " of "
                    + criteria.stable().toSeconds() + " s");
        }
        RolloutStatus verdict =
                reasons.isEmpty() ? new RolloutStatus.Ready(assessment.lines()) : new RolloutStatus.Waiting(reasons);
        return new Judgement(verdict, next.since(since), reasons.isEmpty() ? Optional.empty() : alarm.next());
    }

    /** What has changed while nobody looked is in the pods' conditions, by the cluster's clock. */
    private Instant sinceRestart(Assessment assessment, Instant now) {
        Instant changed = assessment.pods().stream()
                .map(pod -> PodRule.condition(pod, "Ready"))
                .flatMap(Optional::stream)
                .map(condition -> Events.instant(condition.getLastTransitionTime()))
                .reduce(readySince, (one, other) -> one.isAfter(other) ? one : other);
        return changed.isAfter(now) ? now : changed;
    }

    /** The state to go on with, but for the time since when all is ready. */
    private record Next(Map<String, Seen> failures, Map<String, Instant> countsAt, Map<WorkloadName, Integer> ended) {

        RolloutState since(Instant readySince) {
            return new RolloutState(true, failures, countsAt, ended, readySince);
        }
    }

    /** The earliest of the times at which something changes by itself. */
    private static final class Alarm {

        private final Instant now;
        private Instant next;

        Alarm(Instant now) {
            this.now = now;
        }

        void at(Instant time) {
            if (time.isAfter(now) && (next == null || time.isBefore(next))) {
                next = time;
            }
        }

        Optional<Instant> next() {
            return Optional.ofNullable(next);
        }
    }

    private Map<String, Seen> remember(Assessment assessment, Instant now) {
        Map<String, Seen> seen = new HashMap<>();
        failures.forEach((id, past) -> {
            Instant gone = past.gone() == null ? now : past.gone();
            if (gone.plus(RECOVERY).isAfter(now)) {
                seen.put(id, past.gone(gone));
            }
        });
        for (Failure failure : assessment.failures()) {
            seen.compute(failure.id(), (id, past) -> Seen.of(failure, past, now));
        }
        return seen;
    }

    /**
     * When each run has lasted for long enough. Of one that has begun before the wait only the cluster's clock tells; one
     * that the wait has seen begin is measured by the wait's own.
     */
    private Map<String, Instant> countsAt(Assessment assessment, Criteria criteria, Instant now) {
        Map<String, Instant> times = new HashMap<>();
        for (Run run : assessment.runs()) {
            Instant known = countsAt.get(run.id());
            Instant start = hasSeen || run.started().isAfter(now) ? now : run.started();
            times.put(run.id(), known == null ? start.plus(criteria.minRunning()) : known);
        }
        return times;
    }

    private static List<String> running(
            Assessment assessment, Criteria criteria, Map<String, Instant> counting, Instant now) {
        return assessment.runs().stream()
                .filter(run -> counting.get(run.id()).isAfter(now))
                .map(run -> {
                    Duration ran = Duration.between(counting.get(run.id()), now).plus(criteria.minRunning());
                    return "container " + run.container() + " of pod " + run.pod() + " has run for " + ran.toSeconds()
                            + " of " + criteria.minRunning().toSeconds() + " s";
                })
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** What is expected and was never seen; what has run to its end and was taken away is not missed. */
    private static List<String> missing(Assessment assessment, Criteria criteria, Map<WorkloadName, Integer> over) {
        List<String> clauses = new ArrayList<>();
        assessment.absent().stream()
                .filter(name -> !over.containsKey(name))
                .forEach(name -> clauses.add(name + " does not exist yet"));
        int ready = assessment.readyPods()
                + over.entrySet().stream()
                        .filter(entry -> !assessment.ended().containsKey(entry.getKey()))
                        .mapToInt(Map.Entry::getValue)
                        .sum();
        boolean isOther = !clauses.isEmpty()
                || !assessment.waiting().isEmpty()
                || !assessment.failures().isEmpty();
        boolean isTold =
                isOther && (assessment.pods().isEmpty() || assessment.pods().size() >= criteria.minPods());
        if (ready < criteria.minPods() && !isTold) {
            clauses.add(ready + " of at least " + criteria.minPods() + " pods ready");
            if (ready == 0 && !isOther && assessment.pods().isEmpty()) {
                clauses.add("nothing else asks for a pod, so with minPods: 0 none would be waited for");
            }
        }
        return clauses;
    }
}
