package io.jenkins.plugins.seldon.gate.measure;

import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;

/**
 * How far a counter with many series rose between a baseline and the end of a measurement, from raw samples. Unlike
 * PromQL's {@code increase} it extrapolates nothing and counts a series that begins in between, where it is proven that
 * it began at zero; where that is not proven its first value is left out, since it may be years of somebody else's
 * traffic.
 *
 * @param series one entry for each series of the baseline or after it
 */
public record CounterDelta(List<SeriesDelta> series) {

    /** How a series spans the measurement. */
    public enum Span {
        /** Sampled before and after. */
        CONTINUED,
        /** Began in between, at zero. */
        BEGUN,
        /** First seen in between, or again after several scrapes without it, with a value that may be older. */
        FOUND,
        /** Has no sample at or after the end. */
        ENDED
    }

    /**
     * One series.
     *
     * @param labels its labels
     * @param span how it spans the measurement
     * @param increase how far it rose, never negative
     * @param resets how often its value fell, as when a process restarts
     * @param unproven how far a series that was {@link Span#FOUND} had risen by its first sample, which {@code increase}
     *     leaves out
     * @param first the sample that it rose from: its baseline, or else its first one since
     * @param last its latest sample within the measurement
     * @param isFromZero whether it turned up in between, and is proven to have begun at zero
     */
    public record SeriesDelta(
            SortedMap<String, String> labels,
            Span span,
            double increase,
            int resets,
            double unproven,
            Sample first,
            Sample last,
            boolean isFromZero) {

        /** A label's value, empty when the series lacks it. */
        public String label(String name) {
            return labels.getOrDefault(name, "");
        }
    }

    public CounterDelta {
        series = List.copyOf(series);
    }

    /**
     * Compares raw samples with a baseline. A series that was not sampled for several scrapes before has none: what it rose
     * until its first sample may be others' older traffic.
     *
     * @param baseline the latest sample of every series that there was
     * @param raw the samples since then; older ones are ignored where there is a baseline, and those after the first one at
     *     or past the end
     * @param window the measurement
     * @param beganAtZero tells of a series that has no baseline whether it is proven to have begun at zero after it
     */
    public static CounterDelta between(
            List<Series> baseline, List<Series> raw, Window window, Predicate<Series> beganAtZero) {
        Map<SortedMap<String, String>, Series> later = new HashMap<>();
        raw.forEach(series -> later.put(series.labels(), series));
        List<SeriesDelta> deltas = new ArrayList<>();
        for (Series before : baseline) {
            Series after = later.remove(before.labels());
            List<Sample> samples = after == null ? List.of() : after.samples();
            deltas.add(
                    before.last().atMillis() >= window.oldestMillis()
                            ? continued(before.last(), before.labels(), samples, window)
                            : without(Optional.of(before.last()), before.labels(), samples, window, beganAtZero));
        }
        for (Series fresh : raw) {
            if (later.containsKey(fresh.labels())) {
                deltas.add(without(Optional.empty(), fresh.labels(), fresh.samples(), window, beganAtZero));
            }
        }
        return new CounterDelta(deltas);
    }

    private static SeriesDelta continued(
            Sample from, SortedMap<String, String> labels, List<Sample> samples, Window window) {
        long endMillis = window.endMillis();
        Rise rise = new Rise(from);
        samples.stream().filter(sample -> sample.atMillis() > from.atMillis()).forEach(s -> rise.add(s, endMillis));
        Span span = rise.last.atMillis() >= endMillis ? Span.CONTINUED : Span.ENDED;
        return new SeriesDelta(labels, span, rise.increase, rise.resets, 0, from, rise.last, false);
    }

    /**
     * One without a sample in the baseline that counts. Samples that were there and came late, as to where an agent writes,
     * are a baseline too.
     *
     * @param stale what the baseline has of it
     */
    private static SeriesDelta without(
            Optional<Sample> stale,
            SortedMap<String, String> labels,
            List<Sample> samples,
            Window window,
            Predicate<Series> beganAtZero) {
        Optional<Sample> before = samples.stream()
                .filter(sample -> sample.atMillis() <= window.settledMillis())
                .reduce((earlier, later) -> later)
                .or(() -> stale);
        List<Sample> after = samples.stream()
                .filter(sample -> sample.atMillis() > window.settledMillis())
                .toList();
        return before.isPresent() && (after.isEmpty() || before.get().atMillis() >= window.oldestMillis())
                ? continued(before.get(), labels, samples, window)
                : turnedUp(before, new Series(labels, after), window.endMillis(), beganAtZero);
    }

    private static SeriesDelta turnedUp(
            Optional<Sample> before, Series series, long endMillis, Predicate<Series> beganAtZero) {
        // A counter that only was not seen for a while has not begun anew unless it fell.
        boolean fell = before.isEmpty() || series.first().value() < before.get().value();
        boolean fromZero = fell && beganAtZero.test(series);
        Rise older = new Rise(before.orElse(new Sample(0, 0)));
        older.add(series.first(), endMillis);
        Rise rise = new Rise(series.first());
        series.samples().stream().skip(1).forEach(sample -> rise.add(sample, endMillis));
        Span begun = fromZero ? Span.BEGUN : Span.FOUND;
        return new SeriesDelta(
                series.labels(),
                rise.last.atMillis() >= endMillis ? begun : Span.ENDED,
                rise.increase + (fromZero ? series.first().value() : 0),
                rise.resets,
                fromZero ? 0 : older.increase,
                series.first(),
                rise.last,
                fromZero);
    }

    /** Falls of a value over all series. */
    public int resets() {
        return series.stream().mapToInt(SeriesDelta::resets).sum();
    }

    /** How many series span the measurement in this way. */
    public long count(Span span) {
        return series.stream().filter(delta -> delta.span() == span).count();
    }

    /** A counter followed from sample to sample: a fall is a restart from zero. */
    private static final class Rise {
        private Sample last;
        private double increase;
        private int resets;

        Rise(Sample from) {
            last = from;
        }

        void add(Sample sample, long endMillis) {
            if (last.atMillis() >= endMillis) {
                return;
            }
            if (sample.value() < last.value()) {
                resets++;
                increase += sample.value();
            } else {
                increase += sample.value() - last.value();
            }
            last = sample;
        }
    }
}
