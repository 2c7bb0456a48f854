package io.jenkins.plugins.seldon.readiness.watch;

import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Triggers what is due while a watch lasts. API servers send the head of a watch's answer at once, whatever there is to
 * tell, and end it when its {@code timeoutSeconds} are over.
 */
final class WatchTimes implements AutoCloseable {

    /** After so long what was listed before the watch is old. */
    private static final long LATE_SECONDS = 2;

    /** After so long past its time a watch hangs that has not ended, there or on the way. */
    private static final long END_SECONDS = 30;

    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final List<Future<?>> timers;

    /**
     * @param timer only triggers
     * @param seconds after which the server was asked to end the watch
     * @throws RejectedExecutionException if the timer takes nothing any more
     */
    WatchTimes(ScheduledExecutorService timer, long seconds, Runnable late, Runnable overdue) {
        timers = List.of(
                timer.schedule(late, LATE_SECONDS, TimeUnit.SECONDS),
                timer.schedule(overdue, seconds + END_SECONDS, TimeUnit.SECONDS));
    }

    /** How many milliseconds there are before the next attempt after so many that failed in a row. */
    static long pause(int failed) {
        return failed == 0 ? 0 : Math.min(FIRST_PAUSE_MILLIS << Math.min(failed - 1, 10), LONGEST_PAUSE_MILLIS);
    }

    /** The watch has ended. */
    @Override
    public void close() {
        timers.forEach(timer -> timer.cancel(false));
    }
}
