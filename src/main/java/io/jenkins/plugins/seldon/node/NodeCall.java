package io.jenkins.plugins.seldon.node;

import hudson.AbortException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A short call to a node that is given up after a time: Jenkins waits for an agent that hangs until its connection breaks. Runs
 * on the thread that calls; a timer's thread interrupts it.
 */
final class NodeCall {

    /** For a few files of some MiB over a slow line. */
    static final Duration LONGEST = Duration.ofSeconds(60);

    private final Thread caller = Thread.currentThread();
    private boolean over;
    private boolean late;

    private NodeCall() {}

    /** What is called; ends when its thread is interrupted. */
    @FunctionalInterface
    interface Call<T> {
        T make() throws IOException, InterruptedException;
    }

    /**
     * Makes a call in this thread.
     *
     * @param timer only triggers
     * @param what the call does, after "The agent did not"
     * @throws AbortException with a sentence, when the node does not answer in time
     */
    static <T> T within(ScheduledExecutorService timer, String what, Call<T> call)
            throws IOException, InterruptedException {
        return within(timer, LONGEST, what, call);
    }

    static <T> T within(ScheduledExecutorService timer, Duration longest, String what, Call<T> call)
            throws IOException, InterruptedException {
        return orElse(timer, longest, () -> sentence(what, longest), call);
    }

    /** What is told of a node that did not do it in time. */
    static String sentence(String what, Duration longest) {
        return "The agent did not " + what + " within " + longest.toSeconds()
                + " s: check that it answers, and its disk.";
    }

    /** As {@link #within}, with a sentence of its own for a call that takes longer. */
    static <T> T orElse(ScheduledExecutorService timer, Duration longest, Supplier<String> sentence, Call<T> call)
            throws IOException, InterruptedException {
        NodeCall running = new NodeCall();
        Future<?> limit = timer.schedule(running::giveUp, longest.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return call.make();
        } catch (IOException | InterruptedException | RuntimeException e) {
            if (running.end()) {
                throw new AbortException(sentence.get());
            }
            throw e;
        } finally {
            limit.cancel(false);
            running.end();
        }
    }

    private synchronized void giveUp() {
        if (!over) {
            late = true;
            caller.interrupt();
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
