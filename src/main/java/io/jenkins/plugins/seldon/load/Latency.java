package io.jenkins.plugins.seldon.load;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Latencies of the requests of a burst, in milliseconds; a request that failed or timed out has the time that it took, so
 * that leaving requests unanswered makes no model fast. Zero where nothing was sent.
 *
 * @param p50 median
 * @param p90 90 % were at most as slow
 * @param p95 95 %
 * @param p99 99 %
 * @param p999 99.9 %
 * @param max the slowest
 * @param mean arithmetic mean
 */
public record Latency(double p50, double p90, double p95, double p99, double p999, double max, double mean)
        implements Serializable {

    static Latency of(Histogram micros) {
        return new Latency(
                quantile(micros, 0.5),
                quantile(micros, 0.9),
                quantile(micros, 0.95),
                quantile(micros, 0.99),
                quantile(micros, 0.999),
                micros.getMaxValue() / 1000.0,
                micros.getTotalCount() == 0 ? 0 : Math.round(micros.getMean()) / 1000.0);
    }

    static double quantile(Histogram micros, double quantile) {
        return micros.getValueAtPercentile(quantile * 100) / 1000.0;
    }

    /**
     * Of two parts of a burst that were measured one by one. Its quantiles are the greater of both, which no quantile of the
     * whole exceeds.
     *
     * @param number how many latencies this is of
     * @param others how many the other is of
     */
    Latency and(Latency other, long number, long others) {
        double sum = mean * number + other.mean * others;
        return new Latency(
                Math.max(p50, other.p50),
                Math.max(p90, other.p90),
                Math.max(p95, other.p95),
                Math.max(p99, other.p99),
                Math.max(p999, other.p999),
                Math.max(max, other.max),
                number + others == 0 ? 0 : Math.round(sum / (number + others) * 1000) / 1000.0);
    }

    /** Milliseconds by name, in this record's order. */
    public Map<String, Double> toMap() {
        Map<String, Double> map = new LinkedHashMap<>();
        map.put("p50", p50);
        map.put("p90", p90);
        map.put("p95", p95);
        map.put("p99", p99);
        map.put("p999", p999);
        map.put("max", max);
        map.put("mean", mean);
        return map;
    }
}
