package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.chart.ChartRepository;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import io.jenkins.plugins.seldon.fixture.helm.CloudLogin;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineBuild;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineRunner;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * A {@code KUBECONFIG} as a cloud's own tool writes it in the build: its user logs in by a program, which runs on the agent
 * and prints an {@code ExecCredential}, for a cluster that knows its users by their tokens.
 */
@Timeout(600)
class AgentLoginTest {

    private static final String INSTALL = "installSeldonAnalytics namespace: 'seldon-system', chart: 'small',"
            + " version: '1.0.0', repository: '%s'%s";
    private static final Chart SMALL = Chart.of(
            "small", "1.0.0", "{apiVersion: v1, kind: ConfigMap, metadata: {name: small}, data: {text: none}}");

    private final EmbeddedCluster cluster =
            EmbeddedCluster.builder().namespaces("seldon-system").start();
    private final ChartRepository repository = ChartRepository.serving(SMALL);
    private final User cloud = cluster.user("arn:aws:iam::1:role/jenkins").allow("*", "*", "*");

    @TempDir
    Path folder;

    private CloudLogin login;

    static boolean hasHelm() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "helm")));
    }

    @BeforeEach
    void writeKubeconfig() throws IOException {
        login = CloudLogin.to(cluster, folder);
        login.program(
                """
                printf '%%s\n' "$@" >"%1$s/arguments"
                printf %%s "$KUBERNETES_EXEC_INFO" >"%1$s/info"
                env >"%1$s/environment"
                printf '{"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1beta1", "status": {"token": "%2$s"}}' '%2$s'
                """
                        .formatted(folder, cloud.token()));
    }

    @AfterEach
    void nothingIsLeftBesideTheWorkspace() throws IOException {
        cluster.close();
        repository.close();
        Path beside = folder.resolve("workspace@tmp");
        if (Files.exists(beside)) {
            try (Stream<Path> left = Files.list(beside)) {
                assertThat(left).isEmpty();
            }
        }
    }

    private PipelineBuild run(String steps, Result expected) {
        return PipelineRunner.in(folder.resolve("workspace"))
                .environment("KUBECONFIG", login.kubeconfig().toString())
                .environment("HOME", folder.toString())
                .runOnNode(steps, expected);
    }

    private String install(String more) {
        return INSTALL.formatted(repository.url(), more);
    }

    @Test
    void helmInstallsAsWhoeverTheProgramOnTheAgentSays() throws Exception {
        PipelineBuild build = run(install(""), Result.SUCCESS);
        assertThat(build.log())
                .contains("Logged in with cloud-auth-plugin on the agent.")
                .doesNotContain(cloud.token(), "s3cret-key");
        assertThat(cluster.object("configmaps", "seldon-system", "small")).isPresent();
        assertThat(cluster.writes()).isNotEmpty().allMatch(request -> request.user()
                .equals(cloud.name()));
        assertThat(Files.readString(folder.resolve("arguments"))).isEqualTo("get-token\n--cluster\nit's models\n");
        assertThat(Files.readString(folder.resolve("info"))).contains("\"server\":\"" + cluster.url() + "\"");
        assertThat(Files.readAllLines(folder.resolve("environment")))
                .as("the build's own, where the program finds its login")
                .contains("HOME=" + folder, "KUBECONFIG=" + login.kubeconfig(), "CLOUD_KEY=s3cret-key-of-the-cloud");
    }

    @Test
    @EnabledIf("hasHelm")
    void soDoesAHelmOfTheAgents() {
        PipelineBuild build = run(
                install(", helm: 'PATH'") + "\nuninstallSeldonAnalytics namespace: 'seldon-system', helm: 'PATH'",
                Result.SUCCESS);
        assertThat(build.log()).contains("Using the helm at helm, Helm ").doesNotContain(cloud.token());
        assertThat(cluster.object("configmaps", "seldon-system", "small")).isEmpty();
        assertThat(cluster.writes()).isNotEmpty().allMatch(request -> request.user()
                .equals(cloud.name()));
    }

    @Test
    void whatTheControllerAsksAloneIsRefusedWithTheRecipe() {
        for (String step : new String[] {
            "waitForSeldonPods namespace: 'seldon-system'",
            "assertPredictionMetrics namespace: 'seldon-system', deployment: 'sklearn'"
        }) {
            assertThat(run(step, Result.FAILURE).log())
                    .contains("The kubeconfig of the environment (KUBECONFIG) is refused: The kubeconfig has a user "
                            + "with exec, as cloud providers set it up, which would run a command here; use a "
                            + "service account's token"
                            + " instead (docs/recipes/eks.md, gke.md, aks.md).");
        }
        assertThat(folder.resolve("arguments")).doesNotExist();
    }

    @Test
    void aProgramThatFailsIsASentenceWithoutWhatItWasGiven() throws Exception {
        login.program("echo \"Unable to use $CLOUD_KEY of profile models\" >&2; exit 254");
        assertThat(run(install(""), Result.FAILURE).log())
                .contains(
                        "The program cloud-auth-plugin, which the kubeconfig's user logs in with, can't be used on the agent:"
                                + " it exited with status 254: Unable to use **** of profile models.");
        Files.delete(folder.resolve("cloud-auth-plugin"));
        assertThat(run(install(""), Result.FAILURE).log()).contains("there is no such executable.");
        assertThat(cluster.requests()).isEmpty();
    }

    @Test
    void nobodyIsLoggedInToAServerThatNoAdministratorAllows() {
        PipelineBuild build = PipelineRunner.in(folder.resolve("workspace"))
                .environment("KUBECONFIG", login.kubeconfig().toString())
                .environment("ALLOWED_URLS", "https://other.example")
                .runOnNode(install(""), Result.FAILURE);
        assertThat(build.log()).contains("The server of KUBECONFIG '" + cluster.url() + "' is not among");
        assertThat(folder.resolve("arguments")).doesNotExist();
        assertThat(cluster.requests()).isEmpty();
    }
}
