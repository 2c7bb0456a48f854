package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.measure.Measurement;
import io.jenkins.plugins.seldon.gate.measure.Pulse;
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
import io.jenkins.plugins.seldon.prometheus.Selectors;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Everything that a gate requires, held against the measurement and against what Prometheus answers. */
final class Conditions {

    /** Prometheus refuses more than 11,000 points of a series. */
    private static final long MOST_STEPS = 10_000;

    /** Between the moment at which a condition's samples are there and a look at them, at most. */
    private static final Duration LOOK = Duration.ofSeconds(15);

    /** Of samples from after the burst's end alone these tell nothing of it, while a maximum tells what was left of it. */
    private static final Pattern RISE = Pattern.compile(
            "\\b(?:rollup_)?(?:i?rate|increase|i?delta|deriv|changes|resets)(?:_prometheus|_pure|_fast)?\\s*\\(");

    /** Between two evaluations of a rule, by Prometheus' default. */
    private static final Duration EVALUATION = Duration.ofMinutes(1);

    private final GateConfig config;
    private final PrometheusClient prometheus;
    private final GateState state;
    private final Duration interval;
    private final PredictionSeries scope;

    Conditions(GateConfig config, PrometheusClient prometheus, GateState state) {
        this.config = config;
        this.prometheus = prometheus;
        this.state = state;
        this.scope = state.scope(config);
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
     * A sentence on the first condition whose query Prometheus can't read, before anything is sent; empty when it reads
     * them all.
     *
     * @throws PrometheusException when Prometheus can't be asked at all
     */
    Optional<String> unreadable() throws PrometheusException {
        for (MetricCondition condition : config.conditions()) {
            try {
                long now = prometheus.nowMillis();
                evaluate(condition, condition.promqlOver("60s"), now, now, interval);
            } catch (PrometheusException e) {
                if (e.kind() == PrometheusException.Kind.BAD_QUERY) {
                    return Optional.of("The condition " + condition.name() + " can't be evaluated, nothing was sent: "
                            + e.getMessage());
                }
                if (e.kind() != PrometheusException.Kind.EXECUTION) {
                    throw blaming(condition, e);
                }
                // The data may be another when it counts, as while a pod is replaced.
            }
        }
        return Optional.empty();
    }

    /**
     * Whether what the conditions look at lacks samples that may still come, or has some that are about to go. Each is
     * evaluated once it lacks none, whatever the others wait for: its ranges soon have nothing of the burst any more. A
     * histogram may be that of another copy of Prometheus, and lack answers.
     *
     * @param isCounted whether the counters' own samples are there
     * @throws PrometheusException when Prometheus can't answer now and may later
     */
    boolean areAwaited(Waits waits, boolean isCounted) throws PrometheusException {
        boolean awaited = state.copies && looksAtHistograms() && prometheus.nowMillis() < scrapedAt();
        for (int i = 0; i < config.conditions().size(); i++) {
            awaited |= !state.judged.containsKey(i) && lookAt(i, waits, isCounted);
        }
        return awaited;
    }

    /**
     * Evaluates those whose ranges have less of the burst by the next scrape, while the counters' own are awaited once more:
     * where there is one every 30 s, a minute's rate has nothing of the burst at the second one after it.
     *
     * @param isCounted whether these were there for the first time after it
     * @throws PrometheusException when Prometheus can't answer now and may later
     */
    void judgeFleeting(Waits waits, boolean isCounted) throws PrometheusException {
        if (!isCounted || state.judged.size() == config.conditions().size()) {
            return;
        }
        long later = prometheus.nowMillis() + interval.toMillis() - state.burstStartAt;
        for (int i = 0; i < config.conditions().size(); i++) {
            if (!state.judged.containsKey(i) && !config.conditions().get(i).looksBackFor(later)) {
                lookAt(i, waits, isCounted);
            }
        }
    }

    /** Evaluates a condition whose own samples are there. @return whether they are not, and may come */
    private boolean lookAt(int index, Waits waits, boolean isCounted) throws PrometheusException {
        MetricCondition condition = config.conditions().get(index);
        try {
            Freshness freshness = freshness(condition, Duration.ZERO, true);
            if (freshness.missing(condition.promql()).isEmpty() && !mayAppear(condition, freshness)) {
                state.judged.put(index, evaluatedFirst(condition));
                return false;
            }
            return waits.arePatientOfConditions(isCounted, untilKnown(condition))
                    || waits.arePatientOfEnded(isCounted)
                            && condition.looksBackFor(prometheus.nowMillis() - state.burstStartAt)
                            && freshness.hasEnded(condition.promql());
        } catch (PrometheusException e) {
            if (e.isTransient()) {
                throw blaming(condition, e);
            }
            // The condition's own finding tells it.
            return false;
        }
    }

    /**
     * Whether series that are not there may be after the next scrape of what is scraped as often as the model or shows others
     * of their name: errors are counted from the first one on, as by an ingress whose scrape comes later; or after the rules'
     * next evaluation. Until then the copy of Prometheus that evaluates it may lack what this one has.
     */
    private boolean mayAppear(MetricCondition condition, Freshness freshness) throws PrometheusException {
        long now = prometheus.nowMillis();
        boolean isSoon = now < scrapedAt() + (isOfRules(condition) ? EVALUATION.toMillis() : 0);
        return condition.looksBackFor(now + interval.toMillis() - state.burstStartAt)
                && (state.copies && now < scrapedAt()
                        || isSoon && freshness.isWithoutSeries(condition.promql())
                        || !isSoon && freshness.isUnscraped(condition.promql()));
    }

    /** When everything was scraped after the burst's end that is scraped as often as the model, by each copy of Prometheus. */
    private long scrapedAt() {
        return state.awaitedAt + state.lagMillis + interval.toMillis() + Pulse.SCRAPE_MILLIS;
    }

    private boolean looksAtHistograms() {
        return config.thresholds().latencies().stream().anyMatch(limit -> limit.source() == Source.PROMETHEUS);
    }

    /** What a query takes, and which stores it reads, is its own: others may be answered meanwhile. */
    private static PrometheusException blaming(MetricCondition condition, PrometheusException e) {
        return switch (e.kind()) {
            case TIMEOUT, PARTIAL ->
                new PrometheusException(
                        e.kind(),
                        e.detail(),
                        "The condition " + condition.name() + " can't be evaluated: " + e.getMessage());
            default -> e;
        };
    }

    /**
     * Findings of all that is looked at once, right after the burst was sampled.
     *
     * @throws PrometheusException when Prometheus can't answer now and may later
     */
    List<CheckResult> once() throws PrometheusException {
        Measurement measured = state.measured;
        List<CheckResult> findings = new ArrayList<>(Checks.of(measured, config.thresholds()));
        for (LatencyLimit limit : config.thresholds().latencies()) {
            if (limit.source() == Source.PROMETHEUS) {
                findings.add(ServerLatency.judge(limit, prometheus, state, scope, interval));
            }
        }
        for (int i = 0; i < config.conditions().size(); i++) {
            if (config.conditions().get(i).holding().isZero()) {
                findings.add(found(i, Duration.ZERO));
            }
        }
        return findings;
    }

    /**
     * Findings of what has to hold for a time, as of now.
     *
     * @param oldest how old samples may be: a Prometheus that nobody writes to any more goes on answering with its last ones
     */
    List<CheckResult> held(Duration oldest) throws PrometheusException {
        List<CheckResult> findings = new ArrayList<>();
        for (int i = 0; i < config.conditions().size(); i++) {
            if (!config.conditions().get(i).holding().isZero()) {
                findings.add(found(i, oldest));
            }
        }
        return findings;
    }

    /** What was found while others were waited for; what has to hold has to go on holding. */
    private CheckResult found(int index, Duration oldest) throws PrometheusException {
        MetricCondition condition = config.conditions().get(index);
        CheckResult before = state.judged.get(index);
        if (before != null && (condition.holding().isZero() || before.verdict() != Verdict.PASS)) {
            return before;
        }
        CheckResult found = judge(condition, oldest, before == null);
        state.judged.putIfAbsent(index, found);
        return found;
    }

    /**
     * What is as old as the counters' samples is waited for as these are, and what rules make for a scrape more; but not where
     * the query's ranges lose the burst meanwhile: a server's own metric may have a colon in its name, as vLLM's have.
     */
    private Freshness freshness(MetricCondition condition, Duration oldest, boolean isFirst)
            throws PrometheusException {
        long end = state.awaitedAt + state.lagMillis;
        boolean isFleeting = isOfRules(condition)
                && !condition.looksBackFor(prometheus.nowMillis() + interval.toMillis() - state.burstStartAt);
        Map<String, Long> series = isFirst ? state.looked : Map.of();
        return new Freshness(
                prometheus, state.burstStartAt, end, isFleeting ? Duration.ZERO : interval, oldest, series);
    }

    /** How much later than a sample from after the burst's end there may be one that knows of all of it. */
    private Duration untilKnown(MetricCondition condition) {
        return Duration.ofMillis(state.lagMillis).plus(isOfRules(condition) ? interval : Duration.ZERO);
    }

    private static boolean isOfRules(MetricCondition condition) {
        return Stream.of(Selectors.of(condition.promql()), Selectors.ofAbsence(condition.promql()))
                .flatMap(List::stream)
                .anyMatch(Selectors::isOfRule);
    }

    private CheckResult judge(MetricCondition condition, Duration oldest, boolean isFirst) throws PrometheusException {
        try {
            Optional<String> missing = freshness(condition, oldest, isFirst).missing(condition.promql());
            return missing.isPresent()
                    ? condition.unmeasuredSince(missing.get())
                    : isFirst ? evaluatedFirst(condition) : evaluated(condition);
        } catch (PrometheusException e) {
            if (e.isTransient()) {
                throw blaming(condition, e);
            }
            return condition.unmeasured(e.getMessage());
        }
    }

    /** The first time it has to look at the burst, which a restart of the controller may have put too far back. */
    private CheckResult evaluatedFirst(MetricCondition condition) throws PrometheusException {
        // What a rule makes looks back as far as the rule does.
        if (state.forgotten && (condition.looksBack() || isOfRules(condition))) {
            return condition.unmeasuredSince(
                    "looks back over the burst, and Prometheus has lost its samples from before it");
        }
        long now = prometheus.nowMillis();
        Duration since = Duration.ofMillis(now - burstEnd());
        String nothing = "has nothing of the burst in its ranges " + since.toSeconds() + " s after its end";
        boolean isRise = RISE.matcher(condition.promql()).find();
        if (!condition.looksBackFor(since.minus(isRise ? Duration.ZERO : LOOK).toMillis())) {
            return condition.unmeasuredSince(nothing);
        }
        CheckResult found = evaluated(condition);
        if (!isRise || found.verdict() != Verdict.PASS) {
            return found;
        }
        // What was before the burst tells nothing of it.
        long burst = now - state.burstStartAt;
        Duration over = Duration.ofMillis(
                condition.over().isBurst()
                        ? burst
                        : Math.min(condition.over().length().toMillis(), burst));
        String promql = condition.promqlOver(range(now));
        if (new Rises(prometheus).areUnknown(promql, over, burstEnd(), now)) {
            return condition.unmeasuredSince(nothing);
        }
        return new FirstValues(prometheus, burst, interval)
                        .areAllowed(promql, burstEnd(), now, counted -> evaluated(condition, counted, now))
                ? found
                : condition.unmeasuredSince(
                        "would not hold with what counters began with in the burst, which no rate has");
    }

    /** On Prometheus' clock; samples are awaited from a later moment on where it could not be asked for its time. */
    private long burstEnd() {
        int parts = state.pulses.size();
        return parts == 0
                ? state.awaitedAt
                : Math.min(state.awaitedAt, state.pulses.get(parts - 1).endMillis());
    }

    private CheckResult evaluated(MetricCondition condition) throws PrometheusException {
        long now = prometheus.nowMillis();
        return evaluated(condition, condition.promqlOver(range(now)), now);
    }

    private CheckResult evaluated(MetricCondition condition, String promql, long now) throws PrometheusException {
        Period over = condition.over();
        long from = over.isBurst() ? state.burstStartAt : now - over.length().toMillis();
        Duration step = step(from, now);
        int steps = over.isInstant() ? 1 : (int) ((now - from) / step.toMillis()) + 1;
        // The last one is now, since the samples that were awaited are just there.
        long first = now - (steps - 1) * step.toMillis();
        Evaluation evaluation = asked -> judged(condition, asked, first, now, steps, step);
        CheckResult found = evaluation.of(promql);
        return found.verdict() != Verdict.PASS || Quantiles.areKnown(promql, evaluation)
                ? found
                : condition.unmeasuredSince("has a quantile beyond the last bound of its histogram");
    }

    private CheckResult judged(MetricCondition condition, String promql, long first, long now, int steps, Duration step)
            throws PrometheusException {
        List<Series> found = evaluate(condition, promql, first, now, step);
        Freshness freshness = freshness(condition, Duration.ZERO, false);
        if (found.isEmpty()) {
            return condition.withoutData(freshness.withoutSeries(condition.promql()), interval);
        }
        boolean isLater = found.stream().allMatch(series -> series.first().atMillis() >= first + step.toMillis());
        // A new release's counters have one sample when its burst begins, of which there is no rise yet.
        boolean isNew = isLater
                && condition.over().isBurst()
                && RISE.matcher(condition.promql()).find()
                && new Rises(prometheus).areAbsent(condition.promqlOver(range(now)), first);
        return condition.judge(found, isNew ? steps - 1 : steps);
    }

    /**
     * Back to the last scrape before the burst, from which counters rise in it: a range has nothing of what was counted before
     * its first sample. In whole seconds that don't reach back to the scrape before that, between which the warm-up was.
     */
    private String range(long nowMillis) {
        long burst = Math.max(1000, nowMillis - state.burstStartAt);
        return PrometheusDuration.seconds(Duration.ofMillis(burst + Math.max(0, interval.toMillis() - 999)));
    }

    private List<Series> evaluate(MetricCondition condition, String promql, long from, long to, Duration step)
            throws PrometheusException {
        return condition.over().isInstant() ? prometheus.query(promql) : prometheus.queryRange(promql, from, to, step);
    }

    /** The scrape interval, or as many of them as keep the number of steps within what Prometheus evaluates. */
    private Duration step(long from, long to) {
        return interval.multipliedBy(1 + (to - from) / (MOST_STEPS * interval.toMillis()));
    }
}
