package io.jenkins.plugins.seldon.steps;

import hudson.AbortException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends what waits for servers that don't answer soon after a step's time is over: a call to an API server has half a minute of
 * its own, several have it one after the other. What has failed by then keeps its own sentence.
 */
final class Overtime {

    private final Thread worker = Thread.currentThread();
    private boolean over;
    private boolean late;

    private Overtime() {}

    /** What ends when its thread is interrupted. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    /**
     * Does work in this thread.
     *
     * @param timer only triggers
     * @param limit when the thread is interrupted
     * @param sentence what the work fails with when that has ended it
     */
    static void within(ScheduledExecutorService timer, Duration limit, String sentence, Work work) throws Exception {
        Overtime overtime = new Overtime();
        Future<?> alarm = timer.schedule(overtime::interrupt, limit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            work.run();
        } catch (Exception e) {
            if (overtime.end() && isInterruption(e)) {
                AbortException told = new AbortException(sentence);
                told.addSuppressed(e);
                throw told;
            }
            throw e;
        } finally {
            alarm.cancel(false);
            overtime.end();
        }
    }

    private static boolean isInterruption(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException || cause instanceof java.io.InterruptedIOException) {
                return true;
            }
        }
        return false;
    }

    private synchronized void interrupt() {
        if (!over) {
            late = true;
            worker.interrupt();
        }
    }

    /** Whether the time was over; takes the interruption back that told it. */
    private synchronized boolean end() {
        if (!over && late) {
            Thread.interrupted();
        }
        over = true;
        return late;
    }
}
