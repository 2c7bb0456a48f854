package io.jenkins.plugins.seldon.steps;

import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.Header;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.settings.ClusterForm;
import java.io.IOException;
import java.io.Serializable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * A header that every prediction request carries: {@code [name: 'X-Route', value: 'canary']}, or with a secret of which only
 * the credential's id is kept: {@code [name: 'X-Api-Key', credentialsId: 'k']}.
 */
public class RequestHeader implements Describable<RequestHeader>, Serializable {

    private static final long serialVersionUID = 1L;

    private final String name;
    private final String value;
    private String credentialsId;

    @DataBoundConstructor
    public RequestHeader(String name, String value) {
        this.name = Util.fixNull(Util.fixEmptyAndTrim(name));
        this.value = Util.fixNull(value);
    }

    public String getName() {
        return name;
    }

    public String getValue() {
        return value;
    }

    /** The id of a secret text, or of a user name and password of which the password is the header's value. */
    public String getCredentialsId() {
        return Util.fixNull(credentialsId);
    }

    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /** Reads the credential anew. */
    Header toHeader(Platform platform) throws IOException, InterruptedException {
        if (getCredentialsId().isEmpty()) {
            return new Header(name, value);
        }
        if (!value.isEmpty()) {
            throw new AbortException(
                    "The header " + name + " has both a value and a credentialsId: give one of the two.");
        }
        HttpAccess access = platform.access(getCredentialsId());
        String secret = access.token().isEmpty() ? access.password() : access.token();
        if (secret.isEmpty()) {
            throw new AbortException(
                    "The value of the header " + name + " must be a secret text or a password; the credential '"
                            + getCredentialsId() + "' is of another kind.");
        }
        return new Header(name, secret);
    }

    /** The form's part for one header. */
    @Extension
    public static class DescriptorImpl extends Descriptor<RequestHeader> {

        @Override
        public String getDisplayName() {
            return Messages.RequestHeader_displayName();
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
            return ClusterForm.endpointCredentials(item, credentialsId);
        }
    }
}
