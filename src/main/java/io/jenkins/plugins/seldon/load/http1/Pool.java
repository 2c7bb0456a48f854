package io.jenkins.plugins.seldon.load.http1;

import io.jenkins.plugins.seldon.http.HttpAccess;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The idle connections to one server by one way, with what makes new ones. Bursts that follow each other share it, with its
 * TLS sessions: two minutes after the last it is forgotten, with the secrets in it. Thread-safe.
 */
final class Pool {

    /**
     * A connection that was idle for longer is not used again: servers close such without a word, the most hasty of the
     * usual ones, gunicorn, after 2 s, and a request that crosses the close can't be told from one that was counted.
     */
    private static final long MOST_IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

    private static final long KEPT_SECONDS = 120;

    private static final Map<Key, Pool> POOLS = new HashMap<>();

    private final Key key;
    private final Connector connector;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private int users;
    private long usedAt;

    private record Key(Target root, Route route, HttpAccess access) {

        @Override
        public String toString() {
            return root.toString();
        }
    }

    private Pool(Key key) throws IOException {
        this.key = key;
        this.connector = new Connector(key.root(), key.route(), key.access());
    }

    /**
     * The pool of a server, for one user more.
     *
     * @throws IOException with a sentence, when a certificate or key store can't be used
     */
    static Pool join(Target target, Route route, HttpAccess access) throws IOException {
        Key key = new Key(target.root(), route, access);
        synchronized (POOLS) {
            Pool pool = POOLS.get(key);
            if (pool == null) {
                pool = new Pool(key);
                POOLS.put(key, pool);
            }
            pool.users++;
            return pool;
        }
    }

    /** A user less. */
    void leave() {
        long at = Connection.now();
        synchronized (POOLS) {
            users--;
            usedAt = at;
        }
        later(2 * TimeUnit.NANOSECONDS.toSeconds(MOST_IDLE_NANOS) + 1, this::sweep);
        later(KEPT_SECONDS, () -> forget(at));
    }

    private void forget(long leftAt) {
        synchronized (POOLS) {
            if (users == 0 && usedAt == leftAt) {
                POOLS.remove(key);
            }
        }
    }

    private static void later(long seconds, Runnable what) {
        Executor there = Runnable::run;
        CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS, there).execute(what);
    }

    Connector connector() {
        return connector;
    }

    /**
     * The connection that was idle for longest, of those on which the server still waits for a request; null when there is
     * none. In turns, so that those that a stall will need stay in use, and so do the replicas behind them. Nothing was sent yet
     * on one that the server has closed, so that nothing is sent twice.
     */
    Connection take() {
        for (Connection next = poll(); next != null; next = poll()) {
            if (next.idle() <= MOST_IDLE_NANOS && next.isQuiet()) {
                return next;
            }
            next.close();
        }
        return null;
    }

    private Connection poll() {
        synchronized (idle) {
            return idle.pollFirst();
        }
    }

    /** How many are idle. */
    int size() {
        synchronized (idle) {
            return idle.size();
        }
    }

    void give(Connection connection) {
        connection.rest();
        synchronized (idle) {
            idle.addLast(connection);
        }
    }

    /** Closes what was idle for too long. */
    void sweep() {
        List<Connection> old = new ArrayList<>();
        synchronized (idle) {
            while (!idle.isEmpty() && idle.peekFirst().idle() > MOST_IDLE_NANOS) {
                old.add(idle.pollFirst());
            }
        }
        old.forEach(Connection::close);
    }
}
