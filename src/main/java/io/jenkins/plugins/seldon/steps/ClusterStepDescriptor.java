package io.jenkins.plugins.seldon.steps;

import hudson.AbortException;
import hudson.model.AutoCompletionCandidates;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.http.HttpTls;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.kubernetes.Right;
import io.jenkins.plugins.seldon.node.Connections;
import io.jenkins.plugins.seldon.node.FormConnections;
import io.jenkins.plugins.seldon.node.Secrets;
import io.jenkins.plugins.seldon.seldon.ModelNames;
import io.jenkins.plugins.seldon.settings.ClusterForm;
import io.jenkins.plugins.seldon.settings.FormAnswer;
import io.jenkins.plugins.seldon.settings.FormCalls;
import io.jenkins.plugins.seldon.settings.KnownOptions;
import io.jenkins.plugins.seldon.settings.SeldonAnalyticsConfiguration;
import io.jenkins.plugins.seldon.settings.SubmittedForm;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import io.jenkins.plugins.seldon.text.Language;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** The form that all our steps share: which cluster, as whom. */
public abstract class ClusterStepDescriptor extends StepDescriptor {

    /** Refuses what would be bound to nothing. */
    @Override
    public Step newInstance(StaplerRequest2 request, JSONObject form) throws FormException {
        SubmittedForm.check(clazz, form);
        return super.newInstance(request, form);
    }

    /**
     * {@inheritDoc} Refuses an option that there is not, or of another kind. What Jenkins has in place of this method can't refuse in a sentence
     * alone, and each part of a step would need it.
     */
    @Override
    @SuppressWarnings("deprecation")
    public Step newInstance(Map<String, Object> arguments) throws Exception {
        Map<String, Object> checked;
        try {
            checked = KnownOptions.check(getFunctionName(), clazz, arguments);
        } catch (InvalidOptionException e) {
            throw new AbortException(Language.of(Locale.getDefault()).translate(e.getMessage()));
        }
        return super.newInstance(checked);
    }

    /** For the views of a pipeline: what a step is about, where, and at which of several clusters. */
    @Override
    public final String argumentsToString(Map<String, Object> arguments) {
        String namespace = given(arguments, "namespace");
        String cluster = given(arguments, "cluster");
        return (namespace.isEmpty() ? ClusterStep.DEFAULT_NAMESPACE : namespace) + "/" + subject(arguments)
                + (cluster.isEmpty() ? "" : " (" + cluster + ")");
    }

    /** What in the namespace a step of these arguments is about, in a few words that are names. */
    abstract String subject(Map<String, Object> arguments);

    /** An argument as a text; empty where it is not given. */
    static String given(Map<String, Object> arguments, String option) {
        Object value = arguments.get(option);
        return value == null ? "" : value.toString().strip();
    }

    /** The release that the arguments name, or mean. */
    static String release(Map<String, Object> arguments) {
        String name = given(arguments, "releaseName");
        return name.isEmpty() ? ClusterStep.DEFAULT_RELEASE : name;
    }

    /** The credentials that the job can use; only the current one for somebody who may not see them. */
    @POST
    public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
        return ClusterForm.mayList(item)
                ? ClusterForm.credentials(item, credentialsId)
                : ClusterForm.currentOnly(credentialsId);
    }

    /** The global clusters that the job can use; only the current one for somebody who may not see them. */
    @POST
    public ListBoxModel doFillClusterItems(@AncestorInPath Item item, @QueryParameter String cluster) {
        return ClusterForm.mayList(item) ? ClusterForm.clusters(item, cluster) : ClusterForm.currentOnly(cluster);
    }

    /** Connects as a build would, and tells whom that reaches and which rights are missing; changes nothing. */
    @POST
    public FormValidation doTestConnection(@AncestorInPath Item item, ClusterQuery cluster) {
        if (!ClusterForm.mayAsk(item)) {
            return ClusterForm.mayNotAsk(item);
        }
        return looked(item, cluster.hasVariables(), connections -> {
            ClusterOptions options = cluster.options();
            return FormLook.atCluster(connections, options, isHelmOnAgent(), rights(options.getNamespace()));
        });
    }

    /** The namespaces of the cluster that the form names. */
    @POST
    public AutoCompletionCandidates doAutoCompleteNamespace(
            @AncestorInPath Item item, ClusterQuery cluster, @QueryParameter String value) {
        return offered(item, cluster, value, (client, connection) -> ModelNames.namespaces(client));
    }

    /** Asks servers, which takes no longer than somebody waits for who has pressed a button. */
    interface Look {
        FormAnswer at(Connections connections) throws IOException, InterruptedException;
    }

    /** What a look finds, without the secrets that it took; the caller has checked a permission. */
    final FormValidation looked(Item item, boolean hasVariables, Look look) {
        if (hasVariables) {
            return FormAnswer.warning("An option contains a variable that only a build can resolve.");
        }
        Secrets secrets = new Secrets();
        Connections connections = new MaskedConnections(connections(item), secrets);
        return FormCalls.answer(buttonLimit(), () -> {
            try {
                return look.at(connections).with(secrets::mask);
            } catch (IOException | InvalidOptionException e) {
                return new FormAnswer().bad(String.valueOf(e.getMessage())).with(secrets::mask);
            }
        });
    }

    /** Names that go on what somebody types, for who may have them asked for. */
    final AutoCompletionCandidates offered(Item item, ClusterQuery cluster, String typed, Completion.Names names) {
        return Completion.of(item, connections(item), typingLimit(), cluster, typed, names);
    }

    Duration buttonLimit() {
        return FormCalls.BUTTON;
    }

    Duration typingLimit() {
        return FormCalls.TYPING;
    }

    /** The ways to what the form names. */
    Connections connections(Item item) {
        return new FormConnections(item);
    }

    /** Whether the step hands the connection to Helm on the agent. */
    boolean isHelmOnAgent() {
        return false;
    }

    /** The rights that the step is known to use, whatever its other options are. */
    abstract List<Right> rights(String namespace);

    /** Whether Kubernetes allows a namespace of this name. */
    @POST
    public FormValidation doCheckNamespace(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.check(item, value, Kubeconfig::namespace);
    }

    /** Whether there is such a credential. */
    @POST
    public FormValidation doCheckCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.checkClusterCredential(item, value);
    }

    /** Whether the text has a certificate in it. */
    @POST
    public FormValidation doCheckCaCertificate(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.check(item, value, HttpTls::requireCertificates);
    }

    @POST
    public FormValidation doCheckServerUrl(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.mayList(item)
                ? ClusterForm.checkListedUrl("serverUrl", value, SeldonAnalyticsConfiguration::get)
                : FormValidation.ok();
    }
}
