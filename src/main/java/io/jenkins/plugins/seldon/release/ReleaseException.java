package io.jenkins.plugins.seldon.release;

/** The release can't be brought to what is wanted. The message is for the user: what was tried, what came back. */
public class ReleaseException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param message one complete sentence for the user; holds no secret */
    public ReleaseException(String message) {
        super(message);
    }

    /** @param message one complete sentence for the user; holds no secret */
    public ReleaseException(String message, Throwable cause) {
        super(message, cause);
    }
}
