package io.jenkins.plugins.seldon.demo;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.seldon.fixture.cluster.RecordedRequest;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment.Answers;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineBuild;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users get wrong: one sentence each, nothing created, nothing left behind, no stack trace. */
@Timeout(180)
class BadInputTest {

    private static final String STEPS =
            """
            installSeldonAnalytics credentialsId: '%1$s', repository: params.REPOSITORY
            waitForSeldonPods credentialsId: '%1$s', deployment: 'sklearn', timeoutSeconds: 3
            assertPredictionMetrics credentialsId: '%1$s', deployment: 'sklearn', endpoint: params.ENDPOINT
            """;

    private static DemoWorld world;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        world = new DemoWorld(Scenario.HAPPY, Duration.ZERO);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            nobody      | There is no credential 'nobody'
            stranger    | 401
            program     | exec
            """)
    void refusesAClusterThatCantBeUsed(String credential, String part) throws Exception {
        for (String step : STEPS.formatted(credential).lines().toList()) {
            PipelineBuild build = run(step);
            assertThat(build.failure()).as(step).hasValueSatisfying(sentence -> assertThat(sentence)
                    .contains(part));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void refusesAnApiServerThatIsNotThere(int step) throws Exception {
        assertThat(run(STEPS.formatted("unreachable").lines().toList().get(step))
                        .failure())
                .hasValueSatisfying(
                        sentence -> assertThat(sentence).contains("127.0.0.1:1").contains("refused"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            installSeldonAnalytics credentialsId: 'cluster', repository: params.REPOSITORY, chart: 'seldon-analytic' | seldon-analytic
            installSeldonAnalytics credentialsId: 'cluster', repository: params.REPOSITORY, version: '9.9.9'         | 9.9.9
            installSeldonAnalytics credentialsId: 'cluster', repository: params.ENDPOINT                              | index.yaml
            installSeldonAnalytics credentialsId: 'cluster', repository: params.REPOSITORY, namespace: 'nowhere'     | There is no namespace nowhere
            waitForSeldonPods credentialsId: 'cluster', releaseName: 'none', timeoutSeconds: 2                        | none
            assertPredictionMetrics credentialsId: 'cluster', deployment: 'sklearn', endpoint: params.ENDPOINT, payload: '{"data":' | payload
            """)
    void refusesWhatIsNotThere(String step, String part) throws Exception {
        assertThat(run(step).failure())
                .hasValueSatisfying(sentence -> assertThat(sentence).contains(part));
    }

    @Test
    void refusesAnEndpointThatAnswersHtml() throws Exception {
        world.sklearn().answer(Answers.HTML);
        try {
            String step = STEPS.formatted("cluster").lines().toList().get(2);
            assertThat(run(step + ", endpointTimeoutSeconds: 2").failure())
                    .hasValueSatisfying(sentence -> assertThat(sentence).contains("404"));
        } finally {
            world.sklearn().answer(Answers.PREDICTION);
        }
    }

    private PipelineBuild run(String step) throws Exception {
        world.cluster().forgetRequests();
        String kubeconfig = world.kubeconfig();
        Path workspace = folder.resolve("workspace");
        PipelineBuild build = PipelineRunner.in(workspace)
                .credential("cluster", kubeconfig)
                .credential("unreachable", kubeconfig.replaceFirst("127\\.0\\.0\\.1:\\d+", "127.0.0.1:1"))
                .credential("stranger", world.cluster().kubeconfig("stranger", "wrong"))
                .credential("program", kubeconfig.replaceFirst("token: .*", "exec: {command: touch, args: [/tmp/ran]}"))
                .parameter("REPOSITORY", world.repository().toString())
                .parameter("ENDPOINT", world.endpoint().toString())
                .run(
                        """
                        pipeline {
                          agent any
                          parameters { string(name: 'REPOSITORY'); string(name: 'ENDPOINT') }
                          stages { stage('One') { steps { %s } } }
                        }
                        """
                                .formatted(step));
        assertThat(build.result()).as(build.log()).isEqualTo(Result.FAILURE);
        assertThat(build.log())
                .endsWith("ERROR: " + build.failure().orElseThrow() + "\nFinished: FAILURE\n")
                .doesNotContain("\tat ", "Exception");
        assertThat(build.failure().orElseThrow()).endsWith(".").doesNotContain("\n");
        assertThat(world.cluster().writes()).extracting(RecordedRequest::path).isEmpty();
        assertThat(leftIn(folder.resolve("workspace@tmp"))).isEmpty();
        assertThat(build.openClients()).isZero();
        return build;
    }

    private static List<Path> leftIn(Path folder) throws Exception {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> !file.equals(folder)).toList();
        }
    }
}
