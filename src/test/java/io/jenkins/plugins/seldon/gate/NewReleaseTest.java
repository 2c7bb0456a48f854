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
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A new release: its counters have one sample, that of its warm-up, when a burst from 1000 to 1020 s begins, and of errors there
 * are none. It is looked at at 1030 s, with a scrape every 10 s.
 */
class NewReleaseTest implements HttpPort {

    private long since;
    private boolean risen;

    @ParameterizedTest(name = "{0} has values from {1} s on, two samples by 1000 s: {2}: {3}")
    @CsvSource({
        "sum(rate(x[1m])), 1000, true,  PASS",
        "sum(rate(x[1m])), 1010, false, PASS",
        "sum(rate(x[1m])), 1010, true,  INCONCLUSIVE",
        "sum(rate(x[1m])), 1020, false, INCONCLUSIVE",
        "sum(x),           1010, false, INCONCLUSIVE"
    })
    void theBurstsFirstStepMayHaveNoRiseYet(String promql, long from, boolean hasRisen, Verdict verdict)
            throws Exception {
        since = from;
        risen = hasRisen;
        GateState state = new GateState();
        state.scrapeIntervalMillis = 10_000;
        state.burstStartAt = 1_000_000;
        state.awaitedAt = 1_020_000;
        MetricCondition condition = MetricConditions.of(
                "", promql, 0.0, null, Reduce.ONLY, Period.of("burst"), Duration.ofSeconds(1), Effect.FAILURE);
        Conditions conditions =
                new Conditions(GateByHand.config(100, List.of(), condition), new PrometheusClient(this), state);
        assertThat(conditions.held(Duration.ZERO).get(0).verdict()).isEqualTo(verdict);
    }

    /** A healthy model has no counter of errors, and a ratio of them no value. */
    @ParameterizedTest(name = "above {0}, below {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "  | 0.5 | has no data since there are no series of x{code!=\"200\"}, which 'or vector(0)' takes for 0 where that is meant (required: below 0.5).",
                "2 |     | has no data (required: above 2)."
            })
    void whatHasNoSeriesMayStandForNone(Double above, Double below, String told) throws Exception {
        GateState state = new GateState();
        state.scrapeIntervalMillis = 10_000;
        state.burstStartAt = 1_000_000;
        state.awaitedAt = 1_020_000;
        String promql = "sum(x{code!=\"200\"})";
        MetricCondition condition = MetricConditions.of(
                "errors", promql, above, below, Reduce.ONLY, Period.INSTANT, Duration.ofSeconds(1), Effect.FAILURE);
        PrometheusClient prometheus = new PrometheusClient(new IdlePrometheus(() -> 1_030_000));
        Conditions conditions = new Conditions(GateByHand.config(100, List.of(), condition), prometheus, state);
        assertThat(conditions.held(Duration.ZERO).get(0).sentence())
                .isEqualTo("The condition errors (" + promql + ") can't be judged: it " + told);
    }

    @Override
    public Response send(Request request) {
        String query = request.parameters().get("query");
        if (request.path().endsWith("query_range")) {
            String values = LongStream.iterate(since, at -> at <= 1030, at -> at + 10)
                    .mapToObj(at -> "[" + at + ",\"1\"]")
                    .collect(Collectors.joining(","));
            return answer("{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":[" + values + "]}]}");
        }
        if (query.equals("count(count_over_time(x[1m]) > 1)")) {
            assertThat(request.parameters()).containsEntry("time", "1000");
            return answer(risen ? vector("1") : "{\"resultType\":\"vector\",\"result\":[]}");
        }
        return answer(vector(query.equals("time()") ? "1030" : query.contains("(timestamp(") ? "1025" : "1"));
    }

    private static String vector(String value) {
        return AnsweredQueries.vector("1030", value);
    }

    @Override
    public boolean mayQuote() {
        return true;
    }
}
