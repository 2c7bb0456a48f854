package io.jenkins.plugins.seldon.steps;

import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import io.jenkins.plugins.seldon.settings.ClusterForm;
import io.jenkins.plugins.seldon.settings.Required;
import java.io.Serializable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * The counter of a model server that has no name here: {@code [counter: 'http_requests_total', success: 'code=~"2.."',
 * matchers: 'handler="predict"']}.
 */
public class OwnMetric implements Describable<OwnMetric>, Serializable {

    private static final long serialVersionUID = 1L;

    private final String counter;
    private String success;
    private String matchers;
    private String port;
    private String path;

    @DataBoundConstructor
    public OwnMetric(@Required String counter) {
        this.counter = Util.fixEmptyAndTrim(counter);
    }

    /** Its name, without labels. */
    public String getCounter() {
        return Util.fixNull(counter);
    }

    /** Which of its series are of successes, as in PromQL's braces; blank where it does not tell. */
    public String getSuccess() {
        return Util.fixNull(success);
    }

    @DataBoundSetter
    public void setSuccess(String success) {
        this.success = Util.fixEmptyAndTrim(success);
    }

    /** Which of its series are of the model's predictions, likewise; blank for all. */
    public String getMatchers() {
        return Util.fixNull(matchers);
    }

    @DataBoundSetter
    public void setMatchers(String matchers) {
        this.matchers = Util.fixEmptyAndTrim(matchers);
    }

    /** The port of the pods' pages of metrics; blank for that of the annotation {@code prometheus.io/port}. */
    public String getPort() {
        return Util.fixNull(port);
    }

    @DataBoundSetter
    public void setPort(String port) {
        this.port = Util.fixEmptyAndTrim(port);
    }

    /** Their path; blank for that of the annotation {@code prometheus.io/path}. */
    public String getPath() {
        return Util.fixNull(path);
    }

    @DataBoundSetter
    public void setPath(String path) {
        this.path = Util.fixEmptyAndTrim(path);
    }

    /** @throws IllegalArgumentException with a sentence, when one of them can't be */
    ServerProfile toProfile() {
        return ServerProfile.own(getCounter(), getSuccess(), getMatchers(), getPort(), getPath());
    }

    /** The form's part for it. */
    @Extension
    public static class DescriptorImpl extends Descriptor<OwnMetric> {

        @Override
        public String getDisplayName() {
            return Messages.OwnMetric_displayName();
        }

        @POST
        public FormValidation doCheckCounter(@AncestorInPath Item item, @QueryParameter String value) {
            return ClusterForm.checkRequired(item, "counter", value, text -> own(text, "", "", "", ""));
        }

        @POST
        public FormValidation doCheckSuccess(@AncestorInPath Item item, @QueryParameter String value) {
            return ClusterForm.check(item, value, text -> own("requests", text, "", "", ""));
        }

        @POST
        public FormValidation doCheckMatchers(@AncestorInPath Item item, @QueryParameter String value) {
            return ClusterForm.check(item, value, text -> own("requests", "", text, "", ""));
        }

        @POST
        public FormValidation doCheckPort(@AncestorInPath Item item, @QueryParameter String value) {
            return ClusterForm.check(item, value, text -> own("requests", "", "", text.strip(), ""));
        }

        @POST
        public FormValidation doCheckPath(@AncestorInPath Item item, @QueryParameter String value) {
            return ClusterForm.check(item, value, text -> own("requests", "", "", "", text.strip()));
        }

        private static void own(String counter, String success, String matchers, String port, String path) {
            ServerProfile.own(counter, success, matchers, port, path);
        }
    }
}
