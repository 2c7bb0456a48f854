package io.jenkins.plugins.seldon.helm;

/** Helm could not do what it was asked to. The message is what Helm said, or why Helm can't be used:
 * one line, no full stop at its end. */
public class HelmException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param message one complete sentence for the user; holds no secret */
    public HelmException(String message) {
        super(message);
    }

    /** @param message one complete sentence for the user; holds no secret */
    public HelmException(String message, Throwable cause) {
        super(message, cause);
    }
}
