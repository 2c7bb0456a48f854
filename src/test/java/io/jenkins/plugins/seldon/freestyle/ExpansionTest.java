package io.jenkins.plugins.seldon.freestyle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.model.AbstractBuild;
import io.jenkins.plugins.seldon.steps.AssertPredictionMetricsStep;
import io.jenkins.plugins.seldon.steps.InstallSeldonAnalyticsStep;
import io.jenkins.plugins.seldon.steps.PromqlCondition;
import io.jenkins.plugins.seldon.steps.RequestHeader;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpansionTest {

    private final EnvVars variables = new EnvVars("MODEL", "iris", "TEAM", "data", "NOTHING", "");

    @Test
    void putsVariablesIntoTextsAndIntoTheStepsParts() throws Exception {
        AssertPredictionMetricsStep step = new AssertPredictionMetricsStep("${MODEL}-v2");
        step.setNamespace("$TEAM");
        step.setRequests(50);
        step.setHeaders(List.of(new RequestHeader("Host", "${MODEL}.example.org")));
        step.setConditions(List.of(new PromqlCondition("rate(x{model=\"${MODEL}\"}[1m])")));

        AssertPredictionMetricsStep expanded = Expansion.of(step, variables::expand);

        assertThat(expanded.getDeployment()).isEqualTo("iris-v2");
        assertThat(expanded.getNamespace()).isEqualTo("data");
        assertThat(expanded.getRequests()).isEqualTo(50);
        assertThat(expanded.getHeaders()).singleElement().satisfies(header -> {
            assertThat(header.getName()).isEqualTo("Host");
            assertThat(header.getValue()).isEqualTo("iris.example.org");
        });
        assertThat(expanded.getConditions())
                .extracting(PromqlCondition::getPromql)
                .containsExactly("rate(x{model=\"iris\"}[1m])");
    }

    @Test
    void leavesTheJobsOwnStepAlone() throws Exception {
        AssertPredictionMetricsStep step = new AssertPredictionMetricsStep("$MODEL");
        step.setHeaders(List.of(new RequestHeader("Host", "$MODEL")));

        Expansion.of(step, variables::expand);

        assertThat(step.getDeployment()).isEqualTo("$MODEL");
        assertThat(step.getHeaders()).extracting(RequestHeader::getValue).containsExactly("$MODEL");
    }

    @Test
    void leavesAnUnknownVariableAsItIs() throws Exception {
        AssertPredictionMetricsStep step = new AssertPredictionMetricsStep("$UNKNOWN");

        assertThat(Expansion.of(step, variables::expand).getDeployment()).isEqualTo("$UNKNOWN");
    }

    @Test
    void doesNotLetAParameterChooseTheCredential() throws Exception {
        InstallSeldonAnalyticsStep step = new InstallSeldonAnalyticsStep();
        step.setCredentialsId("$MODEL");
        step.setGrafanaCredentialsId("$MODEL");

        InstallSeldonAnalyticsStep expanded = Expansion.of(step, variables::expand);

        assertThat(expanded.getCredentialsId()).isEqualTo("$MODEL");
        assertThat(expanded.getGrafanaCredentialsId()).isEqualTo("$MODEL");
    }

    @Test
    void takesAnOptionThatTurnsOutEmptyForNotGiven() throws Exception {
        InstallSeldonAnalyticsStep step = new InstallSeldonAnalyticsStep();
        step.setNamespace("$NOTHING");
        step.setVersion("${NOTHING}");

        InstallSeldonAnalyticsStep expanded = Expansion.of(step, variables::expand);

        assertThat(expanded.getNamespace()).isEqualTo("seldon-system");
        assertThat(expanded.getVersion()).isEqualTo(new InstallSeldonAnalyticsStep().getVersion());
    }

    /** A parameter's value is as somebody has pasted it; a Pipeline's goes through the setters. */
    @Test
    void takesATextWithoutTheBlanksAroundIt() throws Exception {
        EnvVars pasted = new EnvVars("MODEL", " iris ", "NOTHING", "  ", "VALUES", "  a: 1\n  b: 2\n");
        AssertPredictionMetricsStep gate = new AssertPredictionMetricsStep("${MODEL}");
        gate.setPredictor("${NOTHING}");
        InstallSeldonAnalyticsStep installation = new InstallSeldonAnalyticsStep();
        installation.setNamespace("${NOTHING}");
        installation.setValuesYaml("${VALUES}");

        assertThat(Expansion.of(gate, pasted::expand).getDeployment()).isEqualTo("iris");
        assertThat(Expansion.of(gate, pasted::expand).getPredictor()).isEmpty();
        assertThat(Expansion.of(installation, pasted::expand).getNamespace()).isEqualTo("seldon-system");
        assertThat(Expansion.of(installation, pasted::expand).getValuesYaml()).isEqualTo("  a: 1\n  b: 2\n");
    }

    @Test
    void aBuildStepWhoseOptionsCannotBeReadSaysSo() {
        assertThatThrownBy(() -> new WaitForSeldonPodsBuilder(null).perform((AbstractBuild<?, ?>) null, null, null))
                .isInstanceOf(AbortException.class)
                .hasMessageContaining("has no options");
    }
}
