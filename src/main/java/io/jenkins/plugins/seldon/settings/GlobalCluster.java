package io.jenkins.plugins.seldon.settings;

import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.seldon.credentials.ClusterConnections;
import io.jenkins.plugins.seldon.credentials.ClusterSettings;
import io.jenkins.plugins.seldon.http.HttpTls;
import java.util.Arrays;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * A cluster that an administrator has configured for jobs to name. Its credential is looked up in Jenkins' own store as
 * SYSTEM, so that jobs can use the cluster without seeing the credential; {@link #getFolders} says which jobs may. Helm
 * works on agents, whose user can see what it gets: {@link #isHelmOnAgents} says whether it may have the credential.
 */
public class GlobalCluster implements Describable<GlobalCluster>, ClusterSettings.Global {

    private final String name;
    private String credentialsId;
    private String serverUrl;
    private String caCertificate;
    private String contextName;
    private String clusterName;
    private String folders;
    private boolean helmOnAgents;

    @DataBoundConstructor
    public GlobalCluster(@Required String name) {
        this.name = Util.fixNull(Util.fixEmptyAndTrim(name));
    }

    @Override
    public String getName() {
        return Util.fixNull(name);
    }

    /** Blank: a global cluster does not refer to another. */
    @Override
    public String getCluster() {
        return "";
    }

    @Override
    public String getCredentialsId() {
        return Util.fixNull(credentialsId);
    }

    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    @Override
    public String getServerUrl() {
        return Util.fixNull(serverUrl);
    }

    @DataBoundSetter
    public void setServerUrl(String serverUrl) {
        this.serverUrl = Util.fixEmptyAndTrim(serverUrl);
    }

    @Override
    public String getCaCertificate() {
        return Util.fixNull(caCertificate);
    }

    @DataBoundSetter
    public void setCaCertificate(String caCertificate) {
        this.caCertificate = Util.fixEmptyAndTrim(caCertificate);
    }

    @Override
    public String getContextName() {
        return Util.fixNull(contextName);
    }

    @DataBoundSetter
    public void setContextName(String contextName) {
        this.contextName = Util.fixEmptyAndTrim(contextName);
    }

    @Override
    public String getClusterName() {
        return Util.fixNull(clusterName);
    }

    @DataBoundSetter
    public void setClusterName(String clusterName) {
        this.clusterName = Util.fixEmptyAndTrim(clusterName);
    }

    /** Blank: a step names its own namespace. */
    @Override
    public String getNamespace() {
        return "";
    }

    /** Full names of the folders (or jobs) that may use the cluster, one a line; blank for all. */
    public String getFolders() {
        return Util.fixNull(folders);
    }

    @DataBoundSetter
    public void setFolders(String folders) {
        this.folders = Util.fixEmptyAndTrim(folders);
    }

    @Override
    public boolean isHelmOnAgents() {
        return helmOnAgents;
    }

    @DataBoundSetter
    public void setHelmOnAgents(boolean helmOnAgents) {
        this.helmOnAgents = helmOnAgents;
    }

    /**
     * True where a job may use this cluster.
     *
     * @param jobFullName the job's full name, such as {@code models/iris/release}
     */
    @Override
    public boolean usableBy(String jobFullName) {
        return getFolders().isEmpty()
                || folderNames().anyMatch(folder -> jobFullName.equals(folder) || jobFullName.startsWith(folder + "/"));
    }

    /** A name may have a comma in it: its parts would be other folders. */
    private Stream<String> folderNames() {
        return Arrays.stream(getFolders().split("[\\r\\n]+"))
                .map(line -> line.trim().replaceAll("^/++|(?<!/)/++$", ""))
                .filter(line -> !line.isEmpty());
    }

    /** The form's checks and lists; an administrator's only. */
    @Extension
    public static class DescriptorImpl extends Descriptor<GlobalCluster> {

        @Override
        public String getDisplayName() {
            return Messages.GlobalCluster_displayName();
        }

        @POST
        public FormValidation doCheckName(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return FormValidation.validateRequired(value);
        }

        @POST
        public FormValidation doCheckCaCertificate(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return ClusterForm.check(null, value, HttpTls::requireCertificates);
        }

        @POST
        public FormValidation doCheckServerUrl(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return ClusterForm.checkServerUrl(value);
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@QueryParameter String credentialsId) {
            if (!Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
                return ClusterForm.currentOnly(credentialsId);
            }
            return ClusterForm.credentials(null, credentialsId);
        }

        /** Asks the API server for its version, as the credential's user; never shows what came back. */
        @POST
        public FormValidation doTestConnection(
                @QueryParameter String credentialsId,
                @QueryParameter String serverUrl,
                @QueryParameter String caCertificate,
                @QueryParameter String contextName,
                @QueryParameter String clusterName) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            GlobalCluster cluster = new GlobalCluster("test");
            cluster.setCredentialsId(credentialsId);
            cluster.setServerUrl(serverUrl);
            cluster.setCaCertificate(caCertificate);
            cluster.setContextName(contextName);
            cluster.setClusterName(clusterName);
            return ClusterForm.test(() -> ClusterConnections.connect(cluster));
        }
    }
}
