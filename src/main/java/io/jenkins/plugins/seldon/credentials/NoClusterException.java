package io.jenkins.plugins.seldon.credentials;

import hudson.AbortException;

/** Nothing says which cluster is meant; whoever can do without one goes on. Not for one that is meant and can't be used. */
public final class NoClusterException extends AbortException {

    private static final long serialVersionUID = 1L;

    /** @param sentence why, and what to do */
    public NoClusterException(String sentence) {
        super(sentence);
    }
}
