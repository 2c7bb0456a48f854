package io.jenkins.plugins.seldon.release;

import io.jenkins.plugins.seldon.release.chart.Values;
import io.jenkins.plugins.seldon.release.helm.ChartSource;
import java.time.Duration;
import java.util.Objects;

/**
 * A release that somebody wants. Immutable.
 *
 * @param source where the chart comes from
 * @param name the release's name
 * @param namespace its namespace
 * @param values the user's values, merged
 * @param createNamespace whether an absent namespace is made
 * @param repair what to do where the API server lacks what the chart uses
 * @param timeout how long all of it may take
 */
public record ReleaseRequest(
        ChartSource source,
        String name,
        String namespace,
        Values values,
        boolean createNamespace,
        Repair repair,
        Duration timeout) {

    /** What to do where the API server lacks API versions that the chart uses. */
    public enum Repair {
        /** Move to the version that took its place, where that is safe. */
        AUTO,
        /** Leave the chart as it is. */
        NEVER
    }

    public ReleaseRequest {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(values, "values");
        Objects.requireNonNull(repair, "repair");
        Objects.requireNonNull(timeout, "timeout");
        if (name == null || name.length() > 53 || !name.matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?")) {
            throw new IllegalArgumentException("The release's name " + name
                    + " is not one that Helm allows: lowercase letters, digits and dashes, at most 53.");
        }
        if (namespace == null || namespace.isBlank()) {
            throw new IllegalArgumentException("A release needs a namespace.");
        }
    }

    @Override
    public String toString() {
        return "release " + name + " in namespace " + namespace + ", " + source;
    }
}
