package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.measure.Buckets;
import io.jenkins.plugins.seldon.gate.measure.Counters;
import io.jenkins.plugins.seldon.gate.measure.Counts;
import io.jenkins.plugins.seldon.gate.measure.Counts.OfPredictor;
import io.jenkins.plugins.seldon.gate.measure.Measurement;
import io.jenkins.plugins.seldon.gate.measure.Owners;
import io.jenkins.plugins.seldon.gate.measure.Window;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.HistogramLatency;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.LatencyLimit;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.time.Duration;
import java.util.Optional;

/** The burst's latency by the server's histogram, from its own raw samples. */
final class ServerLatency {

    private ServerLatency() {}

    /**
     * Holds a limit against it.
     *
     * @param interval between two scrapes
     * @throws PrometheusException when Prometheus can't answer
     */
    static CheckResult judge(
            LatencyLimit limit, PrometheusClient prometheus, GateState state, PredictionSeries scope, Duration interval)
            throws PrometheusException {
        String process = scope.server().process();
        Optional<String> buckets = scope.bucketSelector();
        Optional<String> sums = scope.sumSelector();
        if (buckets.isEmpty() || sums.isEmpty()) {
            return HistogramLatency.judge(limit, Optional.empty(), process, "");
        }
        String query = buckets.get();
        long since = state.burstStartAt - 3 * interval.toMillis();
        Counters histogram = new CounterReader(prometheus, scope).histogram(query, sums.get(), since);
        Owners owners = state.owners();
        Window window = new Window(state.burstStartAt, state.awaitedAt + state.lagMillis + 1, interval);
        if (Buckets.areWhole(histogram, window, owners, state.routing)) {
            return HistogramLatency.cut(limit, process, query);
        }
        double answered = answered(state.measured, scope.predictor());
        double lost = lost(state.measured.counts(), scope.predictor());
        return HistogramLatency.judge(
                limit,
                Buckets.quantile(histogram, window, owners, state.routing, limit.quantile(), answered, lost),
                process,
                query);
    }

    /** How many predictions of the burst, or of the predictor that the gate is about, a histogram has to have. */
    private static double answered(Measurement measured, String predictor) {
        return predictor.isEmpty()
                ? measured.load().accepted()
                : measured.counts().predictors().stream()
                        .filter(counts -> counts.name().equals(predictor))
                        .mapToDouble(OfPredictor::got)
                        .findFirst()
                        .orElse(0);
    }

    /** How many of them the pods counted and Prometheus did not. */
    private static double lost(Counts counts, String predictor) {
        return predictor.isEmpty() ? counts.scrapeLost() : counts.scrapeLostOf(predictor);
    }
}
