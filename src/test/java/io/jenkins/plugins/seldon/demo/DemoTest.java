package io.jenkins.plugins.seldon.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.model.Result;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineBuild;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every scenario of the demo, as {@code ./demo} runs it. */
@Timeout(120)
class DemoTest {

    private static final Path USAGE = Path.of("src/test/resources/io/jenkins/plugins/seldon/demo/usage.txt");

    private static final Pattern CONSOLE = Pattern.compile("```\\n(\\[sklearn] .+?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"HAPPY", "MODERN_CLUSTER", "KUBE_PROMETHEUS_STACK"})
    void passesWhenEveryAcceptedPredictionWasCounted(Scenario scenario) throws Exception {
        PipelineBuild build = run(scenario);
        assertThat(build.result()).as(build.log()).isEqualTo(Result.SUCCESS);
        assertThat(build.log()).contains("request rate ", "counted 200 of 200").endsWith("Finished: SUCCESS\n");
        assertThat(returned(build, "assertPredictionMetrics"))
                .extractingByKeys("verdict", "sent", "accepted", "counted")
                .containsExactly("PASS", 200L, 200L, 200L);
        assertThat(returned(build, "installSeldonAnalytics"))
                .extractingByKey("status")
                .isEqualTo("deployed");
        assertThat(build.log().contains("rbac.authorization.k8s.io/v1beta1 → rbac.authorization.k8s.io/v1"))
                .as("the chart was repaired")
                .isEqualTo(scenario == Scenario.MODERN_CLUSTER);
        if (scenario == Scenario.HAPPY) {
            assertThat(shown(build.log()))
                    .as("what the READMEs show of it")
                    .containsAll(shown(console("README.md")))
                    .containsAll(shown(console("README.ko.md")));
        }
        assertThat(build.archived()).isNotEmpty().allSatisfy(file -> assertThat(
                        folder.resolve("demo").resolve(file))
                .isNotEmptyFile());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            IMAGE_PULL    | grafana can't pull its image
            MODEL_ERRORS  | 60 of 200 predictions failed
            NOT_SCRAPED   | Prometheus scrapes none of its pods
            OTHER_TRAFFIC | the executors counted fewer predictions than they answered
            """)
    void refusesWithOneSentenceThatNamesTheCause(Scenario scenario, String cause) throws Exception {
        PipelineBuild build = run(scenario);
        assertThat(build.result()).as(build.log()).isEqualTo(Result.FAILURE);
        assertThat(build.failure())
                .hasValueSatisfying(sentence ->
                        assertThat(sentence).contains(cause).endsWith(".").doesNotContain("\n"));
        assertThat(build.log())
                .endsWith("ERROR: " + build.failure().orElseThrow() + "\nFinished: FAILURE\n")
                .doesNotContain("\tat ", "Exception");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --scenario                  | --scenario needs a value
            --scenario sunny            | There is no scenario 'sunny'; choose one of happy, image-pull
            --scenarios happy           | There is no option '--scenarios'
            --scenario=sunny            | There is no scenario 'sunny'; choose one of happy, image-pull
            --kubeconfig k              | belong together
            --keep --kubeconfig k --endpoint=http://a | --keep is for the simulated cluster
            --kubeconfig k --endpoint=http://a        | There is no kubeconfig
            --endpoint http://127.0.0.1 | belong together
            --repository http://a       | --repository is for a real cluster
            """)
    void saysWhatIsWrongWithAnOption(String arguments, String sentence) {
        assertThatThrownBy(() -> DemoOptions.parse(List.of(arguments.split(" ")), folder))
                .hasMessageContaining(sentence);
    }

    @Test
    void takesARealClusterRelativeToTheCallersFolder() throws Exception {
        Files.writeString(folder.resolve("config"), "");
        DemoOptions options =
                DemoOptions.parse(List.of("--kubeconfig", "config", "--endpoint=http://127.0.0.1:1/?a=b"), folder);
        assertThat(options.kubeconfig()).isEqualTo(folder.resolve("config"));
        assertThat(options.endpoint()).isEqualTo("http://127.0.0.1:1/?a=b");
        assertThat(DemoOptions.parse(List.of(), folder).scenario()).isEqualTo(Scenario.HAPPY);
    }

    @Test
    void theUsageTellsEveryScenario() throws Exception {
        String usage = Files.readString(USAGE);
        assertThat(Scenario.values()).allSatisfy(scenario -> assertThat(usage)
                .contains("  %-23s%s%n".formatted(scenario.option(), scenario.what())));
    }

    @Test
    void aKeptClusterAnswersWhoeverGetsItsKubeconfig() throws Exception {
        DemoOptions options = DemoOptions.parse(List.of("--keep"), folder);
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        Path workspace = folder.resolve("demo");
        List<String> pods = new ArrayList<>();
        Demo demo = new Demo(options, workspace, new PrintStream(shown, true, StandardCharsets.UTF_8), () -> {
            Config config = Config.fromKubeconfig(Files.readString(workspace.resolve("kubeconfig")));
            try (KubernetesClient client =
                    new KubernetesClientBuilder().withConfig(config).build()) {
                client.pods().inNamespace(DemoWorld.NAMESPACE).list().getItems().stream()
                        .map(pod -> pod.getMetadata().getName())
                        .forEach(pods::add);
            }
        });
        assertThat(demo.run().result()).isEqualTo(Result.SUCCESS);
        assertThat(pods).anyMatch(pod -> pod.startsWith("sklearn-default-0-classifier-"));
        assertThat(shown.toString(StandardCharsets.UTF_8))
                .contains(
                        "Evidence in " + workspace.toAbsolutePath() + ": ",
                        "  kubeconfig  " + workspace.toAbsolutePath().resolve("kubeconfig"),
                        "  repository  http://127.0.0.1:",
                        "  endpoint    http://127.0.0.1:");
    }

    @Test
    void demosThatRunAtOnceHaveFoldersOfTheirOwn() throws Exception {
        try (DemoFolder first = DemoFolder.claim(folder)) {
            Files.writeString(first.path().resolve("console.log"), "first");
            try (DemoFolder second = DemoFolder.claim(folder)) {
                assertThat(second.path()).isEqualTo(folder.resolve("demo-2")).isEmptyDirectory();
            }
            assertThat(first.path().resolve("console.log")).hasContent("first");
        }
        try (DemoFolder again = DemoFolder.claim(folder)) {
            assertThat(again.path()).isEqualTo(folder.resolve("demo")).isEmptyDirectory();
        }
    }

    @Test
    void runsOnARealClusterWithWhatTheOptionsSay() throws Exception {
        try (DemoWorld world = new DemoWorld(Scenario.HAPPY, Duration.ZERO)) {
            Files.writeString(folder.resolve("config"), world.kubeconfig());
            DemoOptions options = DemoOptions.parse(
                    List.of(
                            "--kubeconfig", "config",
                            "--endpoint", world.endpoint().toString(),
                            "--repository", world.repository().toString()),
                    folder);
            PipelineBuild build = new Demo(options, folder.resolve("demo"), silent(), () -> {}).run();
            assertThat(build.result()).as(build.log()).isEqualTo(Result.SUCCESS);
            assertThat(world.sklearn().accepted()).isGreaterThanOrEqualTo(200);
        }
    }

    private PipelineBuild run(Scenario scenario) throws Exception {
        PipelineBuild build = new Demo(DemoOptions.played(scenario), folder.resolve("demo"), silent(), () -> {}).run();
        assertThat(build.openClients()).isZero();
        assertThat(folder.resolve("demo/console.log")).hasContent(build.log().stripTrailing());
        assertThat(folder.resolve("demo@tmp")).doesNotExist();
        return build;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> returned(PipelineBuild build, String step) {
        return (Map<String, Object>) build.returned().get(step);
    }

    /** What a document shows of a gate's console. */
    private static String console(String document) throws IOException {
        Matcher block = CONSOLE.matcher(Files.readString(Path.of(document)));
        assertThat(block.find()).as(document).isTrue();
        return block.group(1);
    }

    /** Lines without what is otherwise in another run: numbers, the end of a pod's name, the widths of columns. */
    private static List<String> shown(String console) {
        return console.lines()
                .map(line -> line.replaceAll("-[a-z0-9]{10}-[a-z0-9]{5}\\b", "-…")
                        .replaceAll("[0-9]+(?:[.][0-9]+)*", "#")
                        .replaceAll(" +", " ")
                        .stripTrailing())
                .toList();
    }

    private static PrintStream silent() {
        return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }
}
