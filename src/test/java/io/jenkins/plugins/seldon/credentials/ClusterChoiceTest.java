package io.jenkins.plugins.seldon.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.credentials.ClusterChoice.AgentKubeconfig;
import io.jenkins.plugins.seldon.credentials.ClusterChoice.Circumstances;
import io.jenkins.plugins.seldon.credentials.ClusterChoice.GlobalCluster;
import io.jenkins.plugins.seldon.credentials.ClusterChoice.Offer;
import io.jenkins.plugins.seldon.credentials.ClusterChoice.OwnCredential;
import io.jenkins.plugins.seldon.credentials.ClusterChoice.Refused;
import io.jenkins.plugins.seldon.credentials.ClusterChoice.ServiceAccount;
import io.jenkins.plugins.seldon.kubernetes.ApiServer;
import io.jenkins.plugins.seldon.kubernetes.InvalidConnectionException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of who may connect where, and as whom. */
class ClusterChoiceTest {

    private static final String ALLOWED = "https://allowed.example:6443";

    /**
     * {@code clusters}: the global ones, those that the job may not use with an exclamation mark before their names.
     * {@code expected}: {@code own ID}, {@code global NAME}, {@code agent PATHS}, {@code account}, or the beginning of the
     * refusal.
     */
    @ParameterizedTest(name = "{index}: {8}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # cluster | credentialsId | serverUrl                    | KUBECONFIG | node  | clusters | account | comment                                    | expected
                              | mine          |                              |            | false |          | false   | the step's own credential                  | own mine
                              | mine          |                              | /k/config  | true  | a        | true    | it outranks everything else                | own mine
                              | mine          | https://allowed.example:6443 |            | false |          | false   | a listed server                            | own mine
                              | mine          | https://intra.example        |            | false |          | false   | a server that nobody listed                | The serverUrl 'https://intra.example' is not among
                              |               | https://intra.example        |            | false |          | false   | nor without a credential                   | The serverUrl 'https://intra.example' is not among
                              |               | https://allowed.example:6443 |            | false | a        | true    | a server without a user                    | serverUrl alone does not say who the user is
                    a         |               |                              |            | false | a,b      | false   | a global cluster by name                   | global a
                    a         |               |                              | /k/config  | true  | a,b      | true    | it outranks the environment                | global a
                    a         |               |                              |            | false | !a,b     | true    | one of another folder                      | There is no global cluster 'a' that models/iris may use
                    c         |               |                              | /k/config  | true  | a        | true    | one that does not exist, and no fallback   | There is no global cluster 'c' that models/iris may use
                    a         | mine          |                              |            | false | a        | false   | both are ambiguous                         | Give either cluster: 'a' or credentialsId
                    a         |               | https://allowed.example:6443 |            | false | a        | false   | a global cluster's credential elsewhere    | Give either cluster: 'a' or credentialsId
                              |               |                              | /k/config  | true  | a        | true    | the environment outranks the only cluster  | agent /k/config
                              |               |                              | /k/config  | false | a        | true    | there is no file outside of a node         | global a
                              |               |                              | ' '        | true  | a        | true    | a blank KUBECONFIG is none                 | global a
                              |               |                              |            | true  | a,!b     | true    | the only one that the job may use          | global a
                              |               |                              |            | false | a,b      | true    | several: the service account, if allowed   | account
                              |               |                              |            | false | a,b      | false   | several, and nothing else                  | No cluster is given: give credentialsId or cluster (available: a, b)
                              |               |                              |            | false | !a       | true    | only the service account                   | account
                              |               |                              |            | false | !a       | false   | nothing, and no foreign name is told       | No cluster is given: give credentialsId or cluster, or
                    """)
    void theOrderAndTheLimitsHold(
            String cluster,
            String credentialsId,
            String serverUrl,
            String kubeconfig,
            boolean onNode,
            String clusters,
            boolean serviceAccount,
            String comment,
            String expected) {
        ClusterChoice choice = ClusterChoice.of(
                options(cluster, credentialsId, serverUrl),
                new Circumstances(
                        "models/iris",
                        text(kubeconfig),
                        onNode,
                        offers(text(clusters)),
                        serviceAccount,
                        new AllowedUrls(ALLOWED),
                        UsedOn.CONTROLLER));
        assertThat(told(choice)).as(comment).startsWith(expected);
    }

    /** It was left out unsaid, and the step went to the context that the administrator's kubeconfig has for its current one. */
    @ParameterizedTest
    @CsvSource({
        "a, '', 'a,b', false, 'The global cluster ''a'' is used as an administrator has configured it: leave out contextName,'",
        "'', '', a, false, The global cluster 'a' is used as",
        "'', '', 'a,b', true, The controller's own service account is used as it is: leave out contextName",
        "c, '', a, false, There is no global cluster 'c'",
        "'', mine, a, false, own mine",
        "'', '', 'a,b', false, No cluster is given",
    })
    void aContextIsForAKubeconfigOfTheJobs(
            String cluster, String credentialsId, String clusters, boolean serviceAccount, String expected) {
        ClusterChoice choice = ClusterChoice.of(
                options(cluster, credentialsId, "", "eu"),
                new Circumstances(
                        "models/iris",
                        "",
                        true,
                        offers(clusters),
                        serviceAccount,
                        new AllowedUrls(ALLOWED),
                        UsedOn.CONTROLLER));
        assertThat(told(choice)).startsWith(expected);
    }

    @Test
    void aClusterOfAnotherFolderIsNotNamedInARefusal() {
        ClusterChoice choice = ClusterChoice.of(
                options("", "", ""),
                new Circumstances(
                        "models/iris",
                        "",
                        false,
                        offers("a,b,!secret"),
                        false,
                        new AllowedUrls(ALLOWED),
                        UsedOn.CONTROLLER));
        assertThat(told(choice)).doesNotContain("secret");
    }

    /** {@code +}: an administrator lets the credential go to agents. */
    @ParameterizedTest
    @CsvSource({
        "a, 'a', AGENT, The global cluster 'a' is not for Helm",
        "a, 'a+', AGENT, global a",
        "a, 'a', CONTROLLER, global a",
        "a, 'a,b+', AGENT, The global cluster 'a' is not for Helm",
        "'', 'a', AGENT, The global cluster 'a' is not for Helm",
        "'', 'a+', AGENT, global a",
        "'', 'a', CONTROLLER, global a",
        "a, '!a+', AGENT, There is no global cluster 'a'",
    })
    void aGlobalClustersCredentialGoesToAgentsOnAnAdministratorsWordOnly(
            String cluster, String clusters, UsedOn usedOn, String expected) {
        ClusterChoice choice = ClusterChoice.of(
                options(cluster, "", ""),
                new Circumstances("models/iris", "", true, offers(clusters), false, new AllowedUrls(ALLOWED), usedOn));
        assertThat(told(choice)).startsWith(expected);
    }

    private static String told(ClusterChoice choice) {
        if (choice instanceof OwnCredential own) {
            return "own " + own.credentialsId();
        } else if (choice instanceof GlobalCluster global) {
            return "global " + global.name();
        } else if (choice instanceof AgentKubeconfig agent) {
            return "agent " + agent.paths();
        } else if (choice instanceof ServiceAccount) {
            return "account";
        }
        return ((Refused) choice).sentence();
    }

    private static List<Offer> offers(String names) {
        return Arrays.stream(names.split(","))
                .filter(name -> !name.isEmpty())
                .map(name -> new Offer(name.replaceAll("[!+]", ""), !name.startsWith("!"), name.endsWith("+")))
                .toList();
    }

    private static String text(String given) {
        return given == null ? "" : given;
    }

    private static ClusterOptions options(String cluster, String credentialsId, String serverUrl) {
        return options(cluster, credentialsId, serverUrl, "");
    }

    private static ClusterOptions options(String cluster, String credentialsId, String serverUrl, String contextName) {
        return new ClusterOptions() {
            @Override
            public String getCluster() {
                return text(cluster);
            }

            @Override
            public String getCredentialsId() {
                return text(credentialsId);
            }

            @Override
            public String getServerUrl() {
                return text(serverUrl);
            }

            @Override
            public String getCaCertificate() {
                return "";
            }

            @Override
            public String getContextName() {
                return contextName;
            }

            @Override
            public String getClusterName() {
                return "";
            }

            @Override
            public String getNamespace() {
                return "seldon-system";
            }
        };
    }

    /** The job writes that file: its server and proxy are the job's wish, as serverUrl is. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "https://allowed.example:6443, -,                                 -",
                "https://allowed.example:6443, http://proxy.example:3128,         -",
                "https://allowed.example:6443, http://me:pass@proxy.example:3128, -",
                "https://allowed.example:6443, socks5://socks.example,            -",
                "https://allowed.example:6443, http://other.example:3128,         The proxy-url of KUBECONFIG 'http://other.example:3128' is not among",
                "https://allowed.example:6443, http://me:pass@other.example:3128, The proxy-url of KUBECONFIG 'http://other.example:3128' is not among",
                "https://allowed.example:6443, socks5://proxy.example:3128,       The proxy-url of KUBECONFIG 'socks5://proxy.example:3128' is not among",
                "https://allowed.example:6444, -,                                 The server of KUBECONFIG 'https://allowed.example:6444' is not among",
                "http://169.254.169.254,       -,                                 The server of KUBECONFIG 'http://169.254.169.254' is not among",
                "https://allowed.example:6443.evil.example, -,                    The server of KUBECONFIG",
            })
    void theServerOfAJobsKubeconfigMustBeListed(String server, String proxy, String refusal) {
        AllowedUrls allowed = new AllowedUrls(ALLOWED + "\nhttp://proxy.example:3128\nsocks5://socks.example:1080");
        Optional<String> told;
        try {
            told = ClusterChoice.refusal("KUBECONFIG", ApiServer.at(server).withProxy(proxy), allowed);
        } catch (InvalidConnectionException e) {
            told = Optional.of("The server of KUBECONFIG is none.");
        }
        assertThat(told.isEmpty()).isEqualTo(refusal == null);
        assertThat(told.orElse("")).startsWith(refusal == null ? "" : refusal).doesNotContain("pass@");
        assertThat(ClusterChoice.refusal("KUBECONFIG", ApiServer.at(ALLOWED).withProxy(proxy), new AllowedUrls("*")))
                .isEmpty();
    }
}
