package io.jenkins.plugins.seldon.readiness;

import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.Sentences;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

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
 * @param patience how long it may last before it ends a wait
 * @param until a time of the cluster before which it ends none in any case, such as when a pod that leaves is gone; the
 *     epoch for most
 */
public record Failure(
        FailureKind kind,
        String object,
        String pod,
        String container,
        String reason,
        String message,
        Integer exitCode,
        Grace patience,
        Instant until) {

    private static final int LONGEST_MESSAGE = 600;

    /** The order in which failures are reported. */
    static final Comparator<Failure> ORDER = Comparator.comparing(Failure::kind).thenComparing(Failure::id);

    public Failure {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(object, "object");
        reason = reason == null ? "" : reason;
        message = Excerpt.of(message, LONGEST_MESSAGE);
        Objects.requireNonNull(patience, "patience");
        Objects.requireNonNull(until, "until");
    }

    /** A failure of a workload, a claim or another object that is no container. */
    static Failure of(FailureKind kind, String object, String reason, String message) {
        return new Failure(kind, object, null, null, reason, message, null, Grace.USUAL, Instant.EPOCH);
    }

    /** A failure of a pod or, where {@code container} is not null, of one of its containers. */
    static Failure ofPod(FailureKind kind, String pod, String container, String reason, String message) {
        return new Failure(kind, "Pod " + pod, pod, container, reason, message, null, Grace.USUAL, Instant.EPOCH);
    }

    Failure withExitCode(Integer code) {
        return new Failure(kind, object, pod, container, reason, message, code, patience, until);
    }

    Failure with(Grace other) {
        return new Failure(kind, object, pod, container, reason, message, exitCode, other, until);
    }

    Failure notBefore(Instant time) {
        return new Failure(kind, object, pod, container, reason, message, exitCode, patience, time);
    }

    /** The same as what holds a StatefulSet up, whose former revision the pod is of. */
    Failure ofFormerRevision(String statefulSet) {
        return new Failure(
                FailureKind.FORMER_REVISION, statefulSet, pod, container, "", clause(), null, patience, until);
    }

    /** When it ends a wait that sees it since {@code first}; empty where it never does by itself. */
    Optional<Instant> dueAt(Instant first, Duration failureGrace) {
        return patience.allowed(failureGrace).map(first::plus).map(due -> due.isBefore(until) ? until : due);
    }

    /**
     * What makes it the same failure when it is seen again, under another reason perhaps ({@code ErrImagePull}, then
     * {@code ImagePullBackOff}).
     */
    public String id() {
        return object + "|" + (container == null ? "" : container) + "|" + kind;
    }

    /** The sentence without its full stop, to stand in another one. */
    public String clause() {
        return Sentences.clause(sentence());
    }

    /** One sentence: object, container, what happened, reason, message, exit code. */
    public String sentence() {
        StringBuilder text = new StringBuilder(object);
        if (container != null && kind != FailureKind.FORMER_REVISION) {
            text.append(": container ").append(container);
        }
        text.append(' ').append(patience == Grace.RESTARTS || patience == Grace.NONE ? kind.saysOnce() : kind.says());
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
