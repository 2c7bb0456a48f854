package io.jenkins.plugins.seldon.helm.tool;

import io.jenkins.plugins.seldon.helm.ChartSource;
import io.jenkins.plugins.seldon.helm.HelmRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@code helm} of some version is called with. Pure. Paths are relative to the run's folder; which cluster and
 * which logins, Helm reads from files there that its environment names.
 *
 * <p>Both majors are asked to behave alike, and as the embedded Helm does: hooks are waited for and nothing else, and
 * objects are patched by the client. (Helm 4 would apply on the server: a release that is sometimes worked on by one and
 * sometimes by the other would run into conflicts with itself.)
 *
 * @param version which Helm it is
 */
record HelmArguments(HelmVersion version) {

    static final String REPOSITORY = "chart";
    static final String PULLED = "pulled";
    static final String PACKED = "packed";
    static final String SOURCE = "source";
    static final String CHART = "chart.tgz";
    static final String VALUES = "values.yaml";

    /** Tells the version, of every Helm. */
    static final List<String> VERSION = List.of("version", "--short");

    /** Reads the index of the one repository. */
    static final List<String> UPDATE = List.of("repo", "update");

    /** Packs the folder {@link #SOURCE} into {@link #PACKED}. */
    static final List<String> PACK = List.of("package", SOURCE, "--destination", PACKED);

    /** Gets a chart into {@link #PULLED}. */
    static List<String> pull(ChartSource source) {
        String reference = isRegistry(source)
                ? source.repository().replaceFirst("(?<!/)/++$", "") + "/" + source.reference()
                : REPOSITORY + "/" + source.reference();
        List<String> arguments = new ArrayList<>(List.of("pull", reference, "--destination", PULLED));
        if (source.tag() != null) {
            arguments.addAll(List.of("--version", source.tag()));
        }
        return arguments;
    }

    /** Whether the chart is in an OCI registry, which has no index. */
    static boolean isRegistry(ChartSource source) {
        return source.repository().startsWith("oci://");
    }

    /** Whether this Helm gets a chart by the digest of its manifest. */
    boolean takesDigests() {
        return version.isAtLeast(3, 17);
    }

    /** Renders {@link #CHART} without hooks; its templates look objects of the cluster up, if this Helm can do that. */
    List<String> template(HelmRequest request) {
        List<String> arguments = templateAlone(request);
        if (looksUpInTrials()) {
            arguments.add("--dry-run=server");
        }
        return arguments;
    }

    /** Whether templates look objects of the cluster up where nothing is to be changed. */
    boolean looksUpInTrials() {
        return version.isAtLeast(3, 13);
    }

    /** Renders {@link #CHART} without hooks, and without a look at the cluster. */
    List<String> templateAlone(HelmRequest request) {
        List<String> arguments = on("template", request);
        arguments.add("--no-hooks");
        if (request.kubeVersion() != null) {
            arguments.addAll(List.of("--kube-version", request.kubeVersion()));
        }
        return arguments;
    }

    /** Whether the server is asked to take what is rendered with lookups: then it refuses what it does not serve. */
    boolean isValidatedWithLookups() {
        return version.isAtLeast(4, 0);
    }

    /** Installs {@link #CHART}. */
    List<String> install(HelmRequest request) {
        return change(on("install", request), request);
    }

    /** Upgrades to {@link #CHART}, with none of the values of earlier revisions. */
    List<String> upgrade(HelmRequest request) {
        List<String> arguments = on("upgrade", request);
        arguments.add("--reset-values");
        return change(arguments, request);
    }

    /** Brings a release back to one of its revisions; Helm 4 patches as for that revision, which is by the client. */
    List<String> rollback(String name, String namespace, int revision, Duration timeout) {
        return List.of(
                "rollback",
                name,
                Integer.toString(revision),
                "--namespace",
                namespace,
                "--timeout",
                timeout.toSeconds() + "s");
    }

    /**
     * Removes a release and its history.
     *
     * @param timeout how long a hook of the chart may take: five minutes where Helm is not told
     */
    List<String> uninstall(String name, String namespace, Duration timeout) {
        return List.of(
                "uninstall", name, "--namespace", namespace, "--timeout", Math.max(1, timeout.toSeconds()) + "s");
    }

    private static List<String> on(String verb, HelmRequest request) {
        return new ArrayList<>(
                List.of(verb, request.name(), CHART, "--namespace", request.namespace(), "--values", VALUES));
    }

    private List<String> change(List<String> arguments, HelmRequest request) {
        if (request.description() != null) {
            arguments.addAll(List.of("--description", request.description()));
        }
        arguments.addAll(List.of("--timeout", request.timeout().toSeconds() + "s"));
        if (version.isAtLeast(4, 0)) {
            arguments.add("--server-side=false");
        }
        if (request.dryRun()) {
            arguments.add(looksUpInTrials() ? "--dry-run=server" : "--dry-run");
        }
        return arguments;
    }
}
