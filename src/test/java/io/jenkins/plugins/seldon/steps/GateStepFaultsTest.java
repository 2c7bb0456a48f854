package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.AbortException;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.fixture.Allowance;
import io.jenkins.plugins.seldon.fixture.FaultyProxy;
import io.jenkins.plugins.seldon.fixture.FaultyProxy.Schedule;
import io.jenkins.plugins.seldon.fixture.Leftovers;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.fixture.prometheus.ScrapeTarget;
import io.jenkins.plugins.seldon.gate.Patience;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.report.ReportSection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The gate as a step, with its cluster's client, its lanes and its timer, while connections to a real Prometheus, to the API
 * server before it and to the model break at random. The engine's verdicts under faults, with time that is skipped:
 * {@code GateFaultsTest}. More of them: {@code -Dfaults.runs=200}, from another seed on: {@code -Dfaults.seed=1000}.
 */
@Tag("faults")
@Timeout(3600)
class GateStepFaultsTest {

    private static final int RUNS = Integer.getInteger("faults.runs", 9);
    private static final int FIRST = Integer.getInteger("faults.seed", 0);
    private static final int AT_A_TIME = 5;

    /** A seed of this kind: what is held against faults is a gate that passes without them. */
    private static final int GOOD_BEFORE_PROMETHEUS = 0;

    /** What a gate that nobody holds up has to itself of the longest that its options allow. */
    private static final Duration WITHOUT_TURN = Patience.TURN;

    private static final String NAMESPACE = "seldon-system";

    private enum Model {
        GOOD,
        UNCOUNTED,
        FAILING
    }

    private enum Before {
        PROMETHEUS,
        MODEL,
        API_SERVER
    }

    private record Run(
            Model model, Before before, Object outcome, List<ReportSection> reported, Duration late, String story) {

        boolean passed() {
            return reported.stream().anyMatch(section -> section.getOutcome().equals("PASS"));
        }
    }

    private final List<ModelDeployment> models = new ArrayList<>();

    @Test
    void noFaultMakesAWrongOutcomeOrALateOneOrLeavesAnything() throws Exception {
        try (ModelServer server = ModelServer.start();
                EmbeddedCluster cluster = EmbeddedCluster.builder().plainHttp().start()) {
            List<ScrapeTarget> targets = new ArrayList<>();
            for (int i = 0; i <= RUNS; i++) {
                models.add(server.deploy(Predictor.sklearn(NAMESPACE, "model" + i), 1));
            }
            models.forEach(model -> targets.addAll(model.scrapeTargets()));
            try (PrometheusProcess prometheus = PrometheusProcess.with()
                    .scrapeInterval(Duration.ofMillis(500))
                    .targets(targets)
                    .start()) {
                prometheus.awaitTargetsUp();
                cluster.serve(NAMESPACE, "prometheus", 80, prometheus.url());
                Leftovers leftovers = Leftovers.since();
                List<Run> runs = runs(cluster, prometheus);
                runs.forEach(GateStepFaultsTest::check);
                Run calm = run(GOOD_BEFORE_PROMETHEUS, Schedule.NONE, models.get(RUNS), cluster, prometheus);
                assertThat(calm.passed()).as(calm.story()).isTrue();
                leftovers.awaitNone(Duration.ofSeconds(15), "seldon", "load");
            }
        }
    }

