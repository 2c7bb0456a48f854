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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    /** As where the SeldonDeployment can't be read, whose ingress may give a canary a tenth. */
    @ParameterizedTest(name = "the other predictor counted {0}, with the share {1}: {2}")
    @CsvSource(
            nullValues = "-",
            value = {"180, -, INCONCLUSIVE", "170, -, INCONCLUSIVE", "169, -, FAIL", "0, -, FAIL", "180, 0, FAIL"})
    void whatAPredictorOfAnUnknownShareLacksOthersMayHaveGot(double others, Double share, Verdict verdict) {
        Counts counts = CountsBuilder.counted(200, 20)
                .wanted("canary")
                .predictor("canary", null, 20, 0, 200)
                .besidePredictor("main", share, others)
                .build();
        CheckResult counted = only(Check.COUNTED, Measurements.of(LoadResults.accepted(200), counts));
        assertThat(counted.verdict()).isEqualTo(verdict);
        assertThat(counted.sentence().contains("meanwhile other predictors counted"))
                .isEqualTo(verdict == Verdict.INCONCLUSIVE);
    }

    /** It has no share, and its copies are nobody's part of the burst. */
    @Test
    void whatAShadowCountedExplainsNoLossWhereSharesAreKnown() {
        Counts counts = CountsBuilder.counted(200, 100)
                .wanted("canary")
                .predictor("main", 0.9, 90, 60, 100)
                .predictor("canary", 0.1, 10, 0, 40)
                .besidePredictor("shadow", null, 200)
                .build();
        CheckResult counted = only(Check.COUNTED, Measurements.of(LoadResults.accepted(200), counts));
        assertThat(counted.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(counted.sentence()).doesNotContain("shares that are not known");
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
    void limitsAreToldAsTheyWereGivenAndWhatMissesOneIsNotToldAsIt() {
        Measurement measured = Measurements.withErrors(LoadResults.of(9994, 6, 0, 0), 9994, 0);
        List<CheckResult> findings = Checks.of(measured, new Thresholds(0, 0.9995, 0.0005, List.of()));
        CheckResult errors = only(Check.ERRORS, findings);
        assertThat(errors.limit()).isEqualTo("at most 0.0005");
        assertThat(errors.value()).isEqualTo("0.0006");
        assertThat(only(Check.COUNTED, findings).limit()).isEqualTo("at least 0.9995");
    }

    /** Spread over ten seconds, so that the last of 200 is due after 9950 ms. */
    @ParameterizedTest(name = "{1} of {0} sent within {2} ms: {4}")
    @CsvSource({
        "200, 200, 10000, 1,     PASS",
        "200, 190, 10000, 0.95,  PASS",
        "200, 189, 10000, 0.945, INCONCLUSIVE",
        "200, 200, 10450, 1,     PASS",
        "200, 200, 10600, 0.939, INCONCLUSIVE",
        "200, 100, 19900, 0.25,  INCONCLUSIVE",
        // Five per cent late, or half a second: either may be, and takes nothing from what was sent.
        "400, 400, 10500, 1,     PASS",
        "10,  10,  9500,  1,     PASS",
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
        String unsure = verdict == Verdict.INCONCLUSIVE ? ", give or take 10 for others' errors" : "";
        assertThat(finding.sentence())
                .startsWith("50 predictions were counted as errors, and 150 without" + unsure
                        + " (maxCountedErrorRatio: 0.25, at most ");
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
    void noChanceIsToldOfAPredictorThatIsToGetEverythingAndGotNothing() {
        Counts none = CountsBuilder.counted(200, 0)
                .predictor("canary", 1.0, 0, 0, 0)
                .wanted("canary")
                .build();
        List<CheckResult> findings = findings(Measurements.of(LoadResults.accepted(200), none));
        assertThat(findings).noneMatch(finding -> finding.check() == Check.SHARE);
        assertThat(only(Check.COUNTED, findings).verdict()).isEqualTo(Verdict.FAIL);
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
                            .startsWith("The predictor canary gets none of this burst, by its weight or by the "
                                    + "endpoint; give the endpoint that leads to it");
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

    static List<CheckResult> findings(Measurement measured) {
        return Checks.of(measured, Thresholds.DEFAULT);
    }

    static CheckResult only(Check check, Measurement measured) {
        return only(check, findings(measured));
    }

    static CheckResult only(Check check, List<CheckResult> findings) {
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
