package io.jenkins.plugins.seldon.kubernetes;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.Sentences;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/**
 * Why a request to an API server failed, told from the exceptions of fabric8, OkHttp and the JDK.
 *
 * @param kind the class of failure, for decisions
 * @param detail what came back, a clause without a full stop, free of secrets
 */
public record ClusterFailure(Kind kind, String detail) {

    private static final int LONGEST = 500;

    /** k8s.io/apiserver, pkg/admission: webhook/errors, plugin/namespace/lifecycle; plugin/pkg/admission/resourcequota. */
    private static final Pattern ADMISSION = Pattern.compile(
            "admission webhook \"|because it is being terminated|exceeded quota: |ValidatingAdmissionPolicy '");

    private static final String NO_ANSWER = "it did not answer in time";
    private static final String CUT = "the connection broke before an answer came";
    private static final String CUT_EARLY = "the connection broke in the TLS handshake";

    /** Classes of failure. Each tells what to do about it. */
    public enum Kind {
        /** No connection: refused, no route, unknown host, connection cut. */
        UNREACHABLE("check the server's URL, and that the controller can reach it"),
        /** The server's certificate was not accepted, or no TLS session came about. */
        TLS("check the CA certificate and the server's name in the connection"),
        /** No answer in time. */
        TIMEOUT("check that the controller can reach the server, and the server's load"),
        /** 400: the server can't do that as things are, such as show the log of a container that has not run. */
        BAD_REQUEST("check the server's answer"),
        /** 401: the credential is not, or no longer, accepted. */
        UNAUTHORIZED("check the credential, it may have expired"),
        /** 403: the credential lacks a right. */
        FORBIDDEN("give the user that right, or use another credential"),
        /** 404: no such object, namespace or kind. */
        NOT_FOUND("check the namespace and the name"),
        /** 410: the version asked for is too old; list again. */
        GONE("try again"),
        /** 429: too many requests. */
        THROTTLED("try again later"),
        /** 5xx. */
        SERVER_ERROR("try again, and check the server's log"),
        /** Anything else. */
        OTHER("check the server's answer");

        private final String advice;

        Kind(String advice) {
            this.advice = advice;
        }
    }

    public ClusterFailure {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(detail, "detail");
    }

    /** Whether the same request may well succeed later with nothing changed by anybody. */
    public boolean isTransient() {
        return switch (kind) {
            case UNREACHABLE, TIMEOUT, GONE, THROTTLED, SERVER_ERROR -> true;
            case BAD_REQUEST, TLS, UNAUTHORIZED, FORBIDDEN, NOT_FOUND, OTHER -> false;
        };
    }

