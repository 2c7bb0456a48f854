package io.jenkins.plugins.seldon.readiness.watch;

/** How objects that have been listed are kept up to date. */
public enum Upkeep {
    /** By a watch. */
    WATCHED(""),
    /** By lists: the credential may not watch them. */
    MAY_NOT_WATCH("The credential may list %s but not watch them"),
    /** By lists: watches do not begin, as behind a proxy that holds an answer back until it has ended. */
    WATCH_HANGS("The API server, or a proxy before it, did not answer a watch of %s in time"),
    /** By lists: as many watches are open as there may be. */
    TOO_MANY_WATCHES("This controller has opened as many watches as it may, and none is left for %s");

    private final String reason;

    Upkeep(String reason) {
        this.reason = reason;
    }

    /** A sentence for the log that says why there is no watch; empty where there is one. */
    public String told(String objects) {
        return this == WATCHED ? "" : String.format(reason, objects) + ": listing them every few seconds instead.";
    }
}
