package io.jenkins.plugins.seldon.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.AbortException;
import io.jenkins.plugins.seldon.kubernetes.ApiServer;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.kubernetes.TestCertificates;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the controller may be sent by a kubeconfig in a credential, and what may go to agents. */
class ClusterConnectionsTest {

    private static final String LISTED = "https://listed.example:6443";
    private static final String INTRANET = "https://intranet.example";

    private final Map<String, String> folder = new TreeMap<>();
    private final Map<String, String> jenkins = new TreeMap<>();
    private final List<String> used = new ArrayList<>();
    private boolean helmOnAgents;
    private boolean usable = true;
    private String allowedUrls = LISTED;

    private final CredentialSource credentials = new CredentialSource() {
        @Override
        public StandardCredentials visible(String id) {
            String named = id.equals("${PARAMETER}") ? "k" : id;
            return file(named, folder.getOrDefault(named, jenkins.get(named)));
        }

        @Override
        public StandardCredentials jenkinsOwn(String id) {
            return file(id, jenkins.get(id));
        }

        @Override
        public void used(StandardCredentials credential) {
            used.add(credential.getId());
        }
    };

    private final ClusterSettings settings = new ClusterSettings() {
        @Override
        public List<Global> getClusters() {
            return usable ? List.of(others("prod"), global()) : List.of(global());
        }

        @Override
        public boolean isControllerServiceAccount() {
            return false;
        }

        @Override
        public String getAllowedUrls() {
            return allowedUrls;
        }
    };

