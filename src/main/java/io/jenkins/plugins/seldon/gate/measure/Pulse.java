package io.jenkins.plugins.seldon.gate.measure;

import java.time.Duration;

/**
 * A part of the burst that was sent without a pause.
 *
 * @param startMillis on Prometheus' clock, not after its first request
 * @param endMillis likewise, not before its last answer
 * @param accepted predictions that were accepted
 * @param unsure requests that may have been counted though none was accepted
 */
public record Pulse(long startMillis, long endMillis, long accepted, long unsure) {

    /** A scrape is stamped with its beginning and may be answered so much later: {@link #startMillis} allows for it. */
    public static final long SCRAPE_MILLIS = 250;

    /**
     * The same where scrapes take so long: a sample is stamped with its scrape's beginning and may hold what was counted
     * until its end, so that one from a little before the pulse may have some of it.
     */
    public Pulse afterScrapesOf(Duration slowest) {
        long longer = Math.max(0, slowest.toMillis() - SCRAPE_MILLIS);
        return new Pulse(startMillis - longer, endMillis, accepted, unsure);
    }

    /** The same where what is scraped is so much older than its scrape. */
    public Pulse shownLateBy(long millis) {
        return new Pulse(startMillis, endMillis + millis, accepted, unsure);
    }

    Pulse and(Pulse next) {
        return new Pulse(startMillis, next.endMillis, accepted + next.accepted, unsure + next.unsure);
    }
}
