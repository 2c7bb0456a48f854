package io.jenkins.plugins.seldon.helm.record;

import java.util.Arrays;
import java.util.Locale;

/** The states that Helm 3 records of a revision. */
public enum ReleaseStatus {
    UNKNOWN,
    DEPLOYED,
    UNINSTALLED,
    SUPERSEDED,
    FAILED,
    UNINSTALLING,
    PENDING_INSTALL,
    PENDING_UPGRADE,
    PENDING_ROLLBACK;

    /** The status of Helm's word for it; {@link #UNKNOWN} for any other. */
    public static ReleaseStatus of(String label) {
        return Arrays.stream(values())
                .filter(status -> status.label().equals(label))
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** Helm's word. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether Helm is at work on it, or was when it was killed: it refuses to do anything else then. */
    public boolean isPending() {
        return this == PENDING_INSTALL || this == PENDING_UPGRADE || this == PENDING_ROLLBACK;
    }
}