    private List<Run> runs(EmbeddedCluster cluster, PrometheusProcess prometheus) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            List<Future<Run>> futures = new ArrayList<>();
            for (int i = 0; i < RUNS; i++) {
                int number = i;
                int seed = FIRST + i;
                futures.add(pool.submit(
                        () -> run(seed, Schedule.drawn(seed, 600), models.get(number), cluster, prometheus)));
            }
            List<Run> runs = new ArrayList<>();
            for (Future<Run> future : futures) {
                runs.add(future.get());
            }
            return runs;
        } finally {
            pool.shutdownNow();
        }
    }

    private Run run(
            int seed, Schedule schedule, ModelDeployment model, EmbeddedCluster cluster, PrometheusProcess prometheus)
            throws Exception {
        Model kind = Model.values()[Math.floorMod(seed, 3)];
        Before before = Before.values()[Math.floorMod(seed / 3, 3)];
        model.counting(kind != Model.UNCOUNTED);
        model.errorRatio(kind == Model.FAILING ? 0.3 : 0);
        URI target =
                switch (before) {
                    case PROMETHEUS -> prometheus.url();
                    case MODEL -> URI.create("http://127.0.0.1:" + model.url().getPort());
                    case API_SERVER -> URI.create(cluster.url());
                };
        try (FaultyProxy proxy = new FaultyProxy(target, schedule);
                FakePlatform jenkins = new FakePlatform() {
                    @Override
                    public ClusterConnection connect(ClusterOptions options) {
                        String kubeconfig = before == Before.API_SERVER
                                ? cluster.kubeconfig()
                                        .replace(cluster.url(), proxy.url().toString())
                                : cluster.kubeconfig();
                        return Kubeconfig.parse(kubeconfig).select(new Kubeconfig.Choice(null, null, NAMESPACE));
                    }
                }) {
            AssertPredictionMetricsStep step =
                    new AssertPredictionMetricsStep(model.predictor().deployment());
            step.setEndpoint((before == Before.MODEL
                            ? proxy.url()
                            : URI.create("http://127.0.0.1:" + model.url().getPort()))
                    + model.url().getPath());
            if (before == Before.PROMETHEUS) {
                step.setPrometheusUrl(proxy.url().toString());
            } else {
                step.setPrometheusService(NAMESPACE + "/prometheus:80");
            }
            step.setRequests(60);
            step.setDurationSeconds(0.3);
            step.setAnswerTimeoutSeconds(1.0);
            step.setEndpointTimeoutSeconds(5.0);
            step.setSampleTimeoutSeconds(10.0);
            FakeStepContext context = new FakeStepContext(Map.of(Platform.class, jenkins));
            Duration longest = GateOptions.longest(step, LoadLimits.DEFAULT).minus(WITHOUT_TURN);
            long begun = System.nanoTime();
            StepExecution execution = step.start(context);
            execution.start();
            Object outcome = context.outcome(longest.plusSeconds(60));
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            String story = "seed " + seed + ", " + kind + ", " + before + ", took " + took + " of " + longest + "\n"
                    + proxy + "\n" + jenkins.logged() + "\n" + outcome;
            assertThat(jenkins.clients().size()).as(story).isZero();
            return new Run(kind, before, outcome, jenkins.reported(), took.minus(longest), story);
        }
    }

    private static void check(Run run) {
        String story = run.story();
        assertThat(run.late()).as(story).isLessThan(Allowance.ofSeconds(5));
        assertThat(run.reported()).as(story).hasSize(1);
        ReportSection section = run.reported().get(0);
        if (section.getOutcome().equals("PASS")) {
            assertThat(run.model()).as(story).isEqualTo(Model.GOOD);
            assertThat(run.outcome()).as(story).isInstanceOfSatisfying(Map.class, gate -> assertThat(
                            gate.get("counted"))
                    .isEqualTo(gate.get("accepted")));
        } else {
            assertThat(run.outcome()).as(story).isInstanceOf(AbortException.class);
        }
        if (run.model() == Model.GOOD && run.before() != Before.MODEL) {
            assertThat(section.getOutcome()).as(story).isNotEqualTo("FAIL");
        }
        assertThat(section.getSentence())
                .as(story)
                .endsWith(".")
                .doesNotContainPattern("\\p{Cntrl}")
                .doesNotContainPattern("(Exception|Error)\\b:|\\w+\\.\\w+Exception|okhttp|null|unexpected error");
        assertThat(story).as("no stack trace").doesNotContain("\tat ");
    }
}
