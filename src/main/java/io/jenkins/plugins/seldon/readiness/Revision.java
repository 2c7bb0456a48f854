package io.jenkins.plugins.seldon.readiness;

import java.time.Instant;

/**
 * What Helm's record of a release's newest revision tells, beside the workloads that can be watched.
 *
 * @param begun when Helm began with it, by the cluster's clock; the epoch if unknown
 * @param runsNothing whether its manifest names no workload and no custom resource, in whatever namespace; false if unknown
 */
public record Revision(Instant begun, boolean runsNothing) {

    /** Nothing is known of it. */
    public static final Revision UNKNOWN = new Revision(Instant.EPOCH, false);
}
