package io.jenkins.plugins.seldon.helm;

import java.time.Duration;
import java.util.Objects;

/**
 * What Helm is to render or to bring into a cluster. Holds values that may be secret: {@link #toString()} leaves them
 * out. Immutable.
 *
 * @param name the release's name
 * @param namespace the release's namespace
 * @param values the values that a user gives, one YAML document
 * @param description what the release's history shall say on success, or null for Helm's own words
 * @param kubeVersion the cluster's version to render for, or null
 * @param dryRun ask the API server, change nothing
 * @param timeout how long a hook of the chart may take
 */
public record HelmRequest(
        String name,
        String namespace,
        String values,
        String description,
        String kubeVersion,
        boolean dryRun,
        Duration timeout) {

    public HelmRequest {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(values, "values");
        Objects.requireNonNull(timeout, "timeout");
    }

    /** One that is for the cluster itself, which tells its own version. */
    public static HelmRequest of(String name, String namespace, String values, Duration timeout) {
        return new HelmRequest(name, namespace, values, null, null, false, timeout);
    }

    /** The same, to be rendered for a cluster of this version. */
    public HelmRequest renderedFor(String version) {
        return new HelmRequest(name, namespace, values, description, version, dryRun, timeout);
    }

    /** The same with other values. */
    public HelmRequest withValues(String other) {
        return new HelmRequest(name, namespace, other, description, kubeVersion, dryRun, timeout);
    }

    /** The same with this text in the release's history. */
    public HelmRequest describedAs(String text) {
        return new HelmRequest(name, namespace, values, text, kubeVersion, dryRun, timeout);
    }

    /** The same, to be tried only. */
    public HelmRequest tried() {
        return new HelmRequest(name, namespace, values, description, kubeVersion, true, timeout);
    }

    @Override
    public String toString() {
        return "release " + name + " in namespace " + namespace;
    }
}
