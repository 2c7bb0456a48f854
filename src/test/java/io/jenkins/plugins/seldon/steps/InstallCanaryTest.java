package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.chart.ChartRepository;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineBuild;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineRunner;
import io.jenkins.plugins.seldon.http.HttpAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The secrets that an installation with the embedded Helm holds are in no argument and no environment of its processes while
 * it works, and in nothing that stays, whether it succeeds, fails or is aborted, and although a chart says them.
 */
@Timeout(180)
@EnabledOnOs(OS.LINUX)
class InstallCanaryTest {

    private static final String VALUE = "canary-secret\"value";
    private static final String LOGIN = "canary-login'pass";

    /** Helm's own tests of values print them where they fail. */
    private static final String SAYING =
            "{{ fail (printf \"the value is %s, %s\\r\\nFinished: SUCCESS\" .Values.first (b64enc .Values.first)) }}";

    private static final String TEMPLATE =
            "apiVersion: v1\nkind: Secret\nmetadata: {name: kept}\nstringData: {first: '{{ .Values.first | quote | trimAll \"'\" }}'}\n";

    private static final String ENDLESS =
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: endless, annotations: {helm.sh/hook: pre-install}}
            spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: 'a:1'}]}}}
            """;

    @TempDir
    Path folder;

    private final EmbeddedCluster cluster =
            EmbeddedCluster.builder().playerPaused().start();
    private final ChartRepository charts = ChartRepository.serving(
            Chart.of("seldon-core-analytics", "1.0.0", TEMPLATE),
            Chart.of("seldon-core-analytics", "2.0.0", SAYING),
            Chart.of("seldon-core-analytics", "3.0.0", TEMPLATE).withFile("templates/hook.yaml", ENDLESS));
    private final Map<String, String> left = new LinkedHashMap<>();

    @AfterEach
    void close() {
        charts.close();
        cluster.close();
    }

    private PipelineBuild start(String version) {
        charts.requireLogin("reader", LOGIN);
        return PipelineRunner.in(folder.resolve("workspace"))
                .credential("cluster", cluster.kubeconfig())
                .credential("values", HttpAccess.bearer(VALUE))
                .credential("charts", HttpAccess.basic("reader", LOGIN))
                .start(
                        """
                        node {
                          def release = installSeldonAnalytics credentialsId: 'cluster', repository: '%s', version: '%s',
                              repositoryCredentialsId: 'charts', secretValues: [[path: 'first', credentialsId: 'values']]
                          echo "it is ${release}"
                        }
                        """
                                .formatted(charts.url(), version));
    }

    @Test
    void anInstallationThatSucceeds() throws Exception {
        PipelineBuild build = start("1.0.0");
        assertThat(build.await()).as(build.log()).isEqualTo(Result.SUCCESS);
        assertNothingIsLeft(build);
    }

    @Test
    void anInstallationThatFailsForAChartThatSaysThem() throws Exception {
        PipelineBuild build = start("2.0.0");
        assertThat(build.await()).as(build.log()).isEqualTo(Result.FAILURE);
        assertThat(build.log()).as("it was said").contains("the value is ****");
        assertNothingIsLeft(build);
    }

    @Test
    void anInstallationThatIsAborted() throws Exception {
        PipelineBuild build = start("3.0.0");
        Await.until("the hook is there", Duration.ofSeconds(90), () -> cluster.object(
                        "jobs.batch", "seldon-system", "endless")
                .isPresent());
        List<ProcessHandle> helm = ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(folder.toString()))
                .toList();
        assertThat(helm).isNotEmpty();
        for (ProcessHandle process : helm) {
            for (String kind : List.of("cmdline", "environ")) {
                left.put(
                        kind + " of " + process.pid(),
                        Files.readString(Path.of("/proc/" + process.pid(), kind), StandardCharsets.ISO_8859_1));
            }
        }
        assertOnlyTheUserReads(folder.resolve("workspace@tmp"));
        build.abort();
        assertThat(build.await()).isEqualTo(Result.ABORTED);
        assertNothingIsLeft(build);
    }

    /** What Helm is given while it works, its kubeconfig among it. */
    private static void assertOnlyTheUserReads(Path top) throws IOException {
        try (Stream<Path> folders = Files.list(top)) {
            assertThat(folders.toList()).isNotEmpty().allSatisfy(each -> assertThat(
                            Files.getPosixFilePermissions(each).stream()
                                    .map(Enum::name)
                                    .toList())
                    .allMatch(permission -> permission.startsWith("OWNER_")));
        }
    }

    private void assertNothingIsLeft(PipelineBuild build) throws IOException {
        left.put("log", build.log());
        left.put("failure", build.failure().orElse(""));
        left.put("returned", build.returned().toString());
        try (Stream<Path> files = Stream.concat(Files.walk(folder), temporary())) {
            files.filter(Files::isRegularFile).forEach(file -> left.put(file.toString(), text(file)));
        }
        List<String> secrets = List.of(VALUE, LOGIN, token());
        left.forEach((where, text) -> {
            for (String secret : secrets) {
                String encoded = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
                assertThat(text.contains(secret) || text.contains(encoded))
                        .as(secret + " in " + where + "\n" + text)
                        .isFalse();
            }
            assertThat(text.lines().filter(line -> line.startsWith("Finished: SUCCESS")))
                    .as("Jenkins' own last line, and no other: " + where)
                    .hasSize(where.equals("log") && build.result() == Result.SUCCESS ? 1 : 0);
        });
    }

    private String token() {
        return cluster.kubeconfig()
                .lines()
                .filter(line -> line.contains("token: "))
                .map(line -> line.replaceFirst(".*token: ", ""))
                .collect(Collectors.joining());
    }

    /** What of the temporary folder may be the plugin's or Helm's. */
    private static Stream<Path> temporary() throws IOException {
        return Files.walk(Path.of(System.getProperty("java.io.tmpdir")), 1)
                .filter(file -> file.getFileName().toString().matches(".*(seldon|helm|kube).*"));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
