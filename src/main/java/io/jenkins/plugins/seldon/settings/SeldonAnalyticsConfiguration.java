package io.jenkins.plugins.seldon.settings;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.util.FormValidation;
import io.jenkins.plugins.seldon.credentials.AllowedUrls;
import io.jenkins.plugins.seldon.credentials.ClusterSettings;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** What an administrator decides for all jobs: known clusters, where jobs may send the controller, caps on bursts. */
@Extension
@Symbol("seldonAnalytics")
public class SeldonAnalyticsConfiguration extends GlobalConfiguration implements ClusterSettings {

    private List<GlobalCluster> clusters = new ArrayList<>();
    private boolean controllerServiceAccount;
    private String allowedUrls;
    private BurstLimits burstLimits;

    /** Reads what was saved. */
    public SeldonAnalyticsConfiguration() {
        load();
    }

    /** The only one, Jenkins' own. */
    public static SeldonAnalyticsConfiguration get() {
        return ExtensionList.lookupSingleton(SeldonAnalyticsConfiguration.class);
    }

    /** The clusters that jobs may name; a copy, without what a configuration that was written by hand has of nothing. */
    @Override
    public List<GlobalCluster> getClusters() {
        List<GlobalCluster> named = new ArrayList<>();
        for (Object cluster : clusters == null ? List.of() : clusters) {
            if (cluster instanceof GlobalCluster global && !global.getName().isEmpty()) {
                named.add(global);
            }
        }
        return named;
    }

    @DataBoundSetter
    public void setClusters(List<GlobalCluster> clusters) {
        this.clusters = clusters == null ? new ArrayList<>() : new ArrayList<>(clusters);
        save();
    }

    /** True where a job that names no cluster may use the controller's own service account. */
    @Override
    public boolean isControllerServiceAccount() {
        return controllerServiceAccount;
    }

    @DataBoundSetter
    public void setControllerServiceAccount(boolean controllerServiceAccount) {
        this.controllerServiceAccount = controllerServiceAccount;
        save();
    }

    /** The list that {@link AllowedUrls} reads, one prefix a line. */
    @Override
    public String getAllowedUrls() {
        return Util.fixNull(allowedUrls);
    }

    @DataBoundSetter
    public void setAllowedUrls(String allowedUrls) {
        this.allowedUrls = Util.fixEmptyAndTrim(allowedUrls);
        save();
    }

    /** Refuses what would be bound to nothing. Jenkins' form leaves out a list that has lost its last element. */
    @Override
    public boolean configure(StaplerRequest2 request, JSONObject form) throws FormException {
        SubmittedForm.check(getClass(), form);
        if (!form.has("clusters")) {
            setClusters(List.of());
        }
        return super.configure(request, form);
    }

    /** What bursts of predictions may be at most, and where they may come from. */
    public BurstLimits getBurstLimits() {
        return burstLimits == null ? new BurstLimits() : burstLimits;
    }

    @DataBoundSetter
    public void setBurstLimits(BurstLimits burstLimits) {
        this.burstLimits = burstLimits;
        save();
    }

    @POST
    public FormValidation doCheckAllowedUrls(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        try {
            new AllowedUrls(value);
            return FormValidation.ok();
        } catch (InvalidOptionException e) {
            return FormAnswer.error(e.getMessage());
        }
    }
}
