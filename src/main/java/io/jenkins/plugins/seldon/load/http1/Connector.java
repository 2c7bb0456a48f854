package io.jenkins.plugins.seldon.load.http1;

import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.text.Excerpt;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Opens connections to one server by one way. Thread-safe. */
final class Connector {

    /** An address that takes longer, or half of the time left, is passed over while there is another. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Target target;
    private final Route route;
    private final Tls tls;
    private final Addresses addresses;
    private final String peer;

    /** @throws IOException with a sentence, when a certificate or key store can't be used */
    Connector(Target target, Route route, HttpAccess access) throws IOException {
        this.target = target;
        this.route = route;
        this.tls = target.isTls() ? new Tls(access) : null;
        if (route.proxy().address() instanceof InetSocketAddress proxy && route.isHttpProxy()) {
            addresses = new Addresses(proxy.getHostString());
            peer = "the proxy " + proxy.getHostString() + ":" + proxy.getPort();
        } else {
            addresses = new Addresses(target.host());
            peer = target.authority();
        }
    }

    /** Whoever uses a connection, told before the connection waits for anything. */
    interface User {

        void begins(Connection connection);

        void ends(Connection connection);
    }

    /** A connection that is ready for a request. */
    Connection open(long dueAt, User user) throws IOException {
        List<InetSocketAddress> ways = ways(dueAt);
        for (int i = 0; ; i++) {
            boolean isLast = i == ways.size() - 1;
            Connection connection = new Connection(pipe());
            connection.begin(dueAt);
            user.begins(connection);
            boolean isReady = false;
            try {
                if (isReached(connection, ways.get(i), isLast ? dueAt : patience(dueAt), isLast)) {
                    makeReady(connection);
                    isReady = true;
                    return connection;
                }
            } catch (IOException e) {
                throw connection.failure(e);
            } finally {
                if (!isReady) {
                    user.ends(connection);
                    connection.close();
                }
            }
        }
    }

    private static long patience(long dueAt) {
        long now = Connection.now();
        return now + Math.min(PATIENCE_NANOS, (dueAt - now) / 2);
    }

    private Pipe pipe() throws ExchangeFailure {
        try {
            return Pipe.open(route.proxy());
        } catch (IOException e) {
            throw unreached(e);
        }
    }

    private List<InetSocketAddress> ways(long dueAt) throws IOException {
        if (route.isSocks()) {
            return List.of(InetSocketAddress.createUnresolved(target.host(), target.port()));
        }
        int port = route.isHttpProxy() ? ((InetSocketAddress) route.proxy().address()).getPort() : target.port();
        return addresses.get(dueAt).stream()
                .map(address -> new InetSocketAddress(address, port))
                .toList();
    }

    /** False when another address may be tried. */
    private boolean isReached(Connection connection, InetSocketAddress address, long until, boolean isLast)
            throws IOException {
        try {
            long millis = TimeUnit.NANOSECONDS.toMillis(until - Connection.now()) + 1;
            connection.connect(address, (int) Math.max(1, Math.min(millis, Integer.MAX_VALUE)));
            addresses.prefer(address.getAddress());
            return true;
        } catch (IOException e) {
            ExchangeFailure failure = connection.failure(e);
            if (failure.kind() != ExchangeFailure.Kind.RESET) {
                throw failure;
            }
            if (isLast) {
                throw unreached(e);
            }
            return false;
        }
    }

    private void makeReady(Connection connection) throws IOException {
        if (route.isHttpProxy() && target.isTls()) {
            connection.tunnel(Request.tunnel(target, route), peer);
        }
        if (tls != null) {
            connection.secure(tls, target);
        }
    }

    private ExchangeFailure unreached(IOException e) {
        if (e instanceof SocketTimeoutException) {
            return new ExchangeFailure(ExchangeFailure.Kind.UNCONNECTED, "still connecting", e);
        }
        String message = String.valueOf(e.getMessage());
        String why = message.contains("refused") ? "connection refused" : Excerpt.of(message);
        return new ExchangeFailure(
                route.proxy().type() == Proxy.Type.DIRECT ? ExchangeFailure.Kind.CONNECT : ExchangeFailure.Kind.PROXY,
                "Failed to connect to " + peer + ": " + why,
                e);
    }
}
