package io.jenkins.plugins.seldon.gate;

import java.time.Duration;

/**
 * How long a gate waits for Prometheus.
 *
 * @param samples for series to appear and for samples past the burst; zero to derive it from the scrape interval
 * @param outage for a Prometheus that does not answer, as while it restarts; its waits don't count as time for samples
 */
public record Patience(Duration samples, Duration outage) {

    /** Derived from the scrape interval; a minute for an outage. */
    public static final Patience DEFAULT = new Patience(Duration.ZERO, Duration.ofMinutes(1));

    /** For another gate of the same deployment. */
    public static final Duration TURN = Duration.ofMinutes(15);

    /**
     * VictoriaMetrics goes on answering that there is no such series for 10 s and some jitter after it was first scraped
     * (lib/mergeset/table.go, {@code defaultFlushCallbackInterval}).
     */
    private static final Duration LEAST = Duration.ofSeconds(15);

    /** For what conditions read, whose scrapes have a rhythm of their own: by Prometheus' default once a minute. */
    private static final Duration LEAST_FOR_CONDITIONS = Duration.ofSeconds(75);

    /**
     * For series that ended before the burst and that nothing has marked as ended, as those with timestamps of their own
     * (Prometheus, {@code track_timestamps_staleness}; cAdvisor's are such): queries find them for five minutes.
     */
    private static final Duration LEAST_FOR_ENDED = Duration.ofSeconds(315);

    private static final Duration POLL_LEAST = Duration.ofMillis(250);
    private static final Duration POLL_MOST = Duration.ofSeconds(5);

    /** From the stamp of a sample, its scrape's beginning, until it can be read. */
    private static final Duration SCRAPE = Duration.ofMillis(100);

    /** Five scrapes, since discovery takes one more, and at least 15 s. */
    Duration forSamples(Duration scrapeInterval) {
        return samples.isZero() ? longer(scrapeInterval.multipliedBy(5), LEAST) : samples;
    }

    /** As long, and at least for a scrape once a minute. */
    Duration forConditions(Duration scrapeInterval) {
        return samples.isZero() ? longer(forSamples(scrapeInterval), LEAST_FOR_CONDITIONS) : samples;
    }

    /** As long, and at least until what ended before the burst is found no more. */
    Duration forEnded(Duration scrapeInterval) {
        return samples.isZero() ? longer(forConditions(scrapeInterval), LEAST_FOR_ENDED) : samples;
    }

    /** How old a sample may be that a condition goes on holding by: one scrape in a row may fail. */
    Duration oldestForConditions(Duration scrapeInterval) {
        return longer(forConditions(scrapeInterval), LEAST_FOR_CONDITIONS).multipliedBy(2);
    }

    /** Between two looks: a quarter of the scrape interval. */
    Duration poll(Duration scrapeInterval) {
        Duration quarter = longer(scrapeInterval.dividedBy(4), POLL_LEAST);
        return quarter.compareTo(POLL_MOST) > 0 ? POLL_MOST : quarter;
    }

    /**
     * Between two looks at samples of which it is known when they are due: until just after that, and where they are late in
     * steps that grow with how late they are; never longer than where it is not known.
     *
     * @param untilDue negative where they are overdue
     */
    Duration poll(Duration scrapeInterval, Duration untilDue) {
        Duration wait = untilDue.isNegative() ? longer(untilDue.negated(), POLL_LEAST) : untilDue.plus(SCRAPE);
        Duration most = poll(scrapeInterval);
        return wait.compareTo(most) > 0 ? most : wait;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
