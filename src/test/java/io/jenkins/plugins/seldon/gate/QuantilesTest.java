package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.seldon.gate.verdict.Check;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.Effect;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Period;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Reduce;
import io.jenkins.plugins.seldon.gate.verdict.MetricConditions;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;
import io.jenkins.plugins.seldon.prometheus.PrometheusException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A histogram whose bounds end at 10 s. */
class QuantilesTest implements HttpPort {

    private String beyond = "10";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "histogram_quantile(0.99, sum by (le) (rate(x_bucket[1m]))) |  sum by (le) (rate(x_bucket[1m]))",
                "max(histogram_quantile (0.99,x_bucket{a=\"),(\"}) * 1000)  | x_bucket{a=\"),(\"}",
                "histogram_quantile(scalar(max(q, p)), x_bucket)            |  x_bucket",
            })
    void eachHasOneMoreBound(String promql, String buckets) throws Exception {
        List<String> asked = new ArrayList<>();
        assertThat(Quantiles.areKnown(promql, query -> told(asked, query, Verdict.PASS)))
                .isTrue();
        String blank = promql.contains(", " + buckets) ? " " : "";
        assertThat(asked)
                .containsExactly(promql.replace(
                        blank + buckets,
                        "(" + blank + buckets + ") or label_replace(" + blank + buckets
                                + ", \"le\", \"1e300\", \"le\", \"[+]?Inf\")"));
        assertThat(Quantiles.areKnown(promql, query -> told(asked, query, Verdict.FAIL)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sum(rate(x_bucket[1m]))",
                "histogram_quantiles(0.5, x_bucket)",
                "histogram_quantile(0.5, x_bucket, \"bounds\")",
                "histogram_quantile(0.5, x_bucket{a=\")\"}"
            })
    void nothingElseIsEvaluatedAnew(String promql) throws Exception {
        List<String> asked = new ArrayList<>();
        assertThat(Quantiles.areKnown(promql, query -> told(asked, query, Verdict.FAIL)))
                .isTrue();
        assertThat(asked).isEmpty();
    }

    private static CheckResult told(List<String> asked, String query, Verdict verdict) {
        asked.add(query);
        return CheckResult.of(Check.CONDITION, query, "", "", verdict, "");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatMayPassIsAskedAgain(Kind kind) throws Exception {
        PrometheusException failure = new PrometheusException(kind, "it did", "It did.");
        Evaluation failing = promql -> {
            throw failure;
        };
        String promql = "histogram_quantile(0.5, x_bucket)";
        if (failure.isTransient()) {
            assertThat(catchThrowableOfType(PrometheusException.class, () -> Quantiles.areKnown(promql, failing)))
                    .isSameAs(failure);
        } else {
            assertThat(Quantiles.areKnown(promql, failing)).isTrue();
        }
    }

    /** Of which 10 s are told whatever it is. */
    @ParameterizedTest(name = "with one more bound {0}, below {1}: {2}")
    @CsvSource({"5e299, 20, INCONCLUSIVE", "10, 20, PASS", "5e299, 9, FAIL"})
    void oneBeyondTheLastBoundKeepsNoLimit(String value, double below, Verdict verdict) throws Exception {
        beyond = value;
        GateState state = new GateState();
        state.scrapeIntervalMillis = 10_000;
        state.burstStartAt = 1_000_000;
        state.awaitedAt = 1_020_000;
        Conditions conditions = new Conditions(
                GateByHand.config(
                        100,
                        List.of(),
                        MetricConditions.of(
                                "slow",
                                "histogram_quantile(0.99, sum by (le) (rate(x_bucket[1m])))",
                                null,
                                below,
                                Reduce.ONLY,
                                Period.INSTANT,
                                Duration.ofSeconds(1),
                                Effect.FAILURE)),
                new PrometheusClient(this),
                state);
        assertThat(conditions.held(Duration.ZERO))
                .extracting(CheckResult::verdict)
                .containsExactly(verdict);
    }

    @Override
    public Response send(Request request) {
        String query = request.parameters().get("query");
        String value = query.equals("time()")
                ? "1030"
                : query.contains("(timestamp(")
                        ? "1025"
                        : query.contains("1e300") ? beyond : query.startsWith("count(((") ? "" : "10";
        String found = value.isEmpty() ? "" : "{\"metric\":{},\"value\":[1030,\"" + value + "\"]}";
        String body = "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[" + found + "]}}";
        return new Response(200, "application/json", List.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean mayQuote() {
        return true;
    }
}
