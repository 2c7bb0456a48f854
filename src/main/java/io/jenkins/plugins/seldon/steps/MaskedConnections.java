package io.jenkins.plugins.seldon.steps;

import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import io.jenkins.plugins.seldon.lanes.Breakers;
import io.jenkins.plugins.seldon.node.Connections;
import io.jenkins.plugins.seldon.node.Secrets;
import java.io.IOException;
import okhttp3.OkHttpClient;

/** Connections whose secrets become known, so that none is shown. */
class MaskedConnections implements Connections {

    private final Connections connections;
    private final Secrets secrets;

    /**
     * @param connections those that are meant
     * @param secrets learns what they hold
     */
    MaskedConnections(Connections connections, Secrets secrets) {
        this.connections = connections;
        this.secrets = secrets;
    }

    @Override
    public final ClusterConnection connect(ClusterOptions options) throws IOException, InterruptedException {
        return secrets.learnt(connections.connect(options));
    }

    @Override
    public ClusterConnection connectOnAgent(ClusterOptions options) throws IOException, InterruptedException {
        return secrets.learnt(connections.connectOnAgent(options));
    }

    @Override
    public final SharedClients clients() {
        return connections.clients();
    }

    @Override
    public final Breakers breakers() {
        return connections.breakers();
    }

    @Override
    public final HttpAccess access(String credentialsId) throws IOException, InterruptedException {
        return secrets.learnt(connections.access(credentialsId));
    }

    @Override
    public final void keepSecret(String secret) {
        secrets.add(secret);
    }

    @Override
    public final OkHttpClient http(String parameter, String url) throws IOException, InterruptedException {
        return connections.http(parameter, url);
    }
}
