package io.jenkins.plugins.seldon.steps;

/**
 * When the log tells how far a burst is: every second for ten seconds, then after pauses of a tenth of the time gone, a
 * minute at most. Of one thread.
 */
final class ProgressPace {

    private static final long FIRST_MILLIS = 10_000;
    private static final long LONGEST_PAUSE_MILLIS = 60_000;

    private long nextMillis;

    /** Whether a line is due at this time since the burst's start; if so, the next one is due after the pause. */
    boolean isDue(long elapsedMillis) {
        if (elapsedMillis < nextMillis) {
            return false;
        }
        nextMillis = elapsedMillis < FIRST_MILLIS
                ? 0
                : elapsedMillis + Math.min(LONGEST_PAUSE_MILLIS, Math.max(2_000, elapsedMillis / 10));
        return true;
    }
}
