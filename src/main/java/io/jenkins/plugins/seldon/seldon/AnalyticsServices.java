package io.jenkins.plugins.seldon.seldon;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.seldon.helm.record.ReleaseSecrets;
import io.jenkins.plugins.seldon.http.HttpFailure;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.kubernetes.Pages;
import io.jenkins.plugins.seldon.kubernetes.ServiceProxy;
import io.jenkins.plugins.seldon.text.Listing;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Prometheus and Grafana of an analytics release, through the API server's proxy. Which services they are is read from what
 * Helm recorded of the release, so that values such as {@code fullnameOverride} are of no consequence; where there is no
 * record, or no right to read it, they are the ones that the chart makes without such values. Asks the API server at the
 * first request. Thread-safe.
 */
public final class AnalyticsServices {

    private static final Logger LOGGER = Logger.getLogger(AnalyticsServices.class.getName());

    private final KubernetesClient client;
    private final ServiceProxy proxy;
    private final String namespace;
    private final String release;
    private Map<String, Object> found;

    /** @param client stays the caller's to close */
    public AnalyticsServices(KubernetesClient client, ServiceProxy proxy, String namespace, String release) {
        this.client = client;
        this.proxy = proxy;
        this.namespace = namespace;
        this.release = release;
    }

    /** Prometheus, by GET only: the proxy drops credentials. Sends nothing yet. */
    public HttpPort prometheus() {
        return new Found("prometheus", "Prometheus", release + "-prometheus-seldon");
    }

    /** A service that is told by its name, of whatever release or namespace. */
    public HttpPort prometheus(ServiceProxy.Backend service) {
        return proxy.to(service, "Prometheus");
    }

    /** Grafana, not logged in to. Sends nothing yet. */
    public HttpPort grafana() {
        return new Found("grafana", "Grafana", release + "-grafana");
    }

    /**
     * The Secret with Grafana's admin login: the chart calls it as the service.
     *
     * @throws HttpFailure if the API server can't be asked
     */
    public String grafanaSecret() throws HttpFailure {
        return backend("grafana", release + "-grafana").name();
    }

    private ServiceProxy.Backend backend(String program, String byConvention) throws HttpFailure {
        return recorded().get(program) instanceof Map<?, ?> service
                ? ServiceProxy.Backend.service(
                        service.get("namespace") instanceof String other ? other : namespace,
                        (String) service.get("name"),
                        "" + service.get("port"))
                : ServiceProxy.Backend.service(namespace, byConvention, "80");
    }

    private synchronized Map<String, Object> recorded() throws HttpFailure {
        if (found == null) {
            found = read();
        }
        return found;
    }

    private Map<String, Object> read() throws HttpFailure {
        try {
            List<Secret> secrets = Pages.ofLarge(
                    client.secrets().inNamespace(namespace).withLabels(ReleaseSecrets.labels(release)),
                    "secrets",
                    ReleaseSecrets.MOST);
            Optional<Secret> newest = ReleaseSecrets.newest(secrets);
            return newest.isEmpty()
                    ? Map.of()
                    : ReleaseServices.of(ReleaseSecrets.decode(newest.get()).objects(), namespace);
        } catch (KubernetesClientException e) {
            ClusterFailure failure = ClusterFailure.of(e);
            if (failure.isTransient()) {
                throw new HttpFailure(
                        HttpFailure.Kind.UNREACHABLE,
                        failure.detail(),
                        failure.sentence(
                                "read Helm's record of release " + release,
                                client.getMasterUrl().toString()),
                        e);
            }
            LOGGER.log(Level.FINE, "Taking the chart's own names for the services of release " + release + ".", e);
            return Map.of();
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "Helm's record of release " + release + " can't be read.", e);
            return Map.of();
        }
    }

    /** A service that is looked up when it is first asked. */
    private final class Found implements HttpPort {

        private final String program;
        private final String name;
        private final String byConvention;

        Found(String program, String name, String byConvention) {
            this.program = program;
            this.name = name;
            this.byConvention = byConvention;
        }

        @Override
        public Response send(Request request) throws HttpFailure {
            try {
                return proxy.to(backend(program, byConvention), name).send(request);
            } catch (HttpFailure e) {
                throw e.kind() == HttpFailure.Kind.ABSENT && program.equals("prometheus") ? suggesting(e) : e;
            }
        }

        /** There is no such service: what else may be meant is named, and left to people to choose. */
        private HttpFailure suggesting(HttpFailure failure) {
            List<String> candidates = PrometheusCandidates.in(client);
            String told = candidates.isEmpty()
                    ? " Give another release's releaseName and analyticsNamespace, prometheusService or prometheusUrl."
                    : " This looks like Prometheus: prometheusService: "
                            + Listing.or(candidates.stream()
                                    .map(each -> "'" + each + "'")
                                    .toList())
                            + "; set the one that scrapes the models.";
            return new HttpFailure(failure.kind(), failure.detail(), failure.getMessage() + told, failure);
        }

        @Override
        public boolean mayQuote() {
            return true;
        }

        @Override
        public String toString() {
            Map<String, Object> known;
            synchronized (AnalyticsServices.this) {
                known = found == null ? Map.of() : found;
            }
            Map<?, ?> own = known.get(program) instanceof Map<?, ?> map ? map : Map.of("name", byConvention);
            Object where = own.get("namespace") instanceof String other ? other : namespace;
            return name + " (service " + where + "/" + own.get("name") + ")";
        }
    }
}
