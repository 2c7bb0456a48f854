package io.jenkins.plugins.seldon.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportSectionTest {

    @Test
    void itsDataComesBackAsItWentIn() {
        Map<String, Object> data = Map.of("counted", 200, "conditions", List.of(Map.of("name", "minRequestRate")));
        ReportSection section = new ReportSection(ReportSection.Kind.GATE, "sklearn", "PASS", "It passes.", data);
        assertThat(section.getData()).isEqualTo(data);
    }

    @ParameterizedTest
    @CsvSource({
        "RELEASE, deployed, true", "RELEASE, failed, false", "PODS, ready, true", "PODS, failed, false",
        "GATE, PASS, true", "GATE, FAIL, false", "GATE, INCONCLUSIVE, false", "GATE, ERROR, false"
    })
    void onlyTheBestOutcomeIsGood(ReportSection.Kind kind, String outcome, boolean good) {
        assertThat(new ReportSection(kind, "x", outcome, "", Map.of()).isGood()).isEqualTo(good);
    }

    @Test
    void numbersAreAsPeopleReadThem() {
        assertThat(ReportSection.perSecond(66.66666)).isEqualTo("66.7/s");
        assertThat(ReportSection.percent(0)).isEqualTo("0 %");
        assertThat(ReportSection.percent(0.015)).isEqualTo("1.5 %");
        assertThat(ReportSection.percent(null)).isEmpty();
        assertThat(ReportSection.percent(0.9996)).as("a part").isEqualTo("99.96 %");
        assertThat(ReportSection.percent(0.01004, 0.01)).isEqualTo("1.004 %");
        assertThat(ReportSection.percent(0.07, 0.07)).isEqualTo("7 %");
        assertThat(ReportSection.percent(0.000001)).isEqualTo("0.0001 %");
        assertThat(ReportSection.yesOrNo(true)).isEqualTo("yes");
    }

    @ParameterizedTest
    @CsvSource({"PASS, success, checkmark", "FAIL, error, close", "INCONCLUSIVE, warning, help", "ERROR, error, close"})
    void aVerdictHasAnIconAndAColour(String verdict, String colour, String icon) {
        ReportSection section = new ReportSection(ReportSection.Kind.GATE, "x", verdict, "", Map.of());
        assertThat(section.getMark().word()).isEqualTo(verdict);
        assertThat(section.getMark().colour()).isEqualTo("jenkins-!-" + colour + "-color");
        assertThat(section.getMark().icon()).startsWith("symbol-" + icon + "-circle");
    }

    /** A weak password may be a number, or a word that JSON has. */
    @Test
    void whatIsMaskedInTextsLeavesNumbersAlone() {
        ReportSection section = new ReportSection(
                        ReportSection.Kind.GATE,
                        "x",
                        "FAIL",
                        "",
                        Map.of("sent", 123456, "dryRun", true, "cause", "it is 1234"))
                .with((field, text) -> text.replace("1234", "****").replace("true", "****"));
        assertThat(section.getData())
                .containsEntry("sent", 123456)
                .containsEntry("dryRun", true)
                .containsEntry("cause", "it is ****");
    }

    @Test
    void dataThatIsNotPlainIsRefused() {
        assertThatThrownBy(
                        () -> new ReportSection(ReportSection.Kind.PODS, "x", "ready", "", Map.of("bad", new Object())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** A build's report is loaded with the build, and with all builds of a job. */
    @Test
    void ofMoreThanABuildShouldCarryTheValuesAtTheTopStay() {
        List<String> pods = java.util.Collections.nCopies(500_000, "a pod");
        ReportSection section = new ReportSection(
                ReportSection.Kind.GATE,
                "sklearn",
                "PASS",
                "",
                Map.of("counted", 200, "pods", pods, "text", "x".repeat(5_000_000)));
        assertThat(section.getData()).containsOnlyKeys("counted", "text").containsEntry("counted", 200);
        assertThat((String) section.getData().get("text")).hasSizeLessThan(3000);
    }

    @Test
    void whatIsShownAsASentenceIsOneLineOfBoundedLength() {
        String forged = "x\u001b[2K\r\nFinished: SUCCESS\u2028\u202e" + "y".repeat(1_000_000);
        ReportSection section = new ReportSection(ReportSection.Kind.PODS, forged, forged, forged, Map.of())
                .with((field, text) -> text);
        for (String shown : new String[] {section.getSubject(), section.getOutcome(), section.getSentence()}) {
            assertThat(shown)
                    .doesNotContain("\u001b", "\r", "\n", "\u2028", "\u202e")
                    .hasSizeLessThan(10_100);
        }
    }
}
