package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.seldon.fixture.Allowance;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.FaultyProxy;
import io.jenkins.plugins.seldon.fixture.FaultyProxy.Fault;
import io.jenkins.plugins.seldon.fixture.Leftovers;
import io.jenkins.plugins.seldon.fixture.OpenFiles;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.chart.ChartRepository;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineBuild;
import io.jenkins.plugins.seldon.fixture.pipeline.PipelineRunner;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole steps in a Pipeline, an installation with the embedded Helm and a wait for what it brought, while connections to the
 * API server and to the chart's repository break at random. More of them, with hanging connections among them:
 * {@code -Dfaults.runs=200}, from another seed on: {@code -Dfaults.seed=1000}.
 */
@Tag("faults")
@Timeout(1800)
class StepFaultsTest {

    private static final int RUNS = Integer.getInteger("faults.runs", 2);
    private static final int FIRST = Integer.getInteger("faults.seed", 0);

    /** In the normal build those that end a request at once: one that hangs takes the client's whole time. */
    private static final List<Fault> FAULTS = Integer.getInteger("faults.runs") != null
            ? List.of(Fault.values())
            : List.of(
                    Fault.DROP,
                    Fault.RESET,
                    Fault.TRUNCATE,
                    Fault.RESET_AMID,
                    Fault.TOO_MANY,
                    Fault.SERVER_ERROR,
                    Fault.GARBAGE,
                    Fault.NO_HTTP);

    private static final Duration TIME_OUT = Duration.ofSeconds(120);

    private static final String TEMPLATE =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, labels: {release: '{{ .Release.Name }}'}}
            spec:
              replicas: 1
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web, release: '{{ .Release.Name }}'}}
                spec: {containers: [{name: web, image: 'example/web:1'}]}
            """;

    @TempDir
    Path folder;

    @Test
    void noFaultMakesAWrongOutcomeOrALateOneOrLeavesAnything() throws Exception {
        run(-1);
        Leftovers leftovers = Leftovers.since();
        long files = OpenFiles.count();
        for (int seed = FIRST; seed < FIRST + RUNS; seed++) {
            run(seed);
        }
        leftovers.awaitNone(Duration.ofSeconds(15), "OkHttp http", "seldon");
        Await.until(
                "no more than " + files + " files are open: " + OpenFiles.count(),
                Duration.ofSeconds(30),
                () -> OpenFiles.count() <= files + 4);
    }

    private void run(int seed) throws Exception {
        FaultyProxy.Schedule schedule = seed < 0
                ? FaultyProxy.Schedule.NONE
                : new FaultyProxy.Schedule(
                        seed, new double[] {0.1, 0.3, 0.7}[seed % 3], 12 + 10 * (seed % 4), 300, FAULTS);
        Path workspace = folder.resolve("run" + seed + "/workspace");
        try (EmbeddedCluster cluster = EmbeddedCluster.builder().plainHttp().start();
                ChartRepository charts =
                        ChartRepository.serving(Chart.of("seldon-core-analytics", "1.12.0", TEMPLATE));
                FaultyProxy api = new FaultyProxy(URI.create(cluster.url()), schedule);
                FaultyProxy repository = new FaultyProxy(
                        charts.url(), seed % 2 == 0 ? new FaultyProxy.Schedule(seed, 0.3, 2, 300, FAULTS) : schedule)) {
            api.authorization("Bearer " + cluster.kubeconfig().replaceFirst("(?s).*token: *([^\\s]+).*", "$1"));
            cluster.player().readyAfter(Duration.ofMillis(100));
            PipelineBuild build = PipelineRunner.in(workspace)
                    .credential(
                            "cluster",
                            cluster.kubeconfig()
                                    .replace(cluster.url(), api.url().toString()))
                    .start(
                            """
                            node {
                              %s
                              %s
                            }
                            """
                                    .formatted(
                                            StepTimes.measured("installSeldonAnalytics credentialsId: 'cluster',"
                                                    + " repository: '" + repository.url() + "', timeoutSeconds: "
                                                    + TIME_OUT.toSeconds()),
                                            StepTimes.measured("waitForSeldonPods credentialsId: 'cluster',"
                                                    + " timeoutSeconds: " + TIME_OUT.toSeconds()
                                                    + ", stableSeconds: 1")));
            Result result = build.await();
            String story = "seed " + seed + "\nbefore the API server: " + api + "\nbefore the repository: " + repository
                    + "\n" + build.log();
            StepTimes.of(build)
                    .forEach(took -> assertThat(took).as(story).isLessThan(TIME_OUT.plus(Allowance.ofSeconds(5))));
            List<String> deployed = cluster.objects("secrets", "seldon-system").stream()
                    .filter(secret ->
                            secret.at("/metadata/labels/owner").asText().equals("helm"))
                    .map(secret -> secret.at("/metadata/labels/status").asText())
                    .toList();
            if (result == Result.SUCCESS) {
                assertThat(deployed).as(story).containsExactly("deployed");
                assertThat(cluster.objects("pods", "seldon-system")).as(story).hasSize(1);
                assertThat(cluster.objects("leases.coordination.k8s.io", "seldon-system"))
                        .as(story)
                        .isEmpty();
            } else {
                assertThat(seed).as("without faults it succeeds: " + story).isNotNegative();
                assertThat(result).as(story).isEqualTo(Result.FAILURE);
                assertThat(build.failure().orElse("")).as(story).endsWith(".").doesNotContainPattern("\\p{Cntrl}");
                assertThat(build.failure().orElse("").toLowerCase(Locale.ROOT))
                        .as(story)
                        .doesNotContain("nullpointer", "okhttp", "com.sun", "unexpected error");
            }
            assertThat(build.log()).as(story).doesNotContain("\tat ");
            assertThat(build.openClients()).as(story).isZero();
            Path beside = workspace.resolveSibling("workspace@tmp");
            if (beside.toFile().exists()) {
                assertThat(beside).as(story).isEmptyDirectory();
            }
        }
    }
}
