package io.jenkins.plugins.seldon.grafana;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.seldon.http.HttpFailure;
import io.jenkins.plugins.seldon.http.HttpPort;
import java.io.IOException;
import java.util.Map;

/**
 * Grafana behind the API server's proxy, which strips {@code Authorization} from what it passes on: the first call logs in
 * by {@code POST /login}, all send the session's cookie, but for one that asks for the health, which says why nobody can log
 * in. Not thread-safe.
 */
public final class GrafanaSession implements HttpPort {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpPort proxied;
    private final Login.Source login;
    private String cookie = "";

    /**
     * @param proxied Grafana behind the API server's proxy
     * @param login asked for before each login
     */
    public GrafanaSession(HttpPort proxied, Login.Source login) {
        this.proxied = proxied;
        this.login = login;
    }

    @Override
    public Response send(Request request) throws HttpFailure {
        if (cookie.isEmpty()) {
            if (request.path().equals(GrafanaClient.HEALTH)) {
                return proxied.send(request);
            }
            cookie = logIn();
        }
        return proxied.send(request.with("Cookie", cookie));
    }

    private String logIn() throws HttpFailure {
        Response response = proxied.send(Request.post("login", user()));
        if (response.status() == 401 || response.status() == 403) {
            throw refused(
                    "it refused the user or the password", "check grafanaCredentialsId, or the release's Secret", null);
        }
        String given = String.join(
                "; ",
                response.cookies().stream().map(set -> set.split(";", 2)[0]).toList());
        if (response.status() != 200 || given.isEmpty()) {
            throw refused(
                    "it answered " + response.status() + (given.isEmpty() ? " without a session" : ""),
                    "check that this is Grafana",
                    null);
        }
        return given;
    }

    private String user() throws HttpFailure {
        try {
            Login user = login.get();
            return JSON.writeValueAsString(Map.of("user", user.user(), "password", user.password()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("two texts are JSON", e);
        } catch (IOException e) {
            throw new HttpFailure(HttpFailure.Kind.REFUSED, "there is no login", e.getMessage(), e);
        }
    }

    private HttpFailure refused(String detail, String advice, IOException cause) {
        return new HttpFailure(HttpFailure.Kind.REFUSED, "log in to " + this, detail, advice, cause);
    }

    @Override
    public boolean mayQuote() {
        return proxied.mayQuote();
    }

    @Override
    public String toString() {
        return proxied.toString();
    }
}
