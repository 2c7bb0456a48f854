package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.seldon.gate.measure.Pulse;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.Effect;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Period;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Reduce;
import io.jenkins.plugins.seldon.gate.verdict.MetricConditions;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.LatencyLimit;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.Source;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.http.HttpFailure;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import io.jenkins.plugins.seldon.seldon.Endpoint;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A condition whose query a Prometheus can't answer that answers everything else. */
class ConditionsTest {

    private static final MetricCondition CONDITION = MetricConditions.of(
            "errors", "sum(slow)", null, 1.0, Reduce.ONLY, Period.INSTANT, Duration.ZERO, Effect.FAILURE);

    /** As in Prometheus after {@code --query.timeout}, in Thanos without one of its stores, and while it restarts. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "503 | {\"status\":\"error\",\"errorType\":\"timeout\",\"error\":\"query timed out\"} | The condition errors can't be evaluated: Could not",
                "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]},\"warnings\":[\"x\"]} | The condition errors can't be evaluated: Could not",
                "503 | Service Unavailable | Could not evaluate a query at",
            })
    void isNamedWhereItsOwnQueryMayBeToBlame(int status, String body, String told) {
        GateState state = state();
        Conditions conditions = new Conditions(config(), new PrometheusClient(answering(status, body)), state);
        PrometheusException e = catchThrowableOfType(PrometheusException.class, conditions::unreadable);
        assertThat(e).hasMessageStartingWith(told);
        assertThat(e.isTransient()).isTrue();
        Waits waits = new Waits(Patience.DEFAULT, () -> Instant.EPOCH, state);
        waits.forSamples(Phase.SETTLE);
        assertThat(catchThrowableOfType(PrometheusException.class, () -> conditions.areAwaited(waits, true)))
                .hasMessage(e.getMessage());
    }

    /** As of a replica that was replaced, by cAdvisor; what ended in the burst will not come again. */
    @ParameterizedTest(name = "{0}: a sample at {1} s, {2} s after a burst from 1000 to 1020 s: {3}")
    @CsvSource({
        "sum(slow), 999, 10, true",
        "sum(slow), 999, 80, true",
        "sum(slow), 999, 320, false",
        "sum(slow), 1005, 10, true",
        "sum(slow), 1005, 80, false",
        "sum(slow), 1025, 10, false",
        // Of the burst it would have nothing any more.
        "sum(rate(slow[1m])), 999, 10, true",
        "sum(rate(slow[1m])), 999, 80, false",
        "sum(rate(slow[2m])), 999, 80, true",
        "sum(rate(slow[2m])), 999, 101, false",
        "sum(rate(slow[$__range])), 999, 200, true",
    })
    void whatEndedBeforeTheBurstIsWaitedForUntilItIsGone(String promql, long latest, long seconds, boolean awaited)
            throws Exception {
        GateState state = state();
        assertThat(areAwaited(state, seconds, config(condition(promql)), series(latest)))
                .isEqualTo(awaited);
    }

    /** As of an agent whose clock is ahead, or of a rule that is evaluated before the burst's last samples came. */
    @ParameterizedTest(name = "{0}: a sample at {1} s that may be {2} s older, {3} s after a burst until 1020 s: {4}")
    @CsvSource({
        "sum(slow), 1023, 0, 10, false",
        "sum(slow), 1023, 5, 10, true",
        "sum(slow), 1026, 5, 10, false",
        "sum(a:slow), 1020, 0, 10, true",
        "sum(a:slow), 1021, 0, 10, false",
        "sum(a:slow), 1020, 0, 75, true",
        "sum(a:slow), 1020, 0, 77, false",
        "sum(rate(a:slow[1m])), 1020, 0, 10, true",
        // Of the burst it would have less by then.
        "sum(rate(a:slow[15s])), 1020, 0, 10, false",
    })
    void whatMayKnowNothingOfTheBurstsEndIsWaitedFor(
            String promql, long latest, long lag, long seconds, boolean awaited) throws Exception {
        GateState state = state();
        state.lagMillis = lag * 1000;
        assertThat(areAwaited(state, seconds, config(condition(promql)), series(latest)))
                .isEqualTo(awaited);
    }

