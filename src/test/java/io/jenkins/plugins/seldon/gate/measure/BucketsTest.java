package io.jenkins.plugins.seldon.gate.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketsTest {

    private static final double INF = Double.POSITIVE_INFINITY;

    /** 100 observations: 50 up to 0.1, 90 up to 0.5, 98 up to 1, two beyond. */
    @ParameterizedTest
    @CsvSource({"0.25, 0.05", "0.5, 0.1", "0.7, 0.3", "0.9, 0.5", "0.94, 0.75", "0.98, 1"})
    void quantilesAreInterpolatedWithinTheirBucket(double quantile, double seconds) {
        assertThat(Buckets.quantile(buckets(50, 90, 98, 100), quantile))
                .hasValueSatisfying(found -> assertThat(found.estimate()).isCloseTo(seconds, within(1e-9)));
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0, 0.1", "0.51, 0.1, 0.5", "0.9, 0.1, 0.5", "0.98, 0.5, 1", "0.99, 1, Infinity", "1, 1, Infinity"
    })
    void theBucketIsTold(double quantile, double above, double atMost) {
        assertThat(Buckets.quantile(buckets(50, 90, 98, 100), quantile)).hasValueSatisfying(found -> {
            assertThat(found.above()).isEqualTo(above);
            assertThat(found.atMost()).isEqualTo(atMost);
        });
    }

    @Test
    void nothingObservedIsNoLatency() {
        assertThat(Buckets.quantile(buckets(0, 0, 0, 0), 0.5)).isEmpty();
        assertThat(Buckets.quantile(new TreeMap<>(), 0.5)).isEmpty();
    }

    /** Prometheus 3 writes {@code le="1"} as {@code le="1.0"} (docs/migration.md); two that scrape may differ. */
    @Test
    void aBoundIsTheSameHoweverItIsWritten() {
        List<Series> series = List.of(
                rising("a", "0.5", 4),
                rising("a", "1", 8),
                rising("a", "+Inf", 8),
                rising("b", "0.50", 1),
                rising("b", "1.0", 2),
                rising("b", "+Inf", 2));
        Counters counters =
                new Counters(new PredictionSeries("ns", "iris", "", "namespace"), 20_000, series, List.of(), List.of());
        assertThat(Buckets.quantile(counters, 1_000, 10_000, 0.5)).hasValueSatisfying(found -> {
            assertThat(found.atMost()).isEqualTo(0.5);
            assertThat(found.estimate()).isCloseTo(0.5, within(1e-9));
        });
    }

    /** From the first moment on, what a bucket held then is left out, and what is of another predictor. */
    @Test
    void onlyWhatWasObservedBetweenTheMomentsCounts() {
        List<Series> series = List.of(
                sampled("0.5", "main", 1_000, 5, 2_000, 9, 3_000, 9, 11_000, 10, 12_000, 90),
                sampled("+Inf", "main", 1_000, 5, 2_000, 9, 3_000, 9, 11_000, 11, 12_000, 91),
                sampled("0.1", "canary", 1_000, 0, 2_000, 0, 3_000, 0, 11_000, 50, 12_000, 50),
                sampled("+Inf", "canary", 1_000, 0, 2_000, 0, 3_000, 0, 11_000, 50, 12_000, 50),
                sampled("no bound", "main", 1_000, 0, 11_000, 50));
        Counters counters = new Counters(
                new PredictionSeries("ns", "iris", "main", "namespace"), 20_000, series, List.of(), List.of());
        // One of two up to 0.5; a sample at the end itself is within it.
        assertThat(Buckets.quantile(counters, 2_000, 10_000, 0.5)).contains(new Buckets.Quantile(0, 0.5, 0.5));
        assertThat(Buckets.quantile(counters, 2_000, 11_000, 0.5))
                .contains(new Buckets.Quantile(0, 0.5, 0.5 * 41 / 81));
        assertThat(Buckets.quantile(counters, 2_000, 10_000, 0.6)).contains(new Buckets.Quantile(0.5, INF, 0.5));
    }

    private static Series sampled(String le, String predictor, long... timesAndValues) {
        TreeMap<String, String> labels = new TreeMap<>(
                Map.of("pod", predictor, "le", le, "service", "predictions", "predictor_name", predictor));
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < timesAndValues.length; i += 2) {
            samples.add(new Sample(timesAndValues[i], timesAndValues[i + 1]));
        }
        return new Series(labels, samples);
    }

    private static Series rising(String pod, String le, double by) {
        TreeMap<String, String> labels = new TreeMap<>(Map.of("pod", pod, "le", le, "service", "predictions"));
        return new Series(labels, List.of(new Sample(1_000, 0), new Sample(11_000, by)));
    }

    private static TreeMap<Double, Double> buckets(double a, double b, double c, double all) {
        TreeMap<Double, Double> buckets = new TreeMap<>();
        buckets.put(0.1, a);
        buckets.put(0.5, b);
        buckets.put(1.0, c);
        buckets.put(INF, all);
        return buckets;
    }
}