    private static FileCredentials file(String id, String content) {
        return content == null
                ? null
                : (FileCredentials) Proxy.newProxyInstance(
                        FileCredentials.class.getClassLoader(),
                        new Class<?>[] {FileCredentials.class},
                        (proxy, method, args) -> method.getName().equals("getContent")
                                ? new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8))
                                : id);
    }

    private ClusterSettings.Global global() {
        Map<String, Object> values = Map.of(
                "getName", "prod", "getCredentialsId", "admins", "usableBy", usable, "isHelmOnAgents", helmOnAgents);
        return (ClusterSettings.Global) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ClusterSettings.Global.class},
                (proxy, method, args) -> values.getOrDefault(method.getName(), ""));
    }

    /** Another folder's of the same name, by an administrator's mistake. */
    private static ClusterSettings.Global others(String name) {
        Map<String, Object> values =
                Map.of("getName", name, "getCredentialsId", "others", "usableBy", false, "isHelmOnAgents", true);
        return (ClusterSettings.Global) Proxy.newProxyInstance(
                ClusterConnectionsTest.class.getClassLoader(),
                new Class<?>[] {ClusterSettings.Global.class},
                (proxy, method, args) -> values.getOrDefault(method.getName(), ""));
    }

    private static ClusterOptions options(Map<String, String> values) {
        return (ClusterOptions) Proxy.newProxyInstance(
                ClusterOptions.class.getClassLoader(),
                new Class<?>[] {ClusterOptions.class},
                (proxy, method, args) -> values.getOrDefault(method.getName(), ""));
    }

    private static String kubeconfig(String server, String more) {
        return """
               apiVersion: v1
               kind: Config
               current-context: c
               contexts: [{name: c, context: {cluster: k, user: u}}]
               clusters: [{name: k, cluster: {server: '%s'%s}}]
               users: [{name: u, user: {token: t0ken}}]
               """
                .formatted(server, more);
    }

    private ClusterConnection connect(UsedOn usedOn, String... options) throws Exception {
        Map<String, String> values = new TreeMap<>(Map.of("getNamespace", "models"));
        for (int i = 0; i < options.length; i += 2) {
            values.put(options[i], options[i + 1]);
        }
        return ClusterConnections.connect(
                "team/release", credentials, ClusterConnections.Place.NOWHERE, options(values), settings, usedOn);
    }

    @Test
    void kubeconfigNamesNoMoreThanFiftyFiles() throws Exception {
        assertThat(ClusterConnections.kubeconfigs("a:".repeat(50), ":")).hasSize(50);
        assertThatThrownBy(() -> ClusterConnections.kubeconfigs("a:".repeat(51), ":"))
                .isInstanceOf(AbortException.class)
                .hasMessage("KUBECONFIG names 51 files; at most 50 are allowed.");
    }

    /** Outside of any item only an administrator gets as far as here. */
    @Test
    void aFormOfAnAdministratorsMayUseEveryGlobalCluster() throws Exception {
        jenkins.put("admins", kubeconfig(INTRANET, ""));
        usable = false;
        assertThatThrownBy(() -> connect(UsedOn.CONTROLLER, "getCluster", "prod"))
                .hasMessageStartingWith("There is no global cluster 'prod' that team/release may use");
        ClusterOptions prod = options(Map.of("getNamespace", "models", "getCluster", "prod"));
        assertThat(ClusterConnections.connect(
                                null, credentials, ClusterConnections.Place.NOWHERE, prod, settings, UsedOn.CONTROLLER)
                        .server())
                .isEqualTo(INTRANET);
    }

    /** As Configuration as Code takes it, which asks no form; a person with a job has not written it. */
    @Test
    void aLineOfTheListThatIsNoUrlIsToldAsTheAdministratorsToCorrect() {
        jenkins.put("k", kubeconfig(INTRANET, ""));
        allowedUrls = LISTED + "\nprometheus.example.org";
        String told = "The list under Manage Jenkins » System » Seldon Analytics » Allowed URLs can't be read; an"
                + " administrator has to correct it: 'prometheus.example.org' is not an http or https URL of the form"
                + " https://host:port/path.";
        assertThatThrownBy(() -> connect(UsedOn.CONTROLLER, "getCredentialsId", "k"))
                .isInstanceOf(AbortException.class)
                .hasMessage(told);
        assertThatThrownBy(() -> ClusterConnections.requireAllowed(settings, "prometheusUrl", LISTED))
                .isInstanceOf(AbortException.class)
                .hasMessage(told);
    }

    @Test
    void aKubeconfigThatAdministratorsStoredGoesWhereItSays() throws Exception {
        jenkins.put("k", kubeconfig(INTRANET, ""));
        assertThat(connect(UsedOn.CONTROLLER, "getCredentialsId", "k").server()).isEqualTo(INTRANET);
        assertThat(connect(UsedOn.CONTROLLER, "getCredentialsId", "${PARAMETER}")
                        .server())
                .as("by a credentials parameter")
                .isEqualTo(INTRANET);
    }

    /** What the page of a credential shows: one that nothing seems to use is deleted by whoever tidies up. */
    @Test
    void theCredentialThatIsReadIsTheOneThatIsUsed() throws Exception {
        jenkins.put("k", kubeconfig(INTRANET, ""));
        jenkins.put("admins", kubeconfig(INTRANET, ""));
        connect(UsedOn.CONTROLLER, "getCredentialsId", "k");
        connect(UsedOn.CONTROLLER, "getCluster", "prod");
        assertThat(used).containsExactly("k", "admins");
    }

    /** As a kubeconfig has none whose server a load balancer stands for, with a certificate of the company's. */
    @Test
    void anAuthorityOfTheStepsIsTrustedForAKubeconfigsServerToo(@TempDir Path folderOfKeys) throws Exception {
        String authority =
                TestCertificates.create(folderOfKeys, "dns:localhost").certificatePem();
        for (String trust : List.of("", ", insecure-skip-tls-verify: true")) {
            jenkins.put("k", kubeconfig(INTRANET, trust));
            ApiServer server = Kubeconfig.serverOf(
                    connect(UsedOn.CONTROLLER, "getCredentialsId", "k", "getCaCertificate", authority));
            assertThat(server.url()).isEqualTo(INTRANET);
            assertThat(server.caData())
                    .isEqualTo(Kubeconfig.serverOf(connect(
                                    UsedOn.CONTROLLER,
                                    "getCredentialsId",
                                    "k",
                                    "getServerUrl",
                                    LISTED,
                                    "getCaCertificate",
                                    authority))
                            .caData())
                    .isNotNull();
            assertThat(server.skipTlsVerify()).isFalse();
        }
        ClusterOptions options = options(Map.of("getNamespace", "models", "getCaCertificate", authority));
        assertThat(Kubeconfig.serverOf(
                                ClusterConnections.ofAgent(List.of(kubeconfig(LISTED, "")), options, settings, null))
                        .caData())
                .as("of KUBECONFIG")
                .isNotNull();
    }

    @Test
    void theServerThatComesOfKubeconfigAndOptionsIsTheOneThatMustBeListed() throws Exception {
        ClusterOptions elsewhere = options(Map.of("getNamespace", "models", "getServerUrl", INTRANET));
        assertThatThrownBy(() -> ClusterConnections.ofAgent(List.of(kubeconfig(LISTED, "")), elsewhere, settings, null))
                .isInstanceOf(AbortException.class)
                .hasMessageContaining(INTRANET);
    }

    @Test
    void aFoldersKubeconfigGoesWhereAnAdministratorAllows() throws Exception {
        folder.put("k", kubeconfig(LISTED, ""));
        assertThat(connect(UsedOn.CONTROLLER, "getCredentialsId", "k").server()).isEqualTo(LISTED);
    }

    @Test
    void aFoldersKubeconfigDoesNotWalkAroundTheList() {
        folder.put("k", kubeconfig(INTRANET, ""));
        for (UsedOn usedOn : UsedOn.values()) {
            assertThatThrownBy(() -> connect(usedOn, "getCredentialsId", "k"))
                    .isExactlyInstanceOf(AbortException.class)
                    .hasMessageStartingWith(
                            "The server of the kubeconfig in credential 'k' '" + INTRANET + "' is not among")
                    .hasMessageEndingWith(".");
        }
    }

    @Test
    void norDoesItsProxy() {
        folder.put("k", kubeconfig(LISTED, ", proxy-url: 'http://root:pass@intranet.example:3128'"));
        assertThatThrownBy(() -> connect(UsedOn.CONTROLLER, "getCredentialsId", "k"))
                .hasMessageStartingWith("The proxy-url of the kubeconfig in credential 'k'")
                .hasMessageNotContaining("pass");
        assertThatThrownBy(() -> connect(UsedOn.CONTROLLER, "getCredentialsId", "k", "getServerUrl", LISTED))
                .hasMessageStartingWith("The proxy-url of the kubeconfig in credential 'k'");
    }

    /** It hides the administrators' one of the same id, and is none of theirs. */
    @Test
    void aFoldersKubeconfigIsNotTheAdministratorsForBeingNamedAsTheirs() throws Exception {
        jenkins.put("k", kubeconfig("https://admins.example", ""));
        folder.put("k", kubeconfig(INTRANET, ""));
        assertThatThrownBy(() -> connect(UsedOn.CONTROLLER, "getCredentialsId", "k"))
                .hasMessageContaining(INTRANET);
        folder.put("k", jenkins.get("k"));
        assertThat(connect(UsedOn.CONTROLLER, "getCredentialsId", "k").server()).isEqualTo("https://admins.example");
    }

    @Test
    void aGlobalClustersCredentialGoesToAgentsByAnAdministratorsWordAlone() throws Exception {
        jenkins.put("admins", kubeconfig(INTRANET, ""));
        assertThat(connect(UsedOn.CONTROLLER, "getCluster", "prod").server()).isEqualTo(INTRANET);
        assertThatThrownBy(() -> connect(UsedOn.AGENT, "getCluster", "prod")).isExactlyInstanceOf(AbortException.class);
        helmOnAgents = true;
        assertThat(connect(UsedOn.AGENT, "getCluster", "prod").server()).isEqualTo(INTRANET);
    }

    @Test
    void anothersClusterOfTheSameNameGivesNeitherItsCredentialNorItsLeaveForAgents() throws Exception {
        jenkins.put("admins", kubeconfig(INTRANET, ""));
        jenkins.put("others", kubeconfig("https://others.example", ""));
        assertThat(connect(UsedOn.CONTROLLER, "getCluster", "prod").server()).isEqualTo(INTRANET);
        assertThatThrownBy(() -> connect(UsedOn.AGENT, "getCluster", "prod"))
                .hasMessageStartingWith("The global cluster 'prod' is not for Helm");
        helmOnAgents = true;
        assertThat(connect(UsedOn.AGENT, "getCluster", "prod").server()).isEqualTo(INTRANET);
    }

    @Test
    void aCredentialOfAFolderIsNotAGlobalClusters() {
        folder.put("admins", kubeconfig(LISTED, ""));
        assertThatThrownBy(() -> connect(UsedOn.CONTROLLER, "getCluster", "prod"))
                .hasMessageStartingWith("There is no credential 'admins'");
    }

    @Test
    void aCredentialThatNobodyHasIsASentence() {
        assertThatThrownBy(() -> connect(UsedOn.CONTROLLER, "getCredentialsId", "none"))
                .hasMessage(
                        "There is no credential 'none': credentialsId must name a credential that team/release can see.");
    }

    /** It is the step's, whatever the credential is. */
    @Test
    void aNamespaceThatCanNotBeIsNoFaultOfTheCredentials() {
        jenkins.put("admins", kubeconfig(INTRANET, ""));
        assertThatThrownBy(() -> connect(UsedOn.CONTROLLER, "getCredentialsId", "admins", "getNamespace", "My_models"))
                .hasMessageStartingWith("The namespace 'My_models' is not a name that Kubernetes allows");
    }
}
