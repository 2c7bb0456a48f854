package io.jenkins.plugins.seldon.prometheus;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One time series as Prometheus returned it. Immutable.
 *
 * @param labels without {@code __name__}, which a query knows
 * @param samples oldest first, at least one
 */
public record Series(SortedMap<String, String> labels, List<Sample> samples) {

    public Series {
        TreeMap<String, String> sorted = new TreeMap<>(labels);
        sorted.remove("__name__");
        labels = Collections.unmodifiableSortedMap(sorted);
        samples = List.copyOf(samples);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("a series has at least one sample");
        }
    }

    /** A series of one sample. */
    public static Series of(Map<String, String> labels, Sample sample) {
        return new Series(new TreeMap<>(labels), List.of(sample));
    }

    /** The oldest sample; there is always one. */
    public Sample first() {
        return samples.get(0);
    }

    /** The newest sample; there is always one. */
    public Sample last() {
        return samples.get(samples.size() - 1);
    }

    /** A label's value, empty when the series lacks it, as in PromQL. */
    public String label(String name) {
        return labels.getOrDefault(name, "");
    }

    /** The target it was scraped from, as {@code job/instance}. */
    public String target() {
        return label("job") + "/" + label("instance");
    }
}
