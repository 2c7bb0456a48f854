package io.jenkins.plugins.seldon.release;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A call to the API server at the end of a run, which must not keep the run: it has a thread of its own, and is given up after a
 * time. Whoever waits for it can be interrupted meanwhile without the call being lost; the interruption is kept.
 */
final class LastCall {

    private static final Duration LEAST = Duration.ofMillis(500);

    private LastCall() {}

    /**
     * How long a last call may take.
     *
     * @param end when the time of the run is over, by {@link System#nanoTime}
     * @param late until when after that the call has to end
     * @param usual in time
     */
    static Duration limit(long end, Duration late, Duration usual) {
        Duration left = Duration.ofNanos(end - System.nanoTime()).plus(late);
        Duration most = left.compareTo(usual) < 0 ? left : usual;
        return most.compareTo(LEAST) < 0 ? LEAST : most;
    }

    /**
     * Makes the call.
     *
     * @param what the call does, for its thread's name
     * @param limit after which its thread is interrupted, so that it changes nothing any more when somebody else is at work
     * @throws TimeoutException when it took longer
     * @throws ExecutionException with what it threw
     */
    static <T> T within(Duration limit, String what, Callable<T> call) throws TimeoutException, ExecutionException {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> run(call, result), "seldon-analytics-" + what);
        thread.setDaemon(true);
        thread.start();
        long end = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (TimeoutException e) {
                    thread.interrupt();
                    throw e;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static <T> void run(Callable<T> call, CompletableFuture<T> result) {
        try {
            result.complete(call.call());
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }
}
