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
import java.util.List;
import org.junit.jupiter.api.Test;

class GateLogTest {

    private static final PredictionSeries SCOPE = new PredictionSeries("models", "iris", "", "kubernetes_namespace");

    @Test
    void tablesAreAlignedAndTheBrokenLayerIsMarked() {
        GateReport report = new GateReport(
                SCOPE,
                Verdict.FAIL,
                "q",
                null,
                null,
                List.of(
                        CheckResult.of(Check.COUNTED, "q", "0.52", "at least 0.95", Verdict.FAIL, "Half is missing."),
                        CheckResult.of(Check.RATE, "q", "", "above 0", Verdict.INCONCLUSIVE, "Nobody knows."),
                        CheckResult.of(Check.ERRORS, "q", "0", "at most 0.01", Verdict.PASS, "None failed.")),
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
        assertThat(report.details())
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
        assertThat(report.details()).noneMatch(line -> line.contains("Half is missing"));
    }
}
