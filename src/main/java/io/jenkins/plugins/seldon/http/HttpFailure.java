package io.jenkins.plugins.seldon.http;

import java.io.IOException;
import java.io.Serial;

/** No whole answer came. The message is one complete sentence for the user. */
public final class HttpFailure extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    /** What kept the answer away. */
    public enum Kind {
        /** No connection, or it broke. */
        UNREACHABLE,
        /** No answer in time. */
        TIMEOUT,
        /** Something on the way can't answer now, such as a service without endpoints. */
        UNAVAILABLE,
        /** No right to the way, or a certificate that is not accepted. */
        REFUSED,
        /** There is no such server. */
        ABSENT,
        /** The answer is larger than what is taken. */
        TOO_LARGE
    }

    private final Kind kind;
    private final String detail;

    /**
     * @param attempt what was tried, such as {@code reach Grafana at https://grafana.example}
     * @param detail what came back, a clause
     * @param advice what to do, a clause; empty for none
     */
    public HttpFailure(Kind kind, String attempt, String detail, String advice, Throwable cause) {
        this(
                kind,
                detail,
                "Could not " + attempt + ": " + detail + (advice.isEmpty() ? "" : "; " + advice) + ".",
                cause);
    }

    /** @param sentence the whole message, where another has made it */
    public HttpFailure(Kind kind, String detail, String sentence, Throwable cause) {
        super(sentence, cause);
        this.kind = kind;
        this.detail = detail;
    }

    /** What kept the answer away, for decisions; the message is for people. */
    public Kind kind() {
        return kind;
    }

    /** What came back, a clause without a full stop. */
    public String detail() {
        return detail;
    }
}
