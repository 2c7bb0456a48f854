package io.jenkins.plugins.seldon.load.http1;

import io.jenkins.plugins.seldon.http.HttpAccess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Sends requests to one URL, each once: what was written on a connection is never sent again, whatever becomes of it.
 * Follows nowhere. Thread-safe, with a connection for each request under way; connections and TLS sessions are those of
 * other senders to the same server, too.
 */
public final class HttpSender implements AutoCloseable {

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** How long connections are opened ahead of requests, at most. */
    private static final long AHEAD_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final int OPENED_AT_A_TIME = 16;

    private final Target target;
    private final Route route;
    private final long timeoutNanos;
    private final Pool pool;
    private final Busy busy = new Busy();
    private final Rooms rooms = new Rooms();
    private volatile boolean isClosed;

    private HttpSender(Target target, Route route, HttpAccess access, Duration timeout) throws IOException {
        this.target = target;
        this.route = route;
        this.timeoutNanos = timeout.toNanos();
        this.pool = Pool.join(target, route, access);
    }

    /**
     * Connects to nothing yet.
     *
     * @param url absolute, http or https
     * @param access what the server asks of its callers, as far as it is TLS
     * @param timeout for one request, from looking up the host to the last byte of its answer
     * @param routes which proxy leads there
     * @throws IOException with a clause or sentence, when the URL, a certificate or a key store can't be used
     */
    public static HttpSender open(String url, HttpAccess access, Duration timeout, Route.Choice routes)
            throws IOException {
        Target target = Target.of(url);
        HttpSender sender = new HttpSender(target, routes.to(target.uri()), access, timeout);
        Thread watch = new Thread(sender::watch, "seldon-analytics deadlines");
        watch.setDaemon(true);
        watch.start();
        return sender;
    }

    /**
     * Prepares a request to the URL.
     *
     * @param method GET, HEAD or POST
     * @param headers by name
     * @throws IOException with a sentence, when HTTP does not allow a value; it is not in the sentence
     */
    public Request request(String method, Map<String, String> headers) throws IOException {
        return Request.of(method, target, route, headers);
    }

    /**
     * Opens connections ahead of the requests that will want them, over TLS: when a server stalls, each request that is due
     * takes another connection, and the handshakes of all of them would hold up what comes after the stall. Takes two seconds
     * at most and ends with the first that fails; requests open what is missing, and tell why they can't.
     *
     * @param count how many are to be there, with those that are idle already
     * @throws InterruptedException when the calling thread is interrupted; what is under way ends with the sender
     */
    public void connect(int count) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(target.isTls() ? count - pool.size() : 0);
        long dueAt = Connection.now() + Math.min(timeoutNanos, AHEAD_NANOS);
        List<Thread> openers = new ArrayList<>();
        for (int i = Math.min(OPENED_AT_A_TIME, left.get()); i > 0; i--) {
            Thread opener = new Thread(() -> openAhead(left, dueAt), "seldon-analytics connections");
            opener.setDaemon(true);
            opener.start();
            openers.add(opener);
        }
        for (Thread opener : openers) {
            opener.join();
        }
    }

    private void openAhead(AtomicInteger left, long dueAt) {
        try {
            while (left.getAndDecrement() > 0) {
                Connection connection = pool.connector().open(dueAt, busy);
                boolean isSettled = connection.settles() && connection.finish();
                busy.ends(connection);
                if (isSettled && !isClosed) {
                    pool.give(connection);
                } else {
                    connection.close();
                }
            }
        } catch (IOException e) {
            left.set(0);
        }
    }

    /**
     * Sends a request and returns with the last byte of its answer.
     *
     * @param body of a POST; empty otherwise
     * @param most bytes of the answer's body that are taken
     * @throws ExchangeFailure when no whole answer came
     */
    public Reply send(Request request, byte[] body, int most) throws IOException {
        return send(request, body, most, pool::give);
    }

    /** @param keeper gets the connection if it may be used again */
    Reply send(Request request, byte[] body, int most, Consumer<Connection> keeper) throws IOException {
        long dueAt = dueAt();
        Connection connection = pool.take();
        if (connection == null) {
            connection = pool.connector().open(dueAt, busy);
        } else {
            connection.begin(dueAt);
            busy.begins(connection);
        }
        connection.ask(request, body);
        return answer(connection, most, keeper);
    }

    /** Waits for the answer on a connection that is busy. */
    private Reply answer(Connection connection, int most, Consumer<Connection> keeper) throws IOException {
        boolean isKept = false;
        try {
            Reply reply = connection.answer(most, rooms);
            isKept = connection.finish() && connection.mayServeAgain() && !isClosed;
            return reply;
        } catch (IOException e) {
            throw connection.failure(e);
        } finally {
            busy.ends(connection);
            if (isKept) {
                keeper.accept(connection);
            } else {
                connection.close();
            }
        }
    }

    /** Whether {@link #serve} has anything over {@link #send} for each of its callers: TLS and SOCKS need threads. */
    public boolean servesMany() {
        return !target.isTls() && !route.isSocks();
    }

    /**
     * Serves callers until each is done, on this thread, but for what takes long: connecting, and large answers or those that
     * come bit by bit. {@link #close} ends it. Its callers' requests are like those of {@link #send}.
     *
     * @param callers who have not begun yet
     * @param most bytes of an answer's body that are taken
     * @throws IOException when this machine has no means for it
     */
    public void serve(List<? extends Caller> callers, int most) throws IOException {
        try (Loop loop = new Loop(this, most)) {
            loop.run(callers);
        }
    }

    /** Others may have it. */
    void give(Connection connection) {
        pool.give(connection);
    }

    boolean isClosed() {
        return isClosed;
    }

    /** When a request must be answered that begins now. */
    long dueAt() {
        return Connection.now() + timeoutNanos;
    }

    /** As {@link #send} once the request is sent: what came of the answer is the beginning of it. */
    Reply goOn(Connection connection, int most, Consumer<Connection> keeper) throws IOException {
        busy.begins(connection);
        return answer(connection, most, keeper);
    }

    /** Reads later answers into the memory of one that nobody looks at any more. */
    public void reuse(Reply reply) {
        rooms.give(reply.room());
    }

    private void watch() {
        long sweptAt = Connection.now();
        while (!isClosed) {
            long now = Connection.now();
            busy.connections.forEach(connection -> connection.expire(now));
            if (now - sweptAt > 50 * TICK_NANOS) {
                sweptAt = now;
                pool.sweep();
            }
            LockSupport.parkNanos(TICK_NANOS);
        }
    }

    /** Ends whatever is under way at once: its threads get an {@link ExchangeFailure}. */
    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            busy.connections.forEach(Connection::end);
            pool.leave();
        }
    }

    /** The connections under way, which {@link #close} ends, and so are those that begin later. */
    private final class Busy implements Connector.User {

        private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

        @Override
        public void begins(Connection connection) {
            connections.add(connection);
            if (isClosed) {
                connection.end();
            }
        }

        @Override
        public void ends(Connection connection) {
            connections.remove(connection);
        }
    }
}
