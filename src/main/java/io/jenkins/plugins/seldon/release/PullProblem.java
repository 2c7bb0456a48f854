package io.jenkins.plugins.seldon.release;

import io.jenkins.plugins.seldon.helm.ChartSource;
import java.net.URI;
import java.util.Objects;
import java.util.regex.Matcher;
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

    private static final Pattern ABSENT = Pattern.compile(": not found$|status code:? 404\\b| : 404 Not Found$");

    /** What Helm's reader says of a page in an index's place (helm.sh/helm, pkg/repo/index.go, loadIndex). */
    private static final Pattern NO_LIST = Pattern.compile(
            "cannot unmarshal |no API version specified|empty index\\.yaml|converting YAML to JSON|^yaml: ");

    /** The same in an archive's place (pkg/chart/loader/archive.go, ensureArchive). */
    private static final Pattern NO_ARCHIVE =
            Pattern.compile("does not appear to be a gzipped archive; got '([^']{1,100})'");

    private static final Pattern FETCHED = Pattern.compile("failed to fetch (\\S{1,2000}) : 40[13] ");

    private static final String LOGIN_PAGE = "check its URL, and whether it needs a login: this may be a login page";

    private static final Pattern UNREACHED =
            Pattern.compile("\\bdial tcp\\b|no such host|connection re(?:fused|set)|i/o timeout|x509: |tls: |\\bEOF$");

    private static final String CHECK_URL = "check its URL, and that the agent can reach it";

    /** Helm looked for the host itself: with a proxy, Go says which connection failed (net/http, transport.go). */
    private static final Pattern WITHOUT_PROXY = Pattern.compile("(?<!proxyconnect tcp: )\\bdial tcp\\b");

    private static final String CHECK_WAY =
            "check its URL, and that the agent can reach it, if need be through the proxy that the node's environment"
                    + " variable HTTPS_PROXY names, since Jenkins' own is not used there";

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
            boolean isPage = NO_LIST.matcher(answer).find();
            String advice = isPage ? LOGIN_PAGE : adviceOnIndex(source, answer);
            return "The agent could not read chart repository " + source.repository() + ": "
                    + (isPage ? "its index.yaml is not a list of charts" : told(answer)) + "; " + advice
                    + ".";
        }
        Matcher page = NO_ARCHIVE.matcher(said);
        boolean isPage = page.find();
        String answer = isPage
                ? "what it got is not a chart archive, but " + page.group(1)
                : OPERATION.matcher(said).replaceAll("");
        String advice = isPage ? LOGIN_PAGE : advice(source, answer);
        return "The agent could not get chart " + source + ": " + answer + (advice.isEmpty() ? "" : "; ") + advice
                + ".";
    }

    private static String told(String answer) {
        return answer.isEmpty() ? "it is not a chart repository" : answer;
    }

    private static String adviceOnIndex(ChartSource source, String answer) {
        if (source.repository().endsWith("/index.yaml")) {
            return "give its URL without index.yaml";
        }
        String advice = ABSENT.matcher(answer).find() ? "" : advice(source, answer);
        return advice.isEmpty() ? CHECK_URL : advice;
    }

    private static String advice(ChartSource source, String answer) {
        if (NO_ENTRY.matcher(answer).find() && isElsewhere(source, answer)) {
            return "the repository's index leads to another host, which does not get the login of repositoryCredentialsId;"
                    + " give that host's repository, or use a chart in the workspace";
        }
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
            return "an OCI registry must use TLS";
        }
        if (ABSENT.matcher(answer).find()) {
            return absent(source, answer);
        }
        if (WITHOUT_PROXY.matcher(answer).find()) {
            return CHECK_WAY;
        }
        return UNREACHED.matcher(answer).find() ? CHECK_URL : "";
    }

    private static String absent(ChartSource source, String answer) {
        if (answer.startsWith("failed to fetch ")) {
            return "the repository's index names an archive that is not there; where the repository's URL is redirected, give"
                    + " the one that it is redirected to";
        }
        return source.repository().endsWith("/" + source.chart())
                ? "give in repository the folder that holds the chart, without the chart's name"
                : "check the repository's path, the chart's name and the version";
    }

    /** Helm sends a login to the repository's own host alone (pkg/getter/httpgetter.go). */
    private static boolean isElsewhere(ChartSource source, String answer) {
        Matcher fetched = FETCHED.matcher(answer);
        return source.username() != null
                && fetched.find()
                && !Objects.equals(authority(fetched.group(1)), authority(source.repository()));
    }

    private static String authority(String url) {
        try {
            return URI.create(url).getAuthority();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
