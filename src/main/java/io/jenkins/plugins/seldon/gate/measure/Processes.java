package io.jenkins.plugins.seldon.gate.measure;

import io.jenkins.plugins.seldon.gate.measure.CounterDelta.SeriesDelta;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.text.Excerpt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The processes behind a counter's series, each once. Where two jobs discover the same pod, or two copies of Prometheus
 * are asked as one, a process has several series: one prediction makes them all rise, and their sum would tell of
 * predictions that never were, enough to hide as many that were lost.
 *
 * <p>Two targets are one process when they have the same {@code instance}, an address that one process has at a time,
 * were sampled at the same time, and are not known to be different pods. The one that rose furthest stands for both:
 * none can have risen further than the process's own counter. Pure.
 */
public final class Processes {

    private final List<Target> kept = new ArrayList<>();
    private final List<Target> again = new ArrayList<>();

    /**
     * @param delta how far the series of every target rose
     * @param targetOf the labels of the target that brought a series, from the series' labels
     */
    Processes(CounterDelta delta, Function<SortedMap<String, String>, Map<String, String>> targetOf) {
        Map<Map<String, String>, List<SeriesDelta>> targets = delta.series().stream()
                .collect(Collectors.groupingBy(
                        series -> targetOf.apply(series.labels()), LinkedHashMap::new, Collectors.toList()));
        targets.entrySet().stream()
                .map(target -> new Target(target.getKey(), target.getValue()))
                .sorted(Comparator.comparingDouble(Target::increase).reversed())
                .forEach(target -> (kept.stream().anyMatch(target::isProcessOf) ? again : kept).add(target));
    }

    /** How far the series of each process rose. */
    public CounterDelta delta() {
        return new CounterDelta(
                kept.stream().flatMap(target -> target.series.stream()).toList());
    }

    /** A sentence on processes that several targets lead to, if there are any. */
    public Optional<String> scrapedAgain() {
        if (again.isEmpty()) {
            return Optional.empty();
        }
        String instance = again.get(0).instance();
        String jobs = Stream.concat(kept.stream(), again.stream())
                .filter(target -> target.instance().equals(instance))
                .map(Target::job)
                .distinct()
                .collect(Collectors.joining(" and "));
        long processes = again.stream().map(Target::instance).distinct().count();
        return Optional.of("Prometheus has " + Excerpt.of(instance)
                + (processes > 1 ? " and " + (processes - 1) + " more" : "") + " several times (by "
                + Excerpt.of(jobs) + "): each prediction is counted once.");
    }

    private record Target(Map<String, String> labels, List<SeriesDelta> series) {

        double increase() {
            return series.stream().mapToDouble(SeriesDelta::increase).sum();
        }

        String instance() {
            return labels.getOrDefault("instance", "");
        }

        String job() {
            return labels.getOrDefault("job", "");
        }

        boolean isProcessOf(Target other) {
            String pod = PredictionSeries.podOf(labels);
            String otherPod = PredictionSeries.podOf(other.labels);
            return !instance().isEmpty()
                    && instance().equals(other.instance())
                    && (pod.isEmpty() || otherPod.isEmpty() || pod.equals(otherPod))
                    && began() <= other.ended()
                    && other.began() <= ended();
        }

        private long began() {
            return series.stream().mapToLong(s -> s.first().atMillis()).min().orElseThrow();
        }

        private long ended() {
            return series.stream().mapToLong(s -> s.last().atMillis()).max().orElseThrow();
        }
    }
}
