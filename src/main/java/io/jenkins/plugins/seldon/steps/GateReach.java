package io.jenkins.plugins.seldon.steps;

import hudson.AbortException;
import io.jenkins.plugins.seldon.credentials.NoClusterException;
import io.jenkins.plugins.seldon.grafana.GrafanaClient;
import io.jenkins.plugins.seldon.grafana.GrafanaSession;
import io.jenkins.plugins.seldon.grafana.Login;
import io.jenkins.plugins.seldon.grafana.ReleaseLogin;
import io.jenkins.plugins.seldon.http.DirectHttp;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.http.SparingHttp;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.ServiceProxy;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import io.jenkins.plugins.seldon.node.Connections;
import io.jenkins.plugins.seldon.seldon.AnalyticsServices;
import io.jenkins.plugins.seldon.seldon.ModelCluster;
import io.jenkins.plugins.seldon.seldon.SeldonCluster;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.io.IOException;
import java.util.Optional;

/**
 * What a step's gate reaches, and how: the cluster that the options name, as whom they say; Prometheus and Grafana through
 * that cluster's API server, or at URLs of their own. Holds the lease of the cluster's client until it is closed.
 */
final class GateReach implements AutoCloseable {

    private final AssertPredictionMetricsStep step;
    private final Connections connections;

    /** Null where the step names no cluster and needs none. */
    private final Cluster cluster;

    /** Why the cluster that is meant without being named can't be used; null where none is, or it can. */
    private final AbortException withoutCluster;

    private GateReach(
            AssertPredictionMetricsStep step, Connections connections, Cluster cluster, AbortException withoutCluster) {
        this.step = step;
        this.connections = connections;
        this.cluster = cluster;
        this.withoutCluster = withoutCluster;
    }

    private record Cluster(
            ClusterConnection connection,
            SharedClients.Lease lease,
            ModelCluster models,
            AnalyticsServices analytics) {}

    /**
     * Connects.
     *
     * @throws AbortException with a sentence, when nothing says which cluster is meant, or it can't be used
     */
    static GateReach of(AssertPredictionMetricsStep step, Connections connections)
            throws IOException, InterruptedException {
        ClusterConnection connection;
        try {
            connection = connections.connect(step);
        } catch (AbortException e) {
            if (needsNoCluster(step)) {
                return new GateReach(step, connections, null, e instanceof NoClusterException ? null : e);
            }
            throw e;
        }
        SharedClients.Lease lease = connections.clients().lease(connection);
        DirectHttp.Limits limits = DirectHttp.Limits.USUAL;
        ServiceProxy proxy = new ServiceProxy(lease.client(), limits.time(), limits.bytes());
        return new GateReach(
                step,
                connections,
                new Cluster(
                        connection,
                        lease,
                        new SeldonCluster(lease.client(), proxy, connection.server()),
                        new AnalyticsServices(
                                lease.client(), proxy, step.getAnalyticsNamespace(), step.getReleaseName())),
                null);
    }

    /** Whether everything is told without a cluster: then the diagnosis can't look at pods. */
    private static boolean needsNoCluster(AssertPredictionMetricsStep step) {
        return !step.getPrometheusUrl().isEmpty()
                && !step.getEndpoint().isEmpty()
                && step.getCredentialsId().isEmpty()
                && step.getCluster().isEmpty()
                && step.getServerUrl().isEmpty();
    }

    /** The cluster's client; stays this one's to close. Empty where the step names no cluster and needs none. */
    Optional<SharedClients.Lease> lease() {
        return cluster == null ? Optional.empty() : Optional.of(cluster.lease());
    }

    /** How the cluster is reached; only where there is one. */
    ClusterConnection connection() {
        return cluster.connection();
    }

    /** Where the deployment is, for gates that must not measure it at the same time. */
    String server() {
        return cluster == null ? step.getPrometheusUrl() : cluster.connection().server();
    }

    ModelCluster models() {
        if (cluster != null) {
            return cluster.models();
        }
        return withoutCluster == null ? ModelCluster.UNKNOWN : ModelCluster.unreached(withoutCluster.getMessage());
    }

    /** What is not known without a cluster, or why the one that is meant can't be used: a sentence. */
    String withoutCluster() {
        return withoutCluster == null
                ? "No cluster is given: the gate knows only what Prometheus and the endpoint show."
                : withoutCluster.getMessage();
    }

    /** What the gate's looks wait for: Prometheus, or the API server before it. */
    String counter() {
        return step.getPrometheusUrl().isEmpty() ? server() : step.getPrometheusUrl();
    }

    /** @throws IOException with a sentence, when the URL or the credential can't be used */
    HttpPort prometheus() throws IOException, InterruptedException {
        HttpPort prometheus =
                new PrometheusAccess(step, connections).open(cluster == null ? null : cluster.analytics(), server());
        return new SparingHttp(prometheus, connections.breakers(), counter() + " " + prometheus);
    }

    /** @throws IOException with a sentence, when the URL or the credential can't be used */
    GrafanaClient grafana() throws IOException, InterruptedException {
        HttpAccess access = connections.access(step.getGrafanaCredentialsId());
        String url = step.getGrafanaUrl();
        if (!url.isEmpty()) {
            HttpPort way = DirectHttp.at("Grafana", url).access(access).build(connections.http("grafanaUrl", url));
            return new GrafanaClient(way, url);
        }
        if (withoutCluster != null) {
            throw withoutCluster;
        }
        if (cluster == null) {
            throw new InvalidOptionException(
                    "checkGrafana needs grafanaUrl, or a cluster connection to reach the release's Grafana through.");
        }
        if (access.user().isEmpty() && !step.getGrafanaCredentialsId().isEmpty()) {
            throw new InvalidOptionException("Without grafanaUrl, grafanaCredentialsId needs a user name with password:"
                    + " the API server passes no other login on to Grafana.");
        }
        Login.Source login =
                access.user().isEmpty() ? this::releaseLogin : () -> new Login(access.user(), access.password());
        return new GrafanaClient(new GrafanaSession(cluster.analytics().grafana(), login), "");
    }

    /** The password of the release's Secret is one that Grafana could say back. */
    private Login releaseLogin() throws IOException {
        Login login = new ReleaseLogin(
                        cluster.lease().client(),
                        step.getAnalyticsNamespace(),
                        cluster.analytics().grafanaSecret())
                .get();
        connections.keepSecret(login.password());
        return login;
    }

    /** Closing again does nothing. */
    @Override
    public void close() {
        if (cluster != null) {
            cluster.lease().close();
        }
    }
}
