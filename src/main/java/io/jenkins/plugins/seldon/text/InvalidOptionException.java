package io.jenkins.plugins.seldon.text;

/**
 * An option that a user wrote is refused. The message is one complete sentence for that user: what is wrong, what to write
 * instead. It holds no secret.
 *
 * <p>Only this is turned into a step's message or a form's error. Any other {@link IllegalArgumentException}, such as a
 * library's own, is an error of ours and fails a step with its stack trace.
 */
public class InvalidOptionException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** @param sentence complete, for the user; holds no secret */
    public InvalidOptionException(String sentence) {
        super(sentence);
    }
}
