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

/**
 * Connections whose secrets become known, so that none is shown.
 *
 * @param connections those that are meant
 * @param secrets learns what they hold
 */
record MaskedConnections(Connections connections, Secrets secrets) implements Connections {

    @Override
    public ClusterConnection connect(ClusterOptions options) throws IOException, InterruptedException {
        return secrets.learnt(connections.connect(options));
    }

    @Override
    public ClusterConnection connectOnAgent(ClusterOptions options) throws IOException, InterruptedException {
        return secrets.learnt(connections.connectOnAgent(options));
    }

    @Override
    public SharedClients clients() {
        return connections.clients();
    }

    @Override
    public Breakers breakers() {
        return connections.breakers();
    }

    @Override
    public HttpAccess access(String credentialsId) throws IOException, InterruptedException {
        return secrets.learnt(connections.access(credentialsId));
    }

    @Override
    public void keepSecret(String secret) {
        secrets.add(secret);
    }

    @Override
    public OkHttpClient http(String parameter, String url) throws IOException, InterruptedException {
        return connections.http(parameter, url);
    }
}
