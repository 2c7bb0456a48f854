package io.jenkins.plugins.seldon.steps;

import io.jenkins.plugins.seldon.credentials.AllowedUrls;
import io.jenkins.plugins.seldon.http.DirectHttp;
import io.jenkins.plugins.seldon.http.FixedHeaders;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.kubernetes.ServiceProxy;
import io.jenkins.plugins.seldon.load.Header;
import io.jenkins.plugins.seldon.node.Connections;
import io.jenkins.plugins.seldon.seldon.AnalyticsServices;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** The way to Prometheus that a step's options tell: a URL, a service behind the API server, or the release's own. */
final class PrometheusAccess {

    private final AssertPredictionMetricsStep step;
    private final Connections connections;

    PrometheusAccess(AssertPredictionMetricsStep step, Connections connections) {
        this.step = step;
        this.connections = connections;
    }

    /**
     * @param analytics null where there is no cluster connection
     * @param apiServer the URL of that connection's server; not looked at where the options give Prometheus' own
     * @throws InvalidOptionException with a sentence, when options contradict each other or one can't be used
     */
    HttpPort open(AnalyticsServices analytics, String apiServer) throws IOException, InterruptedException {
        String url = step.getPrometheusUrl();
        boolean direct = !url.isEmpty();
        if (direct && !step.getPrometheusService().isEmpty()) {
            throw new InvalidOptionException("Give either prometheusUrl or prometheusService, not both.");
        }
        Map<String, String> headers = headers();
        if (!direct) {
            refuseWhatTheProxyLeavesOut(headers);
            requireHost(headers, apiServer);
            return FixedHeaders.on(proxied(analytics), headers);
        }
        boolean tls = url.strip().toLowerCase(Locale.ROOT).startsWith("https:");
        if (!tls && !(step.getPrometheusCaCertificate().isEmpty() && !step.isPrometheusSkipTlsVerify())) {
            throw new InvalidOptionException(
                    "prometheusCaCertificate and prometheusSkipTlsVerify need a prometheusUrl that begins with https:.");
        }
        requireHost(headers, url.strip());
        HttpPort way = DirectHttp.at("Prometheus", url)
                .access(connections
                        .access(step.getPrometheusCredentialsId())
                        .overTls(step.getPrometheusCaCertificate(), step.isPrometheusSkipTlsVerify()))
                .build(connections.http("prometheusUrl", url));
        return FixedHeaders.on(way, headers);
    }

    /**
     * A gateway before a server tells by this header alone whom a request is for, and the credential that it carries: that of
     * a cluster, too, which the job need not be allowed to see.
     */
    private void requireHost(Map<String, String> headers, String url) throws IOException, InterruptedException {
        if (headers.containsKey("host")) {
            connections.http("host in prometheusHeaders", AllowedUrls.withHost(url, headers.get("host")));
        }
    }

    private HttpPort proxied(AnalyticsServices analytics) {
        if (step.getPrometheusService().isEmpty()) {
            return analytics.prometheus();
        }
        return analytics.prometheus(ServiceProxy.Backend.parse("prometheusService", step.getPrometheusService()));
    }

    private void refuseWhatTheProxyLeavesOut(Map<String, String> headers) {
        if (!step.getPrometheusCredentialsId().isEmpty() || headers.containsKey("authorization")) {
            throw new InvalidOptionException((headers.containsKey("authorization")
                            ? "The header Authorization in prometheusHeaders"
                            : "prometheusCredentialsId")
                    + " needs prometheusUrl: the API server passes no credentials on to a service behind its proxy.");
        }
        if (!step.getPrometheusCaCertificate().isEmpty() || step.isPrometheusSkipTlsVerify()) {
            throw new InvalidOptionException(
                    "prometheusCaCertificate and prometheusSkipTlsVerify need prometheusUrl: to a service"
                            + " behind its proxy the API server itself speaks TLS, and accepts any certificate.");
        }
    }

    /** By lower-case name: two of the same name would be one. */
    private Map<String, String> headers() throws IOException, InterruptedException {
        Map<String, String> headers = new LinkedHashMap<>();
        TreeSet<String> seen = new TreeSet<>();
        for (RequestHeader given : step.getPrometheusHeaders()) {
            Header header = given.toHeader(connections);
            String name = header.name().toLowerCase(Locale.ROOT);
            if (!seen.add(name)) {
                throw new InvalidOptionException("The header " + header.name() + " occurs twice in prometheusHeaders.");
            }
            headers.put(name, header.value());
        }
        return headers;
    }
}
