package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import io.jenkins.plugins.seldon.prometheus.ScrapeInterval;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.prometheus.Target;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
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
 * @param ahead how far ahead of Prometheus' clock samples are stamped, at least; zero where they are not
 */
record Rhythm(Duration interval, String source, Duration late, Duration ahead) {

    /** What Seldon's chart sets. */
    static final Duration USUAL = Duration.ofSeconds(15);

    /** What is older than this comes not late but no more. */
    private static final Duration LATEST = Duration.ofMinutes(2);

    /** What is written on is written together with others of this time (Prometheus, {@code batch_send_deadline}). */
    private static final Duration BATCH = Duration.ofSeconds(5);

    /** Clocks that are set right differ by less. */
    private static final Duration NOTEWORTHY = Duration.ofSeconds(1);

    /** What is stamped later is not stored (Prometheus and Mimir: 10 min), nor asked for (Mimir, max_query_into_future). */
    private static final Duration FUTURE = Duration.ofMinutes(10);

    private static final String WINDOW_OF_FUTURE = "[12m]";

    /** Holds three samples at the longest interval that people use. */
    private static final String WINDOW = "[10m]";

    /**
     * @param scrapes whether this server scrapes the targets itself, as one that lists them does; what another tells of its
     *     configuration is nothing of theirs
     * @throws InvalidOptionException with a sentence, when samples are stamped too far ahead to be waited for
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
        Duration ahead = scrapes ? Duration.ZERO : ahead(prometheus, scope, nowMillis);
        return new Rhythm(
                interval,
                measured.isPresent() ? "measured" : told.isPresent() ? "" : "assumed",
                !ahead.isZero() ? ahead.plus(BATCH) : late ? age : Duration.ZERO,
                ahead);
    }

    /**
     * Whoever scrapes and writes on has a clock of its own. A sample that is stamped ahead was scraped that much before the
     * moment that it is stamped with, and of a burst that ended at that moment it lacks the end.
     */
    private static Duration ahead(PrometheusClient prometheus, PredictionSeries scope, long nowMillis)
            throws PrometheusException {
        List<Series> ups;
        try {
            ups = prometheus.queryAt(scope.upSelector() + WINDOW_OF_FUTURE, nowMillis + FUTURE.toMillis());
        } catch (PrometheusException e) {
            if (e.isTransient()) {
                throw e;
            }
            return Duration.ZERO;
        }
        Duration ahead = Duration.ofMillis(ups.stream()
                .mapToLong(up -> up.last().atMillis() - nowMillis)
                .max()
                .orElse(0));
        if (ahead.compareTo(LATEST) > 0) {
            throw new InvalidOptionException("The samples in " + prometheus + " are stamped " + ahead.toSeconds()
                    + " s ahead of its clock: correct the clock of whatever scrapes the pods.");
        }
        return ahead.compareTo(NOTEWORTHY) > 0 ? ahead : Duration.ZERO;
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
        return "scrapes every " + seconds() + " s" + origin() + lateness();
    }

    /** How many seconds are between two scrapes. */
    String seconds() {
        return Numbers.of(interval.toMillis() / 1000.0);
    }

    /** How that is known, a remark; empty where Prometheus tells it. */
    String origin() {
        return source.isEmpty() ? "" : " (" + source + ")";
    }

    /** That samples are waited for, a clause with a comma before it; empty where they come at once. */
    String lateness() {
        if (!ahead.isZero()) {
            return ", and its samples are stamped " + ahead.toSeconds()
                    + " s ahead of its clock, which the gate allows for";
        }
        return late.isZero()
                ? ""
                : ", and its samples may come " + late.toSeconds() + " s late, which the gate allows for";
    }
}
