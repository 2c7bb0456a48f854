package io.jenkins.plugins.seldon.gate.verdict;

import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.List;
import java.util.Locale;

/**
 * Limits on what a burst measured.
 *
 * @param minRequestRate counted predictions of the burst a second, over the time in which it was sent; must be exceeded
 *     when it is 0, reached otherwise
 * @param minCountedRatio of the accepted predictions, the part that was counted
 * @param maxErrorRatio of the requests sent, the part that did not end in a valid prediction
 * @param maxCountedErrorRatio of the burst's counted predictions, the part that was counted with an error
 * @param latencies limits on latencies
 */
public record Thresholds(
        double minRequestRate,
        double minCountedRatio,
        double maxErrorRatio,
        double maxCountedErrorRatio,
        List<LatencyLimit> latencies) {

    /** Any rate above 0, 95 % counted, at most 1 % errors. */
    public static final Thresholds DEFAULT = new Thresholds(0, 0.95, 0.01, List.of());

    /** As many errors counted as seen by the sender. */
    public Thresholds(
            double minRequestRate, double minCountedRatio, double maxErrorRatio, List<LatencyLimit> latencies) {
        this(minRequestRate, minCountedRatio, maxErrorRatio, maxErrorRatio, latencies);
    }

    /** How many of so many accepted predictions may be lost, or counted too many. */
    public double tolerated(long accepted) {
        // A ratio has no exact complement: 1 - 0.95 is less than 0.05.
        return (1 - minCountedRatio) * accepted + 1e-6;
    }

    /** Who measures a latency. */
    public enum Source {
        /** The sender, from the time a request was due to its answer. */
        CLIENT,
        /** The executor, from its own histogram in Prometheus. */
        PROMETHEUS;

        /** @throws InvalidOptionException with a sentence, when the name is none */
        public static Source named(String name) {
            for (Source source : values()) {
                if (source.toString().equals(name)) {
                    return source;
                }
            }
            throw new InvalidOptionException("The source of a latency limit is unknown: use client or prometheus.");
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A limit on a latency.
     *
     * @param quantile between 0 and 1
     * @param millis at most
     * @param source who measures it
     */
    public record LatencyLimit(double quantile, double millis, Source source) {

        /** @throws InvalidOptionException with a sentence, when the numbers make no sense */
        public LatencyLimit {
            if (!(quantile > 0 && quantile <= 1) || !(millis > 0 && millis < Double.POSITIVE_INFINITY)) {
                throw new InvalidOptionException(
                        "A latency limit needs a quantile above 0 and at most 1, and milliseconds above 0.");
            }
        }
    }

    /** @throws InvalidOptionException with a sentence, when a ratio lies outside 0 to 1 */
    public Thresholds {
        if (!(minRequestRate >= 0 && Double.isFinite(minRequestRate))) {
            throw new InvalidOptionException("minRequestRate must be at least 0.");
        }
        if (!(minCountedRatio > 0 && minCountedRatio <= 1)
                || !(maxErrorRatio >= 0 && maxErrorRatio <= 1)
                || !(maxCountedErrorRatio >= 0 && maxCountedErrorRatio <= 1)) {
            throw new InvalidOptionException("minCountedRatio must be above 0 and at most 1, maxErrorRatio and "
                    + "maxCountedErrorRatio between 0 and 1.");
        }
        latencies = List.copyOf(latencies);
    }
}
