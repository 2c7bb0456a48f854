package io.jenkins.plugins.seldon.release;

import io.jenkins.plugins.seldon.helm.ChartSource;
import java.util.regex.Pattern;

/** Why Helm could not get a chart, as one sentence: from where, what came back, what to do. Pure. */
final class PullProblem {

    private static final Pattern NO_VERSION =
            Pattern.compile("no chart version found|(?i)could not locate a version matching");

    private static final Pattern NO_INDEX = Pattern.compile("^.*?is not a valid chart repository or cannot be reached");

    /** What the OCI library was about when the registry answered. */
    private static final Pattern OPERATION = Pattern.compile("failed to perform \"\\w+\" on (?:source|target): ");

    private static final Pattern NO_ENTRY = Pattern.compile(
            "(?i)status code:? 40[13]\\b|\\b40[13] (?:unauthorized|forbidden)\\b|\\bcredential not found");

    private static final Pattern UNTRUSTED = Pattern.compile("certificate signed by unknown authority");

    private static final Pattern NO_TLS = Pattern.compile("server gave HTTP response to HTTPS client");

    private static final Pattern ABSENT = Pattern.compile(": not found$|status code:? 404\\b");

    private static final Pattern UNREACHED =
            Pattern.compile("\\bdial tcp\\b|no such host|connection re(?:fused|set)|i/o timeout|x509: |tls: |\\bEOF$");

    private static final String CHECK_URL = "check its URL, and that the agent can reach it";

    private PullProblem() {}

    /**
     * The sentence.
     *
     * @param said what Helm said, one line without a full stop at its end
     */
    static String sentence(ChartSource source, String said) {
        if (said.contains("no chart name found")) {
            return "Repository " + source.repository() + " has no chart " + source.chart()
                    + ": check the chart's name.";
        }
        if (NO_VERSION.matcher(said).find()) {
            return "Repository " + source.repository() + " has chart " + source.chart() + ", but not in version "
                    + source.version() + ": check the version.";
        }
        if (NO_INDEX.matcher(said).find()) {
            String answer = NO_INDEX.matcher(said).replaceFirst("").replaceFirst("^: ", "");
            String advice = advice(source, answer);
            return "The agent could not read chart repository " + source.repository() + ": "
                    + (answer.isEmpty() ? "it is not a chart repository" : answer) + "; "
                    + (advice.isEmpty() ? CHECK_URL : advice) + ".";
        }
        String answer = OPERATION.matcher(said).replaceAll("");
        String advice = advice(source, answer);
        return "The agent could not get chart " + source + ": " + answer + (advice.isEmpty() ? "" : "; ") + advice
                + ".";
    }

    private static String advice(ChartSource source, String answer) {
        if (NO_ENTRY.matcher(answer).find()) {
            return source.username() == null
                    ? "name a credential with a user name and a password in repositoryCredentialsId"
                    : "check the user name and password that repositoryCredentialsId names, and that this user may"
                            + " read the chart";
        }
        if (UNTRUSTED.matcher(answer).find()) {
            return "have the agent trust the certificate authority of that server: in the certificate store of the"
                    + " agent's system, or by the environment variable SSL_CERT_FILE of the node, the path of a PEM"
                    + " file on the agent";
        }
        if (NO_TLS.matcher(answer).find()) {
            return "an OCI registry must be served with TLS";
        }
        if (ABSENT.matcher(answer).find()) {
            return "check the repository's path, the chart's name and the version";
        }
        return UNREACHED.matcher(answer).find() ? CHECK_URL : "";
    }
}
