package io.jenkins.plugins.seldon.steps;

import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.seldon.helm.chart.Values;
import io.jenkins.plugins.seldon.settings.ClusterForm;
import io.jenkins.plugins.seldon.settings.Required;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A value for a chart that comes from a credential: {@code [path: 'smtp.password', credentialsId: 'smtp']}. */
public final class SecretValue extends AbstractDescribableImpl<SecretValue> implements Serializable {

    /** Each name is a level of nested values. */
    private static final int LONGEST_PATH = 200;

    private static final Pattern ITEM = Pattern.compile("\\[\\d+]$");

    private static final long serialVersionUID = 1L;

    private final String path;
    private final String credentialsId;

    @DataBoundConstructor
    public SecretValue(@Required String path, @Required String credentialsId) {
        this.path = Util.fixNull(path).strip();
        this.credentialsId = Util.fixNull(credentialsId).strip();
    }

    /** Names of the chart's values from the outside in, separated by dots; a dot in a name as {@code \.}. */
    public String getPath() {
        return Util.fixNull(path);
    }

    /**
     * The names on the way to the value, from the outside in.
     *
     * @throws InvalidOptionException with a sentence, if one is empty or means an item of a list as in Helm's {@code --set},
     *     where it would become a name that no chart reads, or if the path is too long
     */
    static List<String> names(String path) {
        if (path.length() > LONGEST_PATH) {
            throw new InvalidOptionException(
                    "The path of a secret value is longer than " + LONGEST_PATH + " characters.");
        }
        List<String> names = Arrays.stream(path.strip().split("(?<!\\\\)\\.", -1))
                .map(name -> name.replace("\\.", "."))
                .toList();
        if (names.contains("")) {
            throw new InvalidOptionException("The path of a secret value is '" + Excerpt.of(path)
                    + "': use names separated by dots, such as grafana.smtp.password.");
        }
        if (names.stream().anyMatch(name -> ITEM.matcher(name).find())) {
            throw item(path);
        }
        return names;
    }

    /** Values with that of a path, unless this would put a mapping in the place of a list. */
    static Values set(Values values, String path, String secret) {
        List<String> names = names(path);
        for (int depth = 1; depth < names.size(); depth++) {
            if (values.get(names.subList(0, depth).toArray(String[]::new)) instanceof List<?>) {
                throw item(path);
            }
        }
        return values.with(Values.of(names, secret));
    }

    private static InvalidOptionException item(String path) {
        return new InvalidOptionException("The path of a secret value is '" + Excerpt.of(path)
                + "', but items of lists can't be set: use names of mappings alone, or have the chart read a Secret.");
    }

    /** The secret text whose value is meant. */
    public String getCredentialsId() {
        return Util.fixNull(credentialsId);
    }

    /** The form of one value. */
    @Extension
    public static final class DescriptorImpl extends Descriptor<SecretValue> {

        @Override
        public String getDisplayName() {
            return Messages.SecretValue_displayName();
        }

        /** Whether the path leads somewhere. */
        @POST
        public FormValidation doCheckPath(@AncestorInPath Item item, @QueryParameter String value) {
            return ClusterForm.checkRequired(item, "path", value, SecretValue::names);
        }

        /** Whether there is such a credential. */
        @POST
        public FormValidation doCheckCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
            FormValidation given = ClusterForm.checkRequired(item, "credentialsId", value, id -> {});
            return given.kind == FormValidation.Kind.OK ? ClusterForm.checkEndpointCredential(item, value) : given;
        }

        /** The credentials that the job can use; only the current one for somebody who may not see them. */
        @POST
        public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
            return ClusterForm.endpointCredentials(item, credentialsId);
        }
    }
}
