package io.jenkins.plugins.seldon.steps;

import hudson.AbortException;
import io.jenkins.plugins.seldon.gate.GateConfig;
import io.jenkins.plugins.seldon.gate.MetricsGate;
import io.jenkins.plugins.seldon.gate.Turns;
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
import io.jenkins.plugins.seldon.lanes.Breakers;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.seldon.AnalyticsServices;
import io.jenkins.plugins.seldon.seldon.ModelCluster;
import io.jenkins.plugins.seldon.seldon.SeldonCluster;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;

/**
 * A gate and what it holds open within one session of the controller: the lease of a cluster's client, connections.
 * Never persisted.
 */
final class GateSession implements AutoCloseable {

    private static final DirectHttp.Limits LIMITS = new DirectHttp.Limits(Duration.ofSeconds(15), 16 * 1024 * 1024);

    private static final Turns TURNS = new Turns();

    /** What has not answered one gate in time is not asked by all others too. */
    private static final Breakers BREAKERS = new Breakers(System::nanoTime);

    private final MetricsGate gate;
    private final String server;
    private final SharedClients.Lease lease;
    private final Turns.Turn turn;

    private GateSession(MetricsGate gate, String server, SharedClients.Lease lease, Turns.Turn turn) {
        this.gate = gate;
        this.server = server;
        this.lease = lease;
        this.turn = turn;
    }

    /**
     * Connects and makes the gate of a step.
     *
     * @param state what the gate knew before a restart; null for a new one
     * @throws AbortException with a sentence, when an option is wrong or a connection can't be made
     */
    static GateSession open(AssertPredictionMetricsStep step, Platform platform, String state)
            throws IOException, InterruptedException {
        SharedClients.Lease lease = null;
        try {
            GateConfig config = GateOptions.config(step, platform);
            ClusterConnection connection = connection(step, platform);
            ModelCluster cluster = ModelCluster.UNKNOWN;
            AnalyticsServices analytics = null;
            if (connection != null) {
                lease = platform.clients().lease(connection);
                ServiceProxy proxy = new ServiceProxy(lease.client(), LIMITS.time(), LIMITS.bytes());
                analytics = new AnalyticsServices(
                        lease.client(), proxy, step.getAnalyticsNamespace(), step.getReleaseName());
                cluster = new SeldonCluster(lease.client(), proxy, connection.server());
            }
            PrintStream log = platform.log();
            String server = connection == null ? step.getPrometheusUrl() : connection.server();
            Turns.Turn turn =
                    TURNS.turn(server + " " + step.getNamespace() + "/" + step.getDeployment(), platform.build());
            MetricsGate.Ports ports = new MetricsGate.Ports(
                    new PrometheusClient(sparing(prometheus(step, platform, analytics), server)),
                    cluster,
                    step.isCheckGrafana() ? grafana(step, platform, lease, analytics) : null,
                    platform.clock(),
                    log::println,
                    turn);
            MetricsGate gate =
                    state == null ? MetricsGate.begin(config, ports) : MetricsGate.resume(config, ports, state);
            SharedClients.Lease held = lease;
            lease = null;
            return new GateSession(
                    gate, step.getPrometheusUrl().isEmpty() ? server : step.getPrometheusUrl(), held, turn);
        } catch (IllegalArgumentException e) {
            throw new AbortException(e.getMessage());
        } finally {
            if (lease != null) {
                lease.close();
            }
        }
    }

    /** Null where everything is told without a cluster: then the diagnosis can't look at pods. */
    private static ClusterConnection connection(AssertPredictionMetricsStep step, Platform platform)
            throws IOException, InterruptedException {
        boolean optional = !step.getPrometheusUrl().isEmpty()
                && !step.getEndpoint().isEmpty()
                && step.getCredentialsId().isEmpty()
                && step.getCluster().isEmpty()
                && step.getServerUrl().isEmpty();
        try {
            return platform.connect(step);
        } catch (AbortException e) {
            if (optional) {
                return null;
            }
            throw e;
        }
    }

    private static HttpPort sparing(HttpPort port, String server) {
        return new SparingHttp(port, BREAKERS, server + " " + port);
    }

    private static HttpPort prometheus(AssertPredictionMetricsStep step, Platform platform, AnalyticsServices analytics)
            throws IOException, InterruptedException {
        String url = step.getPrometheusUrl();
        if (url.isEmpty()) {
            if (!step.getPrometheusCredentialsId().isEmpty()) {
                throw new AbortException("prometheusCredentialsId needs prometheusUrl: the API server passes no"
                        + " credentials on to a service behind its proxy.");
            }
            return analytics.prometheus();
        }
        return DirectHttp.at("Prometheus", url)
                .access(platform.access(step.getPrometheusCredentialsId()))
                .limits(LIMITS)
                .build(platform.http("prometheusUrl", url));
    }

    private static GrafanaClient grafana(
            AssertPredictionMetricsStep step, Platform platform, SharedClients.Lease lease, AnalyticsServices analytics)
            throws IOException, InterruptedException {
        String url = step.getGrafanaUrl();
        HttpAccess access = platform.access(step.getGrafanaCredentialsId());
        if (!url.isEmpty()) {
            return new GrafanaClient(
                    DirectHttp.at("Grafana", url).access(access).limits(LIMITS).build(platform.http("grafanaUrl", url)),
                    url);
        }
        if (analytics == null) {
            throw new AbortException(
                    "checkGrafana needs grafanaUrl, or a cluster connection to reach the release's Grafana through.");
        }
        Login.Source login = access.user().isEmpty()
                ? () -> new ReleaseLogin(lease.client(), step.getAnalyticsNamespace(), analytics.grafanaSecret()).get()
                : () -> new Login(access.user(), access.password());
        return new GrafanaClient(new GrafanaSession(analytics.grafana(), login), "");
    }

    MetricsGate gate() {
        return gate;
    }

    /** What the gate's looks wait for: Prometheus, or the API server before it. */
    String server() {
        return server;
    }

    /** Closing again does nothing. */
    @Override
    public void close() {
        turn.giveBack();
        if (lease != null) {
            lease.close();
        }
    }
}
