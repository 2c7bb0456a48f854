package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import io.jenkins.plugins.seldon.prometheus.ScrapeInterval;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.prometheus.Target;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.text.Numbers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How often new samples are there to read.
 *
 * @param interval between two scrapes
 * @param source where that is from, for the log; empty when Prometheus tells it
 * @param late how much later than they were scraped samples can be read, as where they are written on to somewhere else;
 *     zero where that is no more than an interval
 */
record Rhythm(Duration interval, String source, Duration late) {

    /** What Seldon's chart sets. */
    static final Duration USUAL = Duration.ofSeconds(15);

    /** What is older than this comes not late but no more. */
    private static final Duration LATEST = Duration.ofMinutes(2);

    /** What is written on is written together with others of this time (Prometheus, {@code batch_send_deadline}). */
    private static final Duration BATCH = Duration.ofSeconds(5);

    /** Holds three samples at the longest interval that people use. */
    private static final String WINDOW = "[10m]";

    /**
     * @param scrapes whether this server scrapes the targets itself, as one that lists them does; what another tells of its
     *     configuration is nothing of theirs
     */
    static Rhythm of(
            PrometheusClient prometheus, PredictionSeries scope, List<Target> targets, boolean scrapes, long nowMillis)
            throws PrometheusException {
        Optional<Duration> told = prometheus.scrapeInterval(targets);
        Optional<Duration> measured = told.isPresent() && scrapes ? Optional.empty() : measured(prometheus, scope);
        Optional<Duration> known = scrapes ? told.or(() -> measured) : measured.or(() -> told);
        Duration interval = known.orElse(USUAL);
        // A target that is gone has no timestamp.
        List<Series> newest = prometheus.query("max(timestamp(" + scope.upSelector() + "))");
        Duration age = newest.isEmpty()
                ? Duration.ZERO
                : Duration.ofMillis(Math.round(nowMillis - newest.get(0).last().value() * 1000));
        if (!scrapes && age.compareTo(BATCH) < 0) {
            age = BATCH;
        }
        boolean late = age.compareTo(interval.multipliedBy(2)) > 0 && age.compareTo(LATEST) <= 0;
        return new Rhythm(
                interval,
                measured.isPresent() ? "measured" : told.isPresent() ? "" : "assumed",
                late ? age : Duration.ZERO);
    }

    /** By the deployment's own targets, else by any in its namespace, else by its counters. */
    private static Optional<Duration> measured(PrometheusClient prometheus, PredictionSeries scope)
            throws PrometheusException {
        List<Series> ups = prometheus.query(scope.upSelector() + WINDOW);
        Optional<Duration> measured = ScrapeInterval.between(
                        ups.stream().filter(up -> scope.covers(up.labels())).toList())
                .or(() -> ScrapeInterval.between(ups));
        return measured.isPresent()
                ? measured
                : ScrapeInterval.between(prometheus.query(scope.readSelector() + WINDOW));
    }

    /** How long after something was counted a sample of it can be read, at most. */
    Duration untilSeen() {
        return interval.plus(late);
    }

    /** For the log: {@code scrapes every 15 s}. */
    @Override
    public String toString() {
        return "scrapes every " + Numbers.of(interval.toMillis() / 1000.0) + " s"
                + (source.isEmpty() ? "" : " (" + source + ")")
                + (late.isZero()
                        ? ""
                        : ", and its samples may come " + late.toSeconds() + " s late, which is waited for");
    }
}
