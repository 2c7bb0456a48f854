package io.jenkins.plugins.seldon.prometheus;

import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.kubernetes.ServiceProxy;
import io.jenkins.plugins.seldon.prometheus.PrometheusException.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Prometheus as a service inside the cluster, through the API server's proxy. */
public final class ProxyTransport implements PrometheusTransport {

    private final ServiceProxy proxy;
    private final ServiceProxy.Backend service;

    public ProxyTransport(ServiceProxy proxy, ServiceProxy.Backend service) {
        this.proxy = proxy;
        this.service = service;
    }

    @Override
    public Reply get(String path, Map<String, String> parameters) throws PrometheusException {
        try {
            ServiceProxy.Answer answer = proxy.get(service, path, parameters, List.of());
            Optional<ClusterFailure> refusal = answer.refusal();
            if (refusal.isPresent()) {
                throw failure(refusal.get());
            }
            return new Reply(answer.status(), answer.contentType(), answer.body());
        } catch (ServiceProxy.AnswerTooLargeException e) {
            throw new PrometheusException(Kind.TOO_LARGE, e.getMessage(), e);
        } catch (IOException e) {
            throw failure(ClusterFailure.of(e));
        }
    }

    private PrometheusException failure(ClusterFailure failure) {
        Kind kind =
                switch (failure.kind()) {
                    case UNREACHABLE, GONE -> Kind.UNREACHABLE;
                    case TIMEOUT -> Kind.TIMEOUT;
                    case THROTTLED, SERVER_ERROR -> Kind.UNAVAILABLE;
                    case UNAUTHORIZED, FORBIDDEN, TLS -> Kind.REFUSED;
                    case NOT_FOUND, OTHER -> Kind.NOT_PROMETHEUS;
                };
        return new PrometheusException(kind, failure.sentence("read " + this, proxy.server()));
    }

    @Override
    public boolean mayQuote() {
        return true;
    }

    @Override
    public String toString() {
        return "Prometheus (" + service + ")";
    }
}
