package io.jenkins.plugins.seldon.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.steps.WaitForSeldonPodsStep;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is told of a connection that can't be made in time. */
class LateConnectionTest {

    /** As AWS Secrets Manager's behind a network that drops packets; the step may be outside of any node. */
    @Test
    void aStoreThatDoesNotHandOverACredentialIsNotPutDownToTheAgent() {
        WaitForSeldonPodsStep step = new WaitForSeldonPodsStep();
        assertThat(JenkinsPlatform.tooLate(step, true, Duration.ofSeconds(60)))
                .startsWith("The agent did not read what KUBECONFIG names within 60 s");
        String told = "The cluster's credential was not read within 60 s: check the store that it comes from.";
        assertThat(JenkinsPlatform.tooLate(step, false, Duration.ofSeconds(60)))
                .as("of the only cluster that is configured")
                .isEqualTo(told);
        step.setCredentialsId("cluster");
        assertThat(JenkinsPlatform.tooLate(step, true, Duration.ofSeconds(60))).isEqualTo(told);
    }
}
