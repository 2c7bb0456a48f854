package io.jenkins.plugins.seldon.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.helm.ChartSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Helm 3.19, 3.21 and 4.0 said of registries and repositories, and what the user reads. */
class PullProblemTest {

    private static final String LOGIN =
            "check the user name and password that repositoryCredentialsId names, and that this user may read the chart.";
    private static final String REACH = "check its URL, and that the agent can reach it.";
    private static final String WAY =
            "check its URL, and that the agent can reach it, if need be through the proxy that the node's environment"
                    + " variable HTTPS_PROXY names, since Jenkins' own is not used there.";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    authenticating to "r:5000": GET "https://r:5000/v2/": response status code 401: Unauthorized | LOGIN
                    failed to perform "FetchReference" on source: GET "https://r:5000/v2/c/a/manifests/1.0.0": response status code 403: denied: no right | LOGIN
                    failed to perform "FetchReference" on source: r:5000/c/a:1.0.0: not found | check the repository's path, the chart's name and the version.
                    failed to perform "FetchReference" on source: Get "https://r:5000/v2/c/a/manifests/1.0.0": dial tcp 127.0.0.1:5000: connect: connection refused | WAY
                    authenticating to "r:5000": Get "https://r:5000/v2/": dial tcp: lookup r on 192.0.2.1:53: no such host | WAY
                    authenticating to "r:5000": Get "https://r:5000/v2/": proxyconnect tcp: dial tcp 192.0.2.1:3128: connect: connection refused | REACH
                    authenticating to "r:5000": Get "https://r:5000/v2/": tls: failed to verify certificate: x509: certificate is valid for q, not r | REACH
                    authenticating to "r:5000": Get "https://r:5000/v2/": http: server gave HTTP response to HTTPS client | an OCI registry must use TLS.
                    """)
    void aRegistrysAnswerIsFollowedByWhatToDo(String said, String advice) {
        String answer = said.replace("failed to perform \"FetchReference\" on source: ", "");
        assertThat(PullProblem.sentence(source("oci://r:5000/c", "reader"), said))
                .isEqualTo("The agent could not get chart a 1.0.0 from oci://r:5000/c: " + answer + "; "
                        + advice.replace("LOGIN", LOGIN).replace("REACH", REACH).replace("WAY", WAY));
    }

    @Test
    void withoutALoginOneIsToBeGiven() {
        assertThat(PullProblem.sentence(
                        source("oci://r/c", null),
                        "failed to perform \"FetchReference\" on source: GET \"https://r/v2/c/a/manifests/1.0.0\": basic"
                                + " credential not found"))
                .endsWith("basic credential not found; name a credential with a user name and a password in"
                        + " repositoryCredentialsId.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    looks like "http://r/c" is not a valid chart repository or cannot be reached: failed to fetch http://r/c/index.yaml : 401 Unauthorized | The agent could not read chart repository http://r/c: failed to fetch http://r/c/index.yaml : 401 Unauthorized; LOGIN
                    looks like "http://r/c" is not a valid chart repository or cannot be reached: Get "http://r/c/index.yaml": EOF | The agent could not read chart repository http://r/c: Get "http://r/c/index.yaml": EOF; REACH
                    looks like "http://r/c" is not a valid chart repository or cannot be reached | The agent could not read chart repository http://r/c: it is not a chart repository; REACH
                    looks like "http://r/c" is not a valid chart repository or cannot be reached: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go value of type repo.IndexFile | The agent could not read chart repository http://r/c: its index.yaml is not a list of charts; PAGE
                    looks like "http://r/c" is not a valid chart repository or cannot be reached: no API version specified | The agent could not read chart repository http://r/c: its index.yaml is not a list of charts; PAGE
                    file '/tmp/helm-1/helm/cache/repository/a-1.0.0.tgz' does not appear to be a gzipped archive; got 'text/html; charset=utf-8' | The agent could not get chart a 1.0.0 from http://r/c: what it got is not a chart archive, but text/html; charset=utf-8; PAGE
                    failed to fetch http://r/c/a-1.0.0.tgz : 404 Not Found | The agent could not get chart a 1.0.0 from http://r/c: failed to fetch http://r/c/a-1.0.0.tgz : 404 Not Found; the repository's index names an archive that is not there; where the repository's URL is redirected, give the one that it is redirected to.
                    failed to fetch http://r/c/a-1.0.0.tgz : 401 Unauthorized | The agent could not get chart a 1.0.0 from http://r/c: failed to fetch http://r/c/a-1.0.0.tgz : 401 Unauthorized; LOGIN
                    failed to fetch http://q/a-1.0.0.tgz : 401 Unauthorized | The agent could not get chart a 1.0.0 from http://r/c: failed to fetch http://q/a-1.0.0.tgz : 401 Unauthorized; ELSEWHERE
                    no chart version found for a-1.0.0 | Repository http://r/c has chart a, but not in version 1.0.0: check the version.
                    could not locate a version matching provided version string ~9 | Repository http://r/c has chart a, but not in version 1.0.0: check the version.
                    no chart name found | Repository http://r/c has no chart a: check the chart's name.
                    """)
    void aRepositorysAnswerToo(String said, String sentence) {
        assertThat(PullProblem.sentence(source("http://r/c", "reader"), said))
                .isEqualTo(sentence.replace("LOGIN", LOGIN)
                        .replace("REACH", REACH)
                        .replace("PAGE", "check its URL, and whether it needs a login: this may be a login page.")
                        .replace(
                                "ELSEWHERE",
                                "the repository's index leads to another host, which does not get the login of"
                                        + " repositoryCredentialsId; give that host's repository, or use a chart in the"
                                        + " workspace."));
    }

    @Test
    void anAddressThatSaysTooMuchIsToSayLess() {
        assertThat(PullProblem.sentence(
                        source("http://r/c/index.yaml", null),
                        "looks like \"http://r/c/index.yaml\" is not a valid chart repository or cannot be reached: failed to"
                                + " fetch http://r/c/index.yaml/index.yaml : 404 Not Found"))
                .endsWith("; give its URL without index.yaml.");
        assertThat(PullProblem.sentence(source("oci://r/c/a", null), "r/c/a/a:1.0.0: not found"))
                .endsWith("; give in repository the folder that holds the chart, without the chart's name.");
    }

    @Test
    void whatHasNothingToDoWithTheRepositoryIsPassedOnAsItIs() {
        assertThat(PullProblem.sentence(source("oci://r/c", null), "the step ran out of time (timeoutSeconds)"))
                .isEqualTo("The agent could not get chart a 1.0.0 from oci://r/c: the step ran out of time "
                        + "(timeoutSeconds).");
    }

    private static ChartSource source(String repository, String user) {
        return new ChartSource(repository, "a", "1.0.0", user, user == null ? null : "s3cret");
    }
}
