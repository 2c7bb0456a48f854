package io.jenkins.plugins.seldon.node;

import hudson.model.Item;
import io.jenkins.plugins.seldon.credentials.ClusterConnections;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.credentials.EndpointCredentials;
import io.jenkins.plugins.seldon.credentials.UsedOn;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import io.jenkins.plugins.seldon.lanes.Breakers;
import io.jenkins.plugins.seldon.settings.ControllerClients;
import io.jenkins.plugins.seldon.settings.ControllerHttp;
import io.jenkins.plugins.seldon.settings.SeldonAnalyticsConfiguration;
import java.io.IOException;
import okhttp3.OkHttpClient;

/**
 * What a form reaches: as a build of the item would outside of a node, by the same rules on credentials, clusters and URLs.
 * Whoever asks is to be allowed to by the caller.
 */
public final class FormConnections implements Connections {

    private final Item item;

    /** A form's own: nobody else is to wait because a form asks what does not answer. */
    private final Breakers breakers = new Breakers(System::nanoTime);

    /** @param item what is being configured; null where an administrator fills in a form outside of any */
    public FormConnections(Item item) {
        this.item = item;
    }

    @Override
    public ClusterConnection connect(ClusterOptions options) throws IOException, InterruptedException {
        return ClusterConnections.connect(item, options, SeldonAnalyticsConfiguration.get(), UsedOn.CONTROLLER);
    }

    @Override
    public ClusterConnection connectOnAgent(ClusterOptions options) throws IOException, InterruptedException {
        return ClusterConnections.connect(item, options, SeldonAnalyticsConfiguration.get(), UsedOn.AGENT);
    }

    @Override
    public SharedClients clients() {
        return ControllerClients.get();
    }

    @Override
    public Breakers breakers() {
        return breakers;
    }

    @Override
    public HttpAccess access(String credentialsId) throws IOException, InterruptedException {
        return EndpointCredentials.access(item, credentialsId);
    }

    @Override
    public OkHttpClient http(String parameter, String url) throws IOException {
        ClusterConnections.requireAllowed(SeldonAnalyticsConfiguration.get(), parameter, url);
        return ControllerHttp.client();
    }
}
