package io.jenkins.plugins.seldon.readiness;

import java.time.Duration;
import java.util.Objects;

/**
 * When a wait is over.
 *
 * @param subject what is waited for
 * @param minPods how many pods must be ready or, of a Job, have succeeded; at least 0. With 1, the default, a subject
 *     that is scaled to nothing is not ready
 * @param stable how long everything must stay ready before the wait ends
 * @param failureGrace how long a failure must last before the wait gives up
 */
public record Criteria(Subject subject, int minPods, Duration stable, Duration failureGrace) {

    /** The failure grace if none is given: longer than most blips, short enough to fail within ten seconds. */
    public static final Duration DEFAULT_FAILURE_GRACE = Duration.ofSeconds(5);

    public Criteria {
        Objects.requireNonNull(subject, "subject");
        if (minPods < 0 || stable.isNegative() || failureGrace.isNegative()) {
            throw new IllegalArgumentException("minPods, stableSeconds and failureGraceSeconds must not be negative.");
        }
    }

    /** Ready at once, one pod at least, the default failure grace. */
    public static Criteria of(Subject subject) {
        return new Criteria(subject, 1, Duration.ZERO, DEFAULT_FAILURE_GRACE);
    }

    public Criteria withMinPods(int pods) {
        return new Criteria(subject, pods, stable, failureGrace);
    }

    public Criteria withStable(Duration duration) {
        return new Criteria(subject, minPods, duration, failureGrace);
    }

    public Criteria withFailureGrace(Duration duration) {
        return new Criteria(subject, minPods, stable, duration);
    }
}
