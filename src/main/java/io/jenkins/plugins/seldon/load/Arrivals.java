package io.jenkins.plugins.seldon.load;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Hands the requests of the open model to callers, in their order, none before it is due. There is no clockwork beside the
 * callers: the next request is on offer before its time, and the caller that takes it waits for that itself and sends at once.
 * To wake up another thread for it would be in the latency of each request. Thread-safe.
 */
final class Arrivals {

    /** Nothing is left to send. */
    static final long NONE = -1;

    private final LoadProfile profile;
    private final long start;
    private final BooleanSupplier isOver;
    private final BooleanSupplier another;
    private final Semaphore offers = new Semaphore(0);
    private final AtomicLong next = new AtomicLong();
    private final AtomicInteger idle = new AtomicInteger();

    /**
     * How many requests were ever on offer. Whoever takes the last of them makes the next offer, and nobody else may: the
     * number is written before anybody can take what it counts.
     */
    private volatile long offered;

    /**
     * @param start of the burst, by {@link System#nanoTime}
     * @param isOver whether the burst is, whatever was sent
     * @param another makes one caller more; false when there are as many as there may be. Several may ask at a time
     */
    Arrivals(LoadProfile profile, long start, BooleanSupplier isOver, BooleanSupplier another) {
        this.profile = profile;
        this.start = start;
        this.isOver = isOver;
        this.another = another;
    }

    /** The first request is on offer. */
    void begin() {
        offer(1);
    }

    /** Lets callers go that wait for an offer; for when the burst is over. */
    void end() {
        offers.release(profile.concurrency());
    }

    /** When a request is due, by {@link System#nanoTime}. */
    long dueAt(long index) {
        return start + profile.dueNanos(index);
    }

    /** Waits until the next request is due. @return its index, or {@link #NONE} */
    long take() throws InterruptedException {
        idle.incrementAndGet();
        try {
            offers.acquire();
        } finally {
            idle.decrementAndGet();
        }
        long index = next.getAndIncrement();
        if (index >= profile.requests()) {
            return NONE;
        }
        if (index == offered - 1) {
            await(index);
        }
        return isOver.getAsBoolean() ? NONE : index;
    }

    /** Whoever will take the next offer is there before the time, since a thread takes a while to start. */
    private void await(long index) {
        if (idle.get() == 0) {
            another.getAsBoolean();
        }
        long dueAt = dueAt(index);
        for (long left = dueAt - System.nanoTime();
                left > 0 && !isOver.getAsBoolean();
                left = dueAt - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(500)));
        }
        long now = System.nanoTime();
        long upTo = index + 1;
        while (upTo < profile.requests() && dueAt(upTo) - now <= 0) {
            upTo++;
        }
        offer(Math.min(upTo + 1, profile.requests()));
    }

    /** What is due, and the next that is not. */
    private void offer(long upTo) {
        int more = (int) (upTo - offered);
        if (more == 0) {
            return;
        }
        offered = upTo;
        offers.release(more);
        for (int lacking = offers.availablePermits() - idle.get(); lacking > 0 && another.getAsBoolean(); lacking--) {
            // There are enough, or as many as may be.
        }
        if (upTo == profile.requests()) {
            end();
        }
    }
}
