package io.jenkins.plugins.seldon.release;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnrenderedChartTest {

    @Test
    void aLookupThatTheUserHasNoRightForIsNotPutDownToTheValues() {
        String refusal = "namespaces is forbidden: User \"ci\" cannot list resource \"namespaces\" in API group \"\" at"
                + " the cluster scope";
        assertThat(ChartPreparation.unrendered(
                        "web 1.0.0",
                        "template: web/templates/a.yaml:1:7: executing \"web/templates/a.yaml\" at <lookup \"v1\""
                                + " \"Namespace\" \"\" \"\">: error calling lookup: " + refusal))
                .isEqualTo("A template of chart web 1.0.0 looks up what the user may not read: " + refusal
                        + ". Have the user given that right.");
    }

    @Test
    void whateverElseIsWrongIsSaidInHelmsWords() {
        assertThat(ChartPreparation.unrendered("web 1.0.0", "execution error at (web/templates/a.yaml:1:4): no"))
                .isEqualTo("The chart can't be rendered with the given values: execution error at"
                        + " (web/templates/a.yaml:1:4): no.");
    }
}
