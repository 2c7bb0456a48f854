package io.jenkins.plugins.seldon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.kubernetes.Kubeconfig.Choice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KubeconfigTest {

    private static final String SECRET = "s3cr3t-value";

    private static final String TWO_CONTEXTS =
            """
            apiVersion: v1
            kind: Config
            current-context: one
            contexts:
            - name: one
              context: {cluster: east, user: ann, namespace: models}
            - name: two
              context: {cluster: west, user: eve}
            clusters:
            - name: east
              cluster: {server: "https://east:6443/"}
            - name: west
              cluster: {server: "http://west:8080", proxy-url: "http://proxy", tls-server-name: api.west}
            users:
            - name: ann
              user: {token: 0123}
            - name: eve
              user: {exec: {command: touch, args: [/tmp/x]}}
            """;

    private static TestCertificates certificates;

    @BeforeAll
    static void makeCertificates(@TempDir Path folder) throws Exception {
        certificates = TestCertificates.create(folder, "dns:localhost");
    }

    @Test
    void takesTheCurrentContextAndItsNamespace() {
        ClusterConnection connection = Kubeconfig.parse(TWO_CONTEXTS).select(Choice.CURRENT);
        assertThat(connection.server()).isEqualTo("https://east:6443");
        assertThat(connection.namespace()).isEqualTo("models");
        assertThat(connection.toString()).doesNotContain("0123");
    }

    @Test
    void keepsATokenOfDigitsAsTheTextItIs() {
        ClusterConnection connection = Kubeconfig.parse(TWO_CONTEXTS).select(Choice.CURRENT);
        assertThat(Kubeconfig.userOf(connection).token()).isEqualTo("0123");
    }

    @Test
    void lookOnlyAtWhatIsSelected() {
        assertThat(Kubeconfig.parse(TWO_CONTEXTS).select(Choice.CURRENT).kubeconfig())
                .doesNotContain("exec", "west", "touch");
    }

    @Test
    void overridesClusterAndNamespace() {
        ClusterConnection connection =
                Kubeconfig.parse(TWO_CONTEXTS).select(new Choice("one", "west", "seldon-system"));
        assertThat(connection.server()).isEqualTo("http://west:8080");
        assertThat(connection.namespace()).isEqualTo("seldon-system");
        assertThat(Kubeconfig.serverOf(connection))
                .isEqualTo(new ApiServer("http://west:8080", null, false, "api.west", "http://proxy:80"));
    }

    @Test
    void sameServerAndUserHaveTheSameIdentityInAnyNamespace() {
        Kubeconfig kubeconfig = Kubeconfig.parse(TWO_CONTEXTS);
        assertThat(kubeconfig.select(new Choice("one", null, "a")).identity())
                .isEqualTo(kubeconfig.select(new Choice("one", null, "b")).identity())
                .isNotEqualTo(kubeconfig.select(new Choice("one", "west", "a")).identity());
    }

    @Test
    void mergesAsKubectlDoes() {
        String first = """
                users: [{name: ann, user: {token: first}}]
                """;
        String second =
                """
                current-context: one
                contexts: [{name: one, context: {cluster: east, user: ann}}]
                """;
        ClusterConnection connection =
                Kubeconfig.merge(List.of(first, second, TWO_CONTEXTS)).select(Choice.CURRENT);
        assertThat(Kubeconfig.userOf(connection).token()).isEqualTo("first");
        assertThat(connection.namespace()).isEqualTo("default");
    }

    @Test
    void theOnlyContextNeedsNoName() {
        String text = TWO_CONTEXTS.replace("current-context: one", "").replaceAll("(?m)^- name: two\n.*\n", "");
        assertThat(Kubeconfig.parse(text).select(Choice.CURRENT).server()).isEqualTo("https://east:6443");
    }

    @Test
    void keepsCertificatesAndOptionsThroughTheRewrittenKubeconfig() throws Exception {
        ApiServer server = ApiServer.at("https://east:6443").withCertificateAuthority(certificates.certificatePem());
        ApiUser user = ApiUser.certificate(certificates.certificatePem(), certificates.keyPem());
        ClusterConnection connection = Kubeconfig.connection(server, user, "default");
        assertThat(Kubeconfig.serverOf(connection)).isEqualTo(server);
        assertThat(Kubeconfig.userOf(connection)).isEqualTo(user);
        assertThat(connection.kubeconfig()).doesNotContain("insecure-skip-tls-verify", "namespace");
    }

    /** As kubectl does (k8s.io/client-go, tools/clientcmd/api/v1/types.go): the data overrides the file, which is not read. */
    @Test
    void leavesAFileUnreadWhoseContentIsGivenToo() throws Exception {
        String data = certificates.certificatePem().replaceAll("-----[A-Z ]+-----|\\s", "");
        String key = java.util.Base64.getEncoder()
                .encodeToString(certificates.keyPem().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        ClusterConnection connection = Kubeconfig.parse(
                        """
                        contexts: [{name: one, context: {cluster: east, user: ann}}]
                        clusters: [{name: east, cluster: {server: 'https://east', certificate-authority: ca.crt,
                          certificate-authority-data: %s}}]
                        users: [{name: ann, user: {client-certificate: /a, client-certificate-data: %s,
                          client-key: /b, client-key-data: %s}}]
                        """
                                .formatted(data, data, key))
                .select(Choice.CURRENT);
        assertThat(Kubeconfig.serverOf(connection))
                .isEqualTo(ApiServer.at("https://east").withCertificateAuthority(certificates.certificatePem()));
        assertThat(connection.kubeconfig()).doesNotContain("ca.crt", "/a", "/b");
    }

    @Test
    void takesABareCertificateBodyAsCredentialPluginsGiveIt() throws Exception {
        String body = certificates.certificatePem().replaceAll("-----[A-Z ]+-----", "");
        assertThat(ApiServer.at("https://east").withCertificateAuthority(body))
                .isEqualTo(ApiServer.at("https://east").withCertificateAuthority(certificates.certificatePem()));
    }

    @ParameterizedTest
    @MethodSource
    void refusesInOneSentenceWithoutTheSecret(String user, String cluster, String part) {
        String text =
                """
                current-context: one
                contexts: [{name: one, context: {cluster: east, user: ann}}]
                clusters: [{name: east, cluster: %s}]
                users: [{name: ann, user: %s}]
                """
                        .formatted(cluster, user);
        assertRefused(() -> Kubeconfig.parse(text).select(Choice.CURRENT), part);
    }

    static Stream<Arguments> refusesInOneSentenceWithoutTheSecret() {
        String good = "{server: 'https://east'}";
        String token = "{token: " + SECRET + "}";
        return Stream.of(
                Arguments.of("{exec: {command: touch}}", good, "exec"),
                Arguments.of("{token: " + SECRET + ", exec: {command: touch}}", good, "exec"),
                Arguments.of("{auth-provider: {name: gcp}}", good, "auth-provider"),
                Arguments.of("{tokenFile: /etc/passwd}", good, "tokenFile"),
                Arguments.of("{client-certificate: /a, client-key: /b}", good, "client-certificate"),
                Arguments.of("{client-certificate-data: YQ==, client-key: /b}", good, "client-key"),
                Arguments.of("{token: " + SECRET + ", as: admin}", good, "impersonate"),
                Arguments.of("{token: " + SECRET + ", as-groups: [a]}", good, "impersonate"),
                Arguments.of("{client-certificate-data: " + SECRET + ", client-key-data: YQ==}", good, "certificate"),
                Arguments.of("{username: ann}", good, "no password"),
                Arguments.of("{password: " + SECRET + "}", good, "no user name"),
                Arguments.of("{}", good, "names no user"),
                Arguments.of("{token: [" + SECRET + "]}", good, "not a text"),
                Arguments.of("{token: \"" + SECRET + "\\nX: y\"}", good, "line break"),
                Arguments.of("{token: REDACTED}", good, "printed without its secrets (REDACTED)"),
                Arguments.of(
                        token,
                        "{server: 'https://east', certificate-authority-data: DATA+OMITTED}",
                        "print it with kubectl config view --minify --flatten"),
                Arguments.of(token, "{}", "no server"),
                Arguments.of(token, "{server: 'ftp://east'}", "https://host:port"),
                Arguments.of(token, "{server: 'https://u:" + SECRET + "@east'}", "https://host:port"),
                Arguments.of(
                        token, "{server: 'https://east', certificate-authority: /etc/ca}", "certificate-authority"),
                Arguments.of(token, "{server: 'https://east', certificate-authority-data: YQ==}", "X.509"),
                Arguments.of(token, "{server: 'https://east', insecure-skip-tls-verify: maybe}", "neither true"),
                Arguments.of(token, "{server: 'https://east', proxy-url: 'ftp://" + SECRET + "@p'}", "proxy-url"));
    }

    @ParameterizedTest
    @MethodSource
    void refusesTextsThatAreNoKubeconfig(String text, String part) {
        assertRefused(() -> Kubeconfig.parse(text).select(Choice.CURRENT), part);
    }

    static Stream<Arguments> refusesTextsThatAreNoKubeconfig() {
        return Stream.of(
                Arguments.of("", "empty"),
                Arguments.of("<html>" + SECRET + "</html>", "not a mapping"),
                Arguments.of("token: " + SECRET + "\n  x: [", "not valid YAML in line 2"),
                Arguments.of("a: !!java.net.URL ['http://" + SECRET + "']", "not valid YAML"),
                Arguments.of("a: &a [*a]\nb: " + SECRET, "nested deeper than 20 levels"),
                Arguments.of(laughs(), "grows too large when its aliases are followed"),
                Arguments.of("a: " + "[".repeat(100) + "]".repeat(100), "YAML"),
                Arguments.of("x: " + "y".repeat(2_000_000), "longer than 1048576 characters"),
                Arguments.of("contexts: 3", "not a list"),
                Arguments.of("users: [{user: {token: " + SECRET + "}}]", "without a name"),
                Arguments.of("{}", "no context"));
    }

    @Test
    void theVariableIsSplitAsItsPlatformDoes() throws Exception {
        List<String> cases =
                Files.readAllLines(Path.of("src/test/resources/cases/kubeconfig-windows-agent/environment.txt"));
        assertThat(cases)
                .map(line -> Kubeconfig.paths(line.substring("KUBECONFIG=".length()), ";"))
                .containsExactly(
                        List.of("C:\\jenkins\\workspace\\model\\.kube1234config"),
                        List.of("C:\\a\\config", "D:\\b\\config"));
        assertThat(Kubeconfig.paths("/a/config: /b/config::", ":")).containsExactly("/a/config", "/b/config");
    }

    @Test
    void namesTheContextsThereAre() {
        Kubeconfig kubeconfig = Kubeconfig.parse(TWO_CONTEXTS.replace("current-context: one", ""));
        assertRefused(() -> kubeconfig.select(Choice.CURRENT), "set contextName to one or two.");
        assertRefused(
                () -> kubeconfig.select(new Choice("three", null, null)), "no context three; it has one and two.");
        assertRefused(() -> kubeconfig.select(new Choice("one", "north", null)), "no cluster north");
        assertRefused(() -> kubeconfig.select(new Choice("one", null, "Not_A_Name")), "namespace 'Not_A_Name'");
    }

    private static String laughs() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 30; i++) {
            yaml.append("a%d: &a%d [%s]\n"
                    .formatted(i, i, String.join(",", java.util.Collections.nCopies(10, "*a" + (i - 1)))));
        }
        return yaml.toString();
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String part) {
        assertThatThrownBy(call)
                .isInstanceOf(InvalidConnectionException.class)
                .hasNoCause()
                .hasMessageContaining(part)
                .hasMessageEndingWith(".")
                .message()
                .doesNotContain(SECRET, "\n");
    }
}
