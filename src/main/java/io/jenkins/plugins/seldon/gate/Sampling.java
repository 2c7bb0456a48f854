package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.measure.CounterDelta;
import io.jenkins.plugins.seldon.gate.measure.CounterDelta.SeriesDelta;
import io.jenkins.plugins.seldon.gate.measure.Counters;
import io.jenkins.plugins.seldon.gate.measure.Counts;
import io.jenkins.plugins.seldon.gate.measure.Measurement;
import io.jenkins.plugins.seldon.gate.measure.Owners;
import io.jenkins.plugins.seldon.gate.measure.Processes;
import io.jenkins.plugins.seldon.gate.measure.Processes.Target;
import io.jenkins.plugins.seldon.gate.measure.Pulse;
import io.jenkins.plugins.seldon.gate.measure.RatePoint;
import io.jenkins.plugins.seldon.gate.measure.Stretch;
import io.jenkins.plugins.seldon.gate.measure.ThreeCounts;
import io.jenkins.plugins.seldon.gate.measure.Window;
import io.jenkins.plugins.seldon.gate.verdict.Check;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One look at the deployment's counters, of which there are many while a gate waits: is there a baseline yet, has the
 * burst been sampled?
 */
final class Sampling {

    /** Raw samples are read from this long before those that matter, so that none is missed at the edge. */
    private static final long EDGE_MILLIS = 60_000;

    private final GateState state;
    private final Duration interval;
    private final CounterReader reader;
    private final Counters now;

    /**
     * @param sinceMillis the oldest sample that matters, on Prometheus' clock
     */
    Sampling(PrometheusClient prometheus, PredictionSeries scope, GateState state, long sinceMillis)
            throws PrometheusException {
        if (state.awaitedAt == 0) {
            state.awaitedAt = prometheus.nowAtLatestMillis();
        }
        this.state = state;
        this.interval = Duration.ofMillis(Math.max(1, state.scrapeIntervalMillis));
        this.reader = new CounterReader(prometheus, scope);
        this.now = reader.predictions(sinceMillis - EDGE_MILLIS);
        state.copies |= isAnotherCopy(state.phase == Phase.SETTLE ? state.baseline : state.origin, now);
        state.forgotten = state.phase == Phase.SETTLE && hasForgotten(state, now);
    }

    /**
     * Whether nothing is left of what was there when the burst began. Another copy of Prometheus may have scraped a new
     * deployment's counters, which begin with the warm-up, only after that, but its targets before.
     */
    private static boolean hasForgotten(GateState state, Counters now) {
        Stream<Series> targets = now.ups().stream().filter(up -> now.scope().covers(up.labels()));
        return !state.baseline.isEmpty()
                && Stream.concat(now.series().stream(), targets)
                        .noneMatch(series -> series.first().atMillis() <= state.burstStartAt);
    }

    /**
     * Whether a sample that was there before is not in its series any more: another copy of Prometheus answers. kube-prometheus
     * has two (manifests/prometheus-prometheus.yaml), and the API server asks any (kubernetes, {@code ResourceLocation}).
     */
    private static boolean isAnotherCopy(List<Series> before, Counters now) {
        return before.stream().anyMatch(one -> now.series().stream()
                .filter(series -> series.labels().equals(one.labels()))
                .anyMatch(series -> series.samples().stream()
                        .noneMatch(sample -> sample.atMillis() == one.last().atMillis())));
    }

    Counters counters() {
        return now;
    }

    /** Whether everything has a sample from after what is awaited. */
    boolean isComplete() {
        return now.sampledAfter(state.awaitedAt, interval);
    }

    /**
     * Whether answered predictions are missing that one more scrape may bring: a replica may be scraped later than the
     * others, and what is scraped may be older than its scrape.
     */
    boolean mayRiseBeforeBurst() {
        Processes since = sinceOrigin();
        double seen = since.basis() == Owners.Basis.LABELS
                ? own(since).mapToDouble(Target::successes).sum()
                : seen(since);
        return seen < state.answered && !now.sampledAfter(state.awaitedAt + interval.toMillis(), interval);
    }

