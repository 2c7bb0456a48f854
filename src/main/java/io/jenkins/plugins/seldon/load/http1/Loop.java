package io.jenkins.plugins.seldon.load.http1;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Serves many callers on one thread, which waits for the answers of all of them at once: to wake up a thread for each would
 * take as long as the rest of it, from the server's processor, too. What may block goes aside, to a thread of its own, which
 * is the way of {@link HttpSender#send}, and comes back when its answer is there.
 */
final class Loop implements AutoCloseable {

    private static final long TICK_MILLIS = 10;

    private final HttpSender sender;
    private final int most;
    private final Selector selector = Selector.open();
    private final Queue<Turn> back = new ConcurrentLinkedQueue<>();
    private final ExecutorService aside = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "seldon-analytics burst caller");
        thread.setDaemon(true);
        return thread;
    });
    private int left;

    Loop(HttpSender sender, int most) throws IOException {
        this.sender = sender;
        this.most = most;
    }

    /** Returns when all callers are done, or the sender is closed. */
    void run(List<? extends Caller> callers) throws IOException {
        left = callers.size();
        callers.forEach(caller -> next(new Turn(caller)));
        long lookedAt = Connection.now();
        while (left > 0 && !sender.isClosed()) {
            selector.select(TICK_MILLIS);
            for (Turn turn : returned()) {
                join(turn);
                next(turn);
            }
            for (SelectionKey key : selector.selectedKeys()) {
                read((Turn) key.attachment());
            }
            selector.selectedKeys().clear();
            long now = Connection.now();
            if (now - lookedAt > TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS)) {
                lookedAt = now;
                expire(now);
            }
        }
    }

    /**
     * Those whose time aside was over at the last look at the selector: until there is one, what has left it may not join
     * again, and one that leaves it here may come back at once.
     */
    private List<Turn> returned() {
        List<Turn> returned = new ArrayList<>();
        for (Turn turn = back.poll(); turn != null; turn = back.poll()) {
            returned.add(turn);
        }
        return returned;
    }

    /** A caller, with the connection that it has for itself; none at first, and after a failure. */
    private static final class Turn {

        private final Caller caller;
        private Connection connection;
        private SelectionKey key;

        /** Whether an answer is awaited in the selector. */
        private boolean isAsking;

        Turn(Caller caller) {
            this.caller = caller;
        }

        private void keep(Connection kept) {
            connection = kept;
        }

        private void close() {
            isAsking = false;
            if (connection != null) {
                connection.close();
                connection = null;
            }
        }

        private void fail(IOException cause) {
            IOException failure = connection.failure(cause);
            close();
            caller.failed(failure);
        }
    }

    private void join(Turn turn) {
        try {
            if (turn.connection != null) {
                turn.key = turn.connection.join(selector, turn);
            }
        } catch (IOException e) {
            turn.close();
        }
    }

    /** @return its connection, which blocks again, unless it is broken */
    private static Connection leave(Turn turn) {
        Connection connection = turn.connection;
        turn.connection = null;
        turn.isAsking = false;
        try {
            connection.leave(turn.key);
        } catch (IOException e) {
            connection.close();
        }
        return connection;
    }

    private void next(Turn turn) {
        byte[] body = turn.caller.next();
        if (body == null) {
            left--;
            release(turn);
            return;
        }
        Request request;
        try {
            request = turn.caller.request();
        } catch (IOException e) {
            turn.caller.failed(e);
            comeBack(turn);
            return;
        }
        if (turn.connection == null || !turn.connection.isQuiet()) {
            turn.close();
            aside(turn, () -> sender.send(request, body, most, turn::keep));
            return;
        }
        turn.connection.begin(sender.dueAt());
        turn.connection.ask(request, body);
        turn.isAsking = true;
        if (!turn.connection.isFlushed()) {
            goOn(turn);
        }
    }

    private void release(Turn turn) {
        if (turn.connection != null) {
            boolean isQuiet = turn.connection.isQuiet();
            Connection free = leave(turn);
            if (isQuiet) {
                sender.give(free);
            } else {
                free.close();
            }
        }
    }

    private void read(Turn turn) {
        if (!turn.isAsking) {
            return;
        }
        try {
            Reply reply = turn.connection.answerIfWhole(most);
            if (reply != null) {
                turn.isAsking = false;
                if (!turn.connection.finish() || !turn.connection.mayServeAgain()) {
                    turn.close();
                }
                take(turn, reply);
            } else if (turn.connection.isTedious()) {
                goOn(turn);
            }
        } catch (IOException e) {
            turn.fail(e);
            next(turn);
        }
    }

    /** What unpacks to a large answer may have to wait for those that judge such. */
    private void take(Turn turn, Reply reply) {
        if (reply.length() > Arrived.MOST_KEPT) {
            aside(turn, () -> reply);
        } else {
            turn.caller.answered(reply);
            next(turn);
        }
    }

    private void expire(long now) {
        for (SelectionKey key : List.copyOf(selector.keys())) {
            Turn turn = (Turn) key.attachment();
            if (turn.isAsking && turn.key == key && turn.connection.expire(now)) {
                turn.fail(new ClosedChannelException());
                next(turn);
            }
        }
    }

    /** A thread waits for the rest of the answer. */
    private void goOn(Turn turn) {
        Connection connection = leave(turn);
        aside(turn, () -> sender.goOn(connection, most, turn::keep));
    }

    /** What a thread of its own does for a caller. */
    private interface Exchange {

        Reply run() throws IOException;
    }

    private void aside(Turn turn, Exchange exchange) {
        aside.execute(() -> {
            try {
                turn.caller.answered(exchange.run());
            } catch (IOException e) {
                turn.caller.failed(e);
            } finally {
                comeBack(turn);
            }
        });
    }

    private void comeBack(Turn turn) {
        back.add(turn);
        if (selector.isOpen()) {
            selector.wakeup();
        } else {
            forget();
        }
    }

    private void forget() {
        for (Turn turn = back.poll(); turn != null; turn = back.poll()) {
            turn.close();
        }
    }

    /** Ends whatever is under way. */
    @Override
    public void close() throws IOException {
        for (SelectionKey key : List.copyOf(selector.keys())) {
            Turn turn = (Turn) key.attachment();
            if (turn.isAsking && turn.key == key) {
                turn.connection.end();
                turn.fail(new ClosedChannelException());
            }
        }
        selector.close();
        forget();
        aside.shutdown();
    }
}
