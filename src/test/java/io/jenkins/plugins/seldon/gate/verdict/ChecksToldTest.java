package io.jenkins.plugins.seldon.gate.verdict;

import static io.jenkins.plugins.seldon.gate.verdict.ChecksTest.findings;
import static io.jenkins.plugins.seldon.gate.verdict.ChecksTest.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.measure.Counts;
import io.jenkins.plugins.seldon.gate.measure.CountsBuilder;
import io.jenkins.plugins.seldon.gate.measure.Measurement;
import io.jenkins.plugins.seldon.gate.measure.Measurements;
import io.jenkins.plugins.seldon.load.LoadResults;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The sentences of findings: each tells its numbers, and its reason. */
class ChecksToldTest {

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

    @Test
    void noRoundingHidesWhatFailed() {
        Measurement measured = Measurements.of(LoadResults.of(98_996, 1004, 0, 0), 98_996);
        assertThat(only(Check.ERRORS, measured).sentence()).endsWith("(maxErrorRatio: 0.01004, at most 0.01).");
        CountsBuilder counts = CountsBuilder.counted(100_000, 94_996);
        assertThat(only(Check.COUNTED, Measurements.of(LoadResults.accepted(100_000), counts.build()))
                        .value())
                .isEqualTo("0.94996");
    }

    /** Ten of two hundred are within what may be lost of all, and half of what the canary got. */
    @ParameterizedTest(name = "{0} of 20 in Prometheus: {1}")
    @CsvSource(
            nullValues = "-",
            value = {"10, FAIL", "18, FAIL", "19, -", "20, -"})
    void whatPrometheusLacksOfTheWantedPredictorIsHeldAgainstItsOwn(double counted, Verdict verdict) {
        CountsBuilder counts = CountsBuilder.counted(200, 200)
                .scrapeLost(20 - counted)
                .wanted("main")
                .pod("main-0", 20.0, counted, "")
                .predictor("main", 0.1, 20, 8, 34);
        assertThat(findings(Measurements.of(LoadResults.accepted(200), counts.build())).stream()
                        .filter(finding -> finding.query().equals("counted / accepted of main"))
                        .map(CheckResult::verdict))
                .isEqualTo(verdict == null ? List.of() : List.of(verdict));
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
                        "188 of 200 accepted predictions were counted by Prometheus, 194 by its pods (min"),
                Arguments.of(
                        CountsBuilder.beside(200, 220, 20, 15, 2, 2),
                        Verdict.INCONCLUSIVE,
                        "200 of 200 accepted predictions were counted, plus about 20 of background traffic; "
                                + "others' share of 20 may be off by 15 predictions; about 900 requests at this rate "
                                + "would decide it, or fewer at a higher rate (min"),
                Arguments.of(
                        CountsBuilder.beside(200, 220, 20, 40, 2, 3),
                        Verdict.INCONCLUSIVE,
                        "200 of 200 accepted predictions were counted, plus about 20 of background traffic; "
                                + "others' share of 20 may be off by 40 predictions; about 6400 requests at this rate"),
                Arguments.of(
                        CountsBuilder.beside(200, 220, 20, 15, 1, 3),
                        Verdict.INCONCLUSIVE,
                        "200 of 200 accepted predictions were counted, plus about 20 of background traffic; "
                                + "others' share of 20 may be off by 15 predictions (min"),
                Arguments.of(
                        CountsBuilder.beside(200, 220, 20, 15, 1, 2),
                        Verdict.INCONCLUSIVE,
                        "200 of 200 accepted predictions were counted, plus about 20 of background traffic; "
                                + "others' share of 20 may be off by 15 predictions; about 900 requests"),
                Arguments.of(
                        CountsBuilder.surplus(200, 200, 30),
                        Verdict.INCONCLUSIVE,
                        "200 of 200 accepted predictions were counted; 30 were counted in a part of the burst "
                                + "though nobody sent them in it, which may hide as many losses (min"),
                Arguments.of(
                        CountsBuilder.counted(200, 200).late(12),
                        Verdict.INCONCLUSIVE,
                        "200 of 200 accepted predictions were counted; 12 predictions from before the burst were not"
                                + " known to Prometheus when it began, and may stand for some of it (min"),
                Arguments.of(
                        CountsBuilder.counted(200, 200).failed(12),
                        Verdict.INCONCLUSIVE,
                        "200 of 200 accepted predictions were counted; 12 requests failed and may have been counted in the"
                                + " place of predictions that were not (min"),
                Arguments.of(
                        CountsBuilder.counted(200, 200).disputed(50),
                        Verdict.INCONCLUSIVE,
                        "200 of 200 accepted predictions were counted; Prometheus' series of one pod contradict each"
                                + " other by 50 (min"),
                Arguments.of(
                        CountsBuilder.surplus(200, 200, 30).disputed(50),
                        Verdict.INCONCLUSIVE,
                        "200 of 200 accepted predictions were counted; 30 were counted in a part of the burst "
                                + "though nobody sent them in it, which may hide as many losses, and Prometheus' "
                                + "series"),
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
        assertThat(finding.sentence()).contains("may be off by 15 predictions (min");
    }

    @ParameterizedTest(name = "{0} restarted, {1} ended, {2} found")
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | 0 | 0 | meanwhile 2 counters restarted, as when replicas are replaced (min",
                "0 | 3 | 0 | meanwhile 3 series ended, as when replicas are replaced (min",
                "0 | 0 | 1 | meanwhile 1 series were found with 70 predictions of unknown age, as when replicas are replaced or were not scraped",
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
        Counts within = CountsBuilder.surplus(276, 276, 13.4).build();
        assertThat(only(Check.BACKGROUND_TRAFFIC, Measurements.of(LoadResults.accepted(276), within)))
                .as("five per cent of 276, not 13")
                .extracting(CheckResult::verdict, CheckResult::value, CheckResult::limit)
                .containsExactly(Verdict.PASS, "13.4", "at most 13.8");
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

    @Test
    void aRateThatOthersLeaveOpenIsToldWithTheBestThatItMayBe() {
        Counts counts = CountsBuilder.beside(200, 218, 20, 5, 2, 2).build();
        Measurement measured = Measurements.of(LoadResults.accepted(200), counts);
        CheckResult finding = only(Check.RATE, Checks.of(measured, new Thresholds(19.95, 0.95, 0.01, List.of())));
        assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(finding.sentence())
                .isEqualTo("Of this burst 19.8 (at best 20) predictions a second were counted while it was sent;"
                        + " Prometheus saw 10.9/s over 20 s (minRequestRate: 19.8, at least 19.95).");
    }
}
