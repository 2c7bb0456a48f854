package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.diagnose.Diagnosis;
import io.jenkins.plugins.seldon.gate.diagnose.Diagnosis.Health;
import io.jenkins.plugins.seldon.gate.diagnose.Diagnosis.View;
import io.jenkins.plugins.seldon.gate.diagnose.Layer;
import io.jenkins.plugins.seldon.gate.verdict.Check;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.text.Language;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateLogTest {

    private static final PredictionSeries SCOPE = new PredictionSeries("models", "iris", "", "kubernetes_namespace");

    @Test
    void tablesAreAlignedAndTheBrokenLayerIsMarked() {
        GateReport report = report();
        assertThat(report.details(Language.ENGLISH))
                .containsExactly(
                        "VERDICT        CONDITION         MEASURED   LIMIT",
                        "FAIL           minCountedRatio   0.52       at least 0.95",
                        "INCONCLUSIVE   minRequestRate    no value   above 0",
                        "PASS           maxErrorRatio     0          at most 0.01",
                        "Nobody knows.",
                        "  LAYER     HEALTH   SEEN",
                        "  ingress   ok       all reached it",
                        "> scrape    broken   no target",
                        "The clocks differ.");
        assertThat(report.sentence()).as("said by the gate itself").contains("Half is missing");
        assertThat(report.details(Language.ENGLISH)).noneMatch(line -> line.contains("Half is missing"));
    }

    @Test
    void verdictAndConditionsAreToldInKorean() {
        GateReport report = report();
        Language korean = Language.of(Locale.KOREAN);
        assertThat(korean.say(report.headline()))
                .isEqualTo("models/iris 게이트 실패, 계층 scrape(스크레이프): minCountedRatio 측정값 0.52, 기준 0.95 이상."
                        + " 이유: Half is missing; it is not scraped; 쿼리: q.");
        assertThat(report.details(korean))
                .containsExactly(
                        "판정        조건              측정값   기준",
                        "실패        minCountedRatio   0.52     0.95 이상",
                        "판단 불가   minRequestRate    없음     0 초과",
                        "통과        maxErrorRatio     0        0.01 이하",
                        "Nobody knows.",
                        "  계층                 상태   확인한 내용",
                        "  ingress(인그레스)    정상   all reached it",
                        "> scrape(스크레이프)   고장   no target",
                        "The clocks differ.");
    }

    @Test
    void conditionsOfOneNameAreToldApart() {
        GateReport report = report(List.of(
                CheckResult.of(Check.SHARE, "predictions of main", "160", "141 to 175", Verdict.PASS, "It did."),
                CheckResult.of(Check.SHARE, "predictions of canary", "40", "25 to 59", Verdict.PASS, "It did."),
                CheckResult.of(Check.ERRORS, "failed / sent", "0", "at most 0.01", Verdict.PASS, "None failed.")));
        assertThat(report.details(Language.ENGLISH))
                .startsWith(
                        "VERDICT   CONDITION                       MEASURED   LIMIT",
                        "PASS      share (predictions of main)     160        141 to 175",
                        "PASS      share (predictions of canary)   40         25 to 59",
                        "PASS      maxErrorRatio                   0          at most 0.01");
    }

    @ParameterizedTest
    @CsvSource({
        "above 0.5 and below 2, 0.5 초과 2 미만",
        "at most 250 ms, 250 ms 이하",
        "24 to 58, 24~58",
        "there, there",
    })
    void aLimitIsToldInEnglishAsItIsRecorded(String limit, String korean) {
        CheckTold told =
                new CheckTold(CheckResult.of(Check.CONDITION, "q", "1", limit, Verdict.FAIL, "It does not hold."));
        assertThat(Language.ENGLISH.say(told.limit())).isEqualTo(limit);
        assertThat(Language.of(Locale.KOREAN).say(told.limit())).isEqualTo(korean);
    }

    @Test
    void aGateThatCouldNotGoOnIsToldWithoutALimit() {
        CheckResult finding = CheckResult.of(Check.PAYLOAD, "", "", "", Verdict.ERROR, "The payload is not JSON.");
        assertThat(Language.of(Locale.KOREAN).say(new CheckTold(finding).outcome()))
                .isEqualTo("payload");
    }

    private static GateReport report() {
        return report(List.of(
                CheckResult.of(Check.COUNTED, "q", "0.52", "at least 0.95", Verdict.FAIL, "Half is missing."),
                CheckResult.of(Check.RATE, "q", "", "above 0", Verdict.INCONCLUSIVE, "Nobody knows."),
                CheckResult.of(Check.ERRORS, "q", "0", "at most 0.01", Verdict.PASS, "None failed.")));
    }

    private static GateReport report(List<CheckResult> findings) {
        return new GateReport(
                SCOPE,
                Verdict.FAIL,
                "q",
                null,
                null,
                findings,
                new Diagnosis(
                        Layer.SCRAPE,
                        "it is not scraped",
                        List.of(
                                new View(Layer.INGRESS, Health.OK, "all reached it"),
                                new View(Layer.SCRAPE, Health.BROKEN, "no target"))),
                List.of("The clocks differ."),
                List.of(),
                "",
                0,
                0);
    }
}
