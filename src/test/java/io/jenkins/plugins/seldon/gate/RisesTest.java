package io.jenkins.plugins.seldon.gate;

import static io.jenkins.plugins.seldon.gate.AnsweredQueries.NOTHING;
import static io.jenkins.plugins.seldon.gate.AnsweredQueries.prometheus;
import static io.jenkins.plugins.seldon.gate.AnsweredQueries.vector;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import java.time.Duration;
import java.util.List;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is known of the rises in a burst that ended at 1020 s. */
class RisesTest {

    /** Looked at 10 s after a burst's end at 1020 s. */
    @ParameterizedTest(name = "{0}: above zero now {1}, until the end by {2}: {3}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "sum(rate(x[1m])) or vector(0)         | true  | count(count_over_time(x[50s]))     | false",
                "sum(rate(x[1m])) or vector(0)         | true  | -                                  | true",
                "sum(rate(x[60])) or vector(0)         | true  | count(count_over_time(x[50s]))     | false",
                "sum(rate(x[60])) or vector(0)         | true  | -                                  | true",
                "sum(rate(x [ 1m ])) or vector(0)      | true  | -                                  | true",
                // What is not there, or 0, has not risen.
                "sum(rate(x[1m])) or vector(0)         | false | -                                  | false",
                "sum(rate(x[1m])) / sum(rate(y[2m]))   | true  | count(count_over_time(x[50s]))     | true",
                "sum(x) / sum(rate(y[2m]))             | true  | count(count_over_time(y[110s]))    | false",
                "max_over_time(rate(x[1m])[5m:])       | true  | count(count_over_time(x[290s]))    | false",
                "max_over_time(rate(x[8s])[5m:])       | true  | count(count_over_time(x[290s]))    | false",
                "max_over_time(rate(x[8s])[5m:])       | true  | -                                  | true",
                "sum(rate(x[5m:15s])) or vector(0)     | true  | count(count_over_time(x[290s]))    | false",
                "sum(rate(x[5m:15s])) or vector(0)     | true  | -                                  | true",
                "sum(increase(x[5m:])) or vector(0)    | true  | -                                  | true",
                "max(max_over_time(x[5m:15s]))         | true  | -                                  | false",
                "sum(rate(x[8s]))                      | true  | -                                  | false",
                "sum(rate(x[1w]))                      | true  | -                                  | false",
            })
    void aRiseNeedsASampleFromUntilTheBurstsEnd(String promql, boolean above, String until, boolean blind)
            throws Exception {
        Rises rises = knowing(
                (query, time) -> query.startsWith("count(x unless x == 0") || query.startsWith("count(y unless y == 0")
                        ? above
                        : query.equals(until) && "1020".equals(time));
        assertThat(rises.areUnknown(promql, Duration.ZERO, 1_020_000, 1_030_000))
                .isEqualTo(blind);
    }

    /** As of one of two pods, which answered no scrape in a burst that was longer than the range. */
    @ParameterizedTest(name = "{0} over {1} s, beside others that were sampled: {4}")
    @CsvSource({
        "sum(rate(x[1m])),     0,  75,  85,  true",
        "sum(rate(x[1m])),     30, 80,  90,  true",
        "sum(increase(x[5m])), 0,  290, 300, true",
        "sum(rate(x[8s])),     0,  0,   0,   false",
        "sum(x),               0,  0,   0,   false",
    })
    void oneThatRoseInAGapIsSeen(String promql, long seconds, long until, long reach, boolean blind) throws Exception {
        String risen = "count((x unless x == 0 unless count_over_time(x[" + until + "s] offset 10s))"
                + " != max_over_time(x[15m] offset " + reach + "s))";
        for (boolean hasGap : List.of(true, false)) {
            Rises rises = knowing((query, time) -> query.equals(risen)
                    ? hasGap && "1030".equals(time)
                    : !query.contains(" != ") && !query.contains("[1ms]"));
            assertThat(rises.areUnknown(promql, Duration.ofSeconds(seconds), 1_020_000, 1_030_000))
                    .isEqualTo(blind && hasGap);
        }
    }

    /** As of two metrics with the same labels, whose names a function would drop. */
    @Test
    void aGapThatThisServerCannotLookForIsNone() throws Exception {
        PrometheusClient prometheus = prometheus((query, time) ->
                query.contains(") != ") ? null : query.contains("[1ms]") ? NOTHING : vector("1030", "1025.5"));
        Rises rises = new Rises(prometheus);
        assertThat(rises.areUnknown("sum(rate(x[1m]))", Duration.ZERO, 1_020_000, 1_030_000))
                .isFalse();
    }

    /** Of what is scraped once a minute a rate over a minute has one sample, at 1025.5 s here. */
    @ParameterizedTest(name = "there at the burst''s end: {0}, a single sample makes a rise: {1}: {2}")
    @CsvSource({"true, true, false", "true, false, true", "false, true, true"})
    void aRiseMayBeOneFromTheSampleBeforeItsRange(boolean before, boolean single, boolean blind) throws Exception {
        Rises rises = knowing((query, time) -> switch (query) {
            case "count(count_over_time(x[50s]))" -> false;
            case "count(x)" -> before && "1020".equals(time);
            case "count(increase(x[1ms]))" -> single && "1025.5".equals(time);
            default -> true;
        });
        assertThat(rises.areUnknown("sum(rate(x[1m]))", Duration.ZERO, 1_020_000, 1_030_000))
                .isEqualTo(blind);
    }

    /** Prometheus before 2.21, as Seldon's chart has it, reads none; 49.7 s of the minute are until the burst's end. */
    @ParameterizedTest(name = "a sample in the first 49 s: {0}, in the last 49 s: {1}")
    @CsvSource({"false, false", "true, false", "false, true"})
    void noMillisecondsAreNeeded(boolean inFirst, boolean inLast) throws Exception {
        PrometheusClient prometheus = prometheus((query, time) -> {
            if (query.contains("ms]")) {
                return null;
            }
            boolean isThere = "1019.3".equals(time) ? inFirst : inLast && "1020".equals(time);
            boolean isNothing = query.equals("count(count_over_time(x[49s]))") ? !isThere : query.contains(" != ");
            return isNothing ? NOTHING : vector("1030.3", "1025.5");
        });
        Rises rises = new Rises(prometheus);
        assertThat(rises.areUnknown("sum(rate(x[1m]))", Duration.ZERO, 1_020_000, 1_030_300))
                .isEqualTo(!inFirst && !inLast);
    }

    /** @param known whether there is something of a query at a time */
    private static Rises knowing(BiPredicate<String, String> known) {
        PrometheusClient prometheus =
                prometheus((query, time) -> known.test(query, time) ? vector("1030", "1025.5") : NOTHING);
        return new Rises(prometheus);
    }
}
