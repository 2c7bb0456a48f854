package io.jenkins.plugins.seldon.report;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Saves together what several threads add at the same time: what is added while a save is under way is in the next one, with
 * everything else of that time, and each caller returns when its own is saved. Thread-safe.
 *
 * @param <T> what is added
 */
final class SharedSaves<T> {

    private final Queue<T> arrived = new ConcurrentLinkedQueue<>();

    /** Guarded by the lock that callers give. */
    private boolean isSaved = true;

    /** Saves what has been kept. */
    @FunctionalInterface
    interface Save {
        void run() throws IOException;
    }

    /**
     * Adds one, and returns when it is saved.
     *
     * @param lock the same at each call; held while something is kept or saved
     * @param keep takes what has come, in the order in which it came
     * @throws IOException what {@code save} threw; what is kept is saved by the next
     */
    void add(T item, Object lock, Consumer<T> keep, Save save) throws IOException {
        arrived.add(item);
        synchronized (lock) {
            for (T next = arrived.poll(); next != null; next = arrived.poll()) {
                keep.accept(next);
                isSaved = false;
            }
            if (!isSaved) {
                save.run();
                isSaved = true;
            }
        }
    }
}
