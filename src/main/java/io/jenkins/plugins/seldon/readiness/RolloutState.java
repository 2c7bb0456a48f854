package io.jenkins.plugins.seldon.readiness;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a wait remembers from one assessment to the next: since when each failure is seen and since when all is ready.
 * Times are those of the waiting side alone, so that the cluster's clock may be off. Immutable.
 */
final class RolloutState {

    /** The state before the first assessment. */
    static final RolloutState NEW = new RolloutState(Map.of(), null);

    /**
     * How long a failure must be out of sight before it is forgotten: a container in a crash loop runs, and may even be
     * ready, for some seconds between two crashes. Until then nothing is called ready.
     */
    static final Duration RECOVERY = Duration.ofSeconds(10);

    private final Map<String, Seen> failures;
    private final Instant readySince;

    private RolloutState(Map<String, Seen> failures, Instant readySince) {
        this.failures = Map.copyOf(failures);
        this.readySince = readySince;
    }

    /** @param gone when it was first seen to be gone, null while it is there */
    private record Seen(Instant first, Instant gone, String object) {}

    /**
     * @param verdict what is to be said now
     * @param next the state to go on with
     * @param reconsider when the verdict may change though nothing in the cluster does
     */
    record Judgement(Verdict verdict, RolloutState next, Optional<Instant> reconsider) {}

    /** Judges an assessment made at {@code now}; {@code now} must not go back between calls. */
    Judgement judge(Assessment assessment, Criteria criteria, Instant now) {
        Map<String, Seen> seen = remember(assessment, now);
        List<Failure> due = new ArrayList<>();
        Instant reconsider = null;
        for (Failure failure : assessment.failures()) {
            Duration grace =
                    failure.isFinal() ? Duration.ZERO : criteria.failureGrace().plus(failure.ownGrace());
            Instant dueAt = seen.get(failure.id()).first().plus(grace);
            if (dueAt.isAfter(now)) {
                reconsider = earlier(reconsider, dueAt);
            } else {
                due.add(failure);
            }
        }
        if (!due.isEmpty()) {
            return new Judgement(
                    new Verdict.Failed(due), new RolloutState(seen, null), Optional.ofNullable(reconsider));
        }
        List<String> reasons = new ArrayList<>(assessment.waiting());
        assessment.failures().forEach(failure -> reasons.add(clause(failure)));
        for (Seen past : seen.values()) {
            if (past.gone() != null) {
                reconsider = earlier(reconsider, past.gone().plus(RECOVERY));
                reasons.add(past.object() + " has just recovered from a failure");
            }
        }
        if (!reasons.isEmpty()) {
            List<String> sorted = reasons.stream().sorted().distinct().toList();
            return new Judgement(
                    new Verdict.Waiting(sorted), new RolloutState(seen, null), Optional.ofNullable(reconsider));
        }
        Instant since = readySince == null ? now : readySince;
        Instant stableAt = since.plus(criteria.stable());
        RolloutState next = new RolloutState(seen, since);
        if (stableAt.isAfter(now)) {
            String clause = "all is ready, for " + Duration.between(since, now).toSeconds() + " of "
                    + criteria.stable().toSeconds() + " s";
            return new Judgement(new Verdict.Waiting(List.of(clause)), next, Optional.of(stableAt));
        }
        return new Judgement(
                new Verdict.Ready(assessment.pods().stream().map(PodLine::of).toList()), next, Optional.empty());
    }

    private Map<String, Seen> remember(Assessment assessment, Instant now) {
        Map<String, Seen> seen = new HashMap<>();
        failures.forEach((id, past) -> {
            Instant gone = past.gone() == null ? now : past.gone();
            if (gone.plus(RECOVERY).isAfter(now)) {
                seen.put(id, new Seen(past.first(), gone, past.object()));
            }
        });
        for (Failure failure : assessment.failures()) {
            Seen past = seen.get(failure.id());
            seen.put(failure.id(), new Seen(past == null ? now : past.first(), null, failure.object()));
        }
        return seen;
    }

    private static String clause(Failure failure) {
        String sentence = failure.sentence();
        return sentence.substring(0, sentence.length() - 1);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one == null || other.isBefore(one) ? other : one;
    }
}