    /** Of two copies of Prometheus the one that has a sample need not be the one that evaluates the query. */
    @ParameterizedTest(name = "{0}, {1} s after the burst, with a scrape every second: {2}")
    @CsvSource({
        "sum(slow), 1, true",
        "sum(slow), 2, false",
        "sum(slow:firing), 2, false",
        "sum(rate(slow[15s])), 1, false",
    })
    void eachCopyOfPrometheusHasAScrapeToCatchUp(String promql, long seconds, boolean awaited) throws Exception {
        GateState state = state();
        state.copies = true;
        assertThat(areAwaited(state, seconds, config(condition(promql)), series(1025)))
                .isEqualTo(awaited);
    }

    @ParameterizedTest(name = "copies: {0}, a latency by {1}, {2} s after the burst: {3}")
    @CsvSource({
        "true,  PROMETHEUS, 1, true",
        "true,  PROMETHEUS, 2, false",
        "true,  CLIENT,     1, false",
        "false, PROMETHEUS, 1, false"
    })
    void soHasAHistogram(boolean copies, Source source, long seconds, boolean awaited) throws Exception {
        GateState state = state();
        state.copies = copies;
        Thresholds limits = new Thresholds(0, 0.95, 0.01, List.of(new LatencyLimit(0.99, 500, source)));
        assertThat(areAwaited(state, seconds, config(limits), series(1025))).isEqualTo(awaited);
    }

    /** As of the first error that a sidecar counts, whose scrape comes later than the executor's. */
    @ParameterizedTest(name = "{0}, {1} s after the burst, with a scrape every second: {2}")
    @CsvSource({
        "sum(slow) or vector(0), 0, true",
        "sum(slow) or vector(0), 1, true",
        "sum(slow) or vector(0), 2, false",
        "count(slow:firing) or vector(0), 61, true",
        "count(slow:firing) or vector(0), 62, false",
        "sum(rate(slow[1m])) or vector(0), 0, true",
        // Of the burst it would have less by then.
        "sum(rate(slow[15s])) or vector(0), 0, false",
        "absent(slow), 0, true",
        "absent(slow), 2, false",
        "absent(slow:firing), 61, true",
        "absent(slow:firing), 62, false",
    })
    void whatIsNotThereHasAScrapeToAppear(String promql, long seconds, boolean awaited) throws Exception {
        GateState state = state();
        String none = "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}";
        assertThat(areAwaited(state, seconds, config(condition(promql)), none)).isEqualTo(awaited);
        assertThat(state.judged.isEmpty()).isEqualTo(awaited);
    }

    /** Of errors in the burst a rate over a minute would be 0 by the time that nothing of another's replaced replica is left. */
    @ParameterizedTest(name = "holds for {0} s")
    @ValueSource(longs = {0, 30})
    void eachIsJudgedOnceItsOwnSamplesAreThere(long holding) throws Exception {
        GateState state = state();
        GateConfig config = config(
                MetricConditions.of(
                        "errors",
                        "sum(rate(quick[1m]))",
                        null,
                        1.0,
                        Reduce.ONLY,
                        Period.INSTANT,
                        Duration.ofSeconds(holding),
                        Effect.FAILURE),
                CONDITION);
        assertThat(areAwaited(state, 10, config, series(999))).isTrue();
        assertThat(state.judged).containsOnlyKeys(0);
        assertThat(GateState.fromJson(state.toJson()).judged).isEqualTo(state.judged);
        PrometheusClient later = new PrometheusClient(new IdlePrometheus(System::currentTimeMillis));
        Conditions conditions = new Conditions(config, later, state);
        CheckResult errors = holding > 0 ? conditions.held(Duration.ZERO).get(0) : state.judged.get(0);
        assertThat(errors.verdict()).isEqualTo(Verdict.FAIL);
    }

    /** As after a restart of the controller while samples were awaited. What was seen to hold then goes on to be looked at. */
    @ParameterizedTest(name = "{0} first looked at {1} s after the burst: {2}")
    @CsvSource({
        "sum(rate(quick[1m])), 60, PASS",
        "sum(rate(quick[1m])), 70, INCONCLUSIVE",
        "max(max_over_time(quick[1m])), 70, PASS",
        "max(max_over_time(quick[1m])), 80, INCONCLUSIVE",
        "sum(rate(quick[2m])), 80, PASS",
        "sum(rate(quick[$__range])), 800, PASS",
        "sum(quick), 800, PASS",
    })
    void whatHasNothingOfTheBurstInItsRangesIsNotJudged(String promql, long seconds, Verdict verdict) throws Exception {
        GateState state = state();
        state.burstStartAt = 1_000_000;
        state.awaitedAt = 1_020_000;
        AtomicLong millis = new AtomicLong(1_020_000 + seconds * 1000);
        MetricCondition rate = MetricConditions.of(
                "", promql, 1.0, null, Reduce.ONLY, Period.INSTANT, Duration.ofMinutes(20), Effect.FAILURE);
        Conditions conditions =
                new Conditions(config(rate), new PrometheusClient(answering(200, "", millis::get)), state);
        CheckResult first = conditions.held(Duration.ZERO).get(0);
        assertThat(first.verdict()).isEqualTo(verdict);
        assertThat(first.sentence().contains("has nothing of the burst in its ranges " + seconds + " s after its end"))
                .isEqualTo(verdict != Verdict.PASS);
        millis.addAndGet(600_000);
        assertThat(conditions.held(Duration.ZERO))
                .extracting(CheckResult::verdict)
                .containsExactly(verdict);
    }

