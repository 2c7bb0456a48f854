package io.jenkins.plugins.seldon.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.model.Result;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineBuild;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every scenario of the demo, as {@code ./demo} runs it. */
@Timeout(120)
class DemoTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"HAPPY", "MODERN_CLUSTER"})
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
            --kubeconfig k              | belong together
            --endpoint http://127.0.0.1 | belong together
            --repository http://a       | --repository is for a real cluster
            """)
    void saysWhatIsWrongWithAnOption(String arguments, String sentence) {
        assertThatThrownBy(() -> DemoOptions.parse(List.of(arguments.split(" ")), folder))
                .hasMessageContaining(sentence);
    }

    @Test
    void takesARealClusterRelativeToTheCallersFolder() throws Exception {
        DemoOptions options =
                DemoOptions.parse(List.of("--kubeconfig", "config", "--endpoint", "http://127.0.0.1:1/"), folder);
        assertThat(options.kubeconfig()).isEqualTo(folder.resolve("config"));
        assertThatThrownBy(() -> new Demo(options, folder.resolve("demo"), silent()).run())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is no kubeconfig " + options.kubeconfig());
        assertThat(DemoOptions.parse(List.of(), folder).scenario()).isEqualTo(Scenario.HAPPY);
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
            PipelineBuild build = new Demo(options, folder.resolve("demo"), silent()).run();
            assertThat(build.result()).as(build.log()).isEqualTo(Result.SUCCESS);
            assertThat(world.sklearn().accepted()).isGreaterThanOrEqualTo(200);
        }
    }

    private PipelineBuild run(Scenario scenario) throws Exception {
        PipelineBuild build = new Demo(DemoOptions.played(scenario), folder.resolve("demo"), silent()).run();
        assertThat(build.openClients()).isZero();
        assertThat(folder.resolve("demo/console.log")).hasContent(build.log().stripTrailing());
        assertThat(folder.resolve("demo@tmp")).doesNotExist();
        return build;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> returned(PipelineBuild build, String step) {
        return (Map<String, Object>) build.returned().get(step);
    }

    private static PrintStream silent() {
        return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }
}
