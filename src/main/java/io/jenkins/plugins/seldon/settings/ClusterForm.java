package io.jenkins.plugins.seldon.settings;

import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCertificateCredentials;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.AbortException;
import hudson.Util;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.seldon.credentials.AllowedUrls;
import io.jenkins.plugins.seldon.credentials.BuildUsers;
import io.jenkins.plugins.seldon.credentials.ClusterConnections;
import io.jenkins.plugins.seldon.credentials.ClusterSettings;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.kubernetes.ClusterGlance;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import jenkins.authentication.tokens.api.AuthenticationTokens;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.kubernetes.auth.KubernetesAuth;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/** Lists and checks of the form that connects to a cluster, the same for a step and for a global cluster. */
public final class ClusterForm {

    /** As a freestyle build expands it, by {@code hudson.Util.replaceMacro}; {@code $__range} in a query is the gate's own. */
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{|(?!__)[A-Za-z_])");

    /** Everything that kubernetes-credentials knows to turn into an authentication. */
    private static CredentialsMatcher usable() {
        return CredentialsMatchers.anyOf(
                AuthenticationTokens.matcher(KubernetesAuth.class),
                CredentialsMatchers.instanceOf(FileCredentials.class));
    }

    private static CredentialsMatcher loginsOverHttp() {
        return CredentialsMatchers.anyOf(
                CredentialsMatchers.instanceOf(StandardUsernamePasswordCredentials.class),
                CredentialsMatchers.instanceOf(StringCredentials.class),
                CredentialsMatchers.instanceOf(StandardCertificateCredentials.class));
    }

    private ClusterForm() {}

    /**
     * Whether the caller may see which credentials and clusters there are.
     *
     * @param item what is being configured; null for global forms and the top-level Snippet Generator
     */
    public static boolean mayList(Item item) {
        return item == null
                ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                : item.hasPermission(Item.EXTENDED_READ) || item.hasPermission(CredentialsProvider.USE_ITEM);
    }

    /** The list for somebody who may not see the others. */
    public static ListBoxModel currentOnly(String current) {
        ListBoxModel list = new ListBoxModel();
        list.add(nameOf(Util.fixNull(current)), Util.fixNull(current));
        return list;
    }

    /** What a list calls a choice of which it can't tell more; the credentials plugin's own words are English only. */
    private static String nameOf(String choice) {
        return choice.isEmpty() ? Messages.ClusterForm_none() : Messages.ClusterForm_current();
    }

    /** The credentials that can be used at an item; the caller has checked {@link #mayList}. */
    public static ListBoxModel credentials(Item item, String current) {
        return credentials(item, current, usable());
    }

    /**
     * The credentials that log in over HTTP and can be used at an item; only the current one for who may not see them.
     */
    public static ListBoxModel endpointCredentials(Item item, String current) {
        return mayList(item) ? credentials(item, current, loginsOverHttp()) : currentOnly(current);
    }

    private static ListBoxModel credentials(Item item, String current, CredentialsMatcher usable) {
        StandardListBoxModel list = new StandardListBoxModel();
        list.add(nameOf(""), "");
        if (item == null) {
            list.includeMatchingAs(ACL.SYSTEM2, Jenkins.get(), StandardCredentials.class, List.of(), usable);
        } else {
            BuildUsers.of(item)
                    .forEach(as -> list.includeMatchingAs(as, item, StandardCredentials.class, List.of(), usable));
        }
        String chosen = Util.fixNull(current);
        if (list.stream().noneMatch(option -> option.value.equals(chosen))) {
            list.add(1, new ListBoxModel.Option(nameOf(chosen), chosen));
        }
        return list;
    }

    /** The names of the global clusters that a job may use; the caller has checked {@link #mayList}. */
    public static ListBoxModel clusters(Item item, String current) {
        ListBoxModel list = new ListBoxModel();
        list.add(Messages.ClusterForm_none(), "");
        SeldonAnalyticsConfiguration.get().getClusters().stream()
                .filter(cluster -> item == null || cluster.usableBy(item.getFullName()))
                .forEach(cluster -> list.add(cluster.getName(), cluster.getName()));
        return keeping(list, current);
    }

    /** A list that has what is configured, too: a browser shows, and sends, the first of one that has not. */
    public static ListBoxModel keeping(ListBoxModel list, String current) {
        String chosen = Util.fixNull(current);
        if (!chosen.isEmpty() && list.stream().noneMatch(option -> option.value.equals(chosen))) {
            list.add(chosen, chosen);
        }
        return list;
    }

    /** Checks the form of a URL; no request is sent. */
    public static FormValidation checkServerUrl(String value) {
        if (Util.fixEmptyAndTrim(value) == null) {
            return FormValidation.ok();
        }
        try {
            new AllowedUrls(value.trim().equals("*") ? "?" : value);
            return FormValidation.ok();
        } catch (InvalidOptionException e) {
            return FormAnswer.error(e.getMessage());
        }
    }

    /** Whether a text has a variable in it, which is a build's own to tell. */
    public static boolean hasVariable(String text) {
        return VARIABLE.matcher(text).find();
    }