    /** As where Prometheus was away until 1025 s, after a burst that ended at 1012 s; looked at 60 s after that. */
    @ParameterizedTest(name = "{0}, sampled in the burst {1}: {2}")
    @CsvSource({
        "sum(rate(quick[50s])), true,  INCONCLUSIVE",
        "sum(rate(quick[2m])),  true,  PASS",
        "sum(rate(quick[2m])),  false, INCONCLUSIVE",
        "sum(quick),            false, PASS"
    })
    void aRiseIsJudgedByWhatHasTheBurstsOwnEnd(String promql, boolean sampled, Verdict verdict) throws Exception {
        GateState state = state();
        state.burstStartAt = 1_000_000;
        state.pulses.add(new Pulse(1_000_000, 1_005_000, 100, 0));
        state.pulses.add(new Pulse(1_007_000, 1_012_000, 100, 0));
        state.awaitedAt = 1_025_000;
        MetricCondition condition = MetricConditions.of(
                "", promql, 1.0, null, Reduce.ONLY, Period.INSTANT, Duration.ofSeconds(1), Effect.FAILURE);
        HttpPort way = answering(200, "", () -> 1_072_000);
        PrometheusClient prometheus = new PrometheusClient(new HttpPort() {
            @Override
            public Response send(Request request) throws HttpFailure {
                boolean isPast = "1012".equals(request.parameters().get("time"));
                String none = "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}";
                return isPast && !sampled
                        ? new Response(200, "application/json", List.of(), none.getBytes(StandardCharsets.UTF_8))
                        : way.send(request);
            }

            @Override
            public boolean mayQuote() {
                return true;
            }
        });
        CheckResult found = new Conditions(config(condition), prometheus, state)
                .held(Duration.ZERO)
                .get(0);
        assertThat(found.verdict()).isEqualTo(verdict);
        assertThat(found.sentence().contains("has nothing of the burst in its ranges 60 s after its end"))
                .isEqualTo(verdict != Verdict.PASS);
    }

    /** A counter that is known from after the burst on rose in none of it: what was replaced has lost its first value. */
    @ParameterizedTest(name = "{0} over {1}: {2}")
    @CsvSource({
        "sum(rate(quick[5m])), '', INCONCLUSIVE",
        "sum(quick), burst, INCONCLUSIVE",
        "sum(quick:rate5m), '', INCONCLUSIVE",
        "sum(quick), '', PASS"
    })
    void whatLooksBackIsNotJudgedByAPrometheusThatForgot(String promql, String over, Verdict verdict) throws Exception {
        GateState state = state();
        state.burstStartAt = 1_000_000;
        state.awaitedAt = 1_020_000;
        state.forgotten = true;
        MetricCondition condition = MetricConditions.of(
                "", promql, 1.0, null, Reduce.ONLY, Period.of(over), Duration.ofSeconds(1), Effect.FAILURE);
        Conditions conditions =
                new Conditions(config(condition), new PrometheusClient(answering(200, "", () -> 1_030_000)), state);
        CheckResult found = conditions.held(Duration.ZERO).get(0);
        assertThat(found.verdict()).isEqualTo(verdict);
        assertThat(found.sentence().contains("Prometheus has lost its samples from before it"))
                .isEqualTo(verdict != Verdict.PASS);
    }

    /** Of errors in the first seconds a range that begins with the burst has nothing: its first sample counts them all. */
    @ParameterizedTest(name = "a scrape every {0} ms: {1}")
    @CsvSource({"500, 41s", "1000, 41s", "15000, 55s", "30000, 70s"})
    void theRangeReachesBackToTheLastScrapeBeforeTheBurst(long interval, String range) throws Exception {
        assertThat(asked(interval, "sum(increase(quick[$__range]))", Period.INSTANT))
                .extracting(parameters -> parameters.get("query"))
                .contains("sum(increase(quick[" + range + "]))");
    }

