package io.jenkins.plugins.seldon.steps;

import hudson.AbortException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends what waits for servers that don't answer soon after a step's time is over: a call to an API server has half a minute of
 * its own, several have it one after the other. What has failed by then keeps its own sentence. Confined to the thread that
 * works; a timer's thread interrupts it.
 */
final class Overtime {

    private final Thread worker = Thread.currentThread();
    private final ScheduledExecutorService timer;
    private Future<?> alarm;
    private boolean over;
    private boolean late;

    private Overtime(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** What ends when its thread is interrupted. */
    @FunctionalInterface
    interface Work {

        /** @param overtime may be asked for more time, by the thread that works */
        void run(Overtime overtime) throws Exception;
    }

    /**
     * Does work in this thread.
     *
     * @param timer only triggers
     * @param limit when the thread is interrupted
     * @param sentence what the work fails with when that has ended it
     */
    static void within(ScheduledExecutorService timer, Duration limit, String sentence, Work work) throws Exception {
        Overtime overtime = new Overtime(timer);
        overtime.arm(limit);
        try {
            work.run(overtime);
        } catch (Exception e) {
            if (overtime.end() && isInterruption(e)) {
                AbortException told = new AbortException(sentence);
                told.addSuppressed(e);
                throw told;
            }
            throw e;
        } finally {
            overtime.end();
        }
    }

    /**
     * From now on the work has this much time: what is left to do is to put right what was begun. Takes back an interruption
     * that told that the time was over.
     */
    synchronized void extend(Duration more) {
        if (!over) {
            alarm.cancel(false);
            if (late) {
                Thread.interrupted();
                late = false;
            }
            arm(more);
        }
    }

    private synchronized void arm(Duration limit) {
        alarm = timer.schedule(this::interrupt, limit.toMillis(), TimeUnit.MILLISECONDS);
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
        alarm.cancel(false);
        return late;
    }
}
