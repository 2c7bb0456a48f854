package io.jenkins.plugins.seldon.steps;

import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.seldon.http.HttpTls;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.settings.ClusterForm;
import io.jenkins.plugins.seldon.settings.FormNumbers;
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
        FormNumbers.check(clazz, form);
        return super.newInstance(request, form);
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
        return ClusterForm.mayList(item) ? ClusterForm.checkListedUrl("serverUrl", value) : FormValidation.ok();
    }
}
