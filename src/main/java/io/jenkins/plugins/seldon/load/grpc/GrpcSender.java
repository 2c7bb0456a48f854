package io.jenkins.plugins.seldon.load.grpc;

import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.http1.Route;
import io.jenkins.plugins.seldon.text.Excerpt;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.Dispatcher;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.ByteString;

/**
 * Calls one method, each call once: what a server may have begun is never sent again. A call that finds its connection
 * ended before it was sent takes another; one that the server refuses, which says that nobody has begun it (RFC 9113, 8.7),
 * is sent once more, as gRPC's own clients do (gRFC A6, transparent retries): proxies that renew a connection refuse what
 * crosses their GOAWAY on the way. Thread-safe.
 *
 * <p>A Service of Kubernetes distributes connections, not calls: calls take several connections in turn, so that they reach
 * several replicas. Connections and TLS sessions are those of other senders to the same server, too.
 *
 * <p>Source: grpc, doc/PROTOCOL-HTTP2.md.
 */
public final class GrpcSender implements AutoCloseable {

    private static final int SHOWN_BYTES = 64 * 1024;
    private static final MediaType GRPC = MediaType.get("application/grpc");

    /**
     * How OkHttp's message ends of a stream that the server has refused, by itself or with those behind the last one of its
     * GOAWAY.
     */
    private static final String REFUSED = "REFUSED_STREAM";

    private final HttpUrl url;
    private final Duration timeout;
    private final Channel channel;
    private final List<OkHttpClient> clients = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private volatile boolean isClosed;

    private GrpcSender(HttpUrl url, Duration timeout, Channel channel, int connections) {
        this.url = url;
        this.timeout = timeout;
        this.channel = channel;
        int used = Math.max(1, Math.min(Channel.MOST_CONNECTIONS, connections));
        for (OkHttpClient shared : channel.clients().subList(0, used)) {
            // Its own calls are all that it ends.
            clients.add(shared.newBuilder()
                    .dispatcher(new Dispatcher())
                    .callTimeout(timeout)
                    .build());
        }
    }

    /**
     * Connects to nothing yet.
     *
     * @param address absolute, http or https, with the path of the method
     * @param access what the server asks of its callers, as far as it is TLS
     * @param timeout for one call, from looking up the host to the last byte of its answer
     * @param routes which proxy leads there
     * @param connections at most, as many as are useful for so many calls at a time
     * @throws IOException with a clause or sentence, when the URL, a certificate or a key store can't be used
     */
    public static GrpcSender open(
            String address, HttpAccess access, Duration timeout, Route.Choice routes, int connections)
            throws IOException {
        HttpUrl url = HttpUrl.parse(address);
        if (url == null) {
            throw new IOException("the URL is no http or https URL with a host");
        }
        Route route = routes.to(URI.create(address));
        return new GrpcSender(url, timeout, Channel.join(url, route, access), connections);
    }

    /** Sent once: OkHttp repeats no request whose body it can't have a second time. */
    private static final class Once extends RequestBody {

        private final ByteString frame;

        Once(ByteString frame) {
            this.frame = frame;
        }

        @Override
        public MediaType contentType() {
            return GRPC;
        }

        @Override
        public long contentLength() {
            return frame.size();
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.write(frame);
        }
    }

    /**
     * Prepares metadata of calls.
     *
     * @throws IOException with a sentence, when HTTP does not allow a value; it is not in the sentence
     */
    public GrpcMetadata metadata(Map<String, String> headers) throws IOException {
        Headers.Builder metadata = new Headers.Builder();
        try {
            headers.forEach(metadata::set);
        } catch (IllegalArgumentException e) {
            throw new IOException("A header has characters that HTTP does not allow.");
        }
        return new GrpcMetadata(metadata.set("TE", "trailers")
                .set("Accept-Encoding", "identity")
                .set("grpc-accept-encoding", "identity,gzip")
                .set("grpc-timeout", timeout(timeout))
                .build());
    }

    /** Source: grpc, doc/PROTOCOL-HTTP2.md, Timeout: at most eight digits. */
    private static String timeout(Duration timeout) {
        long millis = Math.max(1, timeout.toMillis());
        return millis <= 99_999_999 ? millis + "m" : Math.min(99_999_999, timeout.toSeconds()) + "S";
    }

