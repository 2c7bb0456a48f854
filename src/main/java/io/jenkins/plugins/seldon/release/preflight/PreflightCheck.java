package io.jenkins.plugins.seldon.release.preflight;

/** What is looked at before an installation creates anything. Each can be told to warn only, by {@link PreflightPolicy}. */
public enum PreflightCheck {
    /** The user's rights. */
    RIGHTS("rights"),
    /**
     * Objects outside of namespaces that another release has, or none; hooks that an earlier run has left; hosts and paths
     * that another Ingress has.
     */
    OWNERSHIP("ownership"),
    /** Fields of the release's objects that can't be changed. */
    IMMUTABLE("immutable"),
    /** ResourceQuotas of the namespace. */
    QUOTA("quota"),
    /** LimitRanges of the namespace. */
    LIMIT_RANGE("limitRange"),
    /** The namespace's Pod Security level. */
    POD_SECURITY("podSecurity"),
    /** What else admission webhooks say; never refuses. */
    WEBHOOKS("webhooks"),
    /** Ports of nodes. */
    HOST_PORTS("hostPorts"),
    /** Processors of nodes; never refuses. */
    ARCHITECTURE("architecture");

    private final String label;

    PreflightCheck(String label) {
        this.label = label;
    }

    /** Its name for people. */
    public String label() {
        return label;
    }
}
