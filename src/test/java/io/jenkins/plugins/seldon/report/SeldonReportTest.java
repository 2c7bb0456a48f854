package io.jenkins.plugins.seldon.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a build keeps of its steps, however many they are. */
class SeldonReportTest {

    private final SeldonReport report = new SeldonReport();

    private static ReportSection section(String outcome, Map<String, ?> data) {
        return new ReportSection(ReportSection.Kind.GATE, "models/iris", outcome, "It is so.", data);
    }

    @Test
    void whatABuildUsuallyHasIsKeptAsItIs() {
        report.append(section("PASS", Map.of("list", Collections.nCopies(1000, "pod"))));
        assertThat(report.getSections()).hasSize(1);
        assertThat(report.getSections().get(0).getData()).containsKey("list");
        assertThat(report.getLimits()).isEmpty();
    }

    @Test
    void ofTooManySectionsThoseStayThatAreNotGood() {
        for (int i = 0; i < 1000; i++) {
            report.append(section("PASS", Map.of("sent", i)));
        }
        report.append(section("FAIL", Map.of()));
        assertThat(report.getSections()).hasSize(300);
        assertThat(report.getByGravity().get(0).getOutcome()).isEqualTo("FAIL");
        assertThat(report.getLimits())
                .isEqualTo("The report was larger than a build keeps; sections left out: 701."
                        + " The build's log and the evidence in the workspace are complete.");
        for (int i = 0; i < 400; i++) {
            report.append(section("FAIL", Map.of()));
        }
        assertThat(report.getSections()).hasSize(300).allMatch(section -> !section.isGood());
    }

    /** Whatever came of them: a chart of a deployment has its gates in the order in which they ended. */
    @Test
    void aTrendGoesBackThroughTheGatesOfABuild() {
        report.append(section("FAIL", Map.of("sent", 1)));
        report.append(new ReportSection(ReportSection.Kind.PODS, "models/iris", "ready", "It is so.", Map.of()));
        report.append(section("PASS", Map.of("sent", 2)));
        report.append(section("FAIL", Map.of("sent", 3)));
        assertThat(report.gatesFromTheLast())
                .extracting(gate -> gate.getData().get("sent"))
                .containsExactly(3, 2, 1);
    }

    @Test
    void ofTooMuchTheValuesAtTheTopStay() {
        for (int i = 0; i < 20; i++) {
            report.append(section("PASS", Map.of("sent", i, "list", Collections.nCopies(400_000, "a"))));
        }
        assertThat(report.getSections().stream().mapToInt(ReportSection::size).sum())
                .isLessThan((8 << 20) + 20_000);
        assertThat(report.getSections()).hasSize(20);
        assertThat(report.getSections().get(19).getData())
                .containsEntry("sent", 19)
                .doesNotContainKey("list");
        assertThat(report.getLimits()).contains("; sections without their details: 15.");
    }
}
