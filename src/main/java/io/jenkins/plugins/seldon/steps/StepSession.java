package io.jenkins.plugins.seldon.steps;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * One execution of a step within one session of the controller: which threads work for it, what is armed to call it
 * back, whether it is being stopped, and that it reports once. Never persisted. Thread-safe.
 */
final class StepSession {

    private final Set<Thread> working = new HashSet<>();
    private Future<?> armed;
    private Future<?> limit;
    private Throwable stopCause;
    private boolean finished;
    private Runnable whenIdle;

    /** Registers the calling thread as working; false where the step is being stopped and must not begin anything. */
    synchronized boolean enter() {
        if (stopCause != null || finished) {
            return false;
        }
        working.add(Thread.currentThread());
        return true;
    }

    /** Undoes {@link #enter} and clears an interruption that was meant for this work only. */
    void leave() {
        Runnable next = null;
        synchronized (this) {
            working.remove(Thread.currentThread());
            Thread.interrupted();
            if (working.isEmpty()) {
                next = whenIdle;
                whenIdle = null;
            }
        }
        if (next != null) {
            next.run();
        }
    }

    /**
     * Sets a timer, which a stop takes back; it replaces the one before. Whoever is called back by one that is due at once may
     * set the next, but not before this one is remembered: otherwise it would replace the next.
     *
     * @param timer sets it, without a wait; not asked once the step is being stopped or has ended
     */
    synchronized void arm(Supplier<? extends Future<?>> timer) {
        disarm();
        if (stopCause == null && !finished) {
            armed = timer.get();
        }
    }

    /** Remembers the timer of the step's overall deadline; it is taken back when the step ends or is stopped. */
    synchronized void limit(Future<?> timer) {
        if (limit != null) {
            limit.cancel(false);
        }
        limit = timer;
        if (stopCause != null || finished) {
            timer.cancel(false);
        }
    }

    /** True for the first caller while the step has not ended: the one that carries the stop out. */
    synchronized boolean stop(Throwable cause) {
        if (stopCause != null || finished) {
            return false;
        }
        stopCause = cause;
        disarm();
        unlimit();
        return true;
    }

    synchronized void interruptWork() {
        working.forEach(Thread::interrupt);
    }

    /** Runs something as soon as no work is under way: at once, or in the thread of the last that leaves. */
    void whenIdle(Runnable next) {
        synchronized (this) {
            if (!working.isEmpty()) {
                whenIdle = next;
                return;
            }
        }
        next.run();
    }

    synchronized boolean stopping() {
        return stopCause != null;
    }

    synchronized boolean finished() {
        return finished;
    }

    /** Reports how the work ended, unless somebody has reported, or the step is being stopped: then its stop reports. */
    void end(Runnable report) {
        synchronized (this) {
            if (finished || stopCause != null) {
                return;
            }
            finished = true;
            disarm();
            unlimit();
        }
        report.run();
    }

    /** Reports that the step was stopped, if nobody has reported yet. */
    void endStopped(Runnable report) {
        synchronized (this) {
            if (finished) {
                return;
            }
            finished = true;
        }
        report.run();
    }

    private void unlimit() {
        if (limit != null) {
            limit.cancel(false);
            limit = null;
        }
    }

    private void disarm() {
        if (armed != null) {
            armed.cancel(false);
            armed = null;
        }
    }
}
