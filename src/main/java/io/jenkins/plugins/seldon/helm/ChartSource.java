package io.jenkins.plugins.seldon.helm;

import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Where Helm gets a chart from. Holds a secret: {@link #toString()} leaves it out.
 *
 * @param repository URL of a chart repository (http, https) or of the registry folder that holds the chart (oci)
 * @param chart the chart's name
 * @param version the exact version, null for the newest, or in an OCI registry the digest of the chart's manifest, which is
 *     no version (helm.sh/docs/topics/registries, "Installing charts with digest")
 * @param username null if the repository needs no login
 * @param password null if the repository needs no login
 */
public record ChartSource(String repository, String chart, String version, String username, String password)
        implements ChartOrigin {

    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    private static final Pattern VERSION = Pattern.compile("[0-9*xXvV^~<>=!][0-9A-Za-z.+*^~<>=!|, -]*");

    public ChartSource {
        Objects.requireNonNull(repository, "repository");
        Objects.requireNonNull(chart, "chart");
        if (repository.matches("[^/]*//[^/]*@.*")) {
            throw new InvalidOptionException(
                    "The repository's URL must not hold a user or password: give them as a credential.");
        }
        if (isDigest(version) && !repository.startsWith("oci://")) {
            throw new InvalidOptionException(
                    "A digest in version is that of a chart in an OCI registry (oci://…): for another"
                            + " repository give the version, and the checksum of the chart's archive in sha256.");
        }
        if (version != null && !isDigest(version) && !VERSION.matcher(version).matches()) {
            throw new InvalidOptionException("The chart's version '" + Excerpt.of(version)
                    + "' is not one that Helm can read: write it as its repository does, such as 1.12.0.");
        }
    }

    /** A chart in a repository without login. */
    public static ChartSource of(String repository, String chart, String version) {
        return new ChartSource(repository, chart, version, null, null);
    }

    /** Whether a digest says which chart is meant. */
    public boolean isPinned() {
        return isDigest(version);
    }

    /** What the chart is called where it comes from: its name, and the digest if there is one. */
    public String reference() {
        return chart + (isPinned() ? "@" + version : "");
    }

    /** The version to ask for, or null where there is none, or a digest in its place. */
    public String tag() {
        return isPinned() ? null : version;
    }

    private static boolean isDigest(String version) {
        return version != null && DIGEST.matcher(version).matches();
    }

    @Override
    public String toString() {
        return chart + (version == null ? "" : " " + version) + " from " + repository;
    }

    /** The chart's name, with its version where one is asked for. */
    public String named() {
        return chart + (version == null ? "" : " " + version);
    }
}