    /**
     * Calls, and returns with the last byte of the answer.
     *
     * @param metadata as {@link #metadata} made it
     * @param message not compressed
     * @param most bytes of the answer that are taken
     * @throws IOException with a clause, when no whole answer came
     */
    public GrpcReply call(GrpcMetadata metadata, byte[] message, int most) throws IOException {
        OkHttpClient client = clients.get(Math.floorMod(turn.getAndIncrement(), clients.size()));
        long dueAt = System.nanoTime() + timeout.toNanos();
        ByteString frame = Frames.of(message);
        Channel.Progress progress = new Channel.Progress();
        Call call = call(client, metadata, frame, progress);
        try {
            Response begun;
            try {
                begun = execute(call);
            } catch (IOException e) {
                if (!String.valueOf(e.getMessage()).endsWith(REFUSED)) {
                    throw e;
                }
                call = call(client, metadata, frame, progress);
                call.timeout().timeout(Math.max(1, dueAt - System.nanoTime()), TimeUnit.NANOSECONDS);
                begun = execute(call);
            }
            try (Response response = begun) {
                return reply(call, response, most);
            }
        } catch (IOException e) {
            throw failure(e, progress);
        }
    }

    private Call call(OkHttpClient client, GrpcMetadata metadata, ByteString frame, Channel.Progress progress) {
        return client.newCall(new Request.Builder()
                .url(url)
                .headers(metadata.headers())
                .post(new Once(frame))
                .tag(Channel.Progress.class, progress)
                .build());
    }

    private Response execute(Call call) throws IOException {
        if (isClosed) {
            throw new IOException("the burst was ended");
        }
        return call.execute();
    }

    private static GrpcReply reply(Call call, Response response, int most) throws IOException {
        String contentType =
                Objects.requireNonNullElse(response.header("Content-Type"), "").toLowerCase(Locale.ROOT);
        String early = response.header("grpc-status");
        if (early == null && !contentType.startsWith("application/grpc")) {
            response.body().source().request(SHOWN_BYTES);
            byte[] page = response.body().source().getBuffer().snapshot().toByteArray();
            call.cancel();
            return new GrpcReply(
                    response.code(), contentType, response.header("Location", ""), null, "", page, Optional.empty());
        }
        Frames.Content content = Frames.read(response.body().source(), response.header("grpc-encoding", ""), most);
        if (!content.isWhole()) {
            call.cancel();
            return new GrpcReply(response.code(), contentType, "", GrpcStatus.OK, "", new byte[0], content.flaw());
        }
        Headers trailers = early == null ? response.trailers() : response.headers();
        String code = trailers.get("grpc-status");
        String told = Optional.ofNullable(trailers.get("grpc-message")).orElse("");
        Optional<String> flaw = code == null
                ? Optional.of("no grpc-status")
                : content.flaw().or(() -> content.message() == null ? Optional.of("no message") : Optional.empty());
        return new GrpcReply(
                response.code(),
                contentType,
                "",
                code == null && response.code() == 200
                        ? GrpcStatus.OK
                        : code == null ? GrpcStatus.ofHttp(response.code()) : GrpcStatus.of(code),
                GrpcReply.decoded(told),
                content.message() == null ? new byte[0] : content.message(),
                flaw);
    }

    private IOException failure(IOException e, Channel.Progress progress) {
        String message = String.valueOf(e.getMessage());
        if (isClosed) {
            return new IOException("the burst was ended", e);
        }
        if (e instanceof InterruptedIOException) {
            InterruptedIOException late = progress.isConnected()
                    ? new InterruptedIOException("nothing came")
                    : new SocketTimeoutException("still connecting");
            late.initCause(e);
            return late;
        }
        if (e instanceof UnknownHostException || e instanceof ConnectException) {
            String why =
                    message.contains("refused") || String.valueOf(e.getCause()).contains("refused")
                            ? "connection refused"
                            : e instanceof UnknownHostException ? "its host name is unknown" : Excerpt.of(message);
            return new IOException("Failed to connect to " + url.host() + ":" + url.port() + ": " + why, e);
        }
        if (e instanceof SSLException) {
            return new IOException("TLS failed: " + Excerpt.of(message), e);
        }
        if (message.startsWith("stream was reset: ")) {
            return new IOException("the server reset the stream (" + message.substring(18) + ")", e);
        }
        return message.startsWith("the server ")
                ? e
                : new IOException("the connection broke, or what answers does not speak HTTP/2", e);
    }

    /** Ends whatever is under way at once: its threads get an {@link IOException}. */
    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            clients.forEach(client -> client.dispatcher().cancelAll());
            channel.leave();
        }
    }
}
