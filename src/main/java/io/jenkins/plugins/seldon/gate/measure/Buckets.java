package io.jenkins.plugins.seldon.gate.measure;

import io.jenkins.plugins.seldon.gate.measure.CounterDelta.SeriesDelta;
import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the raw samples of a histogram's buckets and sums tell of quantiles. Pure. */
public final class Buckets {

    private Buckets() {}

    /**
     * What a histogram tells of a quantile: the bucket in which it lies, and nothing finer.
     *
     * @param above the quantile is greater than this
     * @param atMost and at most this; infinite beyond the highest bound
     * @param estimate as PromQL's {@code histogram_quantile} interpolates within the bucket; the highest bound beyond it
     * @param lacking how many answers are not in it that have to be; each may have taken any time, for which the bounds
     *     allow
     */
    public record Quantile(double above, double atMost, double estimate, double lacking) {

        /** Of a histogram that has all answers. */
        public Quantile(double above, double atMost, double estimate) {
            this(above, atMost, estimate, 0);
        }
    }

    /**
     * A quantile of what was observed between two moments, in the histogram's unit; whatever the answers' codes. Empty when
     * nothing was observed. Of a bound that not all have which observed something, as of a canary with other buckets than what
     * it stands beside, nobody can tell how many answers are below it.
     *
     * @param answered how many answers there were at least: a replica that is not scraped may be the slowest
     * @param lost how many of them are known to be missing, whatever others' answers are there instead
     */
    public static Optional<Quantile> quantile(
            Counters histogram,
            Window window,
            Owners owners,
            Routing routing,
            double quantile,
            double answered,
            double lost) {
        List<SeriesDelta> rises = rises(histogram, window, owners, routing);
        Set<Map<String, String>> observed = observed(rises);
        TreeMap<Double, Double> cumulative = new TreeMap<>();
        Map<Double, Set<Map<String, String>>> having = new HashMap<>();
        for (SeriesDelta series : rises) {
            Map<String, String> others = withoutBound(series.labels());
            bound(series.label("le")).filter(le -> observed.contains(others)).ifPresent(le -> {
                cumulative.merge(le, series.increase(), Double::sum);
                having.computeIfAbsent(le, bound -> new HashSet<>()).add(others);
            });
        }
        cumulative.keySet().removeIf(le -> having.get(le).size() < observed.size());
        double total = cumulative.getOrDefault(Double.POSITIVE_INFINITY, 0.0);
        return quantile(cumulative, quantile, Math.max(answered, total + lost));
    }

    /**
     * Whether something between two moments was observed in whole units only: a series of the histogram's sums rose by none
     * but whole ones, though something was observed. Durations that are measured don't add up to whole seconds to the last
     * digit of a float, not even one; those that a server cuts do, and then all below a second are 0.
     */
    public static boolean areWhole(Counters histogram, Window window, Owners owners, Routing routing) {
        List<SeriesDelta> rises = rises(histogram, window, owners, routing);
        Set<Map<String, String>> observed = observed(rises);
        return rises.stream()
                .filter(series -> series.label("le").isEmpty() && observed.contains(series.labels()))
                .anyMatch(sum -> Math.abs(sum.increase() - Math.rint(sum.increase()))
                        <= Math.ulp(sum.last().value()));
    }

    /** The labels, without the bound, of what observed something. */
    private static Set<Map<String, String>> observed(List<SeriesDelta> rises) {
        return rises.stream()
                .filter(series -> series.increase() > 0)
                .filter(series ->
                        bound(series.label("le")).filter(le -> le.isInfinite()).isPresent())
                .map(series -> withoutBound(series.labels()))
                .collect(Collectors.toSet());
    }

    private static Map<String, String> withoutBound(Map<String, String> labels) {
        Map<String, String> others = new TreeMap<>(labels);
        others.remove("le");
        return others;
    }

    /**
     * How far the series rose of the pods and of the predictor that are asked about, each process once; without those whose
     * predictions are none of the burst's, as a shadow's, which may be faster than what answers.
     */
    private static List<SeriesDelta> rises(Counters histogram, Window window, Owners owners, Routing routing) {
        List<Series> before = new ArrayList<>();
        for (Series series : histogram.series()) {
            lastUntil(series, window.fromMillis()).ifPresent(sample -> before.add(Series.of(series.labels(), sample)));
        }
        CounterDelta delta = histogram.since(before, window, owners).delta();
        return delta.series().stream()
                .filter(series -> {
                    String predictor = owners.predictorOf(series.labels());
                    return histogram.scope().isOfPredictor(predictor)
                            && routing.counts(predictor, owners.isShadow(series.labels()));
                })
                .toList();
    }

    /** @param cumulative observations at most as large as each bound, the infinite one among them */
    static Optional<Quantile> quantile(TreeMap<Double, Double> cumulative, double quantile, double answered) {
        double total = cumulative.getOrDefault(Double.POSITIVE_INFINITY, Double.NaN);
        if (!(total > 0)) {
            return Optional.empty();
        }
        double lacking = Math.max(0, answered - total);
        double rank = quantile * (total + lacking);
        Optional<Quantile> slowest = at(cumulative, rank);
        return lacking == 0
                ? slowest
                : at(cumulative, Math.max(0, rank - lacking))
                        .map(fastest -> new Quantile(
                                fastest.above(),
                                slowest.map(Quantile::atMost).orElse(Double.POSITIVE_INFINITY),
                                slowest.orElse(fastest).estimate(),
                                lacking));
    }

    /** The bucket of the observation of a rank, the fastest first; empty beyond the last one. */
    private static Optional<Quantile> at(TreeMap<Double, Double> cumulative, double rank) {
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
