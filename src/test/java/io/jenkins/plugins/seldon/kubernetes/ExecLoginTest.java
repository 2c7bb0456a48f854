package io.jenkins.plugins.seldon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig.Choice;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a kubeconfig's {@code exec} asks for, and what its program may answer (client-go, pkg/apis/clientauthentication/v1). */
class ExecLoginTest {

    private static final String V1 = "client.authentication.k8s.io/v1";

    /** As {@code aws eks update-kubeconfig}, {@code gcloud … get-credentials} and {@code kubelogin convert-kubeconfig} write. */
    private static final String EKS =
            """
            apiVersion: client.authentication.k8s.io/v1beta1
            args: [--region, eu-central-1, eks, get-token, --cluster-name, models, --output, json]
            command: aws
            env: [{name: AWS_PROFILE, value: models}]
            """;

    private static final String GKE =
            """
            apiVersion: client.authentication.k8s.io/v1beta1
            command: gke-gcloud-auth-plugin
            installHint: |-
              Install gke-gcloud-auth-plugin for use with kubectl by following
                https://cloud.google.com/kubernetes-engine/docs/how-to/cluster-access-for-kubectl#install_plugin
            provideClusterInfo: true
            """;

    private static final String AKS =
            """
            apiVersion: client.authentication.k8s.io/v1beta1
            args: [get-token, --login, msi, --server-id, 6dae42f8-4368-4678-94ff-3960e28e3630]
            command: kubelogin
            env: null
            provideClusterInfo: false
            """;

    private static Kubeconfig with(String exec) {
        return Kubeconfig.parse(
                """
                apiVersion: v1
                kind: Config
                current-context: c
                contexts: [{name: c, context: {cluster: k, user: u}}]
                clusters: [{name: k, cluster: {server: 'https://k.example', insecure-skip-tls-verify: true}}]
                users:
                - name: u
                  user:
                    exec:
                """
                        + exec.strip().indent(8));
    }

    private static ExecLogin login(String exec) {
        return with(exec).login(Choice.CURRENT).orElseThrow();
    }

    private static ExecLogin v1() {
        return login("{apiVersion: " + V1 + ", command: /opt/bin/say, interactiveMode: Never}");
    }

    @Test
    void theCloudsOwnKubeconfigsAreTaken() throws Exception {
        ExecLogin eks = login(EKS);
        assertThat(eks.call())
                .containsExactly(
                        "aws",
                        "--region",
                        "eu-central-1",
                        "eks",
                        "get-token",
                        "--cluster-name",
                        "models",
                        "--output",
                        "json");
        Map<String, String> environment = eks.environmentFor(ApiServer.at("https://k.example"));
        assertThat(environment).containsEntry("AWS_PROFILE", "models");
        assertThat(new ObjectMapper().readTree(environment.get("KUBERNETES_EXEC_INFO")))
                .isEqualTo(
                        new ObjectMapper()
                                .readTree(
                                        """
                                {"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1beta1",
                                 "spec": {"interactive": false}}
                                """));
        assertThat(login(AKS).call()).startsWith("kubelogin", "get-token");
        assertThat(login(AKS).environment()).isEmpty();
        assertThat(login(GKE).hint())
                .startsWith("Install gke-gcloud-auth-plugin for use with kubectl by following https");
    }

