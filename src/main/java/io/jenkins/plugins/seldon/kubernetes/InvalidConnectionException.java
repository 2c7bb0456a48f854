package io.jenkins.plugins.seldon.kubernetes;

import io.jenkins.plugins.seldon.text.InvalidOptionException;

/**
 * What was given to reach a cluster is refused. The message is one complete sentence for the user and holds no secret;
 * there is deliberately no cause, parsers quote what they read.
 */
public class InvalidConnectionException extends InvalidOptionException {

    private static final long serialVersionUID = 1L;

    /** @param sentence complete, for the user; holds no secret */
    public InvalidConnectionException(String sentence) {
        super(sentence);
    }
}
