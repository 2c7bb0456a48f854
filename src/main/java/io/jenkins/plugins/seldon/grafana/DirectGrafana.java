package io.jenkins.plugins.seldon.grafana;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;

/** Grafana at a URL of its own. Follows no redirect and quotes no answer: a job may have chosen the URL. */
public final class DirectGrafana implements GrafanaTransport {

    private static final int LARGEST = 4 * 1024 * 1024;

    private final HttpUrl base;
    private final String authorization;
    private final OkHttpClient client;

    /**
     * @param url where Grafana's root is
     * @param authorization the value of the {@code Authorization} header, empty for none; never printed
     * @throws IllegalArgumentException with a sentence, when the URL is none
     */
    public DirectGrafana(String url, String authorization, OkHttpClient client, Duration timeout) {
        HttpUrl parsed = HttpUrl.parse(url.endsWith("/") ? url : url + "/");
        if (parsed == null || !parsed.username().isEmpty()) {
            throw new IllegalArgumentException(
                    "The URL of Grafana must be a complete http or https URL without user and password.");
        }
        this.base = parsed;
        this.authorization = authorization;
        this.client = client.newBuilder()
                .callTimeout(timeout)
                .followRedirects(false)
                .followSslRedirects(false)
                .build();
    }

    @Override
    public Reply get(String path, Map<String, String> parameters) throws GrafanaException {
        HttpUrl.Builder url = at(path).newBuilder();
        parameters.forEach(url::addQueryParameter);
        return send(new Request.Builder().url(url.build()));
    }

    @Override
    public Reply post(String path, String json) throws GrafanaException {
        return send(
                new Request.Builder().url(at(path)).post(RequestBody.create(json, MediaType.get("application/json"))));
    }

    private HttpUrl at(String path) {
        return Objects.requireNonNull(base.resolve(path), "a path below Grafana's URL is a URL");
    }

    private Reply send(Request.Builder request) throws GrafanaException {
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        try (Response response = client.newCall(request.build()).execute()) {
            BufferedSource source = response.body().source();
            if (source.request(LARGEST + 1L)) {
                throw new GrafanaException("Could not read " + this + ": its answer is larger than 4 MiB.");
            }
            if (response.code() == 401 || response.code() == 403) {
                throw new GrafanaException("Could not log in to " + this + ": it answered " + response.code()
                        + "; check grafanaCredentialsId.");
            }
            return new Reply(response.code(), source.readByteArray());
        } catch (GrafanaException e) {
            throw e;
        } catch (InterruptedIOException e) {
            throw new GrafanaException("Could not reach " + this + ": it did not answer in time.", e);
        } catch (IOException e) {
            throw new GrafanaException(
                    "Could not reach " + this + ": the connection was refused or broke; check its URL.", e);
        }
    }

    @Override
    public String toString() {
        return "Grafana at " + base;
    }
}
