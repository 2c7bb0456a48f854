package io.jenkins.plugins.seldon.steps;

import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.seldon.helm.ChartSource;
import io.jenkins.plugins.seldon.helm.chart.InvalidChartException;
import io.jenkins.plugins.seldon.helm.chart.Values;
import io.jenkins.plugins.seldon.release.OnFailure;
import io.jenkins.plugins.seldon.release.ReleaseRequest;
import io.jenkins.plugins.seldon.release.preflight.PreflightPolicy;
import io.jenkins.plugins.seldon.seldon.AnalyticsStack;
import io.jenkins.plugins.seldon.settings.ClusterForm;
import io.jenkins.plugins.seldon.settings.FormAnswer;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * What the installation's form offers for an option, and says of it while it is typed. Each is judged by the code that a run
 * reads it with, alone. Nothing is asked of a server.
 */
public abstract class InstallForm extends ReleaseStepDescriptor {

    private static final AnalyticsStack USUAL = AnalyticsStack.SELDON_CORE_ANALYTICS;

    private static final String ANY_REGISTRY = "oci://registry";

    @POST
    public ListBoxModel doFillRepositoryCredentialsIdItems(
            @AncestorInPath Item item, @QueryParameter String repositoryCredentialsId) {
        return ClusterForm.endpointCredentials(item, repositoryCredentialsId);
    }

    @POST
    public ListBoxModel doFillGrafanaCredentialsIdItems(
            @AncestorInPath Item item, @QueryParameter String grafanaCredentialsId) {
        return ClusterForm.endpointCredentials(item, grafanaCredentialsId);
    }

    /** The charts that there are. */
    @POST
    public ListBoxModel doFillStackItems() {
        Jenkins.get().checkPermission(Jenkins.READ);
        ListBoxModel list = new ListBoxModel();
        list.add(Messages.InstallSeldonAnalyticsStep_analytics(), AnalyticsStack.SELDON_CORE_ANALYTICS.label());
        list.add(Messages.InstallSeldonAnalyticsStep_operator(), AnalyticsStack.KUBE_PROMETHEUS_STACK.label());
        return list;
    }

    /** Whose dashboard it is to be. */
    @POST
    public ListBoxModel doFillDashboardItems() {
        Jenkins.get().checkPermission(Jenkins.READ);
        ListBoxModel list = new ListBoxModel();
        list.add(Messages.InstallSeldonAnalyticsStep_ofTheChart(), InstallSeldonAnalyticsStep.CHARTS_DASHBOARD);
        list.add(Messages.InstallSeldonAnalyticsStep_fixed(), InstallSeldonAnalyticsStep.FIXED_DASHBOARD);
        return list;
    }

    /** The two ways to treat a chart whose API versions are gone. */
    @POST
    public ListBoxModel doFillRepairItems() {
        Jenkins.get().checkPermission(Jenkins.READ);
        ListBoxModel list = new ListBoxModel();
        list.add(Messages.InstallSeldonAnalyticsStep_auto(), "auto");
        list.add(Messages.InstallSeldonAnalyticsStep_never(), "never");
        return list;
    }

    /** What may become of a release that fails. */
    @POST
    public ListBoxModel doFillOnFailureItems() {
        Jenkins.get().checkPermission(Jenkins.READ);
        ListBoxModel list = new ListBoxModel();
        list.add(Messages.InstallSeldonAnalyticsStep_keep(), OnFailure.KEEP.label());
        list.add(Messages.InstallSeldonAnalyticsStep_rollback(), OnFailure.ROLLBACK.label());
        list.add(Messages.InstallSeldonAnalyticsStep_uninstall(), OnFailure.UNINSTALL.label());
        return list;
    }

    /** Whether there is such a credential. */
    @POST
    public FormValidation doCheckRepositoryCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.checkEndpointCredential(item, value);
    }

    /** Whether there is such a credential. */
    @POST
    public FormValidation doCheckGrafanaCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.checkEndpointCredential(item, value);
    }

    /** Whether the URL holds no login. */
    @POST
    public FormValidation doCheckRepository(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.check(item, value, text -> ChartSource.of(text, USUAL.chart(), USUAL.version()));
    }

    /** Whether it is no URL; whether there is such a chart, the repository or the agent knows. */
    @POST
    public FormValidation doCheckChart(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.check(item, value, ChartInputs::requireNoUrl);
    }

    /** Whether they are no URLs, and not too many; whether they are there, the agent knows. */
    @POST
    public FormValidation doCheckValuesFiles(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.check(item, value, ChartInputs::paths);
    }

    /** Whether it is a version that Helm can read, or a digest; which repository has it is of no matter here. */
    @POST
    public FormValidation doCheckVersion(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.check(item, value, text -> ChartSource.of(ANY_REGISTRY, USUAL.chart(), text));
    }

    /** Whether it is a digest. */
    @POST
    public FormValidation doCheckSha256(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.check(item, value, ReleaseRequest::digest);
    }

    /** Whether the text says which checks refuse. */
    @POST
    public FormValidation doCheckPreflight(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.check(item, value, PreflightPolicy::parse);
    }

    /** Whether the text is YAML of names and values. */
    @POST
    public FormValidation doCheckValuesYaml(@AncestorInPath Item item, @QueryParameter String value) {
        if (!ClusterForm.mayList(item)) {
            return FormValidation.ok();
        }
        if (Util.fixNull(value).length() > ChartInputs.LARGEST_VALUES) {
            return FormAnswer.error("This is longer than " + ChartInputs.LARGEST_VALUES + " characters.");
        }
        try {
            List<String> warnings = new ArrayList<>();
            Values.of(Util.fixNull(value), "this", warnings::add);
            return warnings.isEmpty() ? FormValidation.ok() : FormAnswer.warning(warnings.get(0));
        } catch (InvalidChartException e) {
            boolean isExpanded = value.contains("${");
            return isExpanded ? FormValidation.ok() : FormAnswer.error(e.getMessage());
        }
    }
}