    /** The failure behind an exception, looked for through its causes. */
    public static ClusterFailure of(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause() == t ? null : t.getCause()) {
            if (t instanceof KubernetesClientException answer && answer.getCode() >= 400) {
                return ofAnswer(answer.getCode(), answerOf(answer));
            }
            ClusterFailure failure = ofTransport(t);
            if (failure != null) {
                return failure;
            }
        }
        return new ClusterFailure(Kind.OTHER, oneLine(thrown));
    }

    /**
     * The failure that an HTTP status of an API server means.
     *
     * @param code the HTTP status, 400 or above
     * @param message what the server said, may be null
     */
    public static ClusterFailure ofAnswer(int code, String message) {
        Kind kind =
                switch (code) {
                    case 400 -> Kind.BAD_REQUEST;
                    case 401 -> Kind.UNAUTHORIZED;
                    case 403 -> Kind.FORBIDDEN;
                    case 404 -> Kind.NOT_FOUND;
                    case 410 -> Kind.GONE;
                    case 429 -> Kind.THROTTLED;
                    case 408, 504 -> Kind.TIMEOUT;
                    default -> code >= 500 ? Kind.SERVER_ERROR : Kind.OTHER;
                };
        String said = message == null || message.isBlank() ? "" : ": " + shorten(message);
        return new ClusterFailure(kind, "it answered " + code + nameOf(kind) + said);
    }

    /**
     * One sentence for the user: what the controller tried, what came back, what to do.
     *
     * @param attempt what was tried, to complete "The controller could not …", such as {@code list the pods of
     *     namespace seldon-system}
     * @param server the API server's URL
     * @param cause what was thrown
     */
    public static String sentence(String attempt, String server, Throwable cause) {
        return of(cause).sentence(attempt, server);
    }

    /** As {@link #sentence(String, String, Throwable)}, for this failure. */
    public String sentence(String attempt, String server) {
        return "The controller could not " + attempt + " at " + server + ": " + detail + "; " + advice() + ".";
    }

    /** Whether it is about what was asked for, not about who asks: admission answers 403 too. */
    public boolean isOfAdmission() {
        return kind == Kind.FORBIDDEN && ADMISSION.matcher(detail).find();
    }

    private String advice() {
        return (isOfAdmission() ? Kind.OTHER : kind).advice;
    }

    /**
     * Whether somebody closed the connection during its handshake, which the JDK tells as one that failed
     * (sun.security.ssl, SSLSocketImpl, {@code handleEOF}): a load balancer does so that has no API server to go on to,
     * as while they restart.
     */
    private static boolean isCut(SSLException e) {
        Throwable root = rootOf(e);
        return root instanceof EOFException || root instanceof SocketException;
    }

    private static ClusterFailure ofTransport(Throwable t) {
        if (t instanceof SSLException tls && isCut(tls)) {
            return new ClusterFailure(Kind.UNREACHABLE, t instanceof SSLHandshakeException ? CUT_EARLY : CUT);
        }
        if (t instanceof SSLException || t instanceof GeneralSecurityException) {
            return new ClusterFailure(Kind.TLS, "TLS failed (" + oneLine(rootOf(t)) + ")");
        }
        if (t instanceof UnknownHostException) {
            return new ClusterFailure(Kind.UNREACHABLE, "its host name is unknown");
        }
        if (t instanceof NoRouteToHostException) {
            return new ClusterFailure(Kind.UNREACHABLE, "there is no route to it");
        }
        if (t instanceof ConnectException) {
            return rootOf(t) instanceof SocketTimeoutException
                    ? new ClusterFailure(Kind.TIMEOUT, NO_ANSWER)
                    : new ClusterFailure(Kind.UNREACHABLE, "the connection was refused");
        }
        if (t instanceof InterruptedIOException
                || t instanceof TimeoutException
                || t instanceof KubernetesClientTimeoutException) {
            return new ClusterFailure(Kind.TIMEOUT, NO_ANSWER);
        }
        if (t instanceof StreamConstraintsException) {
            return new ClusterFailure(Kind.OTHER, "its answer has too many values to read, or nests them too deeply");
        }
        if (t instanceof EOFException) {
            return new ClusterFailure(Kind.UNREACHABLE, CUT);
        }
        if (t instanceof SocketException || t instanceof ProtocolException) {
            return new ClusterFailure(Kind.UNREACHABLE, "the connection broke (" + oneLine(t) + ")");
        }
        if (t instanceof IOException && t.getCause() == null) {
            return new ClusterFailure(Kind.UNREACHABLE, "the connection failed (" + oneLine(t) + ")");
        }
        return null;
    }

    /**
     * What the API server said, if it was one: any other body is left out, a server's URL may come from a job and must
     * not be a way to read what only the controller can reach.
     */
    private static String answerOf(KubernetesClientException answer) {
        Status status = answer.getStatus();
        boolean spoken = status != null && "Failure".equals(status.getStatus()) && status.getReason() != null;
        return spoken ? status.getMessage() : null;
    }

    private static String nameOf(Kind kind) {
        return switch (kind) {
            case UNAUTHORIZED -> " (unauthorised)";
            case FORBIDDEN -> " (forbidden)";
            case NOT_FOUND -> " (not found)";
            case THROTTLED -> " (too many requests)";
            default -> "";
        };
    }

    private static Throwable rootOf(Throwable t) {
        Throwable root = t;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    private static String oneLine(Throwable t) {
        String message = t.getMessage();
        return message == null || message.isBlank() ? t.getClass().getSimpleName() : shorten(message);
    }

    private static String shorten(String message) {
        return Sentences.clause(Excerpt.of(message, LONGEST));
    }
}
