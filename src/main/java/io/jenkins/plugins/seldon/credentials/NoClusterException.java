package io.jenkins.plugins.seldon.credentials;

import hudson.AbortException;

/** Nothing says which cluster is meant, where one that is meant may not be to be had. */
public final class NoClusterException extends AbortException {

    private static final long serialVersionUID = 1L;

    /** @param sentence why, and what to do */
    public NoClusterException(String sentence) {
        super(sentence);
    }
}
