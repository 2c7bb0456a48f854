package io.jenkins.plugins.seldon.gate.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.measure.Measurement;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.load.LoadResults;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksTest {

    private static final String QUERY = "sum(rate(x[20s]))";

    @ParameterizedTest(name = "{0} accepted, {1} counted, others {2}/s: {6}")
    @CsvSource({
        // accepted, counted, others/s, sampled, resets, ended+found -> verdict, name of the gravest
        "200, 200,  0, true,  0, 0, PASS,         ",
        "200, 190,  0, true,  0, 0, PASS,         ",
        "200, 189,  0, true,  0, 0, FAIL,         minCountedRatio",
        "200,   0,  0, true,  0, 0, FAIL,         minCountedRatio",
        "200, 100,  0, true,  1, 0, INCONCLUSIVE, minCountedRatio",
        "200, 100,  0, true,  0, 1, INCONCLUSIVE, minCountedRatio",
        "200, 200,  0, true,  1, 1, PASS,         ",
        "200, 200,  0, false, 0, 0, INCONCLUSIVE, minCountedRatio",
        "200,   0,  0, false, 0, 0, INCONCLUSIVE, minCountedRatio",
        "200, 300,  0, true,  0, 0, PASS,         ",
        "200, 301,  0, true,  0, 0, INCONCLUSIVE, noise",
        "200, 260,  3, true,  0, 0, PASS,         ",
        "200, 200,  3, true,  0, 0, FAIL,         minCountedRatio",
        "200, 300,  5, true,  0, 0, PASS,         ",
        "200, 302,  5.1, true, 0, 0, INCONCLUSIVE, noise",
        "200, 100,  5.1, true, 0, 0, INCONCLUSIVE, minCountedRatio",
        "200, NaN,  0, true,  0, 0, ERROR,        minCountedRatio",
        "200, Infinity, 0, true, 0, 0, ERROR,     minCountedRatio",
        "200, 200,  NaN, true, 0, 0, ERROR,       minCountedRatio",
        "1,   1,    0, true,  0, 0, PASS,         ",
        "4,   5,   0.1, true, 0, 0, INCONCLUSIVE, minCountedRatio",
    })
    void countedPredictionsAreHeldAgainstTheAcceptedOnes(
            long accepted,
            double counted,
            double others,
            boolean sampled,
            int resets,
            long changed,
            Verdict verdict,
            String name) {
        Measurement measured = new Measurement(
                LoadResults.accepted(accepted), counted, 0, 20, others, sampled, 1, resets, changed, changed, 0);
        assertThat(verdict(measured)).isEqualTo(verdict);
        if (name != null) {
            assertThat(gravest(measured).name()).isEqualTo(name);
            assertThat(gravest(measured).sentence()).matches("[A-Z0-9].*\\.");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200, 0,   0,  0,  PASS",
        "198, 2,   0,  0,  PASS",
        "197, 3,   0,  0,  FAIL",
        "197, 0,   3,  0,  FAIL",
        "197, 0,   0,  3,  FAIL",
        "0,   200, 0,  0,  FAIL",
        "0,   0,   0,  0,  ERROR",
    })
    void failedPredictionsAreHeldAgainstTheSentOnes(
            long accepted, long httpErrors, long badBodies, long connectionErrors, Verdict verdict) {
        LoadResult load = LoadResults.of(accepted, httpErrors, badBodies, connectionErrors);
        Measurement measured = new Measurement(load, accepted + badBodies, httpErrors, 20, 0, true, 1, 0, 0, 0, 0);
        assertThat(verdict(measured)).isEqualTo(verdict);
    }

    @Test
    void noErrorRatioAllowsABurstWithoutAnyPrediction() {
        Measurement measured = new Measurement(LoadResults.of(0, 200, 0, 0), 0, 200, 20, 0, true, 1, 0, 0, 0, 0);
        List<CheckResult> findings = Checks.of(measured, new Thresholds(0, 0.95, 1, List.of()), QUERY);
        assertThat(findings).extracting(CheckResult::verdict).contains(Verdict.FAIL);
    }

    @ParameterizedTest(name = "{0} of 200 sent within {1} ms: {2}")
    @CsvSource({
        "200, 10000, PASS",
        "190, 10000, PASS",
        "189, 10000, INCONCLUSIVE",
        "200, 10500, PASS",
        "200, 10600, INCONCLUSIVE",
    })
    void aBurstThatDidNotReachItsPlanIsInconclusive(long sent, long sendingMillis, Verdict verdict) {
        LoadResult load = LoadResults.late(200, sent, sent, 0, 0, 0, sendingMillis);
        Measurement measured = new Measurement(load, sent, 0, 20, 0, true, 1, 0, 0, 0, 0);
        assertThat(verdict(measured)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"0, PASS", "10, PASS", "10.1, FAIL"})
    void theRateIsHeldAgainstItsMinimum(double minimum, Verdict verdict) {
        Measurement measured = new Measurement(LoadResults.accepted(200), 200, 0, 20, 0, true, 1, 0, 0, 0, 0);
        assertThat(measured.requestRate()).isEqualTo(10);
        assertThat(worst(Checks.of(measured, new Thresholds(minimum, 0.95, 0, List.of()), QUERY)))
                .isEqualTo(verdict);
    }

    @Test
    void whatIsCountedBeyondTheBurstIsExcess() {
        Measurement lost = new Measurement(LoadResults.of(190, 0, 5, 5), 203, 0, 20, 0, true, 1, 0, 0, 0, 0);
        assertThat(lost.excess())
                .as("a lost answer and a bad body may have been counted")
                .isEqualTo(3);
    }

    @Test
    void aFailedConditionOutweighsOneThatCouldNotBeMeasured() {
        assertThat(Verdict.PASS.and(Verdict.INCONCLUSIVE)).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(Verdict.ERROR.and(Verdict.INCONCLUSIVE)).isEqualTo(Verdict.ERROR);
        assertThat(Verdict.ERROR.and(Verdict.FAIL)).isEqualTo(Verdict.FAIL);
    }

    private static Verdict verdict(Measurement measured) {
        return worst(Checks.of(measured, Thresholds.DEFAULT, QUERY));
    }

    private static Verdict worst(List<CheckResult> findings) {
        return findings.stream().map(CheckResult::verdict).reduce(Verdict.PASS, Verdict::and);
    }

    private static CheckResult gravest(Measurement measured) {
        return Checks.of(measured, Thresholds.DEFAULT, QUERY).stream()
                .max(java.util.Comparator.comparing(CheckResult::verdict))
                .orElseThrow();
    }
}
