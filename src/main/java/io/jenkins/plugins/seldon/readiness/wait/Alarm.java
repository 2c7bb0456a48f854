package io.jenkins.plugins.seldon.readiness.wait;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Rings once after it was set: at the time that was asked for last, or before. One that is set anew for a later time stays as
 * it is, since a wait sets it with each change in the cluster, and a timer keeps what is taken back until its time comes.
 * Thread-safe.
 */
final class Alarm {

    private final ScheduledExecutorService timer;
    private final Runnable ring;
    private Future<?> armed;
    private Instant armedAt;
    private boolean closed;

    Alarm(ScheduledExecutorService timer, Runnable ring) {
        this.timer = timer;
        this.ring = ring;
    }

    /** Rings at a time at the latest, by a clock that shows {@code now}; never where the timer has ended. */
    synchronized void set(Instant now, Instant at) {
        if (closed || armed != null && !armedAt.isAfter(at)) {
            return;
        }
        disarm();
        try {
            long millis = Math.max(1, Duration.between(now, at).toMillis() + 1);
            armed = timer.schedule(this::rings, millis, TimeUnit.MILLISECONDS);
            armedAt = at;
        } catch (RejectedExecutionException e) {
            armed = null;
        }
    }

    /** It rings no more. */
    synchronized void close() {
        closed = true;
        disarm();
    }

    private void rings() {
        synchronized (this) {
            armed = null;
        }
        ring.run();
    }

    private void disarm() {
        if (armed != null) {
            armed.cancel(false);
            armed = null;
        }
    }
}
