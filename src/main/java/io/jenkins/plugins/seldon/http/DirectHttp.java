package io.jenkins.plugins.seldon.http;

import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;
import okio.BufferedSource;

/**
 * A server at a URL of its own. Follows no redirect: a URL that passed an administrator's allow-list must not lead
 * elsewhere, nor its credentials.
 */
public final class DirectHttp implements HttpPort {

    private static final MediaType JSON = MediaType.get("application/json");

    /** As which a server says why it does not go on: one of a list of names, such as {@code certificate_required}. */
    private static final Pattern ALERT = Pattern.compile("fatal alert: ([a-z_]++)");

    private final String name;
    private final HttpUrl base;

    /** As it was given: its parameters go with each request, as a tenant's {@code ?namespace=models}. */
    private final HttpUrl given;

    private final HttpAccess access;
    private final Limits limits;
    private final OkHttpClient client;

    /**
     * What one call may take.
     *
     * @param time for a request with its answer
     * @param bytes of an answer
     */
    public record Limits(Duration time, int bytes) {

        /** For servers that answer questions. */
        public static final Limits USUAL = new Limits(Duration.ofSeconds(15), 16 * 1024 * 1024);
    }

    private DirectHttp(Builder with) throws IOException {
        HttpUrl parsed = HttpUrl.parse(with.url.strip());
        if (parsed == null || !parsed.username().isEmpty() || !parsed.password().isEmpty()) {
            throw new InvalidOptionException("The URL of " + with.name
                    + " must be a complete http or https URL without user and password; give those as credentials.");
        }
        if (with.access.authorization().stream().flatMapToInt(String::chars).anyMatch(c -> c < ' ' || c > '~')) {
            throw new InvalidOptionException("The credential for " + with.name
                    + " has a character that HTTP does not allow, such as a line break: enter it again.");
        }
        this.name = with.name;
        this.given = parsed;
        this.base = parsed.newBuilder()
                .query(null)
                .fragment(null)
                .encodedPath(parsed.encodedPath().replaceFirst("(?<!/)/*+$", "/"))
                .build();
        this.access = with.access;
        this.limits = with.limits;
        if (!base.isHttps() && !access.clientKeyStore().isEmpty()) {
            throw new InvalidOptionException(
                    "The credential for " + name + " is a client certificate: it needs a URL that begins with https:.");
        }
        OkHttpClient.Builder settings = with.client
                .newBuilder()
                .callTimeout(limits.time())
                .followRedirects(false)
                .followSslRedirects(false);
        if (base.isHttps()) {
            HttpTls.apply(settings, access);
        }
        this.client = settings.build();
    }

    /**
     * @param name what messages call the server, such as {@code Prometheus}
     * @param url where its root is, http or https
     */
    public static Builder at(String name, String url) {
        return new Builder(name, url);
    }

    /** Options of a {@link DirectHttp}, each with a default. */
    public static final class Builder {

        private final String name;
        private final String url;
        private HttpAccess access = HttpAccess.NONE;
        private Limits limits = Limits.USUAL;
        private OkHttpClient client;

        private Builder(String name, String url) {
            this.name = name;
            this.url = url;
        }

        /** What the server asks of its callers; nothing by default. */
        public Builder access(HttpAccess with) {
            access = with;
            return this;
        }

        /** What each call may take. */
        public Builder limits(Limits with) {
            limits = with;
            return this;
        }

        /**
         * @param with for its connections and proxy settings
         * @throws InvalidOptionException with a sentence, when the URL is none, or the credential is of no use there
         * @throws IOException with a sentence, when a certificate can't be used
         */
        public DirectHttp build(OkHttpClient with) throws IOException {
            client = Objects.requireNonNull(with, "client");
            return new DirectHttp(this);
        }
    }

    @Override
    public Response send(Request request) throws HttpFailure {
        try (okhttp3.Response response = client.newCall(call(request)).execute()) {
            BufferedSource source = response.body().source();
            if (source.request(limits.bytes() + 1L)) {
                throw new HttpFailure(
                        HttpFailure.Kind.TOO_LARGE,
                        "read the answer of " + this,
                        "it is larger than " + limits.bytes() / 1024 / 1024 + " MiB",
                        "",
                        null);
            }
            return new Response(
                    response.code(),
                    response.header("Content-Type", ""),
                    response.headers("Set-Cookie"),
                    source.readByteArray());
        } catch (HttpFailure e) {
            throw e;
        } catch (InterruptedIOException e) {
            throw new HttpFailure(
                    HttpFailure.Kind.TIMEOUT,
                    "read " + this,
                    "it did not answer in time",
                    "check that it runs and its load",
                    e);
        } catch (IOException e) {
            throw new HttpFailure(
                    HttpFailure.Kind.UNREACHABLE, "reach " + this, reason(e), "check its URL and that it runs", e);
        }
    }

    private okhttp3.Request call(Request request) {
        HttpUrl.Builder url = Objects.requireNonNull(base.resolve(request.path()), "a path below a URL is a URL")
                .newBuilder();
        for (int i = 0; i < given.querySize(); i++) {
            if (!request.parameters().containsKey(given.queryParameterName(i))) {
                url.addQueryParameter(given.queryParameterName(i), given.queryParameterValue(i));
            }
        }
        request.parameters().forEach(url::addQueryParameter);
        okhttp3.Request.Builder call =
                new okhttp3.Request.Builder().url(url.build()).header("Accept", "application/json");
        access.authorization().ifPresent(value -> call.header("Authorization", value));
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            call.header(header.getKey(), header.getValue());
        }
        return request.isPost()
                ? call.post(RequestBody.create(request.json(), JSON)).build()
                : call.build();
    }

    private static String reason(IOException e) {
        if (e instanceof UnknownHostException) {
            return "its host name is unknown";
        }
        if (e instanceof SSLException) {
            return reasonOfTls(e);
        }
        return e instanceof ConnectException ? "the connection was refused" : "the connection broke";
    }

    /** A certificate is one reason among others, and those Java tells by words alone. */
    private static String reasonOfTls(IOException e) {
        if (e instanceof SSLPeerUnverifiedException || e.getCause() instanceof CertificateException) {
            return "its TLS certificate is not accepted";
        }
        String words = String.valueOf(e.getMessage());
        if (words.contains("unrecognized SSL message")) {
            return "it does not speak TLS at this port";
        }
        Matcher alert = ALERT.matcher(words);
        if (alert.find()) {
            return "TLS failed (" + alert.group(1) + ")";
        }
        return "the TLS handshake failed";
    }

    /** A job names the URL, whoever has listed it. */
    @Override
    public boolean mayQuote() {
        return false;
    }

    @Override
    public String toString() {
        return name + " at " + base;
    }
}
