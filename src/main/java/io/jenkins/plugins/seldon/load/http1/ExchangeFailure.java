package io.jenkins.plugins.seldon.load.http1;

import java.io.IOException;
import java.io.Serial;

/** No whole answer came. The message is a clause for people, the same for every request that fails alike. */
public final class ExchangeFailure extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    /** What kept the answer away. */
    public enum Kind {
        /** No such host, or it takes no connection. */
        CONNECT,
        /** The way through a proxy. */
        PROXY,
        /** A certificate or a handshake that is not accepted. */
        TLS,
        /** The deadline of the request, before there was a connection to send it on. */
        UNCONNECTED,
        /** The deadline of the request, which was sent. */
        TIMEOUT,
        /** The connection ended before the answer did. */
        RESET,
        /** What came is no HTTP/1.1, or larger than what is taken. */
        MALFORMED,
        /** The caller's own wish. */
        ENDED
    }

    private final Kind kind;

    ExchangeFailure(Kind kind, String clause) {
        this(kind, clause, null);
    }

    ExchangeFailure(Kind kind, String clause, Throwable cause) {
        super(clause, cause);
        this.kind = kind;
    }

    static ExchangeFailure malformed(String clause) {
        return new ExchangeFailure(Kind.MALFORMED, clause);
    }

    /** What kept the answer away, for decisions; the message is for people. */
    public Kind kind() {
        return kind;
    }
}
