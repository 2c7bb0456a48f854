package io.jenkins.plugins.seldon.pipeline;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Future;

/**
 * One execution of a step within one session of the controller: which threads work for it, what is armed to call it
 * back, whether it is being stopped, and that it reports once. Never persisted. Thread-safe.
 */
final class StepSession {

    private final Set<Thread> working = new HashSet<>();
    private Future<?> armed;
    private Throwable stopCause;
    private boolean finished;

    /** Registers the calling thread as working; false where the step is being stopped and must not begin anything. */
    synchronized boolean enter() {
        if (stopCause != null || finished) {
            return false;
        }
        working.add(Thread.currentThread());
        return true;
    }

    /** Undoes {@link #enter} and clears an interruption that was meant for this work only. */
    synchronized void leave() {
        working.remove(Thread.currentThread());
        Thread.interrupted();
        notifyAll();
    }

    /** Remembers a timer, so that a stop can take it back; it replaces the one before. */
    synchronized void arm(Future<?> timer) {
        disarm();
        if (stopCause != null || finished) {
            timer.cancel(false);
        } else {
            armed = timer;
        }
    }

    /** True for the first caller while the step has not ended: the one that carries the stop out. */
    synchronized boolean stop(Throwable cause) {
        if (stopCause != null || finished) {
            return false;
        }
        stopCause = cause;
        disarm();
        return true;
    }

    synchronized void interruptWork() {
        working.forEach(Thread::interrupt);
    }

    /** Waits until no work is under way, at most this long. */
    synchronized void awaitWork(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!working.isEmpty()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }

    synchronized boolean stopping() {
        return stopCause != null;
    }

    synchronized boolean finished() {
        return finished;
    }

    /** Reports, if nobody has yet. */
    void finish(Runnable report) {
        synchronized (this) {
            if (finished) {
                return;
            }
            finished = true;
            disarm();
        }
        report.run();
    }

    private void disarm() {
        if (armed != null) {
            armed.cancel(false);
            armed = null;
        }
    }
}