    /** Successful predictions that there are since the origin, with those of which nobody knows whether they are older. */
    private double seen(Processes since) {
        return own(since)
                .flatMap(target -> target.series().stream())
                .filter(series -> PredictionSeries.isSuccess(series.label("code")))
                .mapToDouble(series -> series.increase() + series.unproven())
                .sum();
    }

    /** How long it takes until everything is due to have that sample; negative when it is overdue, empty when nobody knows. */
    Optional<Duration> untilComplete() {
        Optional<Duration> until = now.untilSampledAfter(state.awaitedAt, interval);
        return until.isPresent() ? until : now.untilSampledAfter(state.awaitedAt + interval.toMillis(), interval);
    }

    /** The finding of a gate that has waited for a baseline in vain. */
    CheckResult neverCounted(Duration waited) {
        String what = now.series().isEmpty() ? "has no series" : "has no sample from after the warm-up";
        String selector = now.scope().selector();
        return CheckResult.of(
                Check.COUNTED,
                selector,
                "",
                "a sample after the warm-up",
                Verdict.INCONCLUSIVE,
                "Prometheus " + what + " of " + selector + " " + waited.toSeconds() + " s after " + state.accepted
                        + " predictions were answered.");
    }

    /** Successful predictions that others caused since {@link GateState#originAt}. */
    double others() {
        return others(sinceOrigin());
    }

    private double others(Processes since) {
        return Math.max(0, own(since).mapToDouble(Target::successes).sum() - state.answered);
    }

    private Stream<Target> own(Processes processes) {
        return processes.all().stream().filter(target -> state.routing.counts(target.predictor(), target.isShadow()));
    }

    private Processes sinceOrigin() {
        long later = state.awaitedAt + interval.toMillis();
        long end = now.sampledAfter(later, interval) ? later : state.awaitedAt;
        return sinceOrigin(end);
    }

    private Processes sinceOrigin(long end) {
        return now.since(state.origin, new Window(state.originAt, end + 1, interval), state.owners());
    }

    /** Takes what is counted now as the baseline of the burst. */
    void takeBaseline() {
        Processes since = sinceOrigin();
        state.othersSeconds = Math.max(1, spanMillis(state.origin, state.originAt, since.delta())) / 1000.0;
        state.others = others(since);
        state.late = Math.max(0, state.answered - seen(since));
        state.lagMillis = state.stampedAhead || isLagging(since) ? interval.toMillis() : 0;
        state.baseline = now.lasts();
        state.burstStartAt = now.nowMillis();
    }

    /** Whether pods that are known had to be scraped once more before they showed what had been answered. */
    private boolean isLagging(Processes since) {
        return since.basis() != Owners.Basis.LABELS && seen(sinceOrigin(state.awaitedAt)) < state.answered;
    }

    /**
     * The measurement of the burst; empty while samples are missing that may still come.
     *
     * @param last whether this is the last look, so that what is there has to do
     * @param limits what the counts will be held against
     */
    Optional<Measurement> measurement(boolean last, Thresholds limits) throws PrometheusException {
        boolean sampled = isComplete();
        if (!sampled && !last) {
            return Optional.empty();
        }
        List<Pulse> pulses = pulsesSeen();
        Processes rise = rise(state.awaitedAt + 1);
        Measurement measured = measured(rise, pulses, sampled);
        if (sampled && !isSettled(measured, limits)) {
            // A replica's series may turn up one scrape later than the others': look once more before it counts less.
            // Where the executors can't be read, others show in one more scrape only.
            long later = state.awaitedAt + interval.toMillis();
            rise = rise(later + 1);
            Measurement again = measured(rise, pulses, sampled);
            // Where a replica vanished, another takes its place, and Prometheus has to discover that one first.
            boolean whole = again.ended() == 0 || again.living() >= livingBefore(rise.delta());
            sampled = (whole && now.sampledAfter(later, interval)) || isSettled(again, limits);
            // What is not sampled so late at the last look has not ended for that.
            measured = last && !sampled && again.ended() > measured.ended() ? measured : again;
        }
        return sampled || last ? Optional.of(measured) : Optional.empty();
    }

