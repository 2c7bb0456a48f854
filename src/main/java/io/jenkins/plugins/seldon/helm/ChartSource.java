package io.jenkins.plugins.seldon.helm;

import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.Objects;

/**
 * Where Helm gets a chart from. Holds a secret: {@link #toString()} leaves it out.
 *
 * @param repository URL of a chart repository (http, https) or of the registry folder that holds the chart (oci)
 * @param chart the chart's name
 * @param version the exact version, or null for the newest
 * @param username null if the repository needs no login
 * @param password null if the repository needs no login
 */
public record ChartSource(String repository, String chart, String version, String username, String password)
        implements ChartOrigin {

    public ChartSource {
        Objects.requireNonNull(repository, "repository");
        Objects.requireNonNull(chart, "chart");
        if (repository.matches("[^/]*//[^/]*@.*")) {
            throw new InvalidOptionException(
                    "The repository's URL must not hold a user or password: give them as a credential.");
        }
        if (version != null && !version.matches("[0-9*xXvV^~<>=!][0-9A-Za-z.+*^~<>=!|, -]*")) {
            throw new InvalidOptionException("The chart's version '" + Excerpt.of(version)
                    + "' is not one that Helm can read: write it as its repository does, such as 1.12.0.");
        }
    }

    /** A chart in a repository without login. */
    public static ChartSource of(String repository, String chart, String version) {
        return new ChartSource(repository, chart, version, null, null);
    }

    @Override
    public String toString() {
        return chart + (version == null ? "" : " " + version) + " from " + repository;
    }
}
