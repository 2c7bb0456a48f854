package io.jenkins.plugins.seldon.credentials;

import hudson.AbortException;

/** The options and what is around them name no cluster that the job may use, where others name one that can't be used. */
public final class NoClusterException extends AbortException {

    private static final long serialVersionUID = 1L;

    /** @param sentence why, and what to do */
    public NoClusterException(String sentence) {
        super(sentence);
    }
}
