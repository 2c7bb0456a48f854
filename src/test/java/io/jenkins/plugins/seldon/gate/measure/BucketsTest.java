package io.jenkins.plugins.seldon.gate.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketsTest {

    private static final double INF = Double.POSITIVE_INFINITY;

    /** 100 observations: 50 up to 0.1, 90 up to 0.5, 98 up to 1, two beyond. */
    @ParameterizedTest
    @CsvSource({"0.25, 0.05", "0.5, 0.1", "0.7, 0.3", "0.9, 0.5", "0.94, 0.75", "0.98, 1", "0.99, 1", "1, 1"})
    void quantilesAreInterpolatedWithinTheirBucket(double quantile, double seconds) {
        assertThat(Buckets.quantile(buckets(50, 90, 98, 100), quantile)).isCloseTo(seconds, within(1e-9));
    }

    @Test
    void nothingObservedIsNoLatency() {
        assertThat(Buckets.quantile(buckets(0, 0, 0, 0), 0.5)).isNaN();
        assertThat(Buckets.quantile(new TreeMap<>(), 0.5)).isNaN();
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
