package io.jenkins.plugins.seldon.steps;

import java.time.Clock;

/**
 * When the log tells how far a burst is, of however many parts: every second for ten seconds, then after pauses of a tenth of
 * the time gone, a minute at most. Used by one thread at a time.
 */
final class ProgressPace {

    private static final long FIRST_MILLIS = 10_000;
    private static final long LONGEST_PAUSE_MILLIS = 60_000;

    private final Clock clock;
    private final long begunAt;
    private long nextMillis;

    /** Begins now. */
    ProgressPace(Clock clock) {
        this.clock = clock;
        this.begunAt = clock.millis();
    }

    /** Whether a line is due now; if so, the next one is due after the pause. */
    boolean isDue() {
        long elapsedMillis = clock.millis() - begunAt;
        if (elapsedMillis < nextMillis) {
            return false;
        }
        nextMillis = elapsedMillis < FIRST_MILLIS
                ? 0
                : elapsedMillis + Math.min(LONGEST_PAUSE_MILLIS, Math.max(2_000, elapsedMillis / 10));
        return true;
    }
}
