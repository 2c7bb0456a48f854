package io.jenkins.plugins.seldon.gate.measure;

import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Quantiles from the raw samples of a histogram's buckets. Pure. */
public final class Buckets {

    private Buckets() {}

    /**
     * A quantile of what was observed between two moments, in the histogram's unit, as PromQL's
     * {@code histogram_quantile} interpolates it; NaN when nothing was observed, the highest bound when it lies beyond.
     */
    public static double quantile(Counters buckets, long fromMillis, long toMillis, double quantile) {
        List<Series> before = new ArrayList<>();
        for (Series series : buckets.series()) {
            lastUntil(series, fromMillis).ifPresent(sample -> before.add(Series.of(series.labels(), sample)));
        }
        CounterDelta delta = buckets.since(before, fromMillis, toMillis + 1).delta();
        TreeMap<Double, Double> cumulative = new TreeMap<>();
        for (CounterDelta.SeriesDelta series : delta.series()) {
            if (PredictionSeries.isSuccess(series.label("code"))) {
                bound(series.label("le")).ifPresent(le -> cumulative.merge(le, series.increase(), Double::sum));
            }
        }
        return quantile(cumulative, quantile);
    }

    /** @param cumulative observations at most as large as each bound, the infinite one among them */
    static double quantile(TreeMap<Double, Double> cumulative, double quantile) {
        double total = cumulative.getOrDefault(Double.POSITIVE_INFINITY, Double.NaN);
        if (!(total > 0)) {
            return Double.NaN;
        }
        double rank = quantile * total;
        double lower = 0;
        double below = 0;
        for (Map.Entry<Double, Double> bucket : cumulative.entrySet()) {
            if (bucket.getValue() >= rank) {
                if (bucket.getKey().isInfinite()) {
                    return lower;
                }
                double inBucket = bucket.getValue() - below;
                double part = inBucket > 0 ? (rank - below) / inBucket : 1;
                return lower + (bucket.getKey() - lower) * part;
            }
            if (!bucket.getKey().isInfinite()) {
                lower = bucket.getKey();
            }
            below = bucket.getValue();
        }
        return Double.NaN;
    }

    private static Optional<Sample> lastUntil(Series series, long millis) {
        return series.samples().stream()
                .filter(sample -> sample.atMillis() <= millis)
                .reduce((earlier, later) -> later);
    }

    private static Optional<Double> bound(String le) {
        try {
            return Optional.of("+Inf".equals(le) ? Double.POSITIVE_INFINITY : Double.parseDouble(le));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
