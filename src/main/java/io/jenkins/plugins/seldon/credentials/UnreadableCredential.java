package io.jenkins.plugins.seldon.credentials;

import com.cloudbees.plugins.credentials.CredentialsUnavailableException;
import hudson.AbortException;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.Sentences;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Tells the exceptions of a credential that is listed, but whose store does not hand over the secret: AWS Secrets Manager,
 * Akeyless and others are asked only when somebody reads it, when it may be gone or refused. Pure.
 */
public final class UnreadableCredential {

    private static final int DEEPEST = 20;

    private UnreadableCredential() {}

    private static Stream<Throwable> each(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .limit(DEEPEST)
                .filter(CredentialsUnavailableException.class::isInstance);
    }

    /** Whether it comes from such a credential. */
    public static boolean is(Throwable thrown) {
        return each(thrown).findFirst().isPresent();
    }

    /** The same in a sentence that names the store as what is to be looked at. */
    public static AbortException told(Throwable thrown) {
        String said = each(thrown)
                .map(cause -> String.valueOf(cause.getMessage()))
                .findFirst()
                .orElse("");
        return new AbortException("A credential can't be read from its store: " + Sentences.clause(Excerpt.of(said))
                + ". Check that it is still there and that Jenkins may read it.");
    }
}
