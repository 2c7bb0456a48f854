package io.jenkins.plugins.seldon.gate.measure;

import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How far counters rose in each stretch of a burst as Prometheus sampled them. A sending stretch reaches from each
 * series' last sample before a pulse to its first one after it; the silence between two pulses tells something of its own
 * where every series has two samples in it. Pure.
 */
final class Samples {

    private final List<Trace> traces;

    /**
     * @param baseline the sample of each series that the burst rises from. The first pulse begins there: a scrape that had
     *     begun before the burst, and is stamped so, may have been answered after its first requests
     * @param fromZero for each of the series whether it is proven to have begun at zero within the measurement
     * @param startMillis when the baseline was taken
     */
    Samples(List<Series> series, Function<Series, Sample> baseline, Predicate<Series> fromZero, long startMillis) {
        traces = series.stream()
                .map(each -> new Trace(each, baseline.apply(each), fromZero.test(each), startMillis))
                .toList();
    }

    /**
     * @param before the silent stretch before the first pulse
     * @param pulses in the order of time
     */
    List<Stretch> stretches(Stretch before, List<Pulse> pulses) {
        List<Stretch> stretches = new ArrayList<>();
        stretches.add(before);
        Pulse pulse = pulses.get(0);
        boolean first = true;
        for (Pulse next : pulses.subList(1, pulses.size())) {
            if (isSilenceSeen(pulse, next)) {
                stretches.add(sending(pulse, first));
                stretches.add(silent(pulse.endMillis(), next.startMillis()));
                pulse = next;
                first = false;
            } else {
                pulse = pulse.and(next);
            }
        }
        stretches.add(sending(pulse, first));
        stretches.add(silent(pulse.endMillis(), Long.MAX_VALUE));
        return stretches.stream().filter(s -> s.sending() || s.seconds() > 0).toList();
    }

    private boolean isSilenceSeen(Pulse one, Pulse next) {
        List<Trace> living = living(next.startMillis()).toList();
        return !living.isEmpty()
                && living.stream()
                        .allMatch(trace -> trace.first(one.endMillis()).atMillis()
                                < trace.last(next.startMillis()).atMillis());
    }

    private Stream<Trace> living(long millis) {
        return traces.stream().filter(trace -> trace.last(Long.MAX_VALUE).atMillis() >= millis);
    }

    private Stretch sending(Pulse pulse, boolean first) {
        double rise = 0;
        double millis = 0;
        for (Trace trace : traces) {
            Sample from = trace.last(first ? Math.min(trace.baselineMillis, pulse.startMillis()) : pulse.startMillis());
            Sample to = trace.first(pulse.endMillis());
            rise += Math.max(0, to.value() - from.value());
            millis += Math.max(0, to.atMillis() - from.atMillis());
        }
        // What had ended by then, as a former release's pods, took no time of it.
        int number = (int) living(pulse.startMillis()).count();
        return new Stretch(true, pulse.accepted(), pulse.unsure(), mean(millis, number), rise);
    }

    private Stretch silent(long fromMillis, long toMillis) {
        double rise = 0;
        double millis = 0;
        List<Trace> living = living(fromMillis).toList();
        for (Trace trace : living) {
            Sample from = trace.first(fromMillis);
            Sample to = trace.last(toMillis);
            rise += Math.max(0, to.value() - from.value());
            millis += Math.max(0, to.atMillis() - from.atMillis());
        }
        return Stretch.silent(mean(millis, living.size()), rise);
    }

    private static double mean(double millis, int number) {
        return number == 0 ? 0 : millis / number / 1000;
    }

    /** A counter that never falls: each sample's value is what was counted since the first one. */
    private static final class Trace {
        private final List<Sample> samples = new ArrayList<>();
        private final long baselineMillis;

        Trace(Series series, Sample baseline, boolean fromZero, long startMillis) {
            baselineMillis = baseline.atMillis();
            double total = 0;
            double last = 0;
            List<Sample> since = since(series, baseline);
            if (fromZero) {
                samples.add(new Sample(Math.min(startMillis, since.get(0).atMillis() - 1), 0));
            } else {
                last = since.get(0).value();
            }
            for (Sample sample : since) {
                total += sample.value() < last ? sample.value() : sample.value() - last;
                last = sample.value();
                samples.add(new Sample(sample.atMillis(), total));
            }
        }

        /**
         * From the baseline on: what is older may be the last one before a time without scrapes. Of two copies of Prometheus
         * that are asked in turns, or of which Thanos shows one at a time, the other may have taken it.
         */
        private static List<Sample> since(Series series, Sample baseline) {
            List<Sample> since = new ArrayList<>();
            since.add(baseline);
            series.samples().stream()
                    .filter(sample -> sample.atMillis() > baseline.atMillis())
                    .forEach(since::add);
            return since;
        }

        /** The last sample up to a moment, or the first one there is. */
        Sample last(long millis) {
            Sample found = samples.get(0);
            for (Sample sample : samples) {
                if (sample.atMillis() > millis) {
                    break;
                }
                found = sample;
            }
            return found;
        }

        /** The first sample from a moment on, or the last one there is. */
        Sample first(long millis) {
            for (Sample sample : samples) {
                if (sample.atMillis() >= millis) {
                    return sample;
                }
            }
            return samples.get(samples.size() - 1);
        }
    }
}
