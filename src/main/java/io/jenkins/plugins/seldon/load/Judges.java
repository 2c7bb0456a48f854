package io.jenkins.plugins.seldon.load;

import io.jenkins.plugins.seldon.load.PredictionTransport.Received;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Judges the answers of one burst. Reading a large one takes longer than getting it, so that is done beside the callers, on
 * half of the processors: otherwise requests would wait for callers that read, and their wait would be in the model's
 * latency. Thread-safe.
 */
final class Judges implements AutoCloseable {

    /** A smaller answer is judged by its caller: handing it over would take as long. */
    private static final int SMALL = 32 * 1024;

    /** Answers that wait in memory, each at most as large as the plan allows. */
    private static final int MOST_WAITING = 64;

    private final Tally tally;
    private final Semaphore room = new Semaphore(MOST_WAITING);
    private final ExecutorService pool =
            Executors.newFixedThreadPool(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), work -> {
                Thread thread = new Thread(work, "seldon-analytics burst judge");
                thread.setDaemon(true);
                return thread;
            });

    Judges(Tally tally) {
        this.tally = tally;
    }

    /** Takes an answer over, and returns at once while there is room for it. */
    void take(Received received, long nanosSinceDue, long nanosSinceSent) {
        if (received.bytes() < SMALL) {
            tally.answered(received.judged(), nanosSinceDue, nanosSinceSent);
            return;
        }
        try {
            room.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        pool.execute(() -> {
            try {
                tally.answered(received.judged(), nanosSinceDue, nanosSinceSent);
            } finally {
                room.release();
            }
        });
    }

    /** Waits until everything that was taken over is judged; nothing may be taken over any more. */
    void await() throws InterruptedException {
        pool.shutdown();
        while (!pool.awaitTermination(1, TimeUnit.MINUTES)) {
            // Its work is bounded: so many answers of so many bytes.
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
