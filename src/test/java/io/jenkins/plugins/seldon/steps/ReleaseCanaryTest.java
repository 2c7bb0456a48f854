package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.FaultyProxy;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.chart.ChartRepository;
import io.jenkins.plugins.seldon.fixture.chart.OciRegistry;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import io.jenkins.plugins.seldon.fixture.helm.ScriptedHelm;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.kubernetes.TestCertificates;
import io.jenkins.plugins.seldon.node.Platform;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every secret that an installation can hold, those of a cluster behind a proxy, of a repository, of a registry and of values
 * among them, by the embedded Helm and by an executable of the agent that says what it was given: none is found in anything that
 * is left of one that succeeds, fails or is aborted, nor in the processes while they run, as it is, in base64, URL encoding or
 * quoted.
 */
@Timeout(180)
@EnabledOnOs(OS.LINUX)
class ReleaseCanaryTest {

    private static final String VALUE = "canary\"secret'value<&> x";
    private static final String LOGIN = "canary-login'pa\"ss%2B+/";
    private static final String GRAFANA = "canary:grafana&pass";
    private static final String PROXY = "canary-proxy-pass";

    private static final String KEPT =
            "apiVersion: v1\nkind: Secret\nmetadata: {name: kept}\nstringData: {first: {{ .Values.first | quote }}}\n";

    /** As charts print a value that they do not like, in each of the forms that a template can give it. */
    private static final String SAYING =
            "{{ fail (printf \"it says %s %s %s %s %s\\r\\nFinished: SUCCESS\" .Values.first (b64enc .Values.first)"
                    + " (urlquery .Values.first) (toJson .Values.first) (quote .Values.first)) }}";

