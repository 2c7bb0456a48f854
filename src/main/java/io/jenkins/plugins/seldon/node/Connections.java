package io.jenkins.plugins.seldon.node;

import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import io.jenkins.plugins.seldon.lanes.Breakers;
import java.io.IOException;
import okhttp3.OkHttpClient;

/**
 * The ways to what a step's options name, and as whom: what a running step has of its build, and a form of the job that is
 * configured. Everything here may block.
 */
public interface Connections {

    /**
     * Resolves which cluster the step talks to, and as whom; reads the credential anew at each call.
     *
     * @throws hudson.AbortException with a sentence for the user where there is no such credential, it is refused, or
     *     nothing says which cluster is meant
     */
    ClusterConnection connect(ClusterOptions options) throws IOException, InterruptedException;

    /** As {@link #connect}, for Helm: the connection goes to a process on the agent. */
    default ClusterConnection connectOnAgent(ClusterOptions options) throws IOException, InterruptedException {
        return connect(options);
    }

    /** The clients that the controller talks to clusters with, shared by all builds. */
    SharedClients clients();

    /** Keeps a server that has not answered one gate in time from being asked by all others too. */
    Breakers breakers();

    /**
     * Reads what an HTTP server asks of its callers from a credential, anew at each call.
     *
     * @param credentialsId empty for none
     * @throws hudson.AbortException with a sentence where there is no such credential, or it is of another kind
     */
    HttpAccess access(String credentialsId) throws IOException, InterruptedException;

    /** Tells what was read elsewhere than from a credential and must not be shown: where texts are masked, it is from now on. */
    default void keepSecret(String secret) {}

    /**
     * The controller's client for a URL that a job gives.
     *
     * @param parameter the step's parameter that holds the URL
     * @throws hudson.AbortException with a sentence where no administrator allows the URL
     */
    OkHttpClient http(String parameter, String url) throws IOException, InterruptedException;
}
