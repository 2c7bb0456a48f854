package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.prometheus.CounterDelta;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import io.jenkins.plugins.seldon.prometheus.Series;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One look at the deployment's counters, of which there are many while a gate waits: is there a baseline yet, has the
 * burst been sampled?
 */
final class Sampling {

    /** Raw samples are read from this long before those that matter, so that none is missed at the edge. */
    private static final long EDGE_MILLIS = 60_000;

    private final GateState state;
    private final Duration interval;
    private final Counters now;

    /**
     * @param sinceMillis the oldest sample that matters, on Prometheus' clock
     */
    Sampling(PrometheusClient prometheus, Scope scope, GateState state, long sinceMillis) throws PrometheusException {
        if (state.awaitedAt == 0) {
            state.awaitedAt = prometheus.nowMillis();
        }
        this.state = state;
        this.interval = Duration.ofMillis(Math.max(1, state.scrapeIntervalMillis));
        this.now = Counters.read(prometheus, scope, sinceMillis - EDGE_MILLIS);
    }

    Counters counters() {
        return now;
    }

    /** Whether everything has a sample from after what is awaited. */
    boolean isComplete() {
        return now.sampledAfter(state.awaitedAt, interval);
    }

    /** Successful predictions that others caused since {@link GateState#originAt}. */
    double others() {
        return others(sinceOrigin());
    }

    private double others(CounterDelta delta) {
        return Math.max(0, delta.increase(s -> Scope.isSuccess(s.label("code"))) - state.answered);
    }

    private CounterDelta sinceOrigin() {
        return CounterDelta.between(state.origin, now.series(), state.awaitedAt + 1, now.begunSince(state.originAt));
    }

    /** Takes what is counted now as the baseline of the burst. */
    void takeBaseline() {
        CounterDelta delta = sinceOrigin();
        double seconds = Math.max(1, spanMillis(state.origin, state.originAt, delta)) / 1000.0;
        state.baselineRate = others(delta) / seconds;
        state.baseline = now.lasts();
        state.burstStartAt = now.nowMillis();
    }

    /**
     * The measurement of the burst; empty while samples are missing that may still come.
     *
     * @param last whether this is the last look, so that what is there has to do
     */
    Optional<Measurement> measurement(boolean last) {
        boolean sampled = isComplete();
        Measurement measured = measured(state.awaitedAt + 1, sampled);
        if (sampled && measured.countedRatio() < 1) {
            // A replica's series may turn up one scrape later than the others': look once more before it counts less.
            long later = state.awaitedAt + interval.toMillis();
            measured = measured(later + 1, true);
            // Where a replica vanished, another takes its place, and Prometheus has to discover that one first.
            boolean whole = measured.ended() == 0 || measured.living() >= livingBefore();
            sampled = (whole && now.sampledAfter(later, interval)) || measured.countedRatio() >= 1;
        }
        return sampled || last ? Optional.of(measured) : Optional.empty();
    }

    /** The rate of successful predictions from a little before the burst until now. */
    List<RatePoint> rates() {
        List<Series> successes = now.series().stream()
                .filter(series -> Scope.isSuccess(series.label("code")))
                .toList();
        long step = interval.toMillis();
        return RatePoint.of(successes, state.burstStartAt - 2 * step, now.nowMillis(), step);
    }

    private Measurement measured(long end, boolean sampled) {
        CounterDelta delta =
                CounterDelta.between(state.baseline, now.series(), end, now.begunSince(state.burstStartAt));
        double seconds = Math.max(0, spanMillis(state.baseline, state.burstStartAt, delta)) / 1000.0;
        long living = Counters.livingSince(state.burstStartAt, interval);
        return Measurement.of(state.load, delta, seconds, living, state.baselineRate, sampled);
    }

    private long livingBefore() {
        long living = Counters.livingSince(state.burstStartAt, interval);
        return state.baseline.stream()
                .filter(s -> Scope.isSuccess(s.label("code")) && s.last().atMillis() >= living)
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
