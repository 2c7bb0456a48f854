package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsUnavailableException;
import hudson.AbortException;
import org.junit.jupiter.api.Test;

class StepFailureTest {

    /** As AWS Secrets Manager's throw it of a secret that was deleted since Jenkins last listed it. */
    @Test
    void aCredentialThatItsStoreDoesNotHandOverIsASentence() {
        Throwable thrown = new IllegalStateException(
                new CredentialsUnavailableException("secret", "Could not retrieve the credential cluster"));
        assertThat(StepFailure.of(thrown))
                .isInstanceOf(AbortException.class)
                .hasMessage("A credential can't be read from its store: Property \"secret\" is currently unavailable, reason:"
                        + " Could not retrieve the credential cluster. Check that it is still there and that Jenkins may read"
                        + " it.");
    }
}
