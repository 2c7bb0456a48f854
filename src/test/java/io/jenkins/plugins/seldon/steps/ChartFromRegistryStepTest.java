package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.chart.OciRegistry;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineBuild;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineRunner;
import io.jenkins.plugins.seldon.http.HttpAccess;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A chart of an OCI registry that asks for a login, with a certificate that only the node's administrator vouches for. */
@Timeout(180)
class ChartFromRegistryStepTest {

    private static final String USER = "reader";
    private static final String PASSWORD = "s3cret";
    private static final String WRONG = "wr0ng";

    private static EmbeddedCluster cluster;
    private static OciRegistry registry;

    @TempDir
    Path folder;

    private PipelineRunner runner;

    @BeforeAll
    static void start() {
        cluster = EmbeddedCluster.builder().playerPaused().start();
        registry = OciRegistry.serving(
                Chart.of(
                        "small", "1.0.0", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '{{ .Release.Name }}'}\n"),
                USER,
                PASSWORD);
    }

    @AfterAll
    static void stop() {
        registry.close();
        cluster.close();
    }

    @BeforeEach
    void trustOnTheNode() throws IOException {
        runner = PipelineRunner.in(folder.resolve("workspace"))
                .credential("cluster", cluster.kubeconfig())
                .credential("registry", HttpAccess.basic(USER, PASSWORD))
                .nodeEnvironment(
                        "SSL_CERT_FILE",
                        registry.writeCertificate(folder.resolve("registry.pem"))
                                .toString());
    }

    @Test
    void theLoginOpensTheRegistry() throws IOException {
        PipelineBuild build = install("embedded", "small", "1.0.0", "");
        assertThat(build.result()).as(build.log()).isEqualTo(Result.SUCCESS);
        assertThat(build.log()).contains("Fetching chart small 1.0.0 from " + registry.url() + ".");
        assertThat(cluster.object("configmaps", "seldon-system", "embedded")).isPresent();
        assertNoSecretStays(build);
    }

    @Test
    @EnabledIf("hasHelm")
    void theLoginOpensTheRegistryToAHelmOfTheAgent() throws IOException {
        PipelineBuild build = install("tool", "small", "1.0.0", ", helm: 'PATH'");
        assertThat(build.result()).as(build.log()).isEqualTo(Result.SUCCESS);
        assertNoSecretStays(build);
    }

    @Test
    void aWrongLoginNamesTheRegistryAndItsAnswer() throws IOException {
        runner.credential("registry", HttpAccess.basic(USER, WRONG));
        assertThat(refusal("small", "1.0.0"))
                .startsWith("The agent could not get chart small 1.0.0 from " + registry.url() + ": ")
                .contains("401: Unauthorized")
                .endsWith("; check the user name and password that repositoryCredentialsId names, and that this user"
                        + " may read the chart.");
    }

    @Test
    void anUnknownChart() throws IOException {
        assertThat(refusal("wrong", "1.0.0"))
                .startsWith("The agent could not get chart wrong 1.0.0 from " + registry.url() + ": ")
                .endsWith("/charts/wrong:1.0.0: not found; check the repository's path, the chart's name and the"
                        + " version.");
    }

    @Test
    void anUnknownVersion() throws IOException {
        assertThat(refusal("small", "~9"))
                .isEqualTo("Repository " + registry.url() + " has chart small, but not in version ~9: check the"
                        + " version.");
    }

    /** A job must not say whom the embedded Helm trusts: it talks to the cluster with an administrator's login, too. */
    @Test
    void theAdministratorDecidesWhichCertificatesAreTrusted() throws IOException {
        runner = PipelineRunner.in(folder.resolve("workspace"))
                .credential("cluster", cluster.kubeconfig())
                .credential("registry", HttpAccess.basic(USER, PASSWORD))
                .environment("SSL_CERT_FILE", folder.resolve("registry.pem").toString());
        assertThat(refusal("small", "1.0.0"))
                .startsWith("The agent could not get chart small 1.0.0 from " + registry.url() + ": ")
                .contains("certificate signed by unknown authority; have the agent trust the certificate authority")
                .contains("SSL_CERT_FILE");
    }

    static boolean hasHelm() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "helm")));
    }

    /** Why the step fails, which it does without a word to the cluster. */
    private String refusal(String chart, String version) throws IOException {
        int writes = cluster.writes().size();
        PipelineBuild build = install("refused", chart, version, "");
        assertThat(build.result()).as(build.log()).isEqualTo(Result.FAILURE);
        assertThat(build.log()).doesNotContain("\tat ");
        assertThat(cluster.writes()).hasSize(writes);
        assertNoSecretStays(build);
        String sentence = build.failure().orElseThrow();
        assertThat(sentence).doesNotContain("\n");
        return sentence;
    }

    private PipelineBuild install(String release, String chart, String version, String more) {
        return runner.run(
                """
                node {
                    installSeldonAnalytics credentialsId: 'cluster', releaseName: '%s', repository: '%s',
                        repositoryCredentialsId: 'registry', chart: '%s', version: '%s'%s
                }
                """
                        .formatted(release, registry.url(), chart, version, more));
    }

    private void assertNoSecretStays(PipelineBuild build) throws IOException {
        String[] secrets = Stream.of(PASSWORD, WRONG)
                .flatMap(password -> Stream.of(password, base64(password), base64(USER + ":" + password)))
                .toArray(String[]::new);
        assertThat(build.log()).doesNotContain(secrets);
        assertThat(build.returned().toString()).doesNotContain(secrets);
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        assertThat(files).contains(folder.resolve("registry.pem")).allSatisfy(file -> assertThat(
                        Files.readString(file, StandardCharsets.ISO_8859_1))
                .doesNotContain(secrets));
        assertThat(folder.resolve("workspace@tmp")).isEmptyDirectory();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