    /** A burst from 1000 s on, of which the newest sample is looked at, too: it has just been awaited. */
    @ParameterizedTest(name = "over {0} with a scrape every {1} ms: from {2} s on")
    @CsvSource({"burst, 15000, 1010.2", "burst, 1000, 1000.2", "50s, 15000, 995.2", "45s, 15000, 995.2"})
    void theLastStepIsNow(String over, long interval, String start) throws Exception {
        assertThat(asked(interval, "sum(quick)", Period.of(over)))
                .filteredOn(parameters -> "sum(quick)".equals(parameters.get("query")))
                .singleElement()
                .satisfies(parameters ->
                        assertThat(parameters).containsEntry("start", start).containsEntry("end", "1040.2"));
    }

    /** What Prometheus is asked of a condition 20.2 s after a burst from 1000 to 1020 s. */
    private static List<Map<String, String>> asked(long interval, String promql, Period over) throws Exception {
        GateState state = state();
        state.scrapeIntervalMillis = interval;
        state.burstStartAt = 1_000_000;
        state.awaitedAt = 1_020_000;
        MetricCondition condition =
                MetricConditions.of("", promql, null, 1.0, Reduce.ONLY, over, Duration.ofSeconds(1), Effect.FAILURE);
        List<Map<String, String>> asked = new ArrayList<>();
        HttpPort way = answering(200, "", () -> 1_040_200);
        PrometheusClient prometheus = new PrometheusClient(new HttpPort() {
            @Override
            public Response send(Request request) throws HttpFailure {
                asked.add(request.parameters());
                return way.send(request);
            }

            @Override
            public boolean mayQuote() {
                return true;
            }
        });
        new Conditions(config(condition), prometheus, state).held(Duration.ZERO);
        return asked;
    }

    private static boolean areAwaited(GateState state, long seconds, GateConfig config, String body) throws Exception {
        AtomicLong millis = new AtomicLong(1_020_000);
        Waits waits = new Waits(Patience.DEFAULT, () -> Instant.ofEpochMilli(millis.get()), state);
        waits.forSamples(Phase.SETTLE);
        state.burstStartAt = 1_000_000;
        state.awaitedAt = 1_020_000;
        millis.addAndGet(seconds * 1000);
        PrometheusClient prometheus = new PrometheusClient(answering(200, body, millis::get));
        return new Conditions(config, prometheus, state).areAwaited(waits, true);
    }

    private static String series(long value) {
        return "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},"
                + "\"value\":[1100,\"" + value + "\"]}]}}";
    }

    private static HttpPort answering(int status, String body) {
        return answering(status, body, System::currentTimeMillis);
    }

    private static HttpPort answering(int status, String body, LongSupplier nowMillis) {
        HttpPort others = new IdlePrometheus(nowMillis);
        return new HttpPort() {
            @Override
            public Response send(Request request) throws HttpFailure {
                String query = request.parameters().get("query");
                String answer = query.contains("quick") ? series(1025) : body;
                return query.contains("slow") || query.contains("quick")
                        ? new Response(status, "application/json", List.of(), answer.getBytes(StandardCharsets.UTF_8))
                        : others.send(request);
            }

            @Override
            public boolean mayQuote() {
                return true;
            }
        };
    }

    private static GateState state() {
        GateState state = new GateState();
        state.scrapeIntervalMillis = 1000;
        return state;
    }

    private static MetricCondition condition(String promql) {
        return MetricConditions.of("", promql, null, 1.0, Reduce.ONLY, Period.INSTANT, Duration.ZERO, Effect.FAILURE);
    }

    private static GateConfig config() {
        return config(CONDITION);
    }

    private static GateConfig config(MetricCondition... conditions) {
        return config(Thresholds.DEFAULT, conditions);
    }

    private static GateConfig config(Thresholds thresholds, MetricCondition... conditions) {
        return new GateConfig(
                new PredictionSeries("ns", "iris", "", "kubernetes_namespace"),
                new GateConfig.Request(
                        new Endpoint.Wish("http://ingress", "", null, ""),
                        List.of(),
                        List.of(),
                        HttpAccess.NONE,
                        Duration.ofSeconds(5),
                        Duration.ZERO,
                        ""),
                new GateConfig.Burst(200, 0, 0, 0, 0, 10, LoadLimits.DEFAULT),
                thresholds,
                List.of(conditions),
                "",
                Patience.DEFAULT);
    }
}
