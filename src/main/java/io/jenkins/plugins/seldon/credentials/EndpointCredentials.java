package io.jenkins.plugins.seldon.credentials;

import com.cloudbees.plugins.credentials.common.StandardCertificateCredentials;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.AbortException;
import hudson.model.Item;
import hudson.model.Run;
import hudson.util.Secret;
import io.jenkins.plugins.seldon.http.HttpAccess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Base64;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/** Looks up what a model's endpoint, Prometheus or Grafana asks of its callers. */
public final class EndpointCredentials {

    private EndpointCredentials() {}

    /**
     * Reads a credential that the build can see: user name with password, secret text (a bearer token), or a client
     * certificate.
     *
     * @param id empty for none
     * @throws AbortException with a sentence, when there is no such credential or it is of another kind
     */
    public static HttpAccess access(Run<?, ?> run, String id) throws IOException, InterruptedException {
        return id.isEmpty()
                ? HttpAccess.NONE
                : access(new RunCredentials(run), id, run.getParent().getFullName());
    }

    /**
     * As {@link #access(Run, String)}, for a form in which somebody gives the credential.
     *
     * @param item null outside of any
     */
    public static HttpAccess access(Item item, String id) throws IOException, InterruptedException {
        return id.isEmpty()
                ? HttpAccess.NONE
                : access(new ItemCredentials(item), id, item == null ? "Jenkins" : item.getFullName());
    }

    private static HttpAccess access(CredentialSource credentials, String id, String job)
            throws IOException, InterruptedException {
        StandardCredentials found = credentials.visible(id);
        if (found != null) {
            credentials.used(found);
        }
        if (found instanceof StandardUsernamePasswordCredentials login) {
            return HttpAccess.basic(login.getUsername(), Secret.toString(login.getPassword()));
        }
        if (found instanceof StringCredentials text) {
            return HttpAccess.bearer(Secret.toString(text.getSecret()));
        }
        if (found instanceof StandardCertificateCredentials certificate) {
            return certificate(certificate);
        }
        throw new AbortException(
                found == null
                        ? "There is no credential '" + id + "' that " + job + " can see."
                        : "The credential '" + id + "' is of a kind that can't log in over HTTP: use a user name with"
                                + " password, a secret text (a bearer token) or a certificate.");
    }

    private static HttpAccess certificate(StandardCertificateCredentials certificate) throws IOException {
        String password = Secret.toString(certificate.getPassword());
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            certificate.getKeyStore().store(bytes, password.toCharArray());
            return HttpAccess.certificate(Base64.getEncoder().encodeToString(bytes.toByteArray()), password);
        } catch (GeneralSecurityException e) {
            throw new AbortException("The certificate of the credential '" + certificate.getId() + "' can't be read.");
        }
    }
}
