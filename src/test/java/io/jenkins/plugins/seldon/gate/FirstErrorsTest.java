package io.jenkins.plugins.seldon.gate;

import static io.jenkins.plugins.seldon.gate.AnsweredQueries.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.verdict.Effect;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Period;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Reduce;
import io.jenkins.plugins.seldon.gate.verdict.MetricConditions;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Errors of a burst from 1000 to 1020 s, looked at by 1030 s. Where they were first counted in it, their first sample may be
 * one of 1025 s, and no rate has anything of them.
 */
class FirstErrorsTest implements HttpPort {

    private static final String STEPS = "{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},"
            + "\"values\":[[1000,\"0\"],[1010,\"0\"],[1020,\"0\"],[1030,\"0\"]]}]}";

    private static final String NOTHING = "{\"resultType\":\"vector\",\"result\":[]}";

    private final List<String> past = new ArrayList<>();
    private boolean sampled;
    private boolean begun;
    private String counted = "0";

    @ParameterizedTest(name = "{0} over {1}, sampled until the burst''s end: {2}: {4}")
    @CsvSource({
        "rate,            '',    false, 50, INCONCLUSIVE",
        "rate,            burst, false, 80, INCONCLUSIVE",
        "rate,            30s,   false, 80, INCONCLUSIVE",
        "rate,            burst, true,  80, PASS",
        "rate,            30s,   true,  80, PASS",
        // VictoriaMetrics' (docs/victoriametrics/metricsql.md).
        "rate_prometheus, '',    false, 50, INCONCLUSIVE",
        "increase_pure,   '',    false, 50, INCONCLUSIVE",
        "rollup_rate,     '',    false, 50, INCONCLUSIVE"
    })
    void ofAllRatesOneNeedsASampleFromUntilTheBurstsEnd(
            String function, String over, boolean there, long seconds, Verdict verdict) throws Exception {
        sampled = there;
        String promql = "sum(" + function + "(errors[1m])) or vector(0)";
        assertThat(held(promql, null, 1.0, Period.of(over))).isEqualTo(verdict);
        assertThat(past).contains("count(count_over_time(errors[" + seconds + "s]))");
    }

    /** As beside successes of the same process, or in the burst's last moments: each rate has some of it, or none. */
    @ParameterizedTest(name = "{0} above {1}, below {2}, begun {3}, {4} with what it began with: {5}")
    @CsvSource({
        "sum(rate(errors[1m])),                           ,   1, true,  5,   INCONCLUSIVE",
        "sum(rate(errors[1m])),                           ,   1, true,  0.5, PASS",
        "sum(rate(errors[1m])),                           ,   1, false, 5,   PASS",
        "sum(rate_prometheus(errors[1m])),                ,   1, true,  5,   INCONCLUSIVE",
        "sum(max_over_time(rate(errors[1m])[5m:])),       ,   1, true,  5,   INCONCLUSIVE",
        "sum(rate(ok[1m])) / sum(rate(all[1m])),         -1,   , true,  -2,  INCONCLUSIVE",
        "sum(rate(errors[1m])),                          -1,   , true,  5,   PASS"
    })
    void whatErrorsBeganWithIsHeldAgainstTheLimits(
            String promql, Double above, Double below, boolean there, String value, Verdict verdict) throws Exception {
        sampled = true;
        begun = there;
        counted = value;
        assertThat(held(promql, above, below, Period.INSTANT)).isEqualTo(verdict);
    }

    private Verdict held(String promql, Double above, Double below, Period over) throws Exception {
        GateState state = new GateState();
        state.scrapeIntervalMillis = 10_000;
        state.burstStartAt = 1_000_000;
        state.awaitedAt = 1_020_000;
        MetricCondition condition = MetricConditions.of(
                "errors", promql, above, below, Reduce.ONLY, over, Duration.ofSeconds(1), Effect.FAILURE);
        Conditions conditions =
                new Conditions(GateByHand.config(100, List.of(), condition), new PrometheusClient(this), state);
        return conditions.held(Duration.ZERO).get(0).verdict();
    }

    @Override
    public Response send(Request request) {
        String query = request.parameters().get("query");
        if ("1020".equals(request.parameters().get("time"))) {
            past.add(query);
            return answer(sampled ? vector("1") : NOTHING);
        }
        if (query.contains("[1ms]") || query.contains(") != ")) {
            return answer(NOTHING);
        }
        if (request.path().endsWith("query_range")) {
            return answer(STEPS);
        }
        if (query.startsWith("count(((")) {
            return answer(begun ? vector("1") : NOTHING);
        }
        String value = query.contains("sum without (began)") ? counted : query.startsWith("sum(") ? "0" : "1";
        String latest = query.contains("(timestamp(") ? "1025" : value;
        return answer(vector(query.equals("time()") ? "1030" : latest));
    }

    private static String vector(String value) {
        return AnsweredQueries.vector("1030", value);
    }

    @Override
    public boolean mayQuote() {
        return true;
    }
}
