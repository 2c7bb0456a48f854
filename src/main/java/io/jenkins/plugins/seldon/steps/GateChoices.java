package io.jenkins.plugins.seldon.steps;

import hudson.model.Item;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.seldon.load.Protocol;
import io.jenkins.plugins.seldon.load.Transport;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import io.jenkins.plugins.seldon.settings.ClusterForm;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** What the gate's form offers for options that take one of a few values. */
public abstract class GateChoices extends ClusterStepDescriptor {

    @POST
    public ListBoxModel doFillEndpointCredentialsIdItems(
            @AncestorInPath Item item, @QueryParameter String endpointCredentialsId) {
        return ClusterForm.endpointCredentials(item, endpointCredentialsId);
    }

    @POST
    public ListBoxModel doFillEndpointTokenCredentialsIdItems(
            @AncestorInPath Item item, @QueryParameter String endpointTokenCredentialsId) {
        return ClusterForm.endpointCredentials(item, endpointTokenCredentialsId);
    }

    @POST
    public ListBoxModel doFillPrometheusCredentialsIdItems(
            @AncestorInPath Item item, @QueryParameter String prometheusCredentialsId) {
        return ClusterForm.endpointCredentials(item, prometheusCredentialsId);
    }

    @POST
    public ListBoxModel doFillGrafanaCredentialsIdItems(
            @AncestorInPath Item item, @QueryParameter String grafanaCredentialsId) {
        return ClusterForm.endpointCredentials(item, grafanaCredentialsId);
    }

    @POST
    public ListBoxModel doFillProtocolItems(@QueryParameter String protocol) {
        Jenkins.get().checkPermission(Jenkins.READ);
        ListBoxModel list = new ListBoxModel();
        list.add(Messages.AssertPredictionMetricsStep_ofTheDeployment(), "");
        for (Protocol known : Protocol.values()) {
            list.add(known.toString());
        }
        return ClusterForm.keeping(list, protocol);
    }

    @POST
    public ListBoxModel doFillTransportItems(@QueryParameter String transport) {
        Jenkins.get().checkPermission(Jenkins.READ);
        ListBoxModel list = new ListBoxModel();
        list.add(Transport.REST.toString(), "");
        list.add(Transport.GRPC.toString());
        return Transport.REST.toString().equals(transport) ? list : ClusterForm.keeping(list, transport);
    }

    @POST
    public ListBoxModel doFillServerItems(@QueryParameter String server) {
        Jenkins.get().checkPermission(Jenkins.READ);
        ListBoxModel list = new ListBoxModel();
        list.add(Messages.AssertPredictionMetricsStep_ofTheObject(), "");
        ServerProfile.names().forEach(list::add);
        return ClusterForm.keeping(list, server);
    }

    @POST
    public ListBoxModel doFillOnInconclusiveItems(@QueryParameter String onInconclusive) {
        Jenkins.get().checkPermission(Jenkins.READ);
        ListBoxModel list = new ListBoxModel();
        list.add(Messages.AssertPredictionMetricsStep_failure(), "failure");
        list.add(Messages.AssertPredictionMetricsStep_unstable(), "unstable");
        list.add(Messages.AssertPredictionMetricsStep_ignore(), "ignore");
        return ClusterForm.keeping(list, onInconclusive);
    }
}
