package io.jenkins.plugins.seldon.helm;

/** Helm could not do what it was asked to. The message is what Helm said, or why Helm can't be used:
 * one line, no full stop at its end. */
public class HelmException extends Exception {

    private static final long serialVersionUID = 1L;

    public HelmException(String message) {
        super(message);
    }

    public HelmException(String message, Throwable cause) {
        super(message, cause);
    }
}