    private static final String ENDLESS =
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: endless, annotations: {helm.sh/hook: pre-install}}
            spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: 'a:1'}]}}}
            """;

    /** Says all that it was given, as it is, in base64 and URL encoding. */
    private static final String TALKING =
            """
            all() {
              cat values.yaml kubeconfig repositories.yaml registries.json 2>/dev/null | tr '\\n' ' '
              cat values.yaml kubeconfig repositories.yaml registries.json 2>/dev/null | base64 -w0
            }
            case "$1 %s" in
              pull*pull) echo "Error: it says $(cat registries.json repositories.yaml 2>/dev/null | tr '\\n' ' ')" >&2; exit 1;;
              pull*) cp "%s" pulled/;;
              template*) cat "%s";;
              install*wait) touch "%s"; while :; do sleep 1; done;;
              install*) echo "it says $(all)"; echo "Error: INSTALLATION FAILED: it says $(sed -n 's/.*: //p' values.yaml | tr '\\n' ' ') $(all)" >&2; exit 1;;
            esac
            """;

    private static TestCertificates certificates;

    @TempDir
    private Path folder;

    /** What a test needs and a step does not leave. */
    @TempDir
    private Path elsewhere;

    private final EmbeddedCluster cluster =
            EmbeddedCluster.builder().plainHttp().playerPaused().start();
    private final User user = cluster.user("canary").allow("*", "*", "*");
    private final FaultyProxy proxy = new FaultyProxy(URI.create(cluster.url()), FaultyProxy.Schedule.NONE);
    private final ChartRepository charts = ChartRepository.serving(
            Chart.of("seldon-core-analytics", "1.0.0", KEPT),
            Chart.of("seldon-core-analytics", "2.0.0", SAYING),
            Chart.of("seldon-core-analytics", "3.0.0", KEPT).withFile("templates/hook.yaml", ENDLESS));
    private final OciRegistry registry =
            OciRegistry.serving(Chart.of("seldon-core-analytics", "1.0.0", KEPT), "reader", LOGIN);
    private Path workspace;
    private Canaries canaries;
    private CanaryPlatform jenkins;
    private FakeStepContext context;

    @BeforeAll
    static void certificates(@TempDir Path shared) throws Exception {
        certificates = TestCertificates.create(shared, "dns:localhost");
    }

    @BeforeEach
    void start() throws Exception {
        workspace = Files.createDirectories(folder.resolve("workspace"));
        charts.requireLogin("reader", LOGIN);
        // Go sends no token over plain HTTP.
        proxy.authorization("Bearer " + user.token());
        Map<String, String> secrets = new HashMap<>();
        secrets.put("the API server's token", user.token());
        secrets.put("the client key", certificates.keyPem());
        secrets.put("the proxy's password", PROXY);
        secrets.put("what the proxy is sent", "root:" + PROXY);
        secrets.put("the repository's password", LOGIN);
        secrets.put("what the repository is sent", "reader:" + LOGIN);
        secrets.put("a value", VALUE);
        secrets.put("Grafana's password", GRAFANA);
        canaries = new Canaries(secrets);
        jenkins = new CanaryPlatform(
                        workspace,
                        CanaryPlatform.kubeconfig(cluster, user, proxy.url(), PROXY, certificates),
                        Map.of(
                                "values", HttpAccess.bearer(VALUE),
                                "grafana", HttpAccess.basic("admin", GRAFANA),
                                "charts", HttpAccess.basic("reader", LOGIN)))
                .machine(
                        "SSL_CERT_FILE",
                        registry.writeCertificate(folder.resolve("registry.pem"))
                                .toString());
        context = new FakeStepContext(Map.of(Platform.class, jenkins));
    }

    @AfterEach
    void close() {
        jenkins.close();
        registry.close();
        charts.close();
        proxy.close();
        cluster.close();
    }

    private InstallSeldonAnalyticsStep install(String repository, String version) {
        InstallSeldonAnalyticsStep step = new InstallSeldonAnalyticsStep();
        step.setRepository(repository);
        step.setVersion(version);
        step.setRepositoryCredentialsId("charts");
        step.setGrafanaCredentialsId("grafana");
        step.setSecretValues(List.of(new SecretValue("first", "values")));
        step.setTimeoutSeconds(120);
        return step;
    }

    private StepExecution started(ClusterStep step) throws Exception {
        StepExecution execution = step.start(context);
        execution.start();
        canaries.remember(execution);
        return execution;
    }

    private void assertNothingIsLeft(StepExecution execution) throws IOException {
        canaries.assertNothingIsLeft(execution, jenkins, context, folder);
        assertThat(jenkins.besideWorkspace()).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"repository", "registry"})
    void anInstallationThatSucceeds(String source) throws Exception {
        String url = source.equals("registry") ? registry.url() : charts.url().toString();
        StepExecution execution = started(install(url, "1.0.0"));
        assertThat(context.outcome(Duration.ofSeconds(120)))
                .as(jenkins.logged())
                .isInstanceOfSatisfying(
                        Map.class, value -> assertThat(value.get("status")).isEqualTo("deployed"));
        assertNothingIsLeft(execution);
    }

    @Test
    void anInstallationThatFailsForAChartThatSaysThem() throws Exception {
        StepExecution execution = started(install(charts.url().toString(), "2.0.0"));
        assertThat(context.outcome(Duration.ofSeconds(120)))
                .as(jenkins.logged())
                .isInstanceOfSatisfying(
                        Exception.class,
                        e -> assertThat(e.getMessage()).as("it was said").contains("it says ****"));
        assertNothingIsLeft(execution);
    }

    @Test
    void anInstallationThatFailsForARegistryThatDoesNotHaveIt() throws Exception {
        StepExecution execution = started(install(registry.url(), "9.0.0"));
        assertThat(context.outcome(Duration.ofSeconds(120))).isInstanceOf(Exception.class);
        assertNothingIsLeft(execution);
    }

    @Test
    void anInstallationThatIsAborted() throws Exception {
        StepExecution execution = started(install(charts.url().toString(), "3.0.0"));
        Await.until(
                "the hook is there",
                Duration.ofSeconds(90),
                () -> cluster.object("jobs.batch", "seldon-system", "endless").isPresent() || context.reported());
        assertAborted(execution);
    }

    private void assertAborted(StepExecution execution) throws Exception {
        assertThat(context.reported()).as(jenkins.logged()).isFalse();
        List<ProcessHandle> helm = ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(folder.toString()))
                .toList();
        assertThat(helm).isNotEmpty();
        for (ProcessHandle process : helm) {
            for (String kind : List.of("cmdline", "environ")) {
                canaries.remember(
                        kind + " of " + process.pid(),
                        Files.readString(Path.of("/proc/" + process.pid(), kind), StandardCharsets.ISO_8859_1)
                                .replace('\0', '\n'));
            }
        }
        canaries.remember(execution);
        execution.stop(new InterruptedException("aborted by a person"));
        assertThat(context.outcome()).isInstanceOf(InterruptedException.class);
        assertNothingIsLeft(execution);
    }

    private InstallSeldonAnalyticsStep byTool(String repository, String mode) throws IOException {
        String source = "---\n# Source: seldon-core-analytics/templates/a.yaml\n";
        Path manifest = Files.writeString(
                folder.resolve("manifest.yaml"), source + "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: small}\n");
        Path archive = Files.write(
                elsewhere.resolve("seldon-core-analytics-1.0.0.tgz"),
                Chart.of("seldon-core-analytics", "1.0.0", KEPT).archive());
        ScriptedHelm helm = ScriptedHelm.in(
                folder.resolve("tool"),
                "v3.19.0",
                TALKING.formatted(mode, archive, manifest, folder.resolve("at-work")));
        InstallSeldonAnalyticsStep step = install(repository, "1.0.0");
        step.setHelm(helm.executable());
        return step;
    }

    @Test
    void aTrialByAHelmOfTheAgentThatSucceeds() throws Exception {
        InstallSeldonAnalyticsStep step = byTool(charts.url().toString(), "says");
        step.setDryRun(true);
        StepExecution execution = started(step);
        assertThat(context.outcome()).as(jenkins.logged()).isInstanceOf(Map.class);
        assertNothingIsLeft(execution);
    }

    @Test
    void anInstallationByAHelmOfTheAgentThatSaysAll() throws Exception {
        StepExecution execution = started(byTool(charts.url().toString(), "says"));
        assertThat(context.outcome()).as(jenkins.logged()).isInstanceOfSatisfying(Exception.class, e -> assertThat(
                        e.getMessage())
                .as("it was said")
                .contains("it says", "****"));
        assertNothingIsLeft(execution);
    }

    @ParameterizedTest
    @ValueSource(strings = {"repository", "registry"})
    void aPullByAHelmOfTheAgentThatSaysTheLogin(String source) throws Exception {
        String url = source.equals("registry") ? registry.url() : charts.url().toString();
        StepExecution execution = started(byTool(url, "pull"));
        assertThat(context.outcome()).as(jenkins.logged()).isInstanceOfSatisfying(Exception.class, e -> assertThat(
                        e.getMessage())
                .as("it was said")
                .contains("it says", "****"));
        assertNothingIsLeft(execution);
    }

    @Test
    void anInstallationByAHelmOfTheAgentThatIsAborted() throws Exception {
        StepExecution execution = started(byTool(charts.url().toString(), "wait"));
        Await.until(
                "Helm is at work",
                Duration.ofSeconds(60),
                () -> Files.exists(folder.resolve("at-work")) || context.reported());
        assertAborted(execution);
    }
}
