package io.jenkins.plugins.seldon.steps;

import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.Header;
import io.jenkins.plugins.seldon.node.Connections;
import io.jenkins.plugins.seldon.settings.ClusterForm;
import io.jenkins.plugins.seldon.settings.Required;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.io.IOException;
import java.io.Serializable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * A header that every request carries: {@code [name: 'X-Route', value: 'canary']}, or with a value that nobody may read:
 * {@code [name: 'X-Scope-OrgID', credentialsId: 'tenant']}.
 */
public class RequestHeader implements Describable<RequestHeader>, Serializable {

    private static final long serialVersionUID = 1L;

    private final String name;
    private final String value;
    private String credentialsId;

    @DataBoundConstructor
    public RequestHeader(@Required String name, String value) {
        this.name = Util.fixNull(Util.fixEmptyAndTrim(name));
        this.value = Util.fixNull(value);
    }

    /** Its name, as HTTP allows them. */
    public String getName() {
        return Util.fixNull(name);
    }

    /** Its value; no secret, since it stands in the job. */
    public String getValue() {
        return Util.fixNull(value);
    }

    /** A secret text, or a user of whom the password is taken; blank for the value as it stands. */
    public String getCredentialsId() {
        return Util.fixNull(credentialsId);
    }

    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /**
     * @throws InvalidOptionException with a sentence, when the credential can't be used
     * @throws IllegalArgumentException with a sentence, when HTTP does not allow such a name or value
     */
    Header toHeader(Connections connections) throws IOException, InterruptedException {
        if (getCredentialsId().isEmpty()) {
            return new Header(getName(), getValue());
        }
        if (!getValue().isEmpty()) {
            throw new InvalidOptionException(
                    "The header " + getName() + " has a value and a credentialsId; give one of them.");
        }
        HttpAccess access = connections.access(getCredentialsId());
        String secret = access.token().isEmpty() ? access.password() : access.token();
        if (secret.isBlank()) {
            throw new InvalidOptionException(
                    "The header " + getName() + " needs a credential with a secret text or a password; '"
                            + getCredentialsId() + "' has neither.");
        }
        return new Header(getName(), secret.strip());
    }

    /** The form's part for one header. */
    @Extension
    public static class DescriptorImpl extends Descriptor<RequestHeader> {

        @Override
        public String getDisplayName() {
            return Messages.RequestHeader_displayName();
        }

        /** Whether HTTP allows a header of this name. */
        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            return ClusterForm.checkRequired(item, "name", value, text -> new Header(text, ""));
        }

        /** Whether HTTP allows this value. */
        @POST
        public FormValidation doCheckValue(@AncestorInPath Item item, @QueryParameter String value) {
            return ClusterForm.check(item, value, text -> new Header("X", text));
        }

        /** Whether there is such a credential. */
        @POST
        public FormValidation doCheckCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
            return ClusterForm.checkEndpointCredential(item, value);
        }

        /** The credentials that the job can use; only the current one for somebody who may not see them. */
        @POST
        public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
            return ClusterForm.endpointCredentials(item, credentialsId);
        }
    }
}
