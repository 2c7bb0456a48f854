package io.jenkins.plugins.seldon.gate.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.measure.Counts;
import io.jenkins.plugins.seldon.gate.measure.Counts.OfPredictor;
import io.jenkins.plugins.seldon.gate.measure.CountsBuilder;
import io.jenkins.plugins.seldon.gate.measure.Measurement;
import io.jenkins.plugins.seldon.gate.measure.Measurements;
import io.jenkins.plugins.seldon.gate.measure.Shares;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.LatencyLimit;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.Source;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.load.LoadResults;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksTest {

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
        "200, 210,  0, true,  0, 0, PASS,         ",
        "200, 211,  0, true,  0, 0, INCONCLUSIVE, backgroundTraffic",
        "200, 400,  0, true,  0, 0, INCONCLUSIVE, backgroundTraffic",
        "2000, 2060, 3, true, 0, 0, PASS,         ",
        "200, 260,  3, true,  0, 0, INCONCLUSIVE, minCountedRatio",
        "200, 230,  3, true,  0, 0, INCONCLUSIVE, minCountedRatio",
        "200, 220,  3, true,  0, 0, FAIL,         minCountedRatio",
        "200, 200,  3, true,  0, 0, FAIL,         minCountedRatio",
        "200, 60,   3, true,  0, 0, FAIL,         minCountedRatio",
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
        Measurement measured =
                Measurements.of(LoadResults.accepted(accepted), counted, others, sampled, resets, changed);
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
        Measurement measured = Measurements.withErrors(load, accepted + badBodies, 0);
        assertThat(verdict(measured)).isEqualTo(verdict);
    }

    @Test
    void noErrorRatioAllowsABurstWithoutAnyPrediction() {
        Measurement measured = Measurements.withErrors(LoadResults.of(0, 200, 0, 0), 0, 200);
        List<CheckResult> findings = Checks.of(measured, new Thresholds(0, 0.95, 1, List.of()));
        assertThat(only(Check.ERRORS, findings).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(only(Check.COUNTED, findings)).satisfies(finding -> {
            assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
            assertThat(finding.sentence())
                    .isEqualTo("No prediction was accepted (minCountedRatio: no value, at least 0.95).");
        });
    }

    @Test
    void whatFailedIsTold() {
        Measurement measured = Measurements.of(LoadResults.of(197, 3, 0, 0), 197);
        assertThat(only(Check.ERRORS, measured).sentence())
                .isEqualTo("3 of 200 predictions failed: 3 with an answer with HTTP status 500"
                        + " (maxErrorRatio: 0.015, at most 0.01).");
        assertThat(only(Check.ERRORS, Measurements.of(LoadResults.accepted(200), 200))
                        .sentence())
                .isEqualTo("0 of 200 predictions failed (maxErrorRatio: 0, at most 0.01).");
    }

    /** Spread over ten seconds, so that the last of 200 is due after 9950 ms. */
    @ParameterizedTest(name = "{1} of {0} sent within {2} ms: {4}")
    @CsvSource({
        "200, 200, 10000, 0.995, PASS",
        "200, 190, 10000, 0.945, PASS",
        "200, 189, 10000, 0.94,  INCONCLUSIVE",
        "200, 200, 10450, 0.952, PASS",
        "200, 200, 10600, 0.939, INCONCLUSIVE",
        "200, 100, 19900, 0.25,  INCONCLUSIVE",
        // Five per cent late, or half a second: either may be.
        "400, 400, 10500, 0.95,  PASS",
        "10,  10,  9500,  0.947, PASS",
        "10,  10,  9501,  0.947, INCONCLUSIVE",
    })
    void aBurstThatDidNotReachItsPlanIsInconclusive(
            long planned, long sent, long sendingMillis, String value, Verdict verdict) {
        LoadResult load = LoadResults.late(planned, sent, sent, 0, 0, 0, sendingMillis);
        Measurement measured = Measurements.of(load, sent);
        assertThat(verdict(measured)).isEqualTo(verdict);
        assertThat(only(Check.BURST, measured).value()).isEqualTo(value);
    }

    @Test
    void aBurstWithoutATimetableIsHeldAgainstItsNumberAlone() {
        assertThat(findings(Measurements.of(LoadResults.closed(200, 200), 200)))
                .noneMatch(finding -> finding.check() == Check.BURST);
        assertThat(only(Check.BURST, Measurements.of(LoadResults.closed(200, 100), 100))
                        .verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("judgedCounts")
    void whatIsMissingIsToldWithItsReason(CountsBuilder counts, Verdict verdict, String sentence) {
        Measurement measured = Measurements.of(LoadResults.accepted(200), counts.build());
        CheckResult finding = only(Check.COUNTED, measured);
        assertThat(finding.verdict()).isEqualTo(verdict);
        assertThat(finding.sentence()).startsWith(sentence);
    }

    private static Stream<Arguments> judgedCounts() {
        return Stream.of(
                Arguments.of(
                        CountsBuilder.counted(200, 200),
                        Verdict.PASS,
                        "200 of 200 accepted predictions were counted (minCountedRatio: 1, at least 0.95)."),
                Arguments.of(
                        CountsBuilder.counted(200, 194).scrapeLost(6),
                        Verdict.FAIL,
                        "188 of 200 accepted predictions were counted by Prometheus, 194 by the executors (min"),
                Arguments.of(
                        CountsBuilder.beside(200, 220, 20, 15, 2, 2),
                        Verdict.INCONCLUSIVE,
                        "200 of 200 accepted predictions were counted, beside about 20 of background traffic; others'"
                                + " part of 20 may lie off by 15; about 900 requests at this rate would tell, or fewer"
                                + " at a higher one (min"),
                Arguments.of(
                        CountsBuilder.beside(200, 220, 20, 40, 2, 3),
                        Verdict.INCONCLUSIVE,
                        "200 of 200 accepted predictions were counted, beside about 20 of background traffic; others'"
                                + " part of 20 may lie off by 40; about 6400 requests at this rate"),
                Arguments.of(
                        CountsBuilder.beside(200, 220, 20, 15, 1, 3),
                        Verdict.INCONCLUSIVE,
                        "200 of 200 accepted predictions were counted, beside about 20 of background traffic; others'"
                                + " part of 20 may lie off by 15 (min"),
                Arguments.of(
                        CountsBuilder.beside(200, 220, 20, 15, 1, 2),
                        Verdict.INCONCLUSIVE,
                        "200 of 200 accepted predictions were counted, beside about 20 of background traffic; others'"
                                + " part of 20 may lie off by 15; about 900 requests"),
                Arguments.of(
                        CountsBuilder.surplus(200, 200, 30),
                        Verdict.INCONCLUSIVE,
                        "200 of 200 accepted predictions were counted; 30 were counted in a part of the burst that nobody"
                                + " sent in it, which may hide as many that are missing (min"),
                Arguments.of(
                        CountsBuilder.counted(200, 200).disputed(50),
                        Verdict.INCONCLUSIVE,
                        "200 of 200 accepted predictions were counted; Prometheus' series of one pod contradict each"
                                + " other by 50 (min"),
                Arguments.of(
                        CountsBuilder.surplus(200, 200, 30).disputed(50),
                        Verdict.INCONCLUSIVE,
                        "200 of 200 accepted predictions were counted; 30 were counted in a part of the burst that nobody"
                                + " sent in it, which may hide as many that are missing, and Prometheus' series"),
                Arguments.of(
                        CountsBuilder.counted(200, 100).changed(),
                        Verdict.INCONCLUSIVE,
                        "100 of 200 accepted predictions were counted; meanwhile pods came, went or restarted, as when"
                                + " replicas are replaced (min"));
    }

    @Test
    void noNumberOfRequestsTellsWhereAllMustBeCounted() {
        Measurement measured = Measurements.of(
                LoadResults.accepted(200),
                CountsBuilder.beside(200, 220, 20, 15, 2, 2).build());
        CheckResult finding = only(Check.COUNTED, Checks.of(measured, new Thresholds(0, 1, 0.01, List.of())));
        assertThat(finding.sentence()).contains("may lie off by 15 (min");
    }

    @ParameterizedTest(name = "{0} restarted, {1} ended, {2} found")
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | 0 | 0 | meanwhile 2 counters restarted, as when replicas are replaced (min",
                "0 | 3 | 0 | meanwhile 3 series ended, as when replicas are replaced (min",
                "0 | 0 | 1 | meanwhile 1 series were found with 70 predictions of unknown age, as when replicas",
                "2 | 3 | 0 | meanwhile 2 counters restarted, 3 series ended, as when replicas are replaced (min",
            })
    void whatHappenedToTheReplicasIsTold(int resets, long ended, long found, String told) {
        Counts counts = CountsBuilder.counted(200, 100).build();
        Measurement measured = Measurements.of(LoadResults.accepted(200), counts, resets, ended, found, 70);
        assertThat(only(Check.COUNTED, measured).sentence()).contains(told);
    }

    @Test
    void othersAreToldWhereTheyLeaveRoomForAJudgement() {
        Counts others = CountsBuilder.beside(200, 220, 20, 5, 2, 3).build();
        assertThat(only(Check.BACKGROUND_TRAFFIC, Measurements.of(LoadResults.accepted(200), others)))
                .satisfies(finding -> {
                    assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
                    assertThat(finding.sentence())
                            .isEqualTo("Others sent 2/s before the burst and 3/s after it"
                                    + " (backgroundTraffic: 0, at most 10).");
                });
        Counts few = CountsBuilder.counted(200, 204).build();
        assertThat(only(Check.BACKGROUND_TRAFFIC, Measurements.of(LoadResults.accepted(200), few)))
                .extracting(CheckResult::verdict, CheckResult::value)
                .containsExactly(Verdict.PASS, "4");
        Counts many = CountsBuilder.counted(200, 300)
                .predictor("main", 1.0, 300, 300, 300)
                .build();
        assertThat(only(Check.BACKGROUND_TRAFFIC, Measurements.of(LoadResults.accepted(200), many)))
                .satisfies(finding -> {
                    assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
                    assertThat(finding.sentence())
                            .isEqualTo("100 more predictions were counted than this burst and others explain: main 300"
                                    + " (backgroundTraffic: 100, at most 10).");
                });
        assertThat(findings(Measurements.of(LoadResults.accepted(200), 200)))
                .noneMatch(finding -> finding.check() == Check.BACKGROUND_TRAFFIC);
        assertThat(findings(Measurements.of(LoadResults.of(0, 200, 0, 0), others)))
                .noneMatch(finding -> finding.check() == Check.BACKGROUND_TRAFFIC);
    }

    /** 200 predictions in ten seconds. */
    @ParameterizedTest(name = "{0} of 200 counted, at least {1}/s: {2}")
    @CsvSource({
        "200, 0,    PASS",
        "200, 20,   PASS",
        "200, 20.1, FAIL",
        "150, 15,   PASS",
        "150, 15.1, FAIL",
        "0,   0,    FAIL",
        "1,   0,    PASS",
    })
    void theRateIsThatOfTheBurstWhileItWasSentAndAboveZeroWhereNoneIsGiven(
            double counted, double minimum, Verdict verdict) {
        Measurement measured = Measurements.of(LoadResults.accepted(200), counted);
        assertThat(measured.requestRate()).isEqualTo(counted / 10);
        assertThat(Checks.of(measured, new Thresholds(minimum, 0.95, 0, List.of())))
                .filteredOn(finding -> finding.check() == Check.RATE)
                .extracting(CheckResult::verdict)
                .containsExactly(verdict);
    }

    /** Where several pods are behind one target, a rate of 0 may be another pod's. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 100, 200})
    void whileSomethingForbidsAJudgementNothingFailsAndNothingPasses(double counted) {
        Measurement measured = Measurements.doubted(LoadResults.accepted(200), counted, "two pods take turns");
        assertThat(verdict(measured)).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(gravest(measured).sentence()).contains("two pods take turns");
    }

    @ParameterizedTest(name = "{0} resets, {1} series ended: {2}")
    @CsvSource({"0, 0, FAIL", "1, 0, INCONCLUSIVE", "0, 1, INCONCLUSIVE"})
    void aRateThatIsTooLowWhileReplicasAreReplacedIsNoProof(int resets, long ended, Verdict verdict) {
        Measurement measured = Measurements.of(LoadResults.accepted(200), 0, 0, true, resets, ended);
        assertThat(Checks.of(measured, new Thresholds(20, 0.95, 0.01, List.of())))
                .filteredOn(finding -> finding.check() == Check.RATE)
                .extracting(CheckResult::verdict)
                .containsExactly(verdict);
    }

    @ParameterizedTest(name = "{0} errors beside 200 predictions, at most {1}: {2}")
    @CsvSource({
        "0,  0.01, ",
        "2,  0.01, PASS",
        "3,  0.01, FAIL",
        "90, 0.01, FAIL",
        "90, 0.4,  PASS",
        "50, 0.2,  PASS",
    })
    void errorsThatAMeshHidesAreCounted(double errors, double most, Verdict verdict) {
        Measurement measured = Measurements.withErrors(LoadResults.accepted(200), 200, errors);
        assertThat(Checks.of(measured, new Thresholds(0, 0.95, 0.01, most, List.of())))
                .filteredOn(finding -> finding.check() == Check.COUNTED_ERRORS)
                .extracting(CheckResult::verdict)
                .containsExactlyElementsOf(verdict == null ? List.of() : List.of(verdict));
    }

    @ParameterizedTest(name = "50 errors beside 150 predictions, {0} of others, at most {1}: {2}")
    @CsvSource({
        "10, 0.29, PASS",
        "10, 0.28, INCONCLUSIVE",
        "10, 0.2,  INCONCLUSIVE",
        "10, 0.19, FAIL",
    })
    void othersErrorsMakeTheRatioUnsure(double margin, double most, Verdict verdict) {
        Counts counts = CountsBuilder.counted(150, 150).errors(50, margin).build();
        Measurement measured = Measurements.of(LoadResults.accepted(150), counts);
        CheckResult finding =
                only(Check.COUNTED_ERRORS, Checks.of(measured, new Thresholds(0, 0.95, 0.01, most, List.of())));
        assertThat(finding.verdict()).isEqualTo(verdict);
        assertThat(finding.sentence())
                .startsWith(
                        "50 predictions were counted with an error beside 150 without (maxCountedErrorRatio: 0.25, at"
                                + " most ");
    }

    @Test
    void aRateIsToldWithItsLimitAndWithWhatPrometheusSaw() {
        Measurement measured = Measurements.of(LoadResults.accepted(200), 200);
        assertThat(only(Check.RATE, measured).sentence())
                .isEqualTo(
                        "Of this burst 20 predictions a second were counted while it was sent; Prometheus saw 10/s over"
                                + " 20 s (minRequestRate: 20, above 0).");
        assertThat(only(Check.RATE, Checks.of(measured, new Thresholds(20, 0.95, 0.01, List.of())))
                        .limit())
                .isEqualTo("at least 20");
    }

    @ParameterizedTest(name = "{0} ms at most at {1}: {2}")
    @CsvSource({"1, 0.8, PASS", "1, 0.9, FAIL", "2, 0.9, PASS", "2, 1, PASS", "1.9, 1, FAIL"})
    void aLatencyOfTheSendersIsHeldAgainstItsLimit(double millis, double quantile, Verdict verdict) {
        LoadResult load = LoadResults.taking(1, 1, 1, 1, 1, 1, 1, 1, 2, 2);
        List<LatencyLimit> limits = List.of(
                new LatencyLimit(quantile, millis, Source.CLIENT),
                new LatencyLimit(quantile, millis, Source.PROMETHEUS));
        CheckResult finding =
                only(Check.LATENCY, Checks.of(Measurements.of(load, 10), new Thresholds(0, 0.95, 0.01, limits)));
        assertThat(finding.verdict()).as(finding.sentence()).isEqualTo(verdict);
        assertThat(finding.sentence()).startsWith("The latency at the quantile " + quantile + " was ");
    }

    @Test
    void withoutAPredictionThereIsNoLatency() {
        Thresholds limits = new Thresholds(0, 0.95, 0.01, List.of(new LatencyLimit(0.9, 100, Source.CLIENT)));
        CheckResult finding = only(Check.LATENCY, Checks.of(Measurements.of(LoadResults.of(0, 9, 0, 0), 0), limits));
        assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(finding.sentence()).isEqualTo("No prediction was accepted (maxLatency: no value, at most 100 ms).");
    }

    @Test
    void aPredictorAloneIsHeldAgainstItsShareOnlyWhereTheGateIsAboutIt() {
        CountsBuilder counts = CountsBuilder.counted(200, 200).predictor("main", 1.0, 200, 200, 200);
        assertThat(findings(Measurements.of(LoadResults.accepted(200), counts.build())))
                .noneMatch(finding -> finding.check() == Check.SHARE);
        assertThat(only(
                                Check.SHARE,
                                Measurements.of(
                                        LoadResults.accepted(200),
                                        counts.wanted("main").build()))
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void aPredictorThatTheEndpointDoesNotLeadToIsAnOpenQuestionWhereTheGateIsAboutIt() {
        CountsBuilder counts = CountsBuilder.counted(200, 200)
                .besidePredictor("canary", 0.0, 0)
                .besidePredictor("mirror", 0.5, 9);
        assertThat(findings(Measurements.of(LoadResults.accepted(200), counts.build())))
                .noneMatch(finding -> finding.check() == Check.SHARE);
        Counts asked = counts.wanted("canary").build();
        assertThat(only(Check.SHARE, Measurements.of(LoadResults.accepted(200), asked)))
                .satisfies(finding -> {
                    assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
                    assertThat(finding.sentence())
                            .startsWith(
                                    "The predictor canary gets nothing of this burst by its weight or by the endpoint;"
                                            + " give the endpoint that leads to it");
                });
    }

    @ParameterizedTest(name = "{0} of 200 by a share of {1}: {2}")
    @CsvSource({
        "20,  0.1,  PASS",
        "8,   0.1,  PASS",
        "7,   0.1,  FAIL",
        "0,   0.1,  FAIL",
        "40,  0.1,  FAIL",
        "200, 0.1,  FAIL",
        "0,   0.01, INCONCLUSIVE",
        "1,   0.01, PASS",
        "200, 1,    PASS",
        "0,   0,    INCONCLUSIVE",
    })
    void aPredictorIsHeldAgainstItsShare(double got, double share, Verdict verdict) {
        long least = Shares.least(200, share);
        long most = Shares.most(200, share);
        Measurement measured = Measurements.of(
                LoadResults.accepted(200),
                "canary",
                List.of(
                        new OfPredictor("main", true, 1 - share, 200 - got, 200 - got, 200 - most, 200 - least),
                        new OfPredictor("canary", true, share, got, got, least, most),
                        new OfPredictor("mirror", false, null, 200.0, 200, 0, 200)));
        assertThat(Checks.of(measured, Thresholds.DEFAULT))
                .filteredOn(finding ->
                        finding.check() == Check.SHARE && finding.query().endsWith("canary"))
                .extracting(CheckResult::verdict)
                .containsExactly(verdict);
        assertThat(Checks.of(measured, Thresholds.DEFAULT))
                .noneMatch(finding -> finding.query().endsWith("mirror"));
    }

    @Test
    void aFailedConditionOutweighsOneThatCouldNotBeMeasured() {
        assertThat(Verdict.PASS.and(Verdict.INCONCLUSIVE)).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(Verdict.ERROR.and(Verdict.INCONCLUSIVE)).isEqualTo(Verdict.ERROR);
        assertThat(Verdict.ERROR.and(Verdict.FAIL)).isEqualTo(Verdict.FAIL);
    }

    private static Verdict verdict(Measurement measured) {
        return worst(Checks.of(measured, Thresholds.DEFAULT));
    }

    private static List<CheckResult> findings(Measurement measured) {
        return Checks.of(measured, Thresholds.DEFAULT);
    }

    private static CheckResult only(Check check, Measurement measured) {
        return only(check, findings(measured));
    }

    private static CheckResult only(Check check, List<CheckResult> findings) {
        List<CheckResult> of =
                findings.stream().filter(finding -> finding.check() == check).toList();
        assertThat(of).as("findings on %s", check).hasSize(1);
        return of.get(0);
    }

    private static Verdict worst(List<CheckResult> findings) {
        return findings.stream().map(CheckResult::verdict).reduce(Verdict.PASS, Verdict::and);
    }

    private static CheckResult gravest(Measurement measured) {
        return Checks.of(measured, Thresholds.DEFAULT).stream()
                .max(java.util.Comparator.comparing(CheckResult::verdict))
                .orElseThrow();
    }
}
