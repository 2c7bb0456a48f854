package io.jenkins.plugins.seldon.readiness.wait;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Rings once, at the time that was set last. Safe for use by several threads. */
final class Alarm {

    private final ScheduledExecutorService timer;
    private final Runnable ring;
    private Future<?> armed;
    private boolean closed;

    Alarm(ScheduledExecutorService timer, Runnable ring) {
        this.timer = timer;
        this.ring = ring;
    }

    /** Rings after a time, and no longer when it was to before; never where the timer has ended. */
    synchronized void set(Duration after) {
        disarm();
        if (closed) {
            return;
        }
        try {
            armed = timer.schedule(ring, Math.max(1, after.toMillis() + 1), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            armed = null;
        }
    }

    /** It rings no more. */
    synchronized void close() {
        closed = true;
        disarm();
    }

    private void disarm() {
        if (armed != null) {
            armed.cancel(false);
            armed = null;
        }
    }
}
