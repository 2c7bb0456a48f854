package io.jenkins.plugins.seldon.gate.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Period;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Reduce;
import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricConditionTest {

    @ParameterizedTest(name = "{0} above {1} below {2} by {3}: {4}")
    @CsvSource(
            nullValues = "-",
            value = {
                "5,        1, -,  ONLY, PASS",
                "5,        5, -,  ONLY, FAIL",
                "5,        -, 5,  ONLY, FAIL",
                "5,        1, 10, ONLY, PASS",
                "0,        1, 10, ONLY, FAIL",
                "11,       1, 10, ONLY, FAIL",
                "'',       1, -,  ONLY, INCONCLUSIVE",
                "'',       1, -,  ALL,  INCONCLUSIVE",
                "'',       1, -,  ANY,  INCONCLUSIVE",
                "5 6,      1, -,  ONLY, INCONCLUSIVE",
                "5 6,      1, -,  ALL,  PASS",
                "5 0,      1, -,  ALL,  FAIL",
                "5 0,      1, -,  ANY,  PASS",
                "0 0,      1, -,  ANY,  FAIL",
                "NaN,      1, -,  ONLY, INCONCLUSIVE",
                "NaN,      -, 1,  ONLY, INCONCLUSIVE",
                "Infinity, 1, -,  ONLY, INCONCLUSIVE",
                "5 NaN,    1, -,  ANY,  INCONCLUSIVE",
                "5 NaN,    1, -,  ALL,  INCONCLUSIVE",
            })
    void onlyNumbersWithinTheLimitsPass(String values, Double above, Double below, Reduce reduce, Verdict verdict) {
        MetricCondition condition =
                MetricConditions.of("", "x", above, below, reduce, Period.INSTANT, Duration.ZERO, Effect.FAILURE);
        List<Series> result = new ArrayList<>();
        for (String value : values.isEmpty() ? new String[0] : values.split(" ")) {
            result.add(Series.of(Map.of("n", "" + result.size()), new Sample(1, Double.parseDouble(value))));
        }
        CheckResult finding = condition.judge(result, 1);
        assertThat(finding.verdict()).isEqualTo(verdict);
        assertThat(finding.sentence()).startsWith("The condition x ").endsWith(").");
    }

    /** Four steps are due; a dot is a sample that is missing. */
    @ParameterizedTest(name = "{0} by {1}: {2}")
    @CsvSource({
        "5 5 5 5,           ONLY, PASS",
        "5 5 5 .,           ONLY, FAIL",
        "5 . 5 5,           ONLY, FAIL",
        "5 5 5 5 / 5 5 5 5, ALL,  PASS",
        "5 5 5 5 / 5 5 5 ., ALL,  FAIL",
        "5 5 5 5 / 5 5 5 ., ANY,  PASS",
        "0 0 0 0 / 5 5 5 ., ANY,  FAIL",
        "0 0 0 0 / 0 5 5 5, ANY,  FAIL",
    })
    void aGapNeverPasses(String rows, Reduce reduce, Verdict verdict) {
        MetricCondition condition = new MetricCondition(
                "", "x", 1.0, null, reduce, Period.of("burst"), Duration.ZERO, Effect.FAILURE, Verdict.FAIL);
        List<Series> result = new ArrayList<>();
        for (String row : rows.split(" / ")) {
            List<Sample> samples = new ArrayList<>();
            String[] values = row.split(" ");
            for (int i = 0; i < values.length; i++) {
                if (!values[i].equals(".")) {
                    samples.add(new Sample(i, Double.parseDouble(values[i])));
                }
            }
            result.add(new Series(new TreeMap<>(Map.of("n", "" + result.size())), samples));
        }
        assertThat(condition.judge(result, 4).verdict()).isEqualTo(verdict);
    }

    @Test
    void aValueBeyondTheLimitsOutweighsAGap() {
        MetricCondition condition =
                MetricConditions.of("", "x", 1.0, null, Reduce.ONLY, Period.of("burst"), Duration.ZERO, Effect.FAILURE);
        Series gap = new Series(new TreeMap<>(), List.of(new Sample(1, 5), new Sample(3, 5)));
        Series broken = new Series(new TreeMap<>(), List.of(new Sample(1, 0), new Sample(3, 5)));
        assertThat(condition.judge(List.of(gap), 3)).satisfies(finding -> {
            assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
            assertThat(finding.sentence())
                    .isEqualTo("The condition x is 5 with gaps: 2 samples where 3 are due (required: above 1).");
        });
        assertThat(condition.judge(List.of(broken), 3).verdict()).isEqualTo(Verdict.FAIL);
    }

    @ParameterizedTest
    @CsvSource({"'', FAIL", "NaN, FAIL", "'5 6', INCONCLUSIVE", "5, PASS"})
    void whatNoDataMeansIsAChoiceAndNeverAPass(String values, Verdict verdict) {
        MetricCondition condition = new MetricCondition(
                "", "x", 1.0, null, Reduce.ONLY, Period.INSTANT, Duration.ZERO, Effect.FAILURE, Verdict.FAIL);
        List<Series> result = new ArrayList<>();
        for (String value : values.isEmpty() ? new String[0] : values.split(" ")) {
            result.add(Series.of(Map.of("n", "" + result.size()), new Sample(1, Double.parseDouble(value))));
        }
        assertThat(condition.judge(result, 1).verdict()).isEqualTo(verdict);
        assertThatThrownBy(() -> MetricCondition.noDataNamed("pass")).hasMessageContaining("fail or inconclusive");
        assertThat(MetricCondition.noDataNamed("fail")).isEqualTo(Verdict.FAIL);
        assertThat(MetricCondition.noDataNamed("inconclusive")).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"5, 1", "5, 5", "NaN, -", "-, Infinity"})
    void limitsThatNoValueKeepsAreRefused(Double above, Double below) {
        assertThatThrownBy(() -> MetricConditions.of(
                        "", "x", above, below, Reduce.ONLY, Period.INSTANT, Duration.ZERO, Effect.FAILURE))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageStartingWith("No value satisfies the limits of the condition x: ");
    }

    @Test
    void aQueryThatIsTooLongToBeAskedIsRefused() {
        assertThatThrownBy(() -> MetricConditions.of(
                        "", "x".repeat(5000), 1.0, null, Reduce.ONLY, Period.INSTANT, Duration.ZERO, Effect.FAILURE))
                .hasMessageContaining("has 5000 characters");
    }

    @ParameterizedTest(name = "\"{0}\"")
    @CsvSource({
        "'',    false, 0,     true",
        "' ',   false, 0,     true",
        "burst, true,  0,     false",
        "5m,    false, 300,   false",
        "1d,    false, 86400, false",
    })
    void aTimeIsAMomentTheBurstOrADuration(String text, boolean isBurst, long seconds, boolean isInstant) {
        Period period = Period.of(text);
        assertThat(period).isEqualTo(new Period(isBurst, Duration.ofSeconds(seconds)));
        assertThat(period.isInstant()).isEqualTo(isInstant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"25h", "for a while", "5"})
    void aTimeIsNothingElse(String text) {
        assertThatThrownBy(() -> Period.of(text))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage("The over of a condition is '" + text
                        + "': use burst, or a duration of at most a day such as 5m.");
    }

    @ParameterizedTest
    @CsvSource({"only, ONLY", "all, ALL", "any, ANY"})
    void severalSeriesAreTakenByAName(String name, Reduce reduce) {
        assertThat(Reduce.named(name)).isEqualTo(reduce);
    }

    @Test
    void aRangeOfValuesIsToldByItsEnds() {
        MetricCondition condition =
                MetricConditions.of("", "x", 1.0, null, Reduce.ALL, Period.INSTANT, Duration.ZERO, Effect.FAILURE);
        List<Series> two =
                List.of(Series.of(Map.of("n", "1"), new Sample(1, 7)), Series.of(Map.of("n", "2"), new Sample(1, 5.5)));
        assertThat(condition.judge(two, 1).value()).isEqualTo("5.5 to 7");
        assertThat(condition.judge(two.subList(0, 1), 1).value()).isEqualTo("7");
        List<Series> alike = List.of(two.get(0), Series.of(Map.of("n", "2"), new Sample(1, 7)));
        assertThat(condition.judge(alike, 1).value()).isEqualTo("7");
        List<Series> none = List.of(Series.of(Map.of(), new Sample(1, Double.NaN)));
        assertThat(condition.judge(none, 1).value()).isEqualTo("NaN");
    }

    @ParameterizedTest(name = "{0} over {1}: of {2} s {3}")
    @CsvSource({
        "x,                               '',    900,  true",
        "rate(x[1m]),                     '',    60,   true",
        "rate(x[1m]),                     '',    61,   false",
        "rate(x[1m]) / rate(y[5m]),       '',    61,   false",
        "rate(x[1m]),                     1m,    120,  true",
        "rate(x[1m]),                     1m,    121,  false",
        "rate(x[1m]),                     burst, 900,  true",
        "rate(x[$__range]),               '',    900,  true",
        "rate(x[$__range]) / rate(y[1m]), '',    61,   false",
        // A subquery reaches back beyond what it evaluates; a week, and numbers as MetricsQL has them, far enough.
        "max_over_time(rate(x[1m])[10m:]), '',   600,  true",
        "max_over_time(rate(x[1m])[10m:]), '',   601,  false",
        "max_over_time(rate(x[1m])[$__range:]), '', 900, true",
        "rate(x[1w]),                     '',    900,  true",
        "rate(x[30]),                     '',    30,   true",
        "rate(x[30]),                     '',    31,   false",
        "rate(x[0.5]),                    '',    1,    false",
        "rate(x[1.5h]),                   '',    900,  true",
    })
    void itsShortestRangeTellsHowFarItLooksBack(String promql, String over, long seconds, boolean back) {
        MetricCondition condition =
                MetricConditions.of("", promql, 1.0, null, Reduce.ONLY, Period.of(over), Duration.ZERO, Effect.FAILURE);
        assertThat(condition.looksBackFor(seconds * 1000)).isEqualTo(back);
    }

    @Test
    void theRangeOfAQueryIsPutInWhereItAsksForIt() {
        MetricCondition ranged = MetricConditions.of(
                "", "rate(x[$__range])", 1.0, null, Reduce.ONLY, Period.INSTANT, Duration.ZERO, Effect.FAILURE);
        assertThat(ranged.promqlOver("42s")).isEqualTo("rate(x[42s])");
        MetricCondition plain = MetricConditions.of(
                "", "rate(x[5m])", 1.0, null, Reduce.ONLY, Period.INSTANT, Duration.ZERO, Effect.FAILURE);
        assertThat(plain.promqlOver("42s")).isEqualTo("rate(x[5m])");
    }

    @Test
    void aQueryThatCouldNotBeAskedIsAnError() {
        CheckResult finding = MetricConditions.of(
                        "errors", "sum(x)", 0.1, 0.5, Reduce.ONLY, Period.INSTANT, Duration.ZERO, Effect.UNSTABLE)
                .unmeasured("Prometheus answered 503.");
        assertThat(finding)
                .isEqualTo(new CheckResult(
                        Check.CONDITION,
                        "errors",
                        "sum(x)",
                        "",
                        "above 0.1 and below 0.5",
                        Verdict.ERROR,
                        Effect.UNSTABLE,
                        "Prometheus answered 503."));
    }

    @Test
    void theLongestQueryAndTheLongestTimeAreAllowed() {
        String longest = "x".repeat(4096);
        Duration hour = Duration.ofHours(1);
        assertThat(MetricConditions.of("", longest, 1.0, null, Reduce.ONLY, Period.INSTANT, hour, Effect.FAILURE)
                        .promql())
                .isEqualTo(longest);
        assertThatThrownBy(() -> MetricConditions.of(
                        "", longest + "x", 1.0, null, Reduce.ONLY, Period.INSTANT, hour, Effect.FAILURE))
                .hasMessageContaining("has 4097 characters");
        for (Duration beyond : List.of(hour.plusSeconds(1), Duration.ofSeconds(-1))) {
            assertThatThrownBy(() -> MetricConditions.of(
                            "", "x", 1.0, null, Reduce.ONLY, Period.INSTANT, beyond, Effect.FAILURE))
                    .hasMessage("The forSeconds of a condition must be between 0 and an hour.");
        }
    }

    @Test
    void aNameStandsBesideItsQuery() {
        CheckResult finding = MetricConditions.of(
                        "errors", "sum(x)", null, 0.5, Reduce.ONLY, Period.INSTANT, Duration.ZERO, Effect.UNSTABLE)
                .judge(List.of(), 1);
        assertThat(finding.sentence())
                .isEqualTo("The condition errors (sum(x)) can't be judged: it has no data (required: below 0.5).");
        assertThat(finding.severity()).isEqualTo(Effect.UNSTABLE);
    }

    /** By a scrape a minute. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "sum(rate(x[1m]))        | has no data since a range of 1m may hold less than two scrapes, with one every 60 s",
                "sum(rate(x[2m]))        | has no data",
                "sum(rate(x[$__range]))  | has no data",
                "sum(x)                  | has no data"
            })
    void aRangeThatIsTooShortIsTold(String promql, String told) {
        CheckResult finding = MetricConditions.of(
                        "a", promql, null, 0.5, Reduce.ONLY, Period.INSTANT, Duration.ZERO, Effect.FAILURE)
                .withoutData(Optional.empty(), Duration.ofMinutes(1));
        assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(finding.sentence())
                .isEqualTo("The condition a (" + promql + ") can't be judged: it " + told + " (required: below 0.5).");
    }

    @Test
    void aConditionNeedsAQueryAndALimit() {
        assertThatThrownBy(() -> MetricConditions.of(
                        "", " ", 1.0, null, Reduce.ONLY, Period.INSTANT, Duration.ZERO, Effect.FAILURE))
                .hasMessageContaining("promql");
        assertThatThrownBy(() -> MetricConditions.of(
                        "", "x", null, null, Reduce.ONLY, Period.INSTANT, Duration.ZERO, Effect.FAILURE))
                .hasMessageContaining("above, below");
        assertThatThrownBy(() -> Reduce.named("most")).hasMessageContaining("only, all or any");
    }
}
