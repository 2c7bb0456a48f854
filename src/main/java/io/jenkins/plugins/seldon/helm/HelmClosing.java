package io.jenkins.plugins.seldon.helm;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The end of a Helm: what is at work is ended, and then what it leaves is removed, both even if the calling thread was
 * interrupted; the interruption is kept. Any thread may begin it, once.
 */
public final class HelmClosing {

    /** What is done after a step's time is over has this together; whoever waits for the step wants it to end. */
    private static final Duration LATE = Duration.ofMillis(1500);

    /** That each part of it has at least. */
    private static final Duration LEAST = Duration.ofMillis(300);

    private final AtomicBoolean begun = new AtomicBoolean();

    /** Something that blocks for a bounded time. */
    public interface Work {

        /**
         * Does it.
         *
         * @throws IOException with the reason why it can't be done
         */
        void run() throws IOException, InterruptedException;
    }

    /**
     * How long something of the end may take.
     *
     * @param deadline when the time of the work is over, by {@link System#nanoTime}
     * @param usual in time
     */
    public static Duration grace(long deadline, Duration usual) {
        Duration left = Duration.ofNanos(deadline - System.nanoTime()).plus(LATE);
        Duration most = left.compareTo(usual) < 0 ? left : usual;
        return most.compareTo(LEAST) < 0 ? LEAST : most;
    }

    /** Whether {@link #run} was called. */
    public boolean hasBegun() {
        return begun.get();
    }

    /**
     * Does both, the first time; nothing from then on.
     *
     * @param end ends what is at work
     * @param remove removes process and folder
     * @param folder named in a warning if they can't be removed
     * @param log gets that warning
     */
    public void run(Work end, Work remove, String folder, Consumer<String> log) {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        for (Work work : new Work[] {end, remove}) {
            try {
                work.run();
            } catch (IOException e) {
                log.accept("WARNING: Helm's process or its folder " + folder
                        + " may be left on the agent until the next run there: " + e.getMessage());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
