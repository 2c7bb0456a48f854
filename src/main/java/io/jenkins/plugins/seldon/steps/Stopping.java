package io.jenkins.plugins.seldon.steps;

import io.jenkins.plugins.seldon.node.Platform;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * How a step is stopped: its work is interrupted and awaited, then what it left is cleaned up, then it is reported, each
 * within a limit. Needs no thread that the step's work could fill: the timer counts, threads of their own clean up.
 *
 * <p>Where the surrounding node does not answer, nothing can be ended there and nothing is waited for.
 */
final class Stopping {

    private static final Logger LOGGER = Logger.getLogger(Stopping.class.getName());

    /** A node that has not answered a call by then is taken to be stuck: a person waits for the abort. */
    private static final Duration NODE_ANSWERS = Duration.ofMillis(1500);

    private final StepSession session;
    private final Platform platform;
    private final Limits limits;
    private final Cleaning cleaning;
    private final Report report;
    private final Queue<Future<?>> timers = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean cleans = new AtomicBoolean();
    private final AtomicBoolean reports = new AtomicBoolean();

    /**
     * How long the two parts of a stop may take.
     *
     * @param work interrupted work, to end
     * @param cleaning what comes after it
     */
    record Limits(Duration work, Duration cleaning) {

        /** For work that an interruption ends at once: the whole within two seconds. */
        static final Limits SHORT = new Limits(Duration.ofSeconds(1), Duration.ofMillis(700));

        private Duration both() {
            return work.plus(cleaning);
        }

        private boolean isLong() {
            return both().compareTo(NODE_ANSWERS) > 0 && this != SHORT;
        }
    }

    /** Ends what is under way; may block. */
    @FunctionalInterface
    interface Cleaning {
        void run() throws Exception;
    }

    /** Tells that the step was stopped. */
    @FunctionalInterface
    interface Report {

        /**
         * @param left what is left behind, a sentence; empty when nothing is
         * @param thrown what cleaning up failed with; null when it did not
         */
        void stopped(String left, Throwable thrown);
    }

    Stopping(StepSession session, Platform platform, Limits limits, Cleaning cleaning, Report report) {
        this.session = session;
        this.platform = platform;
        this.limits = limits;
        this.cleaning = cleaning;
        this.report = report;
    }

    /** Returns at once. */
    void begin() {
        session.interruptWork();
        Future<?> workLimit = after(limits.work(), this::cleanUp);
        after(
                limits.both(),
                () -> told(
                        "What the step had started did not end within "
                                + limits.both().toSeconds() + " s and is left behind.",
                        null));
        if (limits.isLong()) {
            askNode();
        }
        session.whenIdle(() -> {
            workLimit.cancel(false);
            cleanUp();
        });
    }

    private void askNode() {
        Future<?> asking = platform.stoppers().submit(() -> {
            try {
                platform.reachNode();
            } catch (IOException | InterruptedException | RuntimeException e) {
                LOGGER.log(Level.FINE, "The node of a stopped step does not answer.", e);
            }
        });
        after(NODE_ANSWERS, () -> {
            if (!asking.isDone()) {
                asking.cancel(true);
                told(
                        "The agent does not answer: what the step had started there ends at its own timeout, or "
                                + "with the agent.",
                        null);
            }
        });
    }

    private void cleanUp() {
        if (!cleans.compareAndSet(false, true)) {
            return;
        }
        try {
            platform.stoppers().execute(() -> {
                Throwable thrown = null;
                try {
                    cleaning.run();
                } catch (Throwable e) {
                    thrown = e;
                }
                told("", thrown);
            });
        } catch (RejectedExecutionException e) {
            told("", e);
        }
    }

    private void told(String left, Throwable thrown) {
        if (reports.compareAndSet(false, true)) {
            timers.forEach(timer -> timer.cancel(false));
            report.stopped(left, thrown);
        }
    }

    private Future<?> after(Duration time, Runnable action) {
        Future<?> timer = platform.timer().schedule(action, time.toMillis(), TimeUnit.MILLISECONDS);
        timers.add(timer);
        if (reports.get()) {
            timer.cancel(false);
        }
        return timer;
    }
}
