package io.jenkins.plugins.seldon.gate.measure;

import io.jenkins.plugins.seldon.gate.measure.CounterDelta.Span;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.time.Duration;

/**
 * What one burst and everything that counts it told, side by side. Facts only.
 *
 * @param load what the sender saw
 * @param counts the three counts
 * @param windowSeconds the time between Prometheus' samples before and after, the longest of all series
 * @param sampledAfterEnd whether every living series has a sample from after the burst's end
 * @param living series of successful predictions with a recent sample
 * @param resets falls of a counter: restarted replicas
 * @param ended series without a sample past the end: vanished replicas
 * @param found series that turned up with a value that can't be proven to be this burst's
 * @param unproven the sum of those values
 */
public record Measurement(
        LoadResult load,
        Counts counts,
        double windowSeconds,
        boolean sampledAfterEnd,
        long living,
        int resets,
        long ended,
        long found,
        double unproven) {

    /** @param livingSince series without a sample since then were gone before the burst */
    public static Measurement of(
            LoadResult load,
            Counts counts,
            CounterDelta delta,
            double windowSeconds,
            long livingSince,
            boolean sampled) {
        long living = delta.series().stream()
                .filter(s -> PredictionSeries.isSuccess(s.label("code")) && s.span() != Span.ENDED)
                .count();
        return new Measurement(
                load,
                counts,
                windowSeconds,
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

    /** This burst's counted predictions, as far as others' part is known. */
    public double counted() {
        return counts.counted();
    }

    /** Predictions of this burst that were counted with an error, likewise. */
    public double countedErrors() {
        return counts.errors().own();
    }

    /** This burst's counted predictions a second, over the time in which it was sent; 0 when nothing was sent. */
    public double requestRate() {
        return load.sent() == 0 ? 0 : load.sendingRate() * counted() / load.sent();
    }

    /** The same in the best case of every margin. */
    public double rateAtMost() {
        double most = Math.max(counted(), load.accepted() - counts.lostAtLeast());
        return load.sent() == 0 ? 0 : load.sendingRate() * most / load.sent();
    }

    /** Successful predictions a second that Prometheus saw between its samples; 0 without any. */
    public double observedRate() {
        return windowSeconds > 0 ? counts.prometheus() / windowSeconds : 0;
    }

    /** Others' successful predictions a second before the burst. */
    public double baselineRate() {
        return counts.balance().rateBefore();
    }

    /** The query that a person would ask for the request rate over the window. */
    public String rateQuery(PredictionSeries scope) {
        return scope.rateQuery(Duration.ofMillis(Math.max(1000, Math.round(windowSeconds * 1000))));
    }

    /** Counted predictions as a part of the accepted ones. */
    public double countedRatio() {
        return load.accepted() == 0 ? 0 : counted() / load.accepted();
    }

    /** Whether series ended or turned up though nothing else tells of replicas that restarted, vanished or turned up. */
    public boolean isUnsteady() {
        return !counts.changed() && resets == 0 && ended + found > 0;
    }

    /** Whether something happened to the replicas that makes counters lose requests. */
    public boolean replicasChanged() {
        return counts.changed() || resets > 0 || ended > 0 || found > 0;
    }
}
