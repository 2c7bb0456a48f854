package io.jenkins.plugins.seldon.readiness.wait;

import io.jenkins.plugins.seldon.readiness.Assessment;
import io.jenkins.plugins.seldon.readiness.Criteria;
import io.jenkins.plugins.seldon.readiness.RolloutState;
import io.jenkins.plugins.seldon.readiness.RolloutStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * How far a wait is. Judged anew whenever somebody asks, for the times in it go on though nothing changes in the cluster.
 *
 * @param says what is said where there is nothing to judge
 * @param judge what is to be said at a time; empty where {@code says} is
 */
public record Progress(String says, Function<Instant, Optional<String>> judge) {

    /** Something that does not change with time alone. */
    public static Progress of(String says) {
        return new Progress(says, now -> Optional.empty());
    }

    /** What is waited for, judged anew at the time that is asked about. */
    public static Progress of(
            RolloutState state, Assessment assessment, Criteria criteria, RolloutStatus.Waiting waiting) {
        return new Progress(
                Report.progress(assessment, waiting),
                now -> state.judge(assessment, criteria, now).status() instanceof RolloutStatus.Waiting current
                        ? Optional.of(Report.progress(assessment, current))
                        : Optional.empty());
    }

    /** What to say at a time, a clause. */
    public String at(Instant now) {
        return judge.apply(now).orElse(says);
    }
}
