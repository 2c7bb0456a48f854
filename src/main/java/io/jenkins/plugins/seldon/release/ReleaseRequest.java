package io.jenkins.plugins.seldon.release;

import io.jenkins.plugins.seldon.helm.ChartOrigin;
import io.jenkins.plugins.seldon.helm.chart.Values;
import io.jenkins.plugins.seldon.kubernetes.ObjectName;
import io.jenkins.plugins.seldon.release.preflight.PreflightPolicy;
import io.jenkins.plugins.seldon.seldon.PredictionDashboard;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * A release that somebody wants. Immutable.
 *
 * @param chart where the chart comes from
 * @param sha256 what the chart's archive must have, in hexadecimal, or null
 * @param name the release's name
 * @param namespace its namespace
 * @param values the user's values, merged
 * @param createNamespace whether an absent namespace is made
 * @param repair what to do where the API server lacks what the chart uses
 * @param preflight which checks refuse, and which only warn
 * @param onFailure what becomes of the release if that fails
 * @param extras what else is wanted
 * @param timeout how long all of it may take
 */
public record ReleaseRequest(
        ChartOrigin chart,
        String sha256,
        String name,
        String namespace,
        Values values,
        boolean createNamespace,
        Repair repair,
        PreflightPolicy preflight,
        OnFailure onFailure,
        Set<Extra> extras,
        Duration timeout) {

    /** What to do where the API server lacks API versions that the chart uses. */
    public enum Repair {
        /** Move to the version that took its place, where that is safe. */
        AUTO,
        /** Leave the chart as it is, and refuse it. */
        NEVER
    }

    /** What may be wanted beside the chart's own ways. */
    public enum Extra {
        /** The chart's CustomResourceDefinitions take the place of older ones, which Helm leaves as they are. */
        UPDATE_CRDS,
        /** The dashboard {@link PredictionDashboard} takes the place of the chart's of the same name. */
        FIXED_DASHBOARD
    }

    public ReleaseRequest {
        Objects.requireNonNull(chart, "chart");
        Objects.requireNonNull(values, "values");
        Objects.requireNonNull(repair, "repair");
        Objects.requireNonNull(preflight, "preflight");
        Objects.requireNonNull(onFailure, "onFailure");
        Objects.requireNonNull(timeout, "timeout");
        extras = Set.copyOf(extras);
        sha256 = sha256 == null ? null : digest(sha256);
        requireName(name);
        if (namespace == null || namespace.isBlank()) {
            throw new InvalidOptionException("A release needs a namespace.");
        }
    }

    /**
     * Checks that Helm allows a name for a release (helm.sh/helm, pkg/chartutil/validate_name.go).
     *
     * @throws InvalidOptionException with a sentence if it does not
     */
    public static void requireName(String name) {
        if (name == null || name.length() > 53 || !ObjectName.isSubdomain(name)) {
            throw new InvalidOptionException("The release's name " + name
                    + " is not one that Helm allows: lowercase letters, digits, dashes and dots, at most 53.");
        }
    }

    /**
     * The digest that an archive must have, as people write it.
     *
     * @return its 64 digits alone, in lowercase
     * @throws InvalidOptionException with a sentence if it is none
     */
    public static String digest(String sha256) {
        String digits = sha256.strip().toLowerCase(Locale.ROOT).replaceFirst("^sha256:", "");
        if (!digits.matches("[0-9a-f]{64}")) {
            throw new InvalidOptionException("sha256 must be 64 hexadecimal digits.");
        }
        return digits;
    }

    @Override
    public String toString() {
        return "release " + name + " in namespace " + namespace + ", " + chart;
    }
}
