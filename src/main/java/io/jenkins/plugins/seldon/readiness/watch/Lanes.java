package io.jenkins.plugins.seldon.readiness.watch;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * A share of a pool: runs tasks in the order in which they come, a few at a time, so that many waits that are woken at
 * once do not take every thread of the pool. Thread-safe.
 */
final class Lanes implements Executor {

    private final Executor pool;
    private final int width;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private int running;

    /** @param width how many tasks run at a time */
    Lanes(Executor pool, int width) {
        this.pool = pool;
        this.width = width;
    }

    /** @throws RejectedExecutionException if the pool takes nothing any more */
    @Override
    public void execute(Runnable task) {
        synchronized (tasks) {
            tasks.add(task);
            if (running == width) {
                return;
            }
            running++;
        }
        pool.execute(this::runOne);
    }

    /** Others that share the pool get their turn after each task. */
    private void runOne() {
        Runnable task = next();
        if (task == null) {
            return;
        }
        try {
            task.run();
        } finally {
            goOn();
        }
    }

    private void goOn() {
        try {
            pool.execute(this::runOne);
        } catch (RejectedExecutionException e) {
            // The pool has been shut down: what is left is not run, as nothing of the pool is.
            synchronized (tasks) {
                tasks.clear();
            }
        }
    }

    private Runnable next() {
        synchronized (tasks) {
            Runnable task = tasks.poll();
            if (task == null) {
                running--;
            }
            return task;
        }
    }
}
