package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsUnavailableException;
import hudson.AbortException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class StepFailureTest {

    /** As AWS Secrets Manager's throw it of a secret that was deleted since Jenkins last listed it. */
    @Test
    void aCredentialThatItsStoreDoesNotHandOverIsASentence() {
        Throwable thrown = new IllegalStateException(
                new CredentialsUnavailableException("secret", "Could not retrieve the credential cluster"));
        assertThat(StepFailure.of(thrown))
                .isInstanceOf(AbortException.class)
                .hasMessageStartingWith("A credential can't be read from its store: ")
                .hasMessageContaining(": Could not retrieve the credential cluster. Check that it is still there");
    }

    /** As a client's failure is behind a time-out: Jenkins can't write that to the build, and showed its stack trace. */
    @Test
    void nothingComesWithASentence() {
        AbortException told = new AbortException("The step ran out of time.");
        assertThat(StepFailure.alone(told, "The step ran out of time.")).isSameAs(told);
        told.addSuppressed(new IllegalStateException("what was under way"));
        assertThat(StepFailure.alone(told, "The step ran out of time."))
                .isInstanceOf(AbortException.class)
                .hasMessage("The step ran out of time.")
                .hasNoCause()
                .hasNoSuppressedExceptions();
        AbortException lost = StepFailure.ofLostAgent("The agent was lost.");
        assertThat(StepFailure.alone(lost, "In another language."))
                .hasMessage("In another language.")
                .hasRootCauseInstanceOf(EOFException.class);
    }

    /** As Channel.call hands on what the agent's JVM lacked: memory, or a class whose loading the connection broke off. */
    @Test
    void anErrorOfTheAgentIsNotToldOfTheController() {
        Error error = new OutOfMemoryError("Java heap space");
        error.addSuppressed(new Exception("Remote call to agent-1"));
        assertThat(StepFailure.of(new IOException("Remote call on agent-1 failed", error)))
                .isInstanceOf(AbortException.class)
                .hasMessage("The step ended with an error of the agent: OutOfMemoryError (Java heap space). See the agent's"
                        + " log for more; run the step again, after reconnecting the agent or giving its Java VM more"
                        + " memory.");
        assertThat(StepFailure.of(new IOException("x", new OutOfMemoryError("Java heap space"))))
                .hasMessageStartingWith("The step ended with an error of the controller: OutOfMemoryError");
    }

    /** As of a KUBECONFIG that a container has written as root; FilePath wraps what the agent threw. */
    @Test
    void aFileThatTheAgentMayNotReadIsASentence() {
        Throwable thrown = new IOException(
                "remote file operation failed: /agent/kubeconfig at hudson.remoting.Channel@1:agent",
                new AccessDeniedException("/agent/kubeconfig"));
        assertThat(StepFailure.of(thrown))
                .isInstanceOf(AbortException.class)
                .hasMessage(
                        "The file /agent/kubeconfig can't be read or written (permission denied): check whose it is, what"
                                + " its owner allows, and the disk.");
        assertThat(StepFailure.of(new FileSystemException("/agent/x", null, "No space left on device")))
                .hasMessageContaining("(No space left on device)");
    }
}
