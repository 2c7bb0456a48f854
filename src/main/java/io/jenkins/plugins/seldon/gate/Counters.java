package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.PrometheusDuration;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import java.time.Duration;
import java.util.List;

/**
 * The deployment's counters as Prometheus holds them at one moment: raw samples, and when each target was scraped.
 * Everything is on Prometheus' own clock, so that no other clock has to agree with it.
 *
 * @param nowMillis Prometheus' time
 * @param series raw samples of the scoped counters, oldest first
 * @param ups raw samples of {@code up} of the namespace's targets
 */
record Counters(long nowMillis, List<Series> series, List<Series> ups) {

    private static final Duration LONGEST = Duration.ofHours(6);

    /**
     * Reads them.
     *
     * @param sinceMillis the oldest sample that matters, on Prometheus' clock
     */
    static Counters read(PrometheusClient prometheus, Scope scope, long sinceMillis) throws PrometheusException {
        long now = prometheus.nowMillis();
        Duration window = Duration.ofMillis(Math.max(1000, now - sinceMillis + 1000));
        String range = "[" + PrometheusDuration.seconds(window.compareTo(LONGEST) > 0 ? LONGEST : window) + "]";
        return new Counters(
                now, prometheus.query(scope.selector() + range), prometheus.query(scope.upSelector() + range));
    }

    /**
     * Whether a series is proven to have begun at zero: its target was scraped with success before, and the series was
     * not there.
     */
    boolean beganAtZero(Series series) {
        return ups.stream()
                .filter(up -> Scope.isFrom(up, series))
                .flatMap(up -> up.samples().stream())
                .anyMatch(sample -> sample.value() == 1
                        && sample.atMillis() < series.first().atMillis());
    }

    /** Series that are still being sampled. */
    List<Series> living(Duration scrapeInterval) {
        long oldest = nowMillis - Math.max(5000, 3 * scrapeInterval.toMillis());
        return series.stream().filter(s -> s.last().atMillis() >= oldest).toList();
    }

    /** Whether there is a living series of successful predictions, and each has a sample past a moment. */
    boolean sampledAfter(long millis, Duration scrapeInterval) {
        List<Series> living = living(scrapeInterval).stream()
                .filter(s -> Scope.isSuccess(s.label("code")))
                .toList();
        return !living.isEmpty() && living.stream().allMatch(s -> s.last().atMillis() > millis);
    }

    /** The first sample of each series. */
    List<Series> firsts() {
        return series.stream().map(s -> Series.of(s.labels(), s.first())).toList();
    }

    /** The latest sample of each series. */
    List<Series> lasts() {
        return series.stream().map(s -> Series.of(s.labels(), s.last())).toList();
    }

    static long earliest(List<Series> series, long otherwise) {
        return series.stream()
                .map(Series::first)
                .mapToLong(Sample::atMillis)
                .min()
                .orElse(otherwise);
    }
}
