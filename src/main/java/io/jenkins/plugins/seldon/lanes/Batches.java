package io.jenkins.plugins.seldon.lanes;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Runs many short tasks that come at once, as when one event concerns a thousand waits, without a hand-over for each: a few
 * turns of an executor take one task after the other, in the order in which they came. A task that blocks holds up none
 * behind it while there are turns left.
 *
 * <p>Thread-safe. Holds as many tasks as are given and not run: who gives one only after its last has begun bounds them by
 * their own number.
 */
public final class Batches implements Executor {

    /** After so long others have their turn; less than what makes a lane distrust its host. */
    private static final long TURN_NANOS = Breaker.LONG_NANOS / 10;

    private final Executor executor;
    private final int most;
    private final LongSupplier nanoTime;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicInteger turns = new AtomicInteger();

    /**
     * @param executor runs the turns, as a lane does
     * @param most how many turns there are at the same time
     * @param nanoTime as {@link System#nanoTime}
     */
    public Batches(Executor executor, int most, LongSupplier nanoTime) {
        this.executor = executor;
        this.most = most;
        this.nanoTime = nanoTime;
    }

    /** @throws RejectedExecutionException when the executor takes no turn and none is under way: then the task does not run */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        unfinished.incrementAndGet();
        try {
            begin();
        } catch (RuntimeException | Error e) {
            if (tasks.remove(task)) {
                unfinished.decrementAndGet();
                throw e;
            }
        }
    }

    /** Takes one more turn where there is one left and something to do in it. */
    private void begin() {
        int taken = turns.get();
        while (taken < most && taken < unfinished.get()) {
            if (turns.compareAndSet(taken, taken + 1)) {
                try {
                    executor.execute(this::turn);
                } catch (RuntimeException | Error e) {
                    turns.decrementAndGet();
                    throw e;
                }
                return;
            }
            taken = turns.get();
        }
    }

    private void turn() {
        long end = nanoTime.getAsLong() + TURN_NANOS;
        try {
            Runnable task = tasks.poll();
            while (task != null) {
                try {
                    task.run();
                } finally {
                    unfinished.decrementAndGet();
                }
                task = nanoTime.getAsLong() - end < 0 ? tasks.poll() : null;
            }
        } finally {
            turns.decrementAndGet();
            // What came while all turns were taken has begun none.
            if (!tasks.isEmpty()) {
                goOn();
            }
        }
    }

    private void goOn() {
        try {
            begin();
        } catch (RuntimeException | Error e) {
            // No other turn may ever come, and whoever gave these tasks was not refused.
            if (turns.compareAndSet(0, 1)) {
                turn();
            }
        }
    }
}
