package io.jenkins.plugins.seldon.prometheus;

import java.io.Serial;

/** Prometheus gave no answer that can be relied on. The message is one complete sentence for the user. */
public final class PrometheusException extends Exception {

    @Serial
    private static final long serialVersionUID = 1;

    /** What kept the answer away. */
    public enum Kind {
        /** No connection, or it broke. */
        UNREACHABLE(true),
        /** No answer in time. */
        TIMEOUT(true),
        /** The server is there and can't answer now: 429, 5xx. */
        UNAVAILABLE(true),
        /** 401 or 403, or a redirect to a login. */
        REFUSED(false),
        /** Prometheus rejects the query. */
        BAD_QUERY(false),
        /** What answers is no Prometheus: HTML, no JSON, another structure, 404. */
        NOT_PROMETHEUS(false),
        /** More data than this client takes. */
        TOO_LARGE(false),
        /** An answer with warnings: parts of the data may be missing. */
        PARTIAL(true);

        private final boolean passing;

        Kind(boolean passing) {
            this.passing = passing;
        }
    }

    private final Kind kind;

    public PrometheusException(Kind kind, String sentence) {
        super(sentence);
        this.kind = kind;
    }

    public PrometheusException(Kind kind, String sentence, Throwable cause) {
        super(sentence, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether the same request may well succeed later, as while Prometheus restarts. */
    public boolean isTransient() {
        return kind.passing;
    }
}
