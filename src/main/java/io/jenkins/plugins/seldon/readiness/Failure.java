package io.jenkins.plugins.seldon.readiness;

import io.jenkins.plugins.seldon.text.Excerpt;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;

/**
 * Something seen that a rollout does not get over by itself, or not soon.
 *
 * @param kind the class of failure
 * @param object the kind and name of the object, such as {@code Pod web-0}
 * @param pod the pod's name, or null
 * @param container the container's name, or null
 * @param reason the reason that Kubernetes gives, such as {@code ImagePullBackOff}
 * @param message its message; may be empty
 * @param exitCode the exit code of the container's last end, or null
 * @param ownGrace how long this failure may last beyond the grace of the criteria; zero for most
 * @param isFinal whether no grace applies, because nothing but a change of the object can mend it
 */
public record Failure(
        FailureKind kind,
        String object,
        String pod,
        String container,
        String reason,
        String message,
        Integer exitCode,
        Duration ownGrace,
        boolean isFinal) {

    private static final int LONGEST_MESSAGE = 600;

    /** The order in which failures are reported. */
    static final Comparator<Failure> ORDER = Comparator.comparing(Failure::kind).thenComparing(Failure::id);

    public Failure {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(object, "object");
        reason = reason == null ? "" : reason;
        message = Excerpt.of(message, LONGEST_MESSAGE);
        Objects.requireNonNull(ownGrace, "ownGrace");
    }

    /** A failure of a workload, a claim or another object that is no container. */
    static Failure of(FailureKind kind, String object, String reason, String message) {
        return new Failure(kind, object, null, null, reason, message, null, Duration.ZERO, false);
    }

    /** A failure of a pod or, where {@code container} is not null, of one of its containers. */
    static Failure ofPod(FailureKind kind, String pod, String container, String reason, String message) {
        return new Failure(kind, "Pod " + pod, pod, container, reason, message, null, Duration.ZERO, false);
    }

    Failure withExitCode(Integer code) {
        return new Failure(kind, object, pod, container, reason, message, code, ownGrace, isFinal);
    }

    Failure withGrace(Duration grace) {
        return new Failure(kind, object, pod, container, reason, message, exitCode, grace, isFinal);
    }

    Failure asFinal() {
        return new Failure(kind, object, pod, container, reason, message, exitCode, Duration.ZERO, true);
    }

    /**
     * What makes it the same failure when it is seen again, under another reason perhaps ({@code ErrImagePull}, then
     * {@code ImagePullBackOff}).
     */
    String id() {
        return object + "|" + (container == null ? "" : container) + "|" + kind;
    }

    /** One sentence: object, container, what happened, reason, message, exit code. */
    public String sentence() {
        StringBuilder text = new StringBuilder(object);
        if (container != null) {
            text.append(": container ").append(container);
        }
        text.append(' ').append(kind.says());
        StringBuilder facts = new StringBuilder(reason);
        if (exitCode != null) {
            facts.append(facts.isEmpty() ? "" : ", ").append("exit code ").append(exitCode);
        }
        if (!message.isEmpty()) {
            facts.append(facts.isEmpty() ? "" : ": ").append(message);
        }
        if (!facts.isEmpty()) {
            text.append(" (").append(facts).append(')');
        }
        return text.append('.').toString();
    }
}
