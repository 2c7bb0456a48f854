package io.jenkins.plugins.seldon.gate.measure;

import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Quantiles from the raw samples of a histogram's buckets. Pure. */
public final class Buckets {

    private Buckets() {}

    /**
     * What a histogram tells of a quantile: the bucket in which it lies, and nothing finer.
     *
     * @param above the quantile is greater than this
     * @param atMost and at most this; infinite beyond the highest bound
     * @param estimate as PromQL's {@code histogram_quantile} interpolates within the bucket; the highest bound beyond it
     */
    public record Quantile(double above, double atMost, double estimate) {}

    /**
     * A quantile of what was observed between two moments, in the histogram's unit; whatever the answers' codes. Empty when
     * nothing was observed.
     */
    public static Optional<Quantile> quantile(Counters buckets, long fromMillis, long toMillis, double quantile) {
        List<Series> before = new ArrayList<>();
        for (Series series : buckets.series()) {
            lastUntil(series, fromMillis).ifPresent(sample -> before.add(Series.of(series.labels(), sample)));
        }
        CounterDelta delta = buckets.since(before, fromMillis, toMillis + 1, new Owners(List.of()))
                .delta();
        TreeMap<Double, Double> cumulative = new TreeMap<>();
        for (CounterDelta.SeriesDelta series : delta.series()) {
            if (buckets.scope().isOfPredictor(series.labels())) {
                bound(series.label("le")).ifPresent(le -> cumulative.merge(le, series.increase(), Double::sum));
            }
        }
        return quantile(cumulative, quantile);
    }

    /** @param cumulative observations at most as large as each bound, the infinite one among them */
    static Optional<Quantile> quantile(TreeMap<Double, Double> cumulative, double quantile) {
        double total = cumulative.getOrDefault(Double.POSITIVE_INFINITY, Double.NaN);
        if (!(total > 0)) {
            return Optional.empty();
        }
        double rank = quantile * total;
        double lower = 0;
        double below = 0;
        for (Map.Entry<Double, Double> bucket : cumulative.entrySet()) {
            if (bucket.getValue() >= rank) {
                if (bucket.getKey().isInfinite()) {
                    return Optional.of(new Quantile(lower, Double.POSITIVE_INFINITY, lower));
                }
                double inBucket = bucket.getValue() - below;
                double part = inBucket > 0 ? (rank - below) / inBucket : 1;
                return Optional.of(new Quantile(lower, bucket.getKey(), lower + (bucket.getKey() - lower) * part));
            }
            if (!bucket.getKey().isInfinite()) {
                lower = bucket.getKey();
            }
            below = bucket.getValue();
        }
        return Optional.empty();
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
