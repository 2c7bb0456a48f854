package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.AbortException;
import hudson.model.Result;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.fixture.Allowance;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.fixture.prometheus.ScrapeTarget;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.load.LoadPlan;
import io.jenkins.plugins.seldon.load.LoadProgress;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.load.LoadSite;
import io.jenkins.plugins.seldon.load.PageRequest;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.report.EvidencePaths;
import io.jenkins.plugins.seldon.report.GateCheck;
import io.jenkins.plugins.seldon.report.ReportSection;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The step over restarts of the controller and under an abort, with a direct URL of a real Prometheus. */
@Timeout(180)
class AssertPredictionMetricsLifeTest {

    private static final int REQUESTS = 150;
    private static final ModelServer SERVER = ModelServer.start();
    private static final Deque<ModelDeployment> MODELS = new ArrayDeque<>();
    private static PrometheusProcess prometheus;

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final CountDownLatch bursting = new CountDownLatch(1);
    private final NodePlatform platform = new NodePlatform();
    private final FakeStepContext context = new FakeStepContext(Map.of(Platform.class, platform));

    /** What happens to the agent in the burst. */
    private interface Loss {
        void happen() throws IOException;
    }

    /** Whom a check is handed to. */
    private interface Publisher {
        void publish() throws InterruptedException;
    }

    /** A node without a cluster; it tells when the burst begins. */
    private final class NodePlatform extends FakePlatform {

        private final AtomicInteger claims = new AtomicInteger();
        private volatile boolean withoutNode;
        private volatile Loss lost = () -> {};
        private final List<String> checks = new ArrayList<>();
        private volatile boolean hasNoChecks;
        private volatile Publisher publisher;
        private final EvidencePaths names = new EvidencePaths();
        private final List<String> published = new CopyOnWriteArrayList<>();

        @Override
        public String checkName(ReportSection section) {
            return names.path(GateCheck.usualName(section));
        }

        @Override
        public boolean publishCheck(String name, ReportSection section, Result effect)
                throws IOException, InterruptedException {
            published.add(name);
            if (publisher != null) {
                publisher.publish();
            }
            if (section.isGood()) {
                throw new IOException("GitHub answered 502.");
            }
            checks.add(section.getOutcome() + " " + effect);
            return !hasNoChecks;
        }

        @Override
        public ClusterConnection connect(ClusterOptions options) throws AbortException {
            throw new AbortException("No cluster is given.");
        }

        @Override
        public PrintStream log() {
            return new PrintStream(log, true, StandardCharsets.UTF_8);
        }

        @Override
        public void claimEvidence() {
            claims.incrementAndGet();
        }

        @Override
        public LoadSite loadSite() throws AbortException {
            if (withoutNode) {
                throw new AbortException("The burst is sent from a node, and there is none.");
            }
            return new LoadSite() {
                @Override
                public LoadResult run(LoadPlan plan, Consumer<LoadProgress> progress)
                        throws IOException, InterruptedException {
                    if (plan.profile().isOpen()) {
                        bursting.countDown();
                        lost.happen();
                    }
                    return LOCAL.run(plan, progress);
                }

                @Override
                public String read(PageRequest request) throws IOException, InterruptedException {
                    return LOCAL.read(request);
                }
            };
        }
    }