    /** As {@link #checkServerUrl}, and whether an administrator lets jobs send the controller there; of no variable. */
    public static FormValidation checkListedUrl(String parameter, String value, Supplier<ClusterSettings> settings) {
        if (hasVariable(Util.fixNull(value))) {
            return FormValidation.ok();
        }
        FormValidation written = checkServerUrl(value);
        return written.kind == FormValidation.Kind.OK && Util.fixEmptyAndTrim(value) != null
                ? listed(parameter, value.strip(), settings.get())
                : written;
    }

    static FormValidation listed(String parameter, String url, ClusterSettings settings) {
        try {
            ClusterConnections.requireAllowed(settings, parameter, url);
            return FormValidation.ok();
        } catch (AbortException e) {
            return FormAnswer.error(e.getMessage());
        }
    }

    /** What a text means is the same everywhere, and no secret in the Snippet Generator that is nobody's. */
    private static boolean mayRead(Item item) {
        return item == null ? Jenkins.get().hasPermission(Jenkins.READ) : mayList(item);
    }

    /**
     * What a form says of one text: what reads it at run time is asked.
     *
     * @param reading throws {@link InvalidOptionException} where it refuses the text; not called for a blank one, nor for one
     *     with a variable in it, which is a build's own to tell
     */
    public static FormValidation check(Item item, String value, Consumer<String> reading) {
        return hasVariable(Util.fixNull(value)) ? FormValidation.ok() : checkNumber(item, value, reading);
    }

    /** As {@link #check}, of what is no text: no build expands a variable there, and saving the form refuses it. */
    public static FormValidation checkNumber(Item item, String value, Consumer<String> reading) {
        if (Util.fixEmptyAndTrim(value) == null || !mayRead(item)) {
            return FormValidation.ok();
        }
        try {
            reading.accept(value.strip());
            return FormValidation.ok();
        } catch (InvalidOptionException e) {
            return FormAnswer.error(e.getMessage());
        }
    }

    /**
     * As {@link #check}, of a field that may not stay blank.
     *
     * @param option its name
     */
    public static FormValidation checkRequired(Item item, String option, String value, Consumer<String> reading) {
        if (mayRead(item)) {
            try {
                SubmittedForm.requireText(option, Util.fixNull(value));
            } catch (InvalidOptionException e) {
                return FormAnswer.error(e.getMessage());
            }
        }
        return check(item, value, reading);
    }

    /** Whether a cluster can be reached with the credential of this id, as far as the item may know. */
    public static FormValidation checkClusterCredential(Item item, String id) {
        return isAsked(item, id) ? offered(credentials(item, ""), id) : FormValidation.ok();
    }

    /** Whether the credential of this id logs in over HTTP, as far as the item may know. */
    public static FormValidation checkEndpointCredential(Item item, String id) {
        return isAsked(item, id) ? offered(endpointCredentials(item, ""), id) : FormValidation.ok();
    }

    /** Outside of an item nobody knows whose credentials are meant. */
    private static boolean isAsked(Item item, String id) {
        return item != null && Util.fixEmptyAndTrim(id) != null && mayList(item);
    }

    /**
     * What a form says of a choice: whether it is among those that it offers. Of a parameter of the build, which the credentials
     * plugin puts in ({@code CredentialsProvider.findCredentialById}), only a build can tell.
     */
    static FormValidation offered(ListBoxModel list, String id) {
        return id.contains("${") || list.stream().anyMatch(option -> option.value.equals(id.strip()))
                ? FormValidation.ok()
                : FormAnswer.error("There is no credential '" + Excerpt.of(id.strip())
                        + "' of a suitable kind, or this job can't use it.");
    }

    /**
     * Whether the caller may have the controller ask servers with a job's credentials.
     *
     * @param item what is being configured; null for global forms and the top-level Snippet Generator
     */
    public static boolean mayAsk(Item item) {
        return item == null ? Jenkins.get().hasPermission(Jenkins.ADMINISTER) : item.hasPermission(Item.CONFIGURE);
    }

    /** What a button tells who {@link #mayAsk may not} press it: a page that refuses would be shown within the form. */
    public static FormValidation mayNotAsk(Item item) {
        return FormAnswer.error(
                item == null
                        ? "Only an administrator can check this here. Open Pipeline Syntax on the page of a job that you may configure, and check it there."
                        : "Checking this needs the permission to configure the job, since it contacts servers with the job's credentials.");
    }

    /** Connects once and says whom that reaches, without anything of the answer's body; the caller has checked a permission. */
    static FormValidation test(Callable<ClusterConnection> connecting) {
        return FormCalls.answer(FormCalls.BUTTON, () -> {
            ClusterConnection connection = connecting.call();
            try (SharedClients.Lease lease = ControllerClients.get().lease(connection)) {
                return new FormAnswer().good(ClusterGlance.at(lease.client(), connection) + ".");
            } catch (KubernetesClientException e) {
                return new FormAnswer().bad(ClusterFailure.sentence("read the version", connection.server(), e));
            }
        });
    }
}
