package io.jenkins.plugins.seldon.credentials;

/** Where a connection is used, and so who gets to see its credential. */
public enum UsedOn {
    /** It never leaves the controller. */
    CONTROLLER,
    /** Helm works there, and what an agent gets its user can read. */
    AGENT
}
