package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.seldon.fixture.Allowance;
import io.jenkins.plugins.seldon.fixture.FaultyProxy;
import io.jenkins.plugins.seldon.fixture.FaultyProxy.Fault;
import io.jenkins.plugins.seldon.fixture.FaultyProxy.Schedule;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.chart.ChartRepository;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineBuild;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineRunner;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A step whose servers take requests and never answer ends by its time-out and five seconds, with a sentence. */
@Timeout(240)
@Execution(ExecutionMode.CONCURRENT)
class DeadlineTest {

    private static final Duration TIME_OUT = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "0, HANG, waitForSeldonPods credentialsId: 'cluster'",
        "0, HANG_AMID, waitForSeldonPods credentialsId: 'cluster'",
        "6, HANG, waitForSeldonPods credentialsId: 'cluster'",
        "0, HANG, installSeldonAnalytics credentialsId: 'cluster'; repository: 'REPOSITORY'",
        "9, HANG, installSeldonAnalytics credentialsId: 'cluster'; repository: 'REPOSITORY'",
        "0, HANG, uninstallSeldonAnalytics credentialsId: 'cluster'"
    })
    void aStepThatIsNotAnsweredEndsByItsDeadline(int answered, Fault fault, String step) throws Exception {
        Schedule hanging = new Schedule(1, 1, Integer.MAX_VALUE, 300, List.of(fault));
        try (EmbeddedCluster cluster = EmbeddedCluster.builder().plainHttp().start();
                ChartRepository charts = ChartRepository.serving(Chart.of("seldon-core-analytics", "1.12.0", "{}"));
                FaultyProxy api = new FaultyProxy(URI.create(cluster.url()), hanging).after(answered)) {
            api.authorization("Bearer " + cluster.kubeconfig().replaceFirst("(?s).*token: *([^\\s]+).*", "$1"));
            PipelineBuild build = PipelineRunner.in(folder.resolve("workspace"))
                    .credential(
                            "cluster",
                            cluster.kubeconfig()
                                    .replace(cluster.url(), api.url().toString()))
                    .runOnNode(
                            StepTimes.measured(step.replace(";", ",")
                                            .replace("REPOSITORY", charts.url().toString())
                                    + ", timeoutSeconds: " + TIME_OUT.toSeconds()),
                            Result.FAILURE);
            StepTimes.of(build)
                    .forEach(
                            took -> assertThat(took).as(build.log()).isLessThan(TIME_OUT.plus(Allowance.ofSeconds(5))));
            assertThat(build.failure().orElse("")).endsWith(".");
            assertThat(build.log()).doesNotContain("\tat ");
        }
    }
}
