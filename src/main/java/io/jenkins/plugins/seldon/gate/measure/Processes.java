package io.jenkins.plugins.seldon.gate.measure;

import io.jenkins.plugins.seldon.gate.measure.CounterDelta.SeriesDelta;
import io.jenkins.plugins.seldon.gate.measure.CounterDelta.Span;
import io.jenkins.plugins.seldon.gate.measure.Owners.Owner;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.Listing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The processes behind a counter's series, each once. Where two jobs discover the same pod, or two copies of Prometheus
 * are asked as one, a process has several series: one prediction makes them all rise, and their sum would tell of
 * predictions that never were, enough to hide as many that were lost.
 *
 * <p>Targets of one pod are one process. Where the pods are not known, two targets are one process when they were sampled at
 * the same time and name the same pod, or, where one of them names none, have the same {@code instance}, an address that one
 * process has at a time. The one that rose furthest stands for all: none can have risen further than the process's own counter.
 * Where they rose differently, and are not told apart by how they are scraped alone, the difference is disputed. Pure.
 */
public final class Processes {

    private final List<Target> kept = new ArrayList<>();
    private final Map<Target, List<Target>> again = new LinkedHashMap<>();

    /**
     * @param delta how far the series of every target rose
     * @param targetOf the labels of the target that brought a series, from the series' labels
     * @param owners whose a target is
     */
    Processes(CounterDelta delta, Function<SortedMap<String, String>, Map<String, String>> targetOf, Owners owners) {
        Map<Map<String, String>, List<SeriesDelta>> targets = delta.series().stream()
                .collect(Collectors.groupingBy(
                        series -> targetOf.apply(series.labels()), LinkedHashMap::new, Collectors.toList()));
        List<Target> all = targets.entrySet().stream()
                .map(target -> new Target(target.getKey(), target.getValue(), owners.of(target.getKey())))
                .sorted(Comparator.comparingDouble(Target::increase).reversed())
                .toList();
        for (Target target : all) {
            if (!target.owner.foreign() && !isElsewhere(target, all, owners)) {
                Optional<Target> first =
                        kept.stream().filter(target::isProcessOf).findFirst();
                first.ifPresentOrElse(
                        same -> again.computeIfAbsent(same, key -> new ArrayList<>())
                                .add(target),
                        () -> kept.add(target));
            }
        }
    }

    /** Whether another target has this one's pod and that pod's address, and this one has not: a pod of the same name. */
    private static boolean isElsewhere(Target target, List<Target> all, Owners owners) {
        String pod = target.owner.pod();
        return !owners.isAtItsAddress(target.labels, pod)
                && all.stream()
                        .filter(other -> other.owner.pod().equals(pod))
                        .anyMatch(other -> owners.isAtItsAddress(other.labels, pod) && conflicts(target, other));
    }

    /** How far the series of each process rose. */
    public CounterDelta delta() {
        return new CounterDelta(
                kept.stream().flatMap(target -> target.series.stream()).toList());
    }

    /** The targets that stand for the processes, one each. */
    public List<Target> all() {
        return List.copyOf(kept);
    }

    /** Whether a series turned up within the measurement and is proven to have begun at zero. */
    boolean isFromZero(SortedMap<String, String> labels) {
        return kept.stream()
                .flatMap(target -> target.series.stream())
                .anyMatch(s -> s.isFromZero() && s.labels().equals(labels));
    }

    /** By what the least known of the processes is known to be the deployment's. */
    public Owners.Basis basis() {
        return kept.stream()
                .map(target -> target.owner.basis())
                .max(Comparator.naturalOrder())
                .orElse(Owners.Basis.POD_NAME);
    }

    /** How far targets of one process differ, where something says that they are not one process after all. */
    public double disputed(String pod) {
        return again.entrySet().stream()
                .filter(process -> process.getKey().owner.pod().equals(pod))
                .mapToDouble(process -> process.getValue().stream()
                        .filter(other -> other.isWhole() && conflicts(process.getKey(), other))
                        .mapToDouble(other -> process.getKey().successes() - other.successes())
                        .max()
                        .orElse(0))
                .sum();
    }

    /**
     * How many of the successful predictions of some targets may be others' of them once more: one that names no pod may be
     * any that another job scrapes, unless that job has both. What the best single job shows stands for all.
     */
    public double repeated(List<Target> some) {
        boolean named = some.stream().noneMatch(target -> target.owner.pod().isEmpty());
        Map<String, Double> jobs = new HashMap<>();
        for (Target target : some) {
            Stream.concat(Stream.of(target), again.getOrDefault(target, List.of()).stream())
                    .map(each -> each.label("job"))
                    .distinct()
                    .forEach(job -> jobs.merge(job, target.successes(), Double::sum));
        }
        double all = some.stream().mapToDouble(Target::successes).sum();
        return named ? 0 : all - jobs.values().stream().max(Double::compare).orElse(0.0);
    }

