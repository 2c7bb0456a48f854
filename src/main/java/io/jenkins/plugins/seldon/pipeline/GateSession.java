package io.jenkins.plugins.seldon.pipeline;

import hudson.AbortException;
import io.jenkins.plugins.seldon.gate.GateConfig;
import io.jenkins.plugins.seldon.gate.MetricsGate;
import io.jenkins.plugins.seldon.grafana.GrafanaClient;
import io.jenkins.plugins.seldon.grafana.GrafanaSession;
import io.jenkins.plugins.seldon.grafana.Login;
import io.jenkins.plugins.seldon.grafana.ReleaseLogin;
import io.jenkins.plugins.seldon.http.DirectHttp;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.ServiceProxy;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
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

    private final MetricsGate gate;
    private final SharedClients.Lease lease;

    private GateSession(MetricsGate gate, SharedClients.Lease lease) {
        this.gate = gate;
        this.lease = lease;
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
            ServiceProxy proxy = null;
            if (connection != null) {
                lease = platform.clients().lease(connection);
                proxy = new ServiceProxy(lease.client(), LIMITS.time(), LIMITS.bytes());
                cluster = new SeldonCluster(lease.client(), proxy, connection.server());
            }
            PrintStream log = platform.log();
            MetricsGate.Ports ports = new MetricsGate.Ports(
                    new PrometheusClient(prometheus(step, platform, proxy)),
                    cluster,
                    step.isCheckGrafana() ? grafana(step, platform, lease, proxy) : null,
                    platform.clock(),
                    log::println);
            MetricsGate gate =
                    state == null ? MetricsGate.begin(config, ports) : MetricsGate.resume(config, ports, state);
            SharedClients.Lease held = lease;
            lease = null;
            return new GateSession(gate, held);
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

    private static HttpPort prometheus(AssertPredictionMetricsStep step, Platform platform, ServiceProxy proxy)
            throws IOException, InterruptedException {
        String url = step.getPrometheusUrl();
        if (url.isEmpty()) {
            if (!step.getPrometheusCredentialsId().isEmpty()) {
                throw new AbortException("prometheusCredentialsId needs prometheusUrl: the API server passes no"
                        + " credentials on to a service behind its proxy.");
            }
            return proxy.to(service(step, "-prometheus-seldon"), "Prometheus");
        }
        return DirectHttp.at("Prometheus", url)
                .access(platform.access(step.getPrometheusCredentialsId()))
                .limits(LIMITS)
                .build(platform.http("prometheusUrl", url));
    }

    private static GrafanaClient grafana(
            AssertPredictionMetricsStep step, Platform platform, SharedClients.Lease lease, ServiceProxy proxy)
            throws IOException, InterruptedException {
        String url = step.getGrafanaUrl();
        HttpAccess access = platform.access(step.getGrafanaCredentialsId());
        if (!url.isEmpty()) {
            return new GrafanaClient(
                    DirectHttp.at("Grafana", url).access(access).limits(LIMITS).build(platform.http("grafanaUrl", url)),
                    url);
        }
        if (proxy == null) {
            throw new AbortException(
                    "checkGrafana needs grafanaUrl, or a cluster connection to reach the release's Grafana through.");
        }
        Login.Source login = access.user().isEmpty()
                ? new ReleaseLogin(lease.client(), step.getAnalyticsNamespace(), step.getReleaseName() + "-grafana")
                : () -> new Login(access.user(), access.password());
        return new GrafanaClient(new GrafanaSession(proxy.to(service(step, "-grafana"), "Grafana"), login), "");
    }

    private static ServiceProxy.Backend service(AssertPredictionMetricsStep step, String suffix) {
        return ServiceProxy.Backend.service(step.getAnalyticsNamespace(), step.getReleaseName() + suffix, "80");
    }

    MetricsGate gate() {
        return gate;
    }

    /** Closing again does nothing. */
    @Override
    public void close() {
        if (lease != null) {
            lease.close();
        }
    }
}
