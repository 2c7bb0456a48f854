package io.jenkins.plugins.seldon.load.http1;

import io.jenkins.plugins.seldon.text.Excerpt;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/**
 * One connection, for one request at a time. Its user's thread blocks without a timeout of its own; whoever watches the
 * deadlines closes the pipe below it, which costs a request nothing.
 */
final class Connection {

    private static final long NONE = Long.MAX_VALUE;
    private static final long EXPIRED = Long.MIN_VALUE;
    private static final long EPOCH = System.nanoTime();

    /** A server that sends nothing for so long after a handshake has sent all of it. */
    private static final int SETTLED_MILLIS = 20;

    private final Pipe pipe;
    private final Arrived arrived;
    private final Outgoing outgoing = new Outgoing();
    private final Room room = new Room();
    private final AtomicLong due = new AtomicLong(NONE);
    private WireInput in;
    private Heads heads;
    private SSLSocket tls;

    /** Asked for once: a socket whose input is over gives none. */
    private InputStream decrypted;

    private String waitingFor = "";
    private Request request;
    private volatile boolean isAsked;
    private volatile boolean mayServeAgain;
    private volatile boolean isEnded;
    private volatile long idleSince;

    Connection(Pipe pipe) {
        this.pipe = pipe;
        this.arrived = new Arrived(pipe);
        this.in = new WireInput(arrived);
        this.heads = new Heads(in);
    }

    /** Nanoseconds of a clock that begins with this JVM's first connection, so that they can be compared. */
    static long now() {
        return System.nanoTime() - EPOCH;
    }

    /** Its user has until then. */
    void begin(long dueAt) {
        due.set(dueAt);
    }

    /** Its user is done; false when the deadline was earlier. */
    boolean finish() {
        long was = due.get();
        return was != EXPIRED && due.compareAndSet(was, NONE);
    }

    /** Closes it if its user's time is over. @return whether it is */
    boolean expire(long now) {
        long was = due.get();
        boolean isOver = was != EXPIRED && was <= now && due.compareAndSet(was, EXPIRED);
        if (isOver) {
            pipe.close();
        }
        return isOver;
    }

    /** Closes it under its user's hands, where there is one. */
    void end() {
        isEnded = true;
        pipe.close();
    }

    void connect(InetSocketAddress address, int millis) throws IOException {
        waitingFor = "still connecting";
        pipe.connect(address, millis);
    }

    /** Asks a proxy for the way on. */
    void tunnel(byte[] request, String proxy) throws IOException {
        waitingFor = "no tunnel through the proxy";
        in.begin();
        pipe.write(request, 0, request.length);
        int status = Head.read(in).status();
        if (status >= 300 || in.hasSurplus()) {
            throw new ExchangeFailure(ExchangeFailure.Kind.PROXY, proxy + " opens no tunnel: HTTP status " + status);
        }
    }

    void secure(Tls how, Target target) throws IOException {
        waitingFor = "still in the TLS handshake";
        in.begin();
        tls = how.over(pipe.socket(), target);
        tls.startHandshake();
        decrypted = tls.getInputStream();
        in = new WireInput(decrypted::read);
        heads = new Heads(in);
    }

    /**
     * Takes what servers send of their own accord after a handshake of TLS 1.3, the tickets to resume its session by, which
     * would look as if nobody had asked for it. False when the connection is of no use any more.
     */
    boolean settles() {
        try {
            tls.setSoTimeout(SETTLED_MILLIS);
            tls.getInputStream().read();
            return false;
        } catch (SocketTimeoutException e) {
            return isRestored();
        } catch (IOException e) {
            return false;
        }
    }

    private boolean isRestored() {
        try {
            tls.setSoTimeout(0);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Sends a request, as far as the pipe takes it. */
    void ask(Request next, byte[] body) {
        waitingFor = "nothing came";
        isAsked = true;
        mayServeAgain = false;
        in.begin();
        request = next;
        outgoing.begin(next.with(body));
        outgoing.go(this::write);
    }

    private int write(byte[] bytes, int from, int length) throws IOException {
        if (tls == null) {
            return pipe.write(bytes, from, length);
        }
        tls.getOutputStream().write(bytes, from, length);
        return length;
    }

    /** Whether the pipe took all of the request, as far as the server takes any. */
    boolean isFlushed() {
        return outgoing.isOver();
    }

    /** Sends what is left of the request, and reads the answer. */
    Reply answer(int most, Rooms rooms) throws IOException {
        if (!outgoing.isOver()) {
            outgoing.go(this::write);
        }
        room.prepare(rooms);
        return answer(most);
    }

    private Reply answer(int most) throws IOException {
        Head head = heads.next();
        waitingFor = "only a part came";
        Body bytes = Body.of(in, head, !request.isHead());
        Reply reply = Reply.read(head, bytes, most, room);
        boolean hasSurplus = in.hasSurplus() | arrived.finish() | isMoreDecrypted();
        mayServeAgain = outgoing.finish()
                && head.isPersistent()
                && !request.isLast()
                && bytes.isDelimitedAndRead()
                && !hasSurplus;
        return reply;
    }

    /** Whether there is more in the record of TLS that the answer ended in, which the pipe has given and nobody read. */
    private boolean isMoreDecrypted() throws IOException {
        return tls != null && decrypted.available() > 0;
    }

    /** Takes what has come of the answer. @return null as long as it is not whole */
    Reply answerIfWhole(int most) throws IOException {
        arrived.take();
        try {
            return answer(most);
        } catch (Arrived.NotYet e) {
            in.restart();
            arrived.again();
            return null;
        }
    }

    /** Whether to wait for the answer takes less than to look what has come. */
    boolean isTedious() {
        return arrived.isTedious();
    }

    /** From now on, a selector tells when something has come, and nobody waits for it. */
    SelectionKey join(Selector selector, Object attachment) throws IOException {
        arrived.await(false);
        return pipe.join(selector, attachment);
    }

    /** The end of that. */
    void leave(SelectionKey key) throws IOException {
        pipe.leave(key);
        arrived.await(true);
    }

    /** Whether another request may be sent on it. */
    boolean mayServeAgain() {
        return mayServeAgain && !isEnded;
    }

    void rest() {
        room.rest();
        idleSince = now();
    }

    /** Nanoseconds without a request. */
    long idle() {
        return now() - idleSince;
    }

    /** Whether the server still waits for a request. */
    boolean isQuiet() {
        return !in.hasSurplus() && pipe.isQuiet();
    }

    void close() {
        pipe.close();
    }

    /** What an exception means on this connection. */
    ExchangeFailure failure(IOException e) {
        if (due.get() == EXPIRED) {
            return new ExchangeFailure(
                    isAsked ? ExchangeFailure.Kind.TIMEOUT : ExchangeFailure.Kind.UNCONNECTED, waitingFor, e);
        }
        if (isEnded) {
            return new ExchangeFailure(ExchangeFailure.Kind.ENDED, "the burst was ended", e);
        }
        if (e instanceof ExchangeFailure failure) {
            return failure;
        }
        if (e instanceof SSLException) {
            return new ExchangeFailure(ExchangeFailure.Kind.TLS, "TLS failed: " + Excerpt.of(e.getMessage()), e);
        }
        String what = e instanceof EOFException ? "the server closed the connection" : "the connection broke";
        return new ExchangeFailure(
                ExchangeFailure.Kind.RESET, what + (in.hasBegun() ? " in the middle of the answer" : ""), e);
    }
}