    /**
     * Labels beside those of a scrape in which the processes differ, with their values: several owners may have
     * deployments of the same names.
     *
     * @param sinceMillis what was not sampled since then counts for nothing, as pods of a former release that were replaced
     */
    public SortedMap<String, String> owners(long sinceMillis) {
        SortedMap<String, TreeSet<String>> values = new TreeMap<>();
        Stream.concat(kept.stream(), again.values().stream().flatMap(List::stream))
                .filter(target -> target.owner.basis() == Owners.Basis.LABELS && target.ended() >= sinceMillis)
                .flatMap(target -> target.series.stream())
                .forEach(series -> series.labels().forEach((label, value) -> {
                    if (!PredictionSeries.isOfScrape(label)) {
                        values.computeIfAbsent(label, key -> new TreeSet<>()).add(value);
                    }
                }));
        SortedMap<String, String> differing = new TreeMap<>();
        values.forEach((label, all) -> {
            if (all.size() > 1) {
                differing.put(label, Excerpt.of(String.join(", ", all)));
            }
        });
        return differing;
    }

    /** Whether two targets differ in more than in how they are scraped, or in their address. */
    private static boolean conflicts(Target one, Target other) {
        return one.labels.entrySet().stream()
                .filter(label -> label.getKey().equals("instance") || !PredictionSeries.isOfScrape(label.getKey()))
                .anyMatch(label -> other.labels.containsKey(label.getKey())
                        && !other.labels.get(label.getKey()).equals(label.getValue()));
    }

    /** A sentence on processes that several targets lead to, if there are any. */
    public Optional<String> scrapedAgain() {
        if (again.isEmpty()) {
            return Optional.empty();
        }
        Map.Entry<Target, List<Target>> first = again.entrySet().iterator().next();
        List<String> jobs = Stream.concat(Stream.of(first.getKey()), first.getValue().stream())
                .map(target -> target.label("job"))
                .distinct()
                .toList();
        int more = again.size() - 1;
        return Optional.of("Prometheus has " + Excerpt.of(first.getKey().label("instance"))
                + (more > 0 ? " and " + more + " more" : "") + " several times (by " + Excerpt.of(Listing.and(jobs))
                + "): each prediction is counted once.");
    }

    /**
     * A target and the series that it brought.
     *
     * @param labels the target's own
     * @param series how far each of its series rose
     * @param owner whose it is
     */
    public record Target(Map<String, String> labels, List<SeriesDelta> series, Owner owner) {

        double increase() {
            return series.stream().mapToDouble(SeriesDelta::increase).sum();
        }

        /** How far its successful predictions rose. */
        public double successes() {
            return series.stream()
                    .filter(s -> PredictionSeries.isSuccess(s.label("code")))
                    .mapToDouble(SeriesDelta::increase)
                    .sum();
        }

        /** The value of its latest samples of successful predictions. */
        double value() {
            return series.stream()
                    .filter(s -> PredictionSeries.isSuccess(s.label("code")))
                    .mapToDouble(s -> s.last().value())
                    .sum();
        }

        /** The value of the samples of successful predictions that a baseline has. */
        double valueUntil(long baselineMillis) {
            return series.stream()
                    .filter(s -> PredictionSeries.isSuccess(s.label("code")))
                    .filter(s -> !s.isFromZero() && s.first().atMillis() <= baselineMillis)
                    .mapToDouble(s -> s.first().value())
                    .sum();
        }

        /** Whether nothing restarted, vanished or turned up behind it. */
        boolean isWhole() {
            return series.stream().allMatch(s -> s.resets() == 0 && s.span() != Span.ENDED && s.span() != Span.FOUND);
        }

        /** Whether all of its successful predictions span the measurement in one way, and nothing happened to them. */
        boolean isOf(Span span) {
            return series.stream()
                    .filter(s -> PredictionSeries.isSuccess(s.label("code")))
                    .allMatch(s -> s.span() == span && s.resets() == 0);
        }

        /** Whether nothing happened to them but that some turned up with what may be older. */
        boolean isFound() {
            return series.stream().anyMatch(s -> s.span() == Span.FOUND)
                    && series.stream().allMatch(s -> s.resets() == 0 && s.span() != Span.ENDED);
        }

        /** The predictor that its series name; empty where they name none. */
        public String predictor() {
            return series.stream()
                    .map(s -> s.label("predictor_name"))
                    .filter(name -> !name.isEmpty())
                    .findFirst()
                    .orElse("");
        }

        /** Whether the pod's labels, which the scrape copied, say that it is a shadow. */
        public boolean isShadow() {
            return series.stream().anyMatch(s -> "true".equals(s.label("seldon_io_shadow")));
        }

        String label(String name) {
            return labels.getOrDefault(name, "");
        }

        boolean isProcessOf(Target other) {
            if (owner.basis() != Owners.Basis.LABELS && other.owner.basis() != Owners.Basis.LABELS) {
                return owner.pod().equals(other.owner.pod());
            }
            String pod = owner.pod();
            String otherPod = other.owner.pod();
            boolean named = !pod.isEmpty() && !otherPod.isEmpty();
            boolean sameAddress =
                    !label("instance").isEmpty() && label("instance").equals(other.label("instance"));
            return (named ? pod.equals(otherPod) : sameAddress) && began() <= other.ended() && other.began() <= ended();
        }

        private long began() {
            return series.stream().mapToLong(s -> s.first().atMillis()).min().orElseThrow();
        }

        private long ended() {
            return series.stream().mapToLong(s -> s.last().atMillis()).max().orElseThrow();
        }
    }
}
