package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.measure.Buckets;
import io.jenkins.plugins.seldon.gate.measure.Counters;
import io.jenkins.plugins.seldon.gate.measure.Measurement;
import io.jenkins.plugins.seldon.gate.verdict.Check;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.Checks;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Period;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.LatencyLimit;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.Source;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.PrometheusDuration;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.text.Numbers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Everything that a gate requires, held against the measurement and against what Prometheus answers. */
final class Conditions {

    private final GateConfig config;
    private final PrometheusClient prometheus;
    private final GateState state;
    private final Duration interval;

    Conditions(GateConfig config, PrometheusClient prometheus, GateState state) {
        this.config = config;
        this.prometheus = prometheus;
        this.state = state;
        this.interval = Duration.ofMillis(Math.max(1, state.scrapeIntervalMillis));
    }

    /** How long the longest of the conditions has to hold; zero when none has to. */
    Duration holding() {
        return config.conditions().stream()
                .map(MetricCondition::holding)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /**
     * Findings of all that is looked at once, right after the burst was sampled.
     *
     * @throws PrometheusException when Prometheus can't answer now and may later
     */
    List<CheckResult> once() throws PrometheusException {
        Measurement measured = state.measured;
        List<CheckResult> findings =
                new ArrayList<>(Checks.of(measured, config.thresholds(), measured.rateQuery(config.scope())));
        for (LatencyLimit limit : config.thresholds().latencies()) {
            if (limit.source() == Source.PROMETHEUS) {
                findings.add(latency(limit));
            }
        }
        for (MetricCondition condition : config.conditions()) {
            if (condition.holding().isZero()) {
                findings.add(judge(condition));
            }
        }
        return findings;
    }

    /** Findings of what has to hold for a time, as of now. */
    List<CheckResult> held() throws PrometheusException {
        List<CheckResult> findings = new ArrayList<>();
        for (MetricCondition condition : config.conditions()) {
            if (!condition.holding().isZero()) {
                findings.add(judge(condition));
            }
        }
        return findings;
    }

    private CheckResult judge(MetricCondition condition) throws PrometheusException {
        try {
            return condition.judge(evaluate(condition));
        } catch (PrometheusException e) {
            if (e.isTransient()) {
                throw e;
            }
            return condition.unmeasured(e.getMessage());
        }
    }

    private List<Series> evaluate(MetricCondition condition) throws PrometheusException {
        long now = condition.over().isInstant() && !condition.usesRange() ? 0 : prometheus.nowMillis();
        Period over = condition.over();
        long from = over.isBurst() ? state.burstStartAt : now - over.length().toMillis();
        Duration burst = Duration.ofMillis(Math.max(1000, now - state.burstStartAt));
        String promql = condition.promqlOver(PrometheusDuration.seconds(burst));
        return over.isInstant() ? prometheus.query(promql) : prometheus.queryRange(promql, from, now, interval);
    }

    /** The latency by the executor's histogram, from its buckets' own raw samples. */
    private CheckResult latency(LatencyLimit limit) throws PrometheusException {
        String name = Check.LATENCY.label();
        String query = config.scope().bucketSelector();
        String most = "at most " + Numbers.of(limit.millis()) + " ms";
        long since = state.burstStartAt - 3 * interval.toMillis();
        Counters buckets = new CounterReader(prometheus, config.scope()).buckets(since);
        double millis = Buckets.quantile(buckets, state.burstStartAt, state.awaitedAt, limit.quantile()) * 1000;
        if (!Double.isFinite(millis)) {
            String told = "The executor's histogram tells no latency at the quantile " + limit.quantile() + " (" + name
                    + ": no value, " + most + ").";
            return CheckResult.of(Check.LATENCY, query, "", most, Verdict.INCONCLUSIVE, told);
        }
        String value = Numbers.of(millis) + " ms";
        return CheckResult.of(
                Check.LATENCY,
                query,
                value,
                most,
                millis <= limit.millis() ? Verdict.PASS : Verdict.FAIL,
                "By the executor's histogram the latency at the quantile " + limit.quantile() + " was " + value + " ("
                        + name + ": " + value + ", " + most + ").");
    }
}
