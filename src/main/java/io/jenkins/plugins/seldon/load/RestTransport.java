package io.jenkins.plugins.seldon.load;

import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.http.HttpTls;
import io.jenkins.plugins.seldon.text.Excerpt;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;

/**
 * Predictions over REST with OkHttp's blocking calls, which send three times as many requests a second as Java's own
 * client. Nothing is sent twice: no retries, no redirects.
 */
final class RestTransport implements PredictionTransport {

    private static final MediaType JSON = MediaType.get("application/json");

    private final OkHttpClient client;
    private final Request template;
    private final LoadPlan plan;

    RestTransport(LoadPlan plan) throws IOException {
        this.plan = plan;
        client = client(plan.url(), plan.access(), plan.answerTimeout())
                .connectionPool(new ConnectionPool(plan.profile().concurrency(), 30, TimeUnit.SECONDS))
                .build();
        Headers.Builder headers = new Headers.Builder()
                .add("Accept", "application/json")
                .add("User-Agent", "seldon-analytics")
                .add("Content-Type", JSON.toString());
        plan.access().authorization().ifPresent(value -> headers.set("Authorization", value));
        plan.headers().forEach(header -> headers.set(header.name(), header.value()));
        template =
                new Request.Builder().url(plan.url()).headers(headers.build()).build();
    }

    /** A client for one endpoint that sends nothing twice and follows nowhere. */
    static OkHttpClient.Builder client(String url, HttpAccess access, Duration timeout) throws IOException {
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .protocols(List.of(okhttp3.Protocol.HTTP_1_1))
                .callTimeout(timeout)
                .connectTimeout(timeout)
                .readTimeout(timeout)
                .writeTimeout(timeout)
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false);
        if (url.startsWith("https:")) {
            HttpTls.apply(builder, access);
        }
        return builder;
    }

    @Override
    public Answer predict(byte[] payload) throws IOException {
        Request request =
                template.newBuilder().post(RequestBody.create(payload, null)).build();
        try (Response response = client.newCall(request).execute()) {
            BufferedSource source = response.body().source();
            boolean cut = source.request(plan.maxBodyBytes() + 1L);
            byte[] body = cut ? source.readByteArray(plan.maxBodyBytes()) : source.readByteArray();
            return new Answer(response.code(), flaw(response, body, cut));
        }
    }

    private Optional<String> flaw(Response response, byte[] body, boolean cut) {
        if (response.isRedirect()) {
            return Optional.of("a redirect, which predictions don't follow");
        }
        boolean html = response.header("Content-Type", "").startsWith("text/html");
        if (!response.isSuccessful()) {
            String page = html ? " and an HTML page instead of a prediction" : "";
            return Optional.of("HTTP status " + response.code() + page + quoted(body));
        }
        if (cut) {
            return Optional.of("a body of more than " + plan.maxBodyBytes() + " bytes");
        }
        if (html) {
            return Optional.of("an HTML page instead of a prediction" + quoted(body));
        }
        return plan.protocol().flaw(body);
    }

    private static String quoted(byte[] body) {
        return body.length == 0 ? "" : ": " + Excerpt.of(body);
    }

    @Override
    public void close() {
        client.dispatcher().cancelAll();
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
