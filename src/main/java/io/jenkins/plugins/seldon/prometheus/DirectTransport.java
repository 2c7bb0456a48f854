package io.jenkins.plugins.seldon.prometheus;

import io.jenkins.plugins.seldon.prometheus.PrometheusException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;

/**
 * Prometheus at a URL of its own. Follows no redirect: a URL that passed an administrator's allow-list must not lead
 * elsewhere, nor its credentials.
 */
public final class DirectTransport implements PrometheusTransport {

    private static final int LARGEST = 16 * 1024 * 1024;

    private final HttpUrl base;
    private final String authorization;
    private final boolean trusted;
    private final OkHttpClient client;

    /**
     * @param url where Prometheus' root is, http or https
     * @param authorization the value of the {@code Authorization} header, empty for none; never printed
     * @param trusted whether an administrator chose the URL, so that answers may be quoted
     * @param client for its connections, TLS and proxy settings
     * @param timeout for one request with its answer
     * @throws IllegalArgumentException with a sentence, when the URL is none
     */
    public DirectTransport(String url, String authorization, boolean trusted, OkHttpClient client, Duration timeout) {
        HttpUrl parsed = HttpUrl.parse(url);
        if (parsed == null) {
            throw new IllegalArgumentException("The URL of Prometheus must be a complete http or https URL.");
        }
        this.base = parsed.newBuilder()
                .username("")
                .password("")
                .query(null)
                .fragment(null)
                .build();
        this.authorization = Objects.requireNonNull(authorization, "authorization");
        this.trusted = trusted;
        this.client = client.newBuilder()
                .callTimeout(timeout)
                .followRedirects(false)
                .followSslRedirects(false)
                .build();
    }

    @Override
    public Reply get(String path, Map<String, String> parameters) throws PrometheusException {
        HttpUrl.Builder url = base.newBuilder().addPathSegments(path);
        if (base.pathSegments().get(base.pathSize() - 1).isEmpty()) {
            url = base.newBuilder().removePathSegment(base.pathSize() - 1).addPathSegments(path);
        }
        parameters.forEach(url::addQueryParameter);
        Request.Builder request = new Request.Builder().url(url.build()).header("Accept", "application/json");
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        try (Response response = client.newCall(request.build()).execute()) {
            BufferedSource source = response.body().source();
            if (source.request(LARGEST + 1L)) {
                throw new PrometheusException(
                        Kind.TOO_LARGE,
                        "Could not read the answer of " + this + ": it is larger than " + LARGEST / 1024 / 1024
                                + " MiB; narrow the query.");
            }
            return new Reply(response.code(), response.header("Content-Type", ""), source.readByteArray());
        } catch (InterruptedIOException e) {
            throw new PrometheusException(
                    Kind.TIMEOUT,
                    "Could not read " + this + ": it did not answer in time; check that it runs and its load.",
                    e);
        } catch (IOException e) {
            throw new PrometheusException(
                    Kind.UNREACHABLE,
                    "Could not reach " + this + ": " + reason(e) + "; check its URL and that it runs.",
                    e);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof java.net.UnknownHostException) {
            return "its host name is unknown";
        }
        if (e instanceof javax.net.ssl.SSLException) {
            return "its TLS certificate is not accepted";
        }
        return e instanceof java.net.ConnectException ? "the connection was refused" : "the connection broke";
    }

    @Override
    public boolean mayQuote() {
        return trusted;
    }

    @Override
    public String toString() {
        return "Prometheus at " + base;
    }
}
