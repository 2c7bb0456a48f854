package io.jenkins.plugins.seldon.load.grpc;

import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.http.HttpTls;
import io.jenkins.plugins.seldon.load.http1.Route;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import okhttp3.Authenticator;
import okhttp3.Connection;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;

/**
 * The connections to one server by one way. The parts of a gate that follow each other (its check, its warm-up, its burst) share
 * it, with its TLS sessions: a handshake is none of the model's latencies. Nobody tells when the last part is over, so a
 * connection ends after ten seconds of silence, and two minutes after the last part the channel is forgotten, with the secrets in
 * it. Thread-safe.
 */
final class Channel {

    /** How many connections it has at most: a Service of Kubernetes distributes connections, not calls. */
    static final int MOST_CONNECTIONS = 8;

    /** Kept over the silence between parts of a burst. */
    private static final long MOST_IDLE_SECONDS = 10;

    private static final long KEPT_SECONDS = 120;

    private static final Map<Key, Channel> CHANNELS = new HashMap<>();

    private final Key key;
    private final List<OkHttpClient> clients = new ArrayList<>();
    private int users;
    private long leaves;

    private record Key(String scheme, String host, int port, Route route, HttpAccess access) {

        @Override
        public String toString() {
            return scheme + "://" + host + ":" + port;
        }
    }

    private Channel(Key key) throws IOException {
        this.key = key;
        OkHttpClient client = client(key);
        for (int i = 0; i < MOST_CONNECTIONS; i++) {
            ConnectionPool own = new ConnectionPool(2, MOST_IDLE_SECONDS, TimeUnit.SECONDS);
            clients.add(client.newBuilder().connectionPool(own).build());
        }
    }

    /**
     * The channel to a server, for one user more. Connects to nothing yet.
     *
     * @throws IOException with a sentence, when a certificate or key store can't be used
     */
    static Channel join(HttpUrl url, Route route, HttpAccess access) throws IOException {
        Key key = new Key(url.scheme(), url.host(), url.port(), route, access);
        synchronized (CHANNELS) {
            Channel channel = CHANNELS.get(key);
            if (channel == null) {
                channel = new Channel(key);
                CHANNELS.put(key, channel);
            }
            channel.users++;
            return channel;
        }
    }

    /** A user less. */
    void leave() {
        synchronized (CHANNELS) {
            users--;
            long last = ++leaves;
            Executor there = Runnable::run;
            CompletableFuture.delayedExecutor(KEPT_SECONDS, TimeUnit.SECONDS, there)
                    .execute(() -> forget(last));
        }
    }

    private void forget(long last) {
        synchronized (CHANNELS) {
            if (users == 0 && leaves == last) {
                CHANNELS.remove(key);
            }
        }
    }

    /** One client for each connection; their limits of time are the user's own. */
    List<OkHttpClient> clients() {
        return clients;
    }

    private static OkHttpClient client(Key key) throws IOException {
        boolean isTls = key.scheme().equals("https");
        OkHttpClient.Builder client = new OkHttpClient.Builder()
                .protocols(isTls ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1) : List.of(Protocol.H2_PRIOR_KNOWLEDGE))
                .followRedirects(false)
                .followSslRedirects(false)
                .connectTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .proxy(key.route().proxy())
                .addNetworkInterceptor(Channel::overHttp2);
        if (!key.route().authorization().isEmpty()) {
            client.proxyAuthenticator(login(key.route().authorization()));
        }
        if (isTls) {
            HttpTls.apply(client, key.access());
        }
        return client.build();
    }

    private static Authenticator login(String authorization) {
        return (route, response) -> response.request().header("Proxy-Authorization") != null
                ? null
                : response.request()
                        .newBuilder()
                        .header("Proxy-Authorization", authorization)
                        .build();
    }

    /** How far a call has come. */
    static final class Progress {

        private volatile boolean isConnected;

        boolean isConnected() {
            return isConnected;
        }
    }

    /** What negotiates something else is not sent anything. */
    private static Response overHttp2(Interceptor.Chain chain) throws IOException {
        Progress progress = chain.request().tag(Progress.class);
        if (progress != null) {
            progress.isConnected = true;
        }
        Connection connection = chain.connection();
        Protocol protocol = connection == null ? null : connection.protocol();
        if (protocol == Protocol.HTTP_1_1 || protocol == Protocol.HTTP_1_0) {
            throw new IOException("the server speaks only HTTP/1.1, but gRPC needs HTTP/2");
        }
        return chain.proceed(chain.request());
    }
}