    /** The burst's parts as samples show them; the first one begins with the baseline, whatever scrapes take. */
    private List<Pulse> pulsesSeen() throws PrometheusException {
        Duration slowest = reader.slowestScrape(state.burstStartAt, now.nowMillis());
        List<Pulse> seen = new ArrayList<>();
        for (Pulse pulse : state.pulses) {
            Pulse begun = seen.isEmpty() ? pulse : pulse.afterScrapesOf(slowest);
            seen.add(begun.shownLateBy(state.lagMillis));
        }
        return seen;
    }

    /**
     * Whether one more scrape has nothing to add: everything is counted, or as much of it as has to be in the worst case, and
     * Prometheus lacks nothing that the executors have. Where these can't be read, a replica that Prometheus lacks would not
     * show.
     */
    static boolean isSettled(Measurement measured, Thresholds limits) {
        Counts counts = measured.counts();
        boolean enough = counts.scrapeLost() == 0
                && counts.lostAtMost() <= limits.tolerated(measured.load().accepted());
        return counts.executorsRead() && (enough || measured.countedRatio() >= 1);
    }

    /** The rates of successful and of failed predictions from a little before the burst until now. */
    List<RatePoint> rates() {
        long step = interval.toMillis();
        Map<SortedMap<String, String>, SeriesDelta> counted = own(rise(state.awaitedAt + 1))
                .flatMap(target -> target.series().stream())
                .collect(Collectors.toMap(SeriesDelta::labels, rise -> rise, (one, other) -> one));
        Map<Boolean, List<Series>> own = now.series().stream()
                .filter(series -> counted.containsKey(series.labels()))
                .map(series -> RatePoint.fromZero(series, counted.get(series.labels()), step))
                .collect(Collectors.partitioningBy(series -> PredictionSeries.isSuccess(series.label("code"))));
        return RatePoint.of(own.get(true), own.get(false), state.burstStartAt - 2 * step, now.nowMillis(), step);
    }

    /** A sentence on processes that Prometheus has scraped more than once since the baseline, if there are any. */
    Optional<String> scrapedAgain() {
        return rise(now.nowMillis() + 1).scrapedAgain();
    }

    private Processes rise(long end) {
        return now.since(state.baseline, new Window(state.burstStartAt, end, interval), state.owners());
    }

    private Measurement measured(Processes rise, List<Pulse> pulses, boolean sampled) {
        Counts counts = ThreeCounts.of(new ThreeCounts.Snapshot(
                state.routing,
                state.pages,
                now,
                rise,
                Stretch.silent(state.othersSeconds, state.others),
                state.late,
                pulses,
                state.burstStartAt));
        CounterDelta delta = new CounterDelta(
                own(rise).flatMap(target -> target.series().stream()).toList());
        double seconds = Math.max(0, spanMillis(state.baseline, state.burstStartAt, delta)) / 1000.0;
        long living = Counters.livingSince(state.burstStartAt, interval);
        return Measurement.of(state.load, counts, delta, seconds, living, sampled);
    }

    /** Series of successful predictions that lived when the burst began. */
    private long livingBefore(CounterDelta rise) {
        long living = Counters.livingSince(state.burstStartAt, interval);
        return rise.series().stream()
                .filter(s -> PredictionSeries.isSuccess(s.label("code")))
                .map(s -> s.first().atMillis())
                .filter(at -> at >= living && at <= state.burstStartAt)
                .count();
    }

    /** From the earliest of the samples that series lived with at a moment to the latest one of a rise. */
    private long spanMillis(List<Series> samples, long moment, CounterDelta delta) {
        long living = Counters.livingSince(moment, interval);
        long from = samples.stream()
                .mapToLong(series -> series.last().atMillis())
                .filter(at -> at >= living)
                .min()
                .orElse(moment);
        long to = delta.series().stream()
                .mapToLong(series -> series.last().atMillis())
                .max()
                .orElse(now.nowMillis());
        return to - from;
    }
}
