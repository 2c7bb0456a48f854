package io.jenkins.plugins.seldon.steps;

import hudson.AbortException;
import io.jenkins.plugins.seldon.helm.ChartFile;
import io.jenkins.plugins.seldon.helm.ChartFolder;
import io.jenkins.plugins.seldon.helm.ChartOrigin;
import io.jenkins.plugins.seldon.helm.ChartSource;
import io.jenkins.plugins.seldon.helm.chart.InvalidChartException;
import io.jenkins.plugins.seldon.helm.chart.Values;
import io.jenkins.plugins.seldon.helm.child.ChildFolder;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads what an installation is made of: the chart and values from the workspace, secrets from credentials. */
final class ChartInputs {

    /** Of a file or a text with values; Helm records them in a Secret, which holds no more. */
    static final int LARGEST_VALUES = 1 << 20;

    /** Of all files with values together. */
    private static final int MOST_VALUES = 4 << 20;

    /** Each is a call to the agent, also where it is empty. */
    private static final int MOST_FILES = 50;

    private final Platform platform;

    ChartInputs(Platform platform) {
        this.platform = platform;
    }

    /**
     * The chart: one of the workspace where the name is that of an archive or a path, else one of the repository.
     *
     * @param version null for any, in the workspace
     */
    ChartOrigin chart(String repository, String chart, String version, String credentialsId)
            throws IOException, InterruptedException {
        requireNoUrl(chart);
        if (chart.endsWith(".tgz")) {
            return new ChartFile(chart, platform.workspace().read(chart, ChildFolder.LARGEST_CHART));
        }
        if (chart.contains("/") || chart.equals(".")) {
            return new ChartFolder(chart, platform.workspace().readFolder(chart, ChildFolder.LARGEST_CHART));
        }
        HttpAccess login = login("repositoryCredentialsId", credentialsId);
        return login == null
                ? ChartSource.of(repository, chart, version)
                : new ChartSource(repository, chart, version, login.user(), login.password());
    }

    /** The values of files, then of a text, then secret ones. */
    Values values(String files, String yaml, List<SecretValue> secrets, String grafanaCredentialsId)
            throws InvalidChartException, IOException, InterruptedException {
        Values values = Values.NONE;
        int left = MOST_VALUES;
        for (String path : paths(files)) {
            byte[] file = platform.workspace().read(path, LARGEST_VALUES);
            left -= file.length;
            if (left < 0) {
                throw new AbortException(
                        "The files of valuesFiles are larger than " + (MOST_VALUES >> 20) + " MiB together.");
            }
            values = values.with(read(file, path));
        }
        if (yaml.length() > LARGEST_VALUES) {
            throw new AbortException("valuesYaml is longer than " + LARGEST_VALUES + " characters.");
        }
        values = values.with(read(yaml, "valuesYaml"));
        for (SecretValue secret : secrets) {
            values = SecretValue.set(values, secret.getPath(), secretOf(secret));
        }
        HttpAccess grafana = login("grafanaCredentialsId", grafanaCredentialsId);
        return grafana == null
                ? values
                : values.with(Values.of(List.of("grafana", "adminUser"), grafana.user()))
                        .with(Values.of(List.of("grafana", "adminPassword"), grafana.password()));
    }

    /**
     * Refuses a URL in the place of a chart's name or path.
     *
     * @throws InvalidOptionException with a sentence
     */
    static void requireNoUrl(String chart) {
        if (chart.contains("://")) {
            throw new InvalidOptionException(
                    "chart must be a chart's name or a path in the workspace, not a URL: give the URL of the"
                            + " repository, or of the registry's folder that holds the chart, in repository.");
        }
    }

    /**
     * The files that {@code valuesFiles} names.
     *
     * @throws InvalidOptionException with a sentence, when they are too many, or one is a URL
     */
    static List<String> paths(String files) {
        List<String> paths = Arrays.stream(files.split("[,\\r\\n]+"))
                .map(String::strip)
                .filter(path -> !path.isEmpty())
                .toList();
        if (paths.size() > MOST_FILES) {
            throw new InvalidOptionException(
                    "valuesFiles names " + paths.size() + " files; at most " + MOST_FILES + " are allowed.");
        }
        if (files.contains("://")) {
            throw new InvalidOptionException(
                    "valuesFiles must name files in the workspace, not a URL: get the file in an earlier step.");
        }
        return paths;
    }

    private Values read(byte[] file, String path) throws InvalidChartException, IOException, InterruptedException {
        List<String> warnings = new ArrayList<>();
        Values values = Values.of(file, path, warnings::add);
        tell(warnings);
        return values;
    }

    private Values read(String yaml, String name) throws InvalidChartException, IOException, InterruptedException {
        List<String> warnings = new ArrayList<>();
        Values values = Values.of(yaml, name, warnings::add);
        tell(warnings);
        return values;
    }

    private void tell(List<String> warnings) throws IOException, InterruptedException {
        for (String warning : warnings) {
            platform.log().println("WARNING: " + warning);
        }
    }

    /** A secret text, or the password of a user. */
    private String secretOf(SecretValue value) throws IOException, InterruptedException {
        HttpAccess access = platform.access(value.getCredentialsId());
        String secret = access.token().isEmpty() ? access.password() : access.token();
        if (value.getPath().isEmpty() || secret.isEmpty()) {
            throw new AbortException("A secret value needs a path and a credential with a secret text or a password: '"
                    + value.getPath() + "' with credential '" + value.getCredentialsId() + "' does not qualify.");
        }
        return secret;
    }

    private HttpAccess login(String parameter, String credentialsId) throws IOException, InterruptedException {
        if (credentialsId.isEmpty()) {
            return null;
        }
        HttpAccess login = platform.access(credentialsId);
        if (login.user().isEmpty()) {
            throw new AbortException(parameter + " must name a credential with a user name and a password; '"
                    + credentialsId + "' is of another kind.");
        }
        return login;
    }
}
