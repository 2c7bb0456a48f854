package io.jenkins.plugins.seldon.gate.measure;

import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.text.Excerpt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The deployment's counters as Prometheus holds them at one moment: raw samples, and when each target was scraped.
 * Everything is on Prometheus' own clock, so that no other clock has to agree with it. Pure.
 *
 * @param scope whose counters
 * @param nowMillis Prometheus' time
 * @param series raw samples of the scoped counters, oldest first
 * @param ups raw samples of {@code up} of the namespace's targets
 * @param starts raw samples of the times, in seconds, at which the processes behind those targets began
 */
public record Counters(
        PredictionSeries scope, long nowMillis, List<Series> series, List<Series> ups, List<Series> starts) {

    public Counters {
        series = sampled(series, nowMillis, scope::isPrediction);
        ups = sampled(ups, nowMillis, up -> true);
        starts = sampled(starts, nowMillis, start -> true);
    }

    /** NaN marks a series that ended, and what is newer than the moment was written between two queries. */
    private static List<Series> sampled(List<Series> all, long nowMillis, Predicate<Series> which) {
        List<Series> kept = new ArrayList<>();
        for (Series each : all) {
            List<Sample> samples = each.samples().stream()
                    .filter(sample -> sample.atMillis() <= nowMillis && !Double.isNaN(sample.value()))
                    .toList();
            if (which.test(each) && !samples.isEmpty()) {
                kept.add(new Series(each.labels(), samples));
            }
        }
        return kept;
    }

    /** Linux tells when a process began by whole seconds, and a scrape takes its time. */
    private static final long START_SLACK_MILLIS = 2000;

    /**
     * Tells of a series whether it is proven to have begun at zero after a baseline: its target was scraped with success
     * shortly before or since then, and the series was not there; or the whole process is younger, as in a pod that replaces
     * another.
     */
    Predicate<Series> begunIn(Window window) {
        return series -> appeared(series, window.oldestMillis()) || isOfProcessBegunSince(window.fromMillis(), series);
    }

    private boolean isOfProcessBegunSince(long millis, Series series) {
        return starts.stream()
                .filter(start -> PredictionSeries.isFrom(start.labels(), series.labels()))
                .anyMatch(start -> {
                    double began = start.first().value() * 1000;
                    // Later than its own first scrape: another clock, which proves nothing.
                    return began >= millis && began <= start.first().atMillis() + START_SLACK_MILLIS;
                });
    }

    private boolean appeared(Series series, long oldestMillis) {
        return ups.stream()
                .filter(up -> PredictionSeries.isFrom(up.labels(), series.labels()))
                .anyMatch(up -> up.samples().stream()
                        .anyMatch(sample -> sample.value() == 1
                                && sample.atMillis() >= oldestMillis
                                && sample.atMillis() < series.first().atMillis()
                                && showedItsProcess(up, sample.atMillis())));
    }

    /**
     * Whether a scrape brought what the process tells of itself, where it ever does. A page that is put together of several
     * leaves out what it could not read, and the scrape succeeds: istio, pilot/cmd/pilot-agent/status ({@code handleStats});
     * the agent's own metrics have other names.
     */
    private boolean showedItsProcess(Series up, long millis) {
        List<Series> own = starts.stream()
                .filter(start -> PredictionSeries.isFrom(up.labels(), start.labels()))
                .toList();
        return own.isEmpty()
                || own.stream()
                        .flatMap(start -> start.samples().stream())
                        .anyMatch(sample -> sample.atMillis() == millis);
    }

    /** The oldest latest sample, at a moment, of a series that is still being sampled then. */
    public static long livingSince(long millis, Duration scrapeInterval) {
        return millis - Math.max(5000, 3 * scrapeInterval.toMillis());
    }

    /** How far targets' samples really lie apart, where that is more than Prometheus tells. */
    Duration spacing(Duration scrapeInterval) {
        long longest = ups.stream().mapToLong(Counters::spacing).max().orElse(0);
        return longest > scrapeInterval.toMillis() ? Duration.ofMillis(longest) : scrapeInterval;
    }

    /** The median of the times between a series' samples; 0 where it has too few. */
    private static long spacing(Series up) {
        List<Sample> samples = up.samples();
        List<Long> gaps = new ArrayList<>();
        for (int i = 1; i < samples.size(); i++) {
            gaps.add(samples.get(i).atMillis() - samples.get(i - 1).atMillis());
        }
        return gaps.size() < 3 ? 0 : gaps.stream().sorted().toList().get(gaps.size() / 2);
    }

    private Stream<Series> living(List<Series> all, Duration scrapeInterval) {
        long oldest = livingSince(nowMillis, spacing(scrapeInterval));
        return all.stream().filter(s -> s.last().atMillis() >= oldest);
    }

    /**
     * Whether there is a living series of successful predictions, and each such series and each of the deployment's
     * targets has a sample past a moment. The targets matter because a series that is yet to appear can't be waited for.
     */
    public boolean sampledAfter(long millis, Duration scrapeInterval) {
        return living(series, scrapeInterval).anyMatch(s -> PredictionSeries.isSuccess(s.label("code")))
                && awaited(scrapeInterval).allMatch(s -> s.last().atMillis() > millis);
    }

    /**
     * How long after now the last of the samples that {@link #sampledAfter} asks for is due, by the samples before it;
     * negative when it is overdue, empty when nothing that lives lacks one.
     */
    public Optional<Duration> untilSampledAfter(long millis, Duration scrapeInterval) {
        long spacing = Math.max(1, spacing(scrapeInterval).toMillis());
        return awaited(scrapeInterval)
                .map(s -> s.last().atMillis())
                .filter(last -> last <= millis)
                .map(last -> last + spacing * ((millis - last) / spacing + 1))
                .max(Comparator.naturalOrder())
                .map(due -> Duration.ofMillis(due - nowMillis));
    }

    /** Living series of successful predictions, and the deployment's living targets. */
    private Stream<Series> awaited(Duration scrapeInterval) {
        return Stream.concat(
                living(series, scrapeInterval).filter(s -> PredictionSeries.isSuccess(s.label("code"))),
                living(ups, scrapeInterval).filter(up -> scope.covers(up.labels())));
    }

    /**
     * How far the processes' counters rose, each process once.
     *
     * @param baseline the latest sample of every series that there was
     * @param window from when that was
     */
    public Processes since(List<Series> baseline, Window window, Owners owners) {
        Window spaced = window.every(spacing(window.interval()));
        return new Processes(CounterDelta.between(baseline, series, spaced, begunIn(spaced)), this::targetOf, owners);
    }

    /**
     * Targets behind which several processes take turns, as pods behind one Service: the time when the process began goes
     * back to what it was before.
     */
    List<String> sharedTargets() {
        return starts.stream()
                .filter(start -> ups.stream()
                        .anyMatch(up -> PredictionSeries.isFrom(up.labels(), start.labels())
                                && series.stream().anyMatch(s -> PredictionSeries.isFrom(up.labels(), s.labels()))))
                .filter(Counters::goesBack)
                .map(start -> Excerpt.of(start.target()))
                .distinct()
                .sorted()
                .toList();
    }

    private static boolean goesBack(Series start) {
        Set<Double> before = new HashSet<>();
        double last = Double.NaN;
        for (Sample sample : start.samples()) {
            if (sample.value() != last && !before.add(sample.value())) {
                return true;
            }
            last = sample.value();
        }
        return false;
    }

    /** The labels of the target that brought a series; where that is unknown, what Prometheus puts on every series. */
    private Map<String, String> targetOf(SortedMap<String, String> labels) {
        return ups.stream()
                .map(Series::labels)
                .filter(up -> PredictionSeries.isFrom(up, labels))
                .findFirst()
                .orElseGet(() -> {
                    SortedMap<String, String> known = new TreeMap<>(labels);
                    known.keySet().retainAll(Set.of("job", "instance"));
                    return known;
                });
    }

    /** The latest sample of each series. */
    public List<Series> lasts() {
        return series.stream().map(s -> Series.of(s.labels(), s.last())).toList();
    }

    public static long earliest(List<Series> series, long otherwise) {
        return series.stream()
                .map(Series::first)
                .mapToLong(Sample::atMillis)
                .min()
                .orElse(otherwise);
    }
}
