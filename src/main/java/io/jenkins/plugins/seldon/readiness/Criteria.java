package io.jenkins.plugins.seldon.readiness;

import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.time.Duration;
import java.util.Objects;

/**
 * When a wait is over.
 *
 * @param subject what is waited for
 * @param minPods how many pods must be ready or, of a Job, have succeeded; at least 0
 * @param stable how long everything must stay ready before the wait ends
 * @param failureGrace how long a failure must last before the wait gives up, beside what Kubernetes' own clocks give it
 *     ({@link Grace})
 * @param minRunning how long a container must have run that has no readiness probe, or has ended before: a pod is ready
 *     in Kubernetes' eyes in the moment in which such a container starts, though it may crash in the next
 */
public record Criteria(Subject subject, int minPods, Duration stable, Duration failureGrace, Duration minRunning) {

    /** How many pods must be ready if nothing is given: with none, what is scaled to nothing would be ready. */
    public static final int DEFAULT_MIN_PODS = 1;

    /** The failure grace if none is given: longer than most blips, short enough to fail within ten seconds. */
    public static final Duration DEFAULT_FAILURE_GRACE = Duration.ofSeconds(5);

    /** How long a container must have run if nothing is given: most that crash at their start do so sooner. */
    public static final Duration DEFAULT_MIN_RUNNING = Duration.ofSeconds(10);

    public Criteria {
        Objects.requireNonNull(subject, "subject");
        if (minPods < 0 || stable.isNegative() || failureGrace.isNegative() || minRunning.isNegative()) {
            throw new InvalidOptionException(
                    "minPods, stableSeconds, failureGraceSeconds and minRunningSeconds must not be negative.");
        }
    }

    /** Ready at once, one pod at least, the default graces. */
    public static Criteria of(Subject subject) {
        return new Criteria(subject, DEFAULT_MIN_PODS, Duration.ZERO, DEFAULT_FAILURE_GRACE, DEFAULT_MIN_RUNNING);
    }

    /** The same with so many ready pods at least, 0 for any number. */
    public Criteria withMinPods(int pods) {
        return new Criteria(subject, pods, stable, failureGrace, minRunning);
    }

    /** The same with so long a time in which all has to stay ready. */
    public Criteria withStable(Duration duration) {
        return new Criteria(subject, minPods, duration, failureGrace, minRunning);
    }

    /** The same with so long a grace on top of what {@link Grace} gives a failure. */
    public Criteria withFailureGrace(Duration duration) {
        return new Criteria(subject, minPods, stable, duration, minRunning);
    }

    /** The same with so long a run before a container counts of which no readiness probe speaks. */
    public Criteria withMinRunning(Duration duration) {
        return new Criteria(subject, minPods, stable, failureGrace, duration);
    }

    /**
     * The same, if it can be met in time.
     *
     * @throws InvalidOptionException with a sentence in a step's words, if everything would have to stay ready for longer
     *     than the wait lasts
     */
    public Criteria within(Duration timeout) {
        if (stable.compareTo(timeout) >= 0) {
            throw new InvalidOptionException("stableSeconds (" + stable.toSeconds()
                    + ") must be less than timeoutSeconds (" + timeout.toSeconds()
                    + "), or the time is over before everything has been ready for long enough.");
        }
        return this;
    }
}
