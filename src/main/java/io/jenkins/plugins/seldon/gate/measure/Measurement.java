package io.jenkins.plugins.seldon.gate.measure;

import io.jenkins.plugins.seldon.gate.measure.CounterDelta.Span;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.time.Duration;

/**
 * What one burst and Prometheus told, side by side. Facts only.
 *
 * @param load what the sender saw
 * @param counted successful predictions that Prometheus counted from the baseline to the first sample past the burst's
 *     end
 * @param countedErrors predictions with another code, likewise
 * @param windowSeconds the time between those two samples, the longest of all series
 * @param baselineRate successful predictions a second that others caused before the burst
 * @param sampledAfterEnd whether every living series has a sample from after the burst's end
 * @param living series of successful predictions with a recent sample
 * @param resets falls of a counter: restarted replicas
 * @param ended series without a sample past the end: vanished replicas
 * @param found series that turned up with a value that can't be proven to be this burst's
 * @param unproven the sum of those values
 */
public record Measurement(
        LoadResult load,
        double counted,
        double countedErrors,
        double windowSeconds,
        double baselineRate,
        boolean sampledAfterEnd,
        long living,
        int resets,
        long ended,
        long found,
        double unproven) {

    /** @param livingSince series without a sample since then were gone before the burst */
    public static Measurement of(
            LoadResult load,
            CounterDelta delta,
            double windowSeconds,
            long livingSince,
            double baselineRate,
            boolean sampled) {
        long living = delta.series().stream()
                .filter(s -> PredictionSeries.isSuccess(s.label("code")) && s.span() != Span.ENDED)
                .count();
        return new Measurement(
                load,
                delta.increase(s -> PredictionSeries.isSuccess(s.label("code"))),
                delta.increase(s -> !PredictionSeries.isSuccess(s.label("code"))),
                windowSeconds,
                baselineRate,
                sampled,
                living,
                delta.resets(),
                delta.series().stream()
                        .filter(s -> s.span() == Span.ENDED && s.last().atMillis() >= livingSince)
                        .count(),
                delta.count(Span.FOUND),
                delta.series().stream()
                        .filter(s -> PredictionSeries.isSuccess(s.label("code")))
                        .mapToDouble(CounterDelta.SeriesDelta::unproven)
                        .sum());
    }

    /** Successful predictions a second that Prometheus saw over the window; 0 without a window. */
    public double requestRate() {
        return windowSeconds > 0 ? counted / windowSeconds : 0;
    }

    /** The query that a person would ask for the request rate over the window. */
    public String rateQuery(PredictionSeries scope) {
        return scope.rateQuery(Duration.ofMillis(Math.max(1000, Math.round(windowSeconds * 1000))));
    }

    /** What others are expected to have added within the window. */
    public double noise() {
        return baselineRate * windowSeconds;
    }

    /** How far the others' part may lie off by chance: three standard deviations of a Poisson process. */
    public double noiseMargin() {
        return 3 * Math.sqrt(noise());
    }

    /** Counted predictions less what others are expected to have added, as a part of the accepted ones. */
    public double countedRatio() {
        return load.accepted() == 0 ? 0 : (counted - noise()) / load.accepted();
    }

    /** The most that this burst can have been counted: 2xx answers, and requests whose answer got lost. */
    private long atMost() {
        return load.accepted() + load.badBodies() + load.connectionErrors();
    }

    /** Counted beyond what this burst and the usual noise explain: retries of an ingress, other callers. */
    public double excess() {
        return Math.max(0, counted - atMost() - noise() - noiseMargin());
    }

    /** Whether something happened to the replicas that makes counters lose requests. */
    public boolean replicasChanged() {
        return resets > 0 || ended > 0 || found > 0;
    }
}
