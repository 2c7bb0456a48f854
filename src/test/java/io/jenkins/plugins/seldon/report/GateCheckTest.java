package io.jenkins.plugins.seldon.report;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.seldon.report.GateCheck.Conclusion;
import io.jenkins.plugins.seldon.report.ReportSection.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a gate is beside a commit. */
class GateCheckTest {

    private static ReportSection section(String outcome, String sentence, Map<String, ?> data) {
        return new ReportSection(Kind.GATE, "models/iris", outcome, sentence, data);
    }

    private static Result result(String effect) {
        return switch (effect) {
            case "SUCCESS" -> Result.SUCCESS;
            case "UNSTABLE" -> Result.UNSTABLE;
            default -> Result.FAILURE;
        };
    }

    @ParameterizedTest
    @CsvSource({
        "PASS, SUCCESS, SUCCESS",
        "FAIL, FAILURE, FAILURE",
        "FAIL, SUCCESS, NEUTRAL",
        "INCONCLUSIVE, FAILURE, FAILURE",
        "INCONCLUSIVE, UNSTABLE, FAILURE",
        "INCONCLUSIVE, SUCCESS, NEUTRAL"
    })
    void theConclusionIsWhatBecomesOfTheBuild(String verdict, String effect, Conclusion conclusion) {
        GateCheck check = GateCheck.of(section(verdict, "It says so.", Map.of()), result(effect));
        assertThat(check.conclusion()).isEqualTo(conclusion);
        assertThat(check.title()).isEqualTo(verdict + ": models/iris");
        assertThat(check.name()).isEqualTo("Seldon gate models/iris");
    }

    /** GitHub shows of several check runs of one name the latest alone. */
    @Test
    void gatesOfOneDeploymentInABuildAreChecksOfTheirOwn() {
        EvidencePaths taken = new EvidencePaths();
        List<String> names = List.of("FAIL", "PASS").stream()
                .map(verdict -> GateCheck.of(section(verdict, "It says so.", Map.of()), Result.FAILURE))
                .map(check -> check.called(taken.path(check.name())).name())
                .toList();
        assertThat(names).containsExactly("Seldon gate models/iris", "Seldon gate models/iris_2");
    }

    @Test
    void theSummaryIsATableOfWhatWasMeasured() {
        Map<String, Object> rate = Map.of(
                "name", "minRequestRate", "verdict", "FAIL", "query", "q", "value", "1.5", "limit", "at least 2");
        GateCheck check =
                GateCheck.of(section("FAIL", "Too slow.", Map.of("conditions", List.of(rate))), Result.FAILURE);
        assertThat(check.summary())
                .isEqualTo(
                        """
                        Too slow.

                        | condition | verdict | measured | limit |
                        | --- | --- | --- | --- |
                        | minRequestRate | FAIL | 1.5/s | at least 2/s |
                        """);
    }

    @Test
    void conditionsOfOneNameAreToldApart() {
        List<Object> shares = List.of("main", "canary").stream()
                .<Object>map(predictor -> Map.of(
                        "name", "share", "verdict", "PASS", "query", "predictions of " + predictor, "value", "1"))
                .toList();
        GateCheck check = GateCheck.of(section("PASS", "It passed.", Map.of("conditions", shares)), Result.SUCCESS);
        assertThat(check.summary())
                .contains("| share \\(predictions of main\\) |", "| share \\(predictions of canary\\) |");
    }

    @Test
    void noNameMeansAnythingToMarkdown() {
        GateCheck check =
                GateCheck.of(section("FAIL", "a|b\n# c <img src=x> [d](http://e) `f` @g", Map.of()), Result.FAILURE);
        assertThat(check.summary()).isEqualTo("a\\|b \\# c \\<img src=x\\> \\[d\\]\\(http://e\\) \\`f\\` \\@g\n");
    }
}