    @Test
    void aProgramThatAsksForTheClusterIsToldIt() throws Exception {
        ApiServer server = with(GKE).server(Choice.CURRENT);
        assertThat(new ObjectMapper()
                        .readTree(login(GKE).environmentFor(server).get("KUBERNETES_EXEC_INFO"))
                        .path("spec"))
                .isEqualTo(
                        new ObjectMapper()
                                .readTree(
                                        """
                                {"interactive": false, "cluster": {"server": "https://k.example",
                                 "insecure-skip-tls-verify": true, "config": null}}
                                """));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {apiVersion: client.authentication.k8s.io/v1alpha1, command: aws} | has an apiVersion other than
            {apiVersion: client.authentication.k8s.io/v1}                     | has no command
            {apiVersion: client.authentication.k8s.io/v1, command: ./aws}     | has a command with a relative path
            {apiVersion: client.authentication.k8s.io/v1, command: bin/aws}   | has a command with a relative path
            {apiVersion: client.authentication.k8s.io/v1, command: aws, interactiveMode: Always} | needs input at a terminal
            {apiVersion: client.authentication.k8s.io/v1, command: aws, env: [{value: a}]}       | has an env without a variable's name
            {apiVersion: client.authentication.k8s.io/v1, command: aws, env: [{name: 'A;b', value: a}]} | has an env without a variable's name
            {apiVersion: client.authentication.k8s.io/v1, command: aws, args: [{a: b}]} | has a value that should be text and is not
            {apiVersion: client.authentication.k8s.io/v1, command: aws, args: many}     | has args or an env that is not a list
            """)
    void whatNoBuildCanRunIsRefused(String exec, String reason) {
        assertThatThrownBy(() -> login(exec))
                .isInstanceOf(InvalidConnectionException.class)
                .hasMessageStartingWith("The kubeconfig's user has an exec that " + reason)
                .hasMessageEndingWith(".");
    }

    @Test
    void aTokenAndItsEndAreTaken() {
        ExecLogin.Login login = v1().login(
                        """
                        {"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1", "spec": {},
                         "status": {"token": "k8s-aws-v1.abc", "expirationTimestamp": "2026-11-29T10:14:00Z"}}
                        """);
        assertThat(login.user().token()).isEqualTo("k8s-aws-v1.abc");
        assertThat(login.until()).contains(Instant.parse("2026-11-29T10:14:00Z"));
        assertThat(v1().line(login)).isEqualTo("Logged in with say on the agent, until 2026-11-29T10:14:00Z.");
        ClusterConnection connection = with(EKS).select(Choice.CURRENT, login);
        assertThat(connection.kubeconfig()).contains("k8s-aws-v1.abc").doesNotContain("exec");
        assertThat(connection.until()).isEqualTo("2026-11-29T10:14:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Unable to locate credentials",
                "[]",
                "{\"kind\": \"ExecCredential\", \"apiVersion\": \"client.authentication.k8s.io/v1beta1\","
                        + " \"status\": {\"token\": \"s3cret\"}}",
                "{\"kind\": \"ExecCredential\", \"apiVersion\": \"" + V1 + "\"}",
                "{\"kind\": \"ExecCredential\", \"apiVersion\": \"" + V1 + "\", \"status\": {\"token\": \"\"}}",
                "{\"kind\": \"ExecCredential\", \"apiVersion\": \"" + V1
                        + "\", \"status\": {\"token\": \"s3cret\", \"expirationTimestamp\": \"soon\"}}",
            })
    void whatIsNoLoginIsASentenceThatQuotesNothing(String answer) {
        assertThatThrownBy(() -> v1().login(answer))
                .isInstanceOf(InvalidConnectionException.class)
                .hasMessageStartingWith("The program say, which the kubeconfig's user logs in with, answered with")
                .hasMessageNotContaining("s3cret");
    }

    /** The controller takes none of it: whoever has no agent to run a program on gets the sentence that names the recipes. */
    @ParameterizedTest
    @ValueSource(strings = {"exec: {apiVersion: a, command: touch}", "tokenCommand: touch"})
    void theControllerRunsNothing(String user) {
        Kubeconfig kubeconfig = Kubeconfig.parse(
                "{current-context: c, contexts: [{name: c, context: {cluster: k, user: u}}], clusters: [{name: k,"
                        + " cluster: {server: 'https://k.example'}}], users: [{name: u, user: {" + user + "}}]}");
        assertThatThrownBy(() -> kubeconfig.select(Choice.CURRENT))
                .isInstanceOf(InvalidConnectionException.class)
                .hasMessageContaining("use a service account's token instead (docs/recipes/eks.md, gke.md, aks.md)");
    }
}
