package io.jenkins.plugins.seldon.steps;

import hudson.AbortException;
import io.jenkins.plugins.seldon.credentials.UnreadableCredential;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.io.EOFException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a step is reported to have failed with. What the build's people can act on is a sentence without a stack trace:
 * an error of the controller's JVM or the agent's, an agent that is lost, a file that the system does not let it use, a
 * credential whose store does not hand it over, an interruption that nobody meant. Pure.
 */
final class StepFailure {

    /** By name, since Jenkins throws some of them wrapped, and one of them is no {@code IOException}. */
    private static final Set<String> LOST_AGENT = Set.of(
            "hudson.remoting.ChannelClosedException",
            "hudson.remoting.RequestAbortedException",
            "org.jenkinsci.plugins.workflow.support.steps.AgentOfflineException");

    private static final int DEEPEST = 20;

    private StepFailure() {}

    /** The same where it says all that there is to say, or is a bug whose stack trace is needed. */
    static Throwable of(Throwable thrown) {
        if (thrown instanceof AbortException) {
            return thrown;
        }
        if (thrown instanceof InvalidOptionException) {
            return new AbortException(thrown.getMessage());
        }
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++, cause = cause.getCause()) {
            if (cause instanceof Error && isOfAgent(cause)) {
                return new AbortException("The step ended with an error of the agent: " + briefly(cause)
                        + ". See the agent's log for more; run the step again, after reconnecting the agent or giving its "
                        + "Java VM more memory.");
            }
            if (cause instanceof Error) {
                return new AbortException("The step ended with an error of the controller: " + briefly(cause)
                        + ". See the controller's log for more; run the step again, after restarting Jenkins if a "
                        + "plugin was updated.");
            }
            if (isLostAgent(cause)) {
                return ofLostAgent(
                        "The connection to the agent was lost, and with it what the step was doing there. Check the "
                                + "agent and run the step again.");
            }
            if (cause instanceof FileSystemException file) {
                return new AbortException("The file " + Excerpt.of(String.valueOf(file.getFile()))
                        + " can't be read or written (" + reason(file)
                        + "): check whose it is, what its owner allows, and the disk.");
            }
        }
        if (UnreadableCredential.is(thrown)) {
            return UnreadableCredential.told(thrown);
        }
        return thrown instanceof InterruptedException && thrown.getClass() == InterruptedException.class
                ? new AbortException("The step was interrupted, but nobody stopped it: run it again.")
                : thrown;
    }

    /** The system has words of its own for all but the usual reasons, for which Java has types. */
    private static String reason(FileSystemException file) {
        if (file instanceof AccessDeniedException) {
            return "permission denied";
        }
        return file.getReason() == null ? file.getClass().getSimpleName() : Excerpt.of(file.getReason());
    }

    /**
     * A failure whose reason is the loss of an agent. Pipeline's {@code retry(conditions: [agent()])} knows it by a closed
     * channel among the causes (workflow-durable-task-step, AgentErrorCondition), or by the end of one; a sentence alone ends
     * it. Of the types that say so Jenkins can write {@link EOFException} alone to the build, and what it can't write it shows
     * with a stack trace: Java keeps the fields of the others' packages from it.
     */
    static AbortException ofLostAgent(String sentence) {
        AbortException lost = new AbortException(sentence);
        lost.initCause(new EOFException("channel is already closed"));
        return lost;
    }

    /** The sentence as a failure of the step, {@link #ofLostAgent} where that is what the cause comes from. */
    static AbortException because(Throwable cause, String sentence) {
        return Stream.iterate(cause, Objects::nonNull, Throwable::getCause)
                        .limit(DEEPEST)
                        .anyMatch(each -> each.getClass() == ClosedChannelException.class || isLostAgent(each))
                ? ofLostAgent(sentence)
                : new AbortException(sentence);
    }

    /**
     * A failure told by a sentence and nothing that came with it, such as another failure: what Jenkins can't write to the build
     * it shows with all stack traces.
     */
    static Throwable alone(Throwable failure, String sentence) {
        boolean isAlone = failure.getCause() == null && failure.getSuppressed().length == 0;
        if (isAlone && sentence.equals(failure.getMessage())) {
            return failure;
        }
        AbortException told = because(failure, sentence);
        told.setStackTrace(failure.getStackTrace());
        return told;
    }

    /** Whether an agent's connection broke under what was asked of it. */
    static boolean isLostAgent(Throwable thrown) {
        String message = thrown.getMessage() == null ? "" : thrown.getMessage();
        return LOST_AGENT.contains(thrown.getClass().getName())
                || message.contains("channel is already closed")
                || message.contains("channel is closing down")
                || message.startsWith("Unable to create live FilePath for ")
                || message.contains("Unexpected termination of the channel");
    }

    /** What an agent threw comes with the place that called it ({@code Channel.attachCallSiteStackTrace}). */
    private static boolean isOfAgent(Throwable thrown) {
        return Arrays.stream(thrown.getSuppressed())
                .anyMatch(each -> each.getMessage() != null && each.getMessage().startsWith("Remote call to "));
    }

    private static String briefly(Throwable error) {
        String message = error.getMessage();
        String kind = error.getClass().getSimpleName();
        return message == null || message.isBlank()
                ? kind
                : kind + " (" + message.lines().findFirst().orElse("") + ")";
    }
}
