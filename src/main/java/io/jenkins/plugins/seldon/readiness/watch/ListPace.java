package io.jenkins.plugins.seldon.readiness.watch;

import java.util.concurrent.TimeUnit;

/**
 * How often objects are listed that are not watched, and when a watch is tried again. Not thread-safe.
 *
 * <p>A watch that is refused may be so by a server that starts, which refuses everybody until it has read who may what
 * ({@link Reachability#STARTING}): it is tried again after some lists, and after twice as many each time. One that hangs leaves
 * the objects unknown while it does, and is tried again seldom.
 */
final class ListPace {

    /** When a kind is listed again after a change; pauses grow while nothing changes. */
    private static final long FIRST_MILLIS = 2_000;

    /** Short enough for a failure to end a wait within ten seconds. */
    private static final long LONGEST_MILLIS = 4_000;

    /** The lists between two watches that are refused: some seconds, then minutes. */
    private static final int FEWEST_LISTS = 4;

    private static final int MOST_LISTS = 64;

    private static final long AFTER_HANGING_NANOS = TimeUnit.MINUTES.toNanos(5);

    private long pause = FIRST_MILLIS;
    private int lists;
    private int listsBetween = FEWEST_LISTS / 2;
    private long hungAt;

    /** The milliseconds before the next list. */
    long pause() {
        return pause;
    }

    /** The objects have been listed, and were others than before or not. */
    void listed(boolean news) {
        pause = news ? FIRST_MILLIS : Math.min(LONGEST_MILLIS, pause * 3 / 2);
        lists++;
    }

    /** A watch has been refused. */
    void refused() {
        pause = FIRST_MILLIS;
        listsBetween = Math.min(MOST_LISTS, 2 * listsBetween);
        lists = 0;
    }

    /** A watch has not begun in time. */
    void hung() {
        pause = FIRST_MILLIS;
        hungAt = System.nanoTime();
    }

    /** A watch has come about. */
    void watched() {
        listsBetween = FEWEST_LISTS / 2;
    }

    /** Whether a watch should be tried after a list. */
    boolean mayWatch(Upkeep upkeep) {
        return switch (upkeep) {
            case WATCHED, TOO_MANY_WATCHES -> true;
            case MAY_NOT_WATCH -> lists >= listsBetween;
            case WATCH_HANGS -> System.nanoTime() - hungAt > AFTER_HANGING_NANOS;
        };
    }
}
