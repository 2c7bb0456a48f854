package io.jenkins.plugins.seldon.gate.measure;

import java.time.Duration;

/**
 * The time over which counters are measured, on Prometheus' clock.
 *
 * @param fromMillis when the baseline was taken
 * @param endMillis the end
 * @param interval between two scrapes
 */
public record Window(long fromMillis, long endMillis, Duration interval) {

    /** The same where scrapes lie so far apart. */
    Window every(Duration other) {
        return new Window(fromMillis, endMillis, other);
    }

    /**
     * What is older is no baseline: its target was not scraped for several times before, and what others sent meanwhile would
     * be in the rise.
     */
    long oldestMillis() {
        return Counters.livingSince(fromMillis, interval);
    }

    /** A sample until here was whole when the baseline was taken: it is stamped with the beginning of its scrape. */
    long settledMillis() {
        return fromMillis - interval.toMillis();
    }
}
