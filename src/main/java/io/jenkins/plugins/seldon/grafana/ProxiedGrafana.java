package io.jenkins.plugins.seldon.grafana;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.kubernetes.ServiceProxy;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Grafana as a service inside the cluster. The API server strips {@code Authorization} from what it passes on, so this
 * logs in by {@code POST /login} at the first call and keeps the session's cookie. Not thread-safe.
 */
public final class ProxiedGrafana implements GrafanaTransport {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ServiceProxy proxy;
    private final ServiceProxy.Backend service;
    private final Login.Source login;
    private List<String> cookies = List.of();

    public ProxiedGrafana(ServiceProxy proxy, ServiceProxy.Backend service, Login.Source login) {
        this.proxy = proxy;
        this.service = service;
        this.login = login;
    }

    @Override
    public Reply get(String path, Map<String, String> parameters) throws GrafanaException {
        logIn();
        return call(() -> proxy.get(service, path, parameters, cookies));
    }

    @Override
    public Reply post(String path, String json) throws GrafanaException {
        logIn();
        return call(() -> proxy.post(service, path, json, cookies));
    }

    private void logIn() throws GrafanaException {
        if (!cookies.isEmpty()) {
            return;
        }
        ServiceProxy.Answer answer = answer(() -> {
            Login user = login.get();
            String json = JSON.writeValueAsString(Map.of("user", user.user(), "password", user.password()));
            return proxy.post(service, "login", json, List.of());
        });
        if (answer.status() == 401 || answer.status() == 403) {
            throw new GrafanaException("Could not log in to " + this + ": it refused the user or the password; check"
                    + " grafanaCredentialsId, or the release's Secret.");
        }
        List<String> given =
                answer.cookies().stream().map(cookie -> cookie.split(";", 2)[0]).toList();
        if (answer.status() != 200 || given.isEmpty()) {
            throw new GrafanaException("Could not log in to " + this + ": it answered " + answer.status()
                    + (given.isEmpty() ? " without a session" : "") + "; check that this is Grafana.");
        }
        cookies = given;
    }

    private Reply call(Exchange exchange) throws GrafanaException {
        ServiceProxy.Answer answer = answer(exchange);
        return new Reply(answer.status(), answer.body());
    }

    private ServiceProxy.Answer answer(Exchange exchange) throws GrafanaException {
        try {
            ServiceProxy.Answer answer = exchange.run();
            Optional<ClusterFailure> refusal = answer.refusal();
            if (refusal.isPresent()) {
                throw new GrafanaException(refusal.get().sentence("reach " + this, proxy.server()));
            }
            return answer;
        } catch (GrafanaException e) {
            throw e;
        } catch (IOException e) {
            throw new GrafanaException(ClusterFailure.of(e).sentence("reach " + this, proxy.server()), e);
        }
    }

    @FunctionalInterface
    private interface Exchange {
        ServiceProxy.Answer run() throws IOException;
    }

    @Override
    public String toString() {
        return "Grafana (" + service + ")";
    }
}
