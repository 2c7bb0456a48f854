package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.seldon.gate.verdict.Check;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import io.jenkins.plugins.seldon.prometheus.PrometheusException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Series that began in a burst from 1000 to 1020 s, looked at 30 s after its beginning. */
class FirstValuesTest implements HttpPort {

    private final List<String> asked = new ArrayList<>();
    private final List<String> times = new ArrayList<>();
    private boolean begun = true;
    private int status = 200;
    private boolean victoria;

    /** Each rise has what its series began with in its range, by the second, and irate by the time between two scrapes. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "sum(rate(x[1m])) or vector(0)       | rate(x[1m])            | x         | 30000 | 60000",
                "sum(rate(x[20s]))                   | rate(x[20s])           | x         | 20000 | 20000",
                "sum(irate(x[60]))                   | irate(x[60])           | x         | 30000 | 15000",
                "sum(increase(x{a=\"}\"}[5m]))       | increase(x{a=\"}\"}[5m]) | x{a=\"}\"} | 30000 | 1000",
                "max_over_time(rate(x[1m])[5m:])     | rate(x[1m])            | x         | 30000 | 60000",
                "sum(rate(x[5m:15s]))                | rate(x[5m:15s])        | x         | 30000 | 300000",
                "sum(rate_prometheus(x[1m]))         | rate_prometheus(x[1m]) | x         | 30000 | 60000",
                "1 - sum(rate( x[1m] )) / sum(all)   | rate( x[1m] )          | x         | 30000 | 60000",
            })
    void aRiseIsEvaluatedFromZeroOn(String promql, String rise, String selector, long millis, long per)
            throws Exception {
        String seconds = millis / 1000 + "s";
        String there = "[5m] offset " + seconds + ")";
        String others = "count_over_time(" + selector + there;
        String first = "((min_over_time(" + selector + "[" + seconds + "]) > 0 unless " + others
                + ") and on (instance, pod) (max_over_time(up" + there + " > 0 or " + others
                + " or max_over_time(process_start_time_seconds[5m]) > " + (1030 - millis / 1000) + "))";
        assertThat(isAllowed(promql, Verdict.PASS)).isTrue();
        assertThat(asked)
                .contains(promql.replace(
                        rise,
                        "(sum without (began) (" + rise + " or label_replace(" + first + " * 1000 / " + per
                                + ", \"began\", \"1\", \"\", \"\")))"));
        assertThat(isAllowed(promql, Verdict.FAIL)).isFalse();
    }

    @Test
    void whatIsLookedAtBeforeHasWhatBeganThen() throws Exception {
        String there = "[5m] offset 40s)";
        assertThat(isAllowed("rate(x[1m] offset 10s)", Verdict.PASS)).isTrue();
        assertThat(asked)
                .contains("(sum without (began) (rate(x[1m] offset 10s) or label_replace("
                        + "((min_over_time(x[30s] offset 10s) > 0 unless count_over_time(x" + there
                        + ") and on (instance, pod) (max_over_time(up" + there + " > 0 or count_over_time(x" + there
                        + " or max_over_time(process_start_time_seconds[5m] offset 10s) > 990)) * 1000 / 60000"
                        + ", \"began\", \"1\", \"\", \"\")))");
    }

    /** A query that is too long may be refused. */
    @Test
    void aRiseOfWhatWasThereStaysAsItIs() throws Exception {
        assertThat(isAllowed("sum(rate(old[1m])) / sum(rate(x[1m]))", Verdict.PASS))
                .isTrue();
        assertThat(asked)
                .anyMatch(query -> query.startsWith("sum(rate(old[1m])) / sum((sum without (began) (rate(x[1m]) or "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sum(rate(x[1w]))", "sum(rate(x[1m] offset 1w))"})
    void whatIsOfWeeksStaysAsItIs(String promql) throws Exception {
        assertThat(isAllowed(promql, Verdict.PASS)).isTrue();
        assertThat(asked).contains(promql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "sum(changes(x[1m]))", "my_rate(x[1m])", "rate(x[1m] offset -1m)", "increase_pure(x[1m])"})
    void whatHasNoRiseLacksNothing(String promql) throws Exception {
        assertThat(isAllowed(promql, Verdict.FAIL)).isTrue();
        assertThat(asked).isEmpty();
    }

    @Test
    void nothingElseIsEvaluatedWhereNothingBegan() throws Exception {
        begun = false;
        assertThat(isAllowed("sum(rate(x[1m])) / sum(rate(y[1m])) + sum(rate(x[2m]))", Verdict.FAIL))
                .isTrue();
        assertThat(asked).hasSize(2).allMatch(query -> query.startsWith("count(((min_over_time("));
    }

    /** The warm-up's samples came right before the burst: half a second further back its errors would be the burst's. */
    @Test
    void wholeSecondsReachBackToTheBurstsStartAndNoFurther() throws Exception {
        begun = false;
        assertThat(firstValues(29_500).areAllowed("rate(x[1m])", 1_020_000, 1_030_000, promql -> null))
                .isTrue();
        assertThat(asked).singleElement().asString().startsWith("count(((min_over_time(x[30s]) > 0 unless ");
        assertThat(times).containsExactly("1030.5");
    }

    /** As behind a proxy that takes no long query, or gives no series of others. */
    @ParameterizedTest
    @CsvSource({"400, false", "403, false", "414, false", "429, true"})
    void whatThisServerCannotTellIsNotThere(int failing, boolean isAwaited) throws Exception {
        status = failing;
        PrometheusException failed =
                catchThrowableOfType(PrometheusException.class, () -> assertThat(isAllowed("rate(x[1m])", Verdict.FAIL))
                        .isTrue());
        assertThat(failed != null).isEqualTo(isAwaited);
    }

    /** VictoriaMetrics begins an increase at 0, and no rate. */
    @ParameterizedTest(name = "VictoriaMetrics: {0}, {1}: as it is {2}")
    @CsvSource({
        "true,  increase(x[1m]),            true",
        "false, increase(x[1m]),            false",
        "true,  increase_prometheus(x[1m]), false",
        "true,  rate(x[1m]),                false"
    })
    void anIncreaseMayBeWhole(boolean isVictoria, String promql, boolean asItIs) throws Exception {
        victoria = isVictoria;
        assertThat(isAllowed(promql, Verdict.PASS)).isTrue();
        assertThat(asked.contains(promql)).isEqualTo(asItIs);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatCannotBeEvaluatedIsNotAllowed(Kind kind) throws Exception {
        PrometheusException failure = new PrometheusException(kind, "it did", "It did.");
        Evaluation failing = promql -> {
            throw failure;
        };
        if (failure.isTransient()) {
            assertThat(catchThrowableOfType(PrometheusException.class, () -> firstValues()
                            .areAllowed("rate(x[1m])", 1_020_000, 1_030_000, failing)))
                    .isSameAs(failure);
        } else {
            assertThat(firstValues().areAllowed("rate(x[1m])", 1_020_000, 1_030_000, failing))
                    .isFalse();
        }
    }

    private boolean isAllowed(String promql, Verdict verdict) throws Exception {
        return firstValues().areAllowed(promql, 1_020_000, 1_030_000, counted -> {
            asked.add(counted);
            return CheckResult.of(Check.CONDITION, promql, "", "", verdict, "");
        });
    }

    private FirstValues firstValues() {
        return firstValues(30_000);
    }

    private FirstValues firstValues(long sinceMillis) {
        PrometheusClient prometheus = new PrometheusClient(this);
        Duration interval = Duration.ofSeconds(15);
        return new FirstValues(prometheus, sinceMillis, interval);
    }

    @Override
    public Response send(Request request) {
        String query = request.parameters().get("query");
        asked.add(query);
        times.add(request.parameters().get("time"));
        boolean there = query.contains("[1ms]") ? victoria : query.contains("(up)") || begun && !query.contains("old[");
        String found = there ? "{\"metric\":{},\"value\":[1030,\"1025.5\"]}" : "";
        String body = "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[" + found + "]}}";
        String failed = "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"it can't\"}";
        String told = status == 200 ? body : failed;
        return new Response(status, "application/json", List.of(), told.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean mayQuote() {
        return true;
    }
}
