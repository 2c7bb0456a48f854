package io.jenkins.plugins.seldon.kubernetes;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.AsyncTimeout;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;

/**
 * The OkHttp transport of one API server. Beyond what fabric8 sets up: no redirects (an API server has none, and a
 * redirect could lead where an administrator's allow-list would not), {@code tls-server-name}, which fabric8 ignores,
 * watches that begin in time and may be closed while they are read, and a limit for every other answer.
 */
final class ApiHttp extends OkHttpClientFactory {

    /** Of an answer that is no watch, after it is unpacked. A list of 5,000 nodes takes about as much. */
    private static final long LARGEST = 64L << 20;

    /** Of the last lines of a container. */
    private static final long LARGEST_LOG = 4L << 20;

    /** API servers send the head of a watch's answer at once, or after 15 s at most where they have too much to do. */
    static final Duration WATCH_BEGINS = Duration.ofSeconds(20);

    /** Of what an API server says of a login that it does not take. */
    private static final long LARGEST_REFUSAL = 4096;

    private static final int UNAUTHORIZED = 401;

    private final ClusterConnection connection;
    private final String tlsServerName;
    private final Duration watchBegins;

    /**
     * @param server that of the connection
     * @param watchBegins how long a watch may take to begin
     */
    ApiHttp(ClusterConnection connection, ApiServer server, Duration watchBegins) {
        this.connection = connection;
        this.watchBegins = watchBegins;
        this.tlsServerName = server.skipTlsVerify() ? null : server.tlsServerName();
    }

    @Override
    protected void additionalConfig(OkHttpClient.Builder builder) {
        builder.followRedirects(false).followSslRedirects(false).addInterceptor(this::limited);
        if (tlsServerName == null) {
            return;
        }
        OkHttpClient configured = builder.build();
        HostnameVerifier byName = configured.hostnameVerifier();
        X509TrustManager trust = configured.x509TrustManager();
        builder.hostnameVerifier((host, session) -> byName.verify(tlsServerName, session));
        if (trust != null) {
            builder.sslSocketFactory(new NamedSockets(configured.sslSocketFactory(), tlsServerName), trust);
        }
    }

    private Response limited(Interceptor.Chain chain) throws IOException {
        HttpUrl url = chain.request().url();
        boolean watch = url.queryParameter("watch") != null;
        Response response = explained(watch ? begun(chain) : chain.proceed(chain.request()));
        ResponseBody body = response.body();
        Source source = watch
                ? new WatchSource(body.source(), chain.call())
                : new BoundedSource(body.source(), url.encodedPath().endsWith("/log") ? LARGEST_LOG : LARGEST);
        return response.newBuilder()
                .body(ResponseBody.create(Okio.buffer(source), body.contentType(), body.contentLength()))
                .build();
    }

    /**
     * An API server says no more than {@code Unauthorized} of a login that has ended; whoever asked is told that it has. What a
     * service behind the server's proxy refuses is its own.
     */
    private Response explained(Response response) throws IOException {
        Optional<String> over = response.code() == UNAUTHORIZED ? connection.over(Instant.now()) : Optional.empty();
        if (over.isEmpty() || !response.peekBody(LARGEST_REFUSAL).string().contains("\"Unauthorized\"")) {
            return response;
        }
        String told = Serialization.asJson(new StatusBuilder()
                .withStatus("Failure")
                .withReason("Unauthorized")
                .withCode(UNAUTHORIZED)
                .withMessage(over.get())
                .build());
        response.close();
        return response.newBuilder()
                .body(ResponseBody.create(told, MediaType.get("application/json")))
                .build();
    }

    /** A watch has no time-out for reading, and fabric8 does not cancel a call that has not been answered. */
    private Response begun(Interceptor.Chain chain) throws IOException {
        AsyncTimeout limit = new AsyncTimeout() {
            @Override
            protected void timedOut() {
                chain.call().cancel();
            }
        };
        limit.timeout(watchBegins.toMillis(), TimeUnit.MILLISECONDS);
        limit.enter();
        try {
            Response response = chain.proceed(chain.request());
            limit.exit();
            return response;
        } catch (IOException e) {
            throw limit.exit() ? new SocketTimeoutException("no watch within " + watchBegins.toSeconds() + " s") : e;
        }
    }

    /** Breaks off where it is larger than anything that an API server is asked for, as it is read. */
    private static final class BoundedSource extends ForwardingSource {

        private final long limit;
        private long left;

        BoundedSource(Source source, long limit) {
            super(source);
            this.limit = limit;
            this.left = limit;
        }

        @Override
        public long read(Buffer sink, long byteCount) throws IOException {
            long read = super.read(sink, byteCount);
            left -= Math.max(0, read);
            if (left < 0) {
                throw new IOException("an answer of more than " + (limit >> 20) + " MiB");
            }
            return read;
        }
    }

    /**
     * One thread closes it while another reads it, as fabric8 does with a watch that nobody wants any more. OkHttp would
     * read what is left of it in both at once, and break over that; so the call is cancelled, which ends the one read,
     * before the other begins.
     */
    private static final class WatchSource extends ForwardingSource {

        private final Call call;

        WatchSource(Source source, Call call) {
            super(source);
            this.call = call;
        }

        @Override
        public synchronized long read(Buffer sink, long byteCount) throws IOException {
            return super.read(sink, byteCount);
        }

        @Override
        public void close() throws IOException {
            call.cancel();
            synchronized (this) {
                super.close();
            }
        }
    }

    /** Asks for the certificate of another name than that of the host it connects to. */
    private static final class NamedSockets extends SSLSocketFactory {

        private final SSLSocketFactory sockets;
        private final String name;

        NamedSockets(SSLSocketFactory sockets, String name) {
            this.sockets = sockets;
            this.name = name;
        }

        @Override
        public Socket createSocket(Socket connected, String host, int port, boolean autoClose) throws IOException {
            return sockets.createSocket(connected, name, port, autoClose);
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return sockets.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return sockets.getSupportedCipherSuites();
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return sockets.createSocket(host, port);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
            return sockets.createSocket(host, port, from, fromPort);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return sockets.createSocket(host, port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
            return sockets.createSocket(host, port, from, fromPort);
        }
    }
}