    @BeforeAll
    static void start() {
        List<ScrapeTarget> targets = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            MODELS.add(SERVER.deploy(Predictor.sklearn("seldon-system", "life" + i), 1));
        }
        MODELS.forEach(model -> targets.addAll(model.scrapeTargets()));
        prometheus = PrometheusProcess.with()
                .scrapeInterval(Duration.ofMillis(500))
                .targets(targets)
                .start();
        prometheus.awaitTargetsUp();
    }

    @AfterAll
    static void end() {
        prometheus.close();
        SERVER.close();
    }

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void aRestartInTheMiddleOfTheBurstMeasuresAgainAndSaysSo() throws Exception {
        ModelDeployment model = MODELS.pop();
        GateStepExecution execution = (GateStepExecution) step(model, 1.5).start(context);
        CompletableFuture<StoredExecution> kept = keptIn("BURST", execution);
        execution.start();
        StoredExecution stored = kept.get(60, TimeUnit.SECONDS);
        goesDown(execution);
        FakeStepContext there = new FakeStepContext(Map.of(Platform.class, platform));
        stored.restored(there).onResume();
        assertThat(there.outcome()).isInstanceOfSatisfying(Map.class, gate -> {
            assertThat(gate.get("verdict")).isEqualTo("PASS");
            assertThat(gate.get("counted")).isEqualTo((long) REQUESTS);
            assertThat(gate.get("notes").toString()).contains("in the middle of the burst");
        });
        assertThat(platform.claims)
                .as("after a restart, evidence in the workspace may be this build's own")
                .hasValue(1);
    }

    @Test
    void aRestartWhileItWaitsContinuesWithWhatWasMeasured() throws Exception {
        ModelDeployment model = MODELS.pop();
        GateStepExecution execution = (GateStepExecution) step(model, 0.3).start(context);
        CompletableFuture<StoredExecution> kept = keptIn("SETTLE", execution);
        execution.start();
        StoredExecution stored = kept.get(60, TimeUnit.SECONDS);
        goesDown(execution);
        long sent = model.predictions();
        FakeStepContext there = new FakeStepContext(Map.of(Platform.class, platform));
        stored.restored(there).onResume();
        assertThat(there.outcome()).isInstanceOfSatisfying(Map.class, gate -> {
            assertThat(gate.get("verdict")).isEqualTo("PASS");
            assertThat(gate.get("counted")).isEqualTo((long) REQUESTS);
        });
        assertThat(model.predictions()).as("nothing is sent again").isEqualTo(sent);
    }

    /** With the controller goes the gate's turn, which the one that goes on would find taken. */
    private void goesDown(StepExecution execution) throws Exception {
        execution.stop(new InterruptedException("the controller goes down"));
        assertThat(context.outcome()).isInstanceOf(InterruptedException.class);
    }

    /** What is kept with the build when the gate comes to a phase, as a restart then finds it. */
    private CompletableFuture<StoredExecution> keptIn(String phase, GateStepExecution execution) {
        CompletableFuture<StoredExecution> kept = new CompletableFuture<>();
        context.whenSaved(() -> {
            if (execution.state().contains('"' + phase + '"')) {
                kept.complete(StoredExecution.of(execution));
            }
        });
        return kept;
    }

    @Test
    void anAbortInTheBurstEndsItWithinASecond() throws Exception {
        ModelDeployment model = MODELS.pop();
        StepExecution execution = step(model, 30).start(context);
        execution.start();
        assertThat(bursting.await(60, TimeUnit.SECONDS)).isTrue();
        Await.until("the status tells how far it is", Duration.ofSeconds(60), () -> execution
                .getStatus()
                .matches("sending [1-9]\\d* of \\d+, [\\d.]+/s"));
        Throwable cause = new InterruptedException("aborted by a person");
        long begun = System.nanoTime();
        execution.stop(cause);
        assertThat(context.outcome()).isSameAs(cause);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Allowance.ofSeconds(1));
        assertThat(context.reports()).containsExactly(cause);
        assertThat(log.toString(StandardCharsets.UTF_8).lines())
                .as("whom each line is about")
                .allMatch(line -> line.startsWith("[" + model.predictor().deployment() + "] "));
    }

    @Test
    void anAgentThatIsLostInTheBurstIsASentenceAndASectionOfTheReport() throws Exception {
        for (Loss loss : List.<Loss>of(
                () -> {
                    throw new IOException("the channel is already closed");
                },
                () -> {
                    throw new IllegalStateException(new IOException("Unexpected termination of the channel"));
                })) {
            platform.lost = loss;
            FakeStepContext there = new FakeStepContext(Map.of(Platform.class, platform));
            AssertPredictionMetricsStep step = step(MODELS.peek(), 1);
            step.setPredictor("default");
            step.start(there).start();
            assertThat(there.outcome()).isInstanceOfSatisfying(AbortException.class, e -> assertThat(e)
                    .hasMessageContaining("The connection to the agent was lost")
                    .hasRootCauseInstanceOf(EOFException.class));
        }
        assertThat(platform.reported()).hasSize(2).allSatisfy(section -> {
            assertThat(section.getOutcome()).isEqualTo("ERROR");
            assertThat(section.getSubject())
                    .as("as of a gate that ended by itself")
                    .isEqualTo("seldon-system/" + MODELS.peek().predictor().deployment() + "/default");
            assertThat(section.getSentence()).contains("The connection to the agent was lost");
        });
        assertThat(log.toString(StandardCharsets.UTF_8))
                .doesNotContain("\tat ")
                .contains("[" + MODELS.peek().predictor().deployment() + "/default] ");
    }

    @Test
    void outsideOfANodeItRefusesWithASentence() throws Exception {
        platform.withoutNode = true;
        step(MODELS.peek(), 1).start(context).start();
        assertThat(context.outcome()).isInstanceOfSatisfying(AbortException.class, e -> assertThat(e.getMessage())
                .startsWith("The burst is sent from a node"));
    }

    @Test
    void whatIsNotScrapedFailsOrPassesByWhatInconclusiveMeans() throws Exception {
        ModelDeployment unscraped = SERVER.deploy(Predictor.sklearn("seldon-system", "unscraped"), 1);
        AssertPredictionMetricsStep step = step(unscraped, 1);
        step.setSampleTimeoutSeconds(1.0);
        step.setOnInconclusive("ignore");
        step.start(context).start();
        assertThat(context.outcome()).isInstanceOfSatisfying(Map.class, gate -> assertThat(gate.get("verdict"))
                .isEqualTo("INCONCLUSIVE"));

        FakeStepContext other = new FakeStepContext(Map.of(Platform.class, platform));
        step.setOnInconclusive("");
        step.start(other).start();
        assertThat(other.outcome()).isInstanceOfSatisfying(AbortException.class, e -> assertThat(e.getMessage())
                .contains("Gate inconclusive for seldon-system/unscraped (layer: scrape)")
                .endsWith("."));
    }

    @Test
    void theVerdictIsPublishedAsACheckWithWhatBecomesOfTheBuild() throws Exception {
        ModelDeployment unscraped = SERVER.deploy(Predictor.sklearn("seldon-system", "unchecked"), 1);
        AssertPredictionMetricsStep step = step(unscraped, 1);
        step.setSampleTimeoutSeconds(1.0);
        step.start(context).start();
        assertThat(context.outcome()).isInstanceOf(AbortException.class);
        assertThat(platform.checks).as("unasked").isEmpty();

        step.setPublishChecks(true);
        FakeStepContext failing = new FakeStepContext(Map.of(Platform.class, platform));
        step.start(failing).start();
        assertThat(failing.outcome()).isInstanceOf(AbortException.class);
        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("publishChecks");

        platform.hasNoChecks = true;
        step.setOnInconclusive("ignore");
        FakeStepContext ignoring = new FakeStepContext(Map.of(Platform.class, platform));
        step.start(ignoring).start();
        assertThat(ignoring.outcome()).isInstanceOf(Map.class);
        assertThat(platform.checks).containsExactly("INCONCLUSIVE " + Result.FAILURE, "INCONCLUSIVE " + Result.SUCCESS);
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("WARNING: publishChecks needs the plugin Checks API");
    }

    @Test
    void aPublisherThatHangsIsInterruptedAndTakesNothingFromTheVerdict() throws Exception {
        AssertPredictionMetricsStep step = step(MODELS.pop(), 0.3);
        step.setPublishChecks(true);
        CountDownLatch interrupted = new CountDownLatch(1);
        platform.publisher = () -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        };
        new AssertPredictionMetricsStep.Execution(step, context) {
            private static final long serialVersionUID = 1L;

            @Override
            Duration publishingLimit() {
                return Duration.ofMillis(200);
            }
        }.start();
        assertThat(context.outcome()).isInstanceOf(Map.class);
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("WARNING: The check was not published within ");
        assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aRestartWhileACheckIsPublishedComesToTheSameVerdict() throws Exception {
        ModelDeployment model = MODELS.pop();
        AssertPredictionMetricsStep step = step(model, 0.3);
        step.setPublishChecks(true);
        CountDownLatch publishing = new CountDownLatch(1);
        CountDownLatch down = new CountDownLatch(1);
        platform.publisher = () -> {
            publishing.countDown();
            down.await();
        };
        StepExecution execution = step.start(context);
        execution.start();
        assertThat(publishing.await(60, TimeUnit.SECONDS)).isTrue();
        StoredExecution stored = StoredExecution.of(execution);
        goesDown(execution);
        platform.publisher = null;
        down.countDown();
        long sent = model.predictions();
        FakeStepContext there = new FakeStepContext(Map.of(Platform.class, platform));
        stored.restored(there).onResume();
        assertThat(there.outcome()).isInstanceOfSatisfying(Map.class, gate -> assertThat(gate.get("verdict"))
                .isEqualTo("PASS"));
        assertThat(model.predictions()).as("nothing is sent again").isEqualTo(sent);
        assertThat(platform.reported()).as("nor told again").hasSize(1);
        String name = "Seldon gate seldon-system/" + model.predictor().deployment();
        assertThat(platform.published).as("a branch may require it").containsExactly(name, name);
    }

    @Test
    void aCheckThatCannotBePublishedTakesNothingFromTheVerdict() throws Exception {
        AssertPredictionMetricsStep step = step(MODELS.pop(), 0.3);
        step.setPublishChecks(true);
        step.start(context).start();
        assertThat(context.outcome()).isInstanceOf(Map.class);
        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("WARNING: The check could not be published: GitHub answered 502.");
    }

    private static AssertPredictionMetricsStep step(ModelDeployment model, double seconds) {
        AssertPredictionMetricsStep step =
                new AssertPredictionMetricsStep(model.predictor().deployment());
        step.setEndpoint(model.url().toString());
        step.setPrometheusUrl(prometheus.url().toString());
        step.setRequests(REQUESTS);
        step.setDurationSeconds(seconds);
        step.setAnswerTimeoutSeconds(2.0);
        return step;
    }
}
