package io.jenkins.plugins.seldon.prometheus;

import io.jenkins.plugins.seldon.http.HttpFailure;
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
        /** Prometheus can read the query, and not evaluate it on the data that it has. */
        EXECUTION(false),
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

    /**
     * @param kind for decisions
     * @param sentence complete, for the user
     */
    public PrometheusException(Kind kind, String sentence) {
        super(sentence);
        this.kind = kind;
    }

    /** No answer came at all. */
    PrometheusException(HttpFailure failure) {
        super(failure.getMessage(), failure);
        this.kind = switch (failure.kind()) {
            case UNREACHABLE -> Kind.UNREACHABLE;
            case TIMEOUT -> Kind.TIMEOUT;
            case UNAVAILABLE -> Kind.UNAVAILABLE;
            case REFUSED -> Kind.REFUSED;
            case ABSENT -> Kind.NOT_PROMETHEUS;
            case TOO_LARGE -> Kind.TOO_LARGE;
        };
    }

    /** What went wrong, for decisions; the message is for people. */
    public Kind kind() {
        return kind;
    }

    /** Whether the same request may well succeed later, as while Prometheus restarts. */
    public boolean isTransient() {
        return kind.passing;
    }
}
