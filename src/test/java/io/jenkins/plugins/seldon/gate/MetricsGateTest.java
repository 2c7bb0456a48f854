package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.fixture.prometheus.ScrapeTarget;
import io.jenkins.plugins.seldon.gate.diagnose.Layer;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.Effect;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Period;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition.Reduce;
import io.jenkins.plugins.seldon.gate.verdict.MetricConditions;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.LatencyLimit;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.Source;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The gate against a model server and a real Prometheus that scrapes every second: what happens × verdict and layer. */
@Timeout(180)
class MetricsGateTest {

    private static final Duration SHORT = Duration.ofSeconds(3);

    private static final ModelServer SERVER = ModelServer.start();
    private static final Deque<ModelDeployment> SINGLE = new ArrayDeque<>();
    private static final Deque<ModelDeployment> DOUBLE = new ArrayDeque<>();
    private static final ModelDeployment ELSEWHERE = SERVER.deploy(Predictor.sklearn("elsewhere", "twin"), 1);
    private static final ModelDeployment DOWN = SERVER.deploy(Predictor.sklearn("models", "down"), 1);
    private static PrometheusProcess prometheus;

    /** All targets at once: Prometheus takes five seconds to take up a new list. */
    @BeforeAll
    static void start() {
        List<ScrapeTarget> targets = new ArrayList<>(ELSEWHERE.scrapeTargets());
        for (int i = 0; i < 16; i++) {
            SINGLE.add(SERVER.deploy(Predictor.sklearn("models", "single" + i), 1));
        }
        for (int i = 0; i < 4; i++) {
            DOUBLE.add(SERVER.deploy(Predictor.sklearn("models", "double" + i), 2));
        }
        SINGLE.forEach(model -> targets.addAll(model.scrapeTargets()));
        DOUBLE.forEach(model -> targets.addAll(model.scrapeTargets()));
        prometheus = PrometheusProcess.with()
                .scrapeInterval(Duration.ofMillis(500))
                .targets(targets)
                .start();
        prometheus.awaitTargetsUp();
        targets.add(new ScrapeTarget(
                DOWN.url().resolve("nowhere"), DOWN.scrapeTargets().get(0).labels()));
        prometheus.targets(targets);
    }

    @AfterAll
    static void end() {
        prometheus.close();
        SERVER.close();
    }

    @Test
    void aFreshDeploymentPassesWithEveryAcceptedPredictionCounted() {
        GateReport report = gate(freshWithTwoReplicas()).burst(100, 0, 1, 0).run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(report.measurement().counted()).isEqualTo(100);
        assertThat(report.load().accepted()).isEqualTo(100);
        assertThat(report.measurement().requestRate())
                .as("100 in a second, the last of them one spacing before its end; later on a busy machine")
                .isBetween(10.0, 102.0);
        assertThat(report.measurement().baselineRate()).isZero();
    }

    @Test
    void gatesInARowCountTheirOwnBurstOnlyAndTakeNoneForOthers() {
        ModelDeployment model = freshWithTwoReplicas();
        for (int requests : List.of(100, 40)) {
            GateRun run = gate(model).burst(requests, 0, 1, 0);
            GateReport report = run.run();
            assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
            assertThat(report.measurement().counted()).isEqualTo(requests);
            assertThat(report.measurement().baselineRate()).isZero();
            assertThat(run.log()).noneMatch(line -> line.startsWith("Others use"));
        }
    }

    /** As when a build was aborted in mid-burst and the next one begins at once. */
    @Test
    void aBurstThatIsYetToBeSampledIsNotTakenForTheNextOne() {
        ModelDeployment model = fresh();
        gate(model).run();
        try (Traffic traffic = Traffic.to(model, 400)) {
            Traffic.pause(Duration.ofMillis(300));
            assertThat(traffic.sent()).isPositive();
        }
        GateReport report = gate(model).run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(report.measurement().counted()).isEqualTo(100);
        assertThat(report.measurement().baselineRate()).isZero();
    }

    @Test
    void aClosedBurstShorterThanAScrapeIsCountedWhole() {
        GateReport report = gate(fresh()).burst(300, 0, 0, 8).run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(report.measurement().counted()).isEqualTo(300);
    }

    @Test
    void aGateThatIsResumedAtEachStepComesToTheSameOutcome() {
        GateReport report = gate(fresh()).restartingAfterEachStep().run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(report.measurement().counted()).isEqualTo(100);
    }

    @Test
    void trafficOfAnotherDeploymentDoesNotPassIt() {
        ModelDeployment other = fresh();
        ModelDeployment silent = unscraped("silent");
        try (Traffic traffic = Traffic.to(other, 50)) {
            GateReport report = gate(silent)
                    .endpoint(other.url() + "api/v1.0/predictions")
                    .patience(SHORT, SHORT)
                    .run();
            assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
            assertThat(report.diagnosis().layer()).as(report.sentence()).isEqualTo(Layer.EXECUTOR);
            assertThat(traffic.sent()).isPositive();
        }
    }

    @Test
    void predictionsThatGoToAnotherDeploymentDoNotPassItAndThatOneIsNamed() {
        ModelDeployment other = fresh();
        ModelDeployment silent = fresh();
        silent.route(other);
        GateReport report = gate(silent).patience(SHORT, SHORT).run();
        assertThat(report.load().accepted()).isPositive();
        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.diagnosis().layer()).as(report.sentence()).isEqualTo(Layer.EXECUTOR);
        assertThat(report.sentence())
                .contains("meanwhile models/" + other.predictor().deployment() + " counted 11")
                .contains("check whether the endpoint leads there");
    }

    @Test
    void withoutAnyTrafficThereIsNothingToPass() throws IOException {
        ModelDeployment model = fresh();
        String nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = "http://127.0.0.1:" + socket.getLocalPort();
        }
        GateReport report = gate(model).endpoint(nobody).run();
        assertThat(report.verdict()).isEqualTo(Verdict.ERROR);
        assertThat(report.diagnosis().layer()).as(report.sentence()).isEqualTo(Layer.INGRESS);
        assertThat(model.predictions()).isZero();
    }

    @Test
    void theSameNameInAnotherNamespaceDoesNotPassIt() {
        ModelDeployment model = unscraped("twin");
        try (Traffic traffic = Traffic.to(ELSEWHERE, 50)) {
            GateReport report = gate(model).patience(SHORT, SHORT).run();
            assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.INCONCLUSIVE);
            assertThat(report.diagnosis().layer()).isEqualTo(Layer.SCRAPE);
            assertThat(traffic.sent()).isPositive();
        }
    }

    @Test
    void aModelThatIsNotScrapedIsFoundOut() {
        GateReport report = gate(unscraped("unscraped")).patience(SHORT, SHORT).run();
        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.diagnosis().layer()).isEqualTo(Layer.SCRAPE);
        assertThat(report.sentence()).contains("scrapes none of its pods");
    }

    @Test
    void aTargetThatIsDownIsFoundOut() {
        GateReport report = gate(DOWN).patience(SHORT, SHORT).run();
        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.diagnosis().layer()).as(report.sentence()).isEqualTo(Layer.SCRAPE);
        assertThat(report.sentence()).contains("404");
    }

    @Test
    void anExecutorThatNeverCountsIsFoundOut() {
        ModelDeployment model = fresh();
        model.counting(false);
        GateReport report = gate(model).patience(SHORT, SHORT).run();
        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.diagnosis().layer()).as(report.sentence()).isEqualTo(Layer.EXECUTOR);
        assertThat(report.sentence()).contains("the executor that answers behind the ingress counted 0 of 11");
    }

    @Test
    void anExecutorThatStopsCountingFails() {
        ModelDeployment model = fresh();
        gate(model).run();
        model.counting(false);
        GateReport report = gate(model).patience(SHORT, SHORT).run();
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.measurement().counted()).isZero();
        assertThat(report.diagnosis().layer()).as(report.sentence()).isEqualTo(Layer.EXECUTOR);
    }

    @Test
    void aModelThatFailsThreeInTenFails() {
        ModelDeployment model = fresh();
        model.errorRatio(0.3);
        GateReport report = gate(model).run();
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.load().errorRatio()).isBetween(0.25, 0.35);
        assertThat(report.diagnosis().layer()).as(report.sentence()).isEqualTo(Layer.MODEL);
        assertThat(report.sentence()).contains("HTTP status 500").contains("maxErrorRatio");
        assertThat(report.measurement().countedErrors()).isEqualTo(report.load().httpErrors());
    }

    @Test
    void errorsInsideA200Fail() {
        ModelDeployment model = fresh();
        model.errorsInside200(0.5);
        GateReport report = gate(model).run();
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.load().badBodies()).isBetween(45L, 55L);
        assertThat(report.diagnosis().layer()).as(report.sentence()).isEqualTo(Layer.MODEL);
    }

    @Test
    void anEndpointThatAnswersHtmlIsRefusedAtOnce() {
        ModelDeployment model = fresh();
        model.answer(ModelDeployment.Answers.HTML);
        GateReport report = gate(model).run();
        assertThat(report.verdict()).isNotEqualTo(Verdict.PASS);
        assertThat(report.diagnosis().layer()).as(report.sentence()).isEqualTo(Layer.INGRESS);
        assertThat(report.sentence()).contains("HTML page");
        assertThat(model.predictions()).isLessThanOrEqualTo(3);
    }

    @Test
    void aReplicaThatRestartsInTheBurstIsInconclusiveAndNamed() {
        ModelDeployment model = freshWithTwoReplicas();
        GateReport report = gate(model)
                .burst(300, 0, 3, 0)
                .thresholds(new Thresholds(0, 1, 0.01, List.of()))
                .duringBurst(() -> {
                    // One after the other at another time between two scrapes, which nearly always loses something.
                    for (int after : List.of(60, 125, 190, 255)) {
                        Await.until("it is sent", Duration.ofMinutes(1), () -> model.predictions() >= after);
                        model.replicas().get(0).restart();
                    }
                })
                .patience(SHORT, SHORT)
                .run();
        assertThat(report.load().accepted()).isEqualTo(300);
        assertThat(report.measurement().counted()).isLessThan(300);
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.diagnosis().layer()).isEqualTo(Layer.EXECUTOR);
        assertThat(report.sentence()).contains("counters restarted");
    }

    @Test
    void otherTrafficOfMoreThanHalfTheBurstIsInconclusive() {
        ModelDeployment model = fresh();
        try (Traffic traffic = Traffic.to(model, 100)) {
            GateReport report = gate(model).run();
            assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.INCONCLUSIVE);
            assertThat(report.diagnosis().layer()).isEqualTo(Layer.TRAFFIC);
            assertThat(report.measurement().baselineRate()).isBetween(50.0, 150.0);
            assertThat(traffic.sent()).isPositive();
        }
    }

    @Test
    void aLittleOtherTrafficIsTakenIntoAccount() {
        ModelDeployment model = fresh();
        try (Traffic traffic = Traffic.to(model, 10)) {
            GateReport report = gate(model)
                    .cluster(PlayedCluster.of(model))
                    .burst(1000, 0, 2, 0)
                    .run();
            assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
            assertThat(report.measurement().baselineRate()).isBetween(4.0, 20.0);
            assertThat(traffic.sent()).isPositive();
        }
    }

    @Test
    void conditionsOnQueriesAreHeldAtOnceOverTheBurstAndForAWhile() {
        ModelDeployment model = fresh();
        String own = "{deployment_name=\"" + model.predictor().deployment() + "\",service=\"predictions\"}";
        String counter = ServerProfile.SELDON.counter().name() + own;
        GateReport report = gate(model)
                .thresholds(new Thresholds(1, 1, 0, List.of(new LatencyLimit(0.99, 5000, Source.PROMETHEUS))))
                .conditions(
                        condition(
                                "sum(increase(" + counter + "[$__range]))",
                                50.0,
                                null,
                                Period.INSTANT,
                                0,
                                Effect.FAILURE),
                        condition("sum(" + counter + ")", 0.0, 112.0, Period.of("burst"), 0, Effect.FAILURE),
                        condition("sum(up)", 0.0, null, Period.INSTANT, 1, Effect.FAILURE),
                        condition("sum(rate(" + counter + "[2s]))", 1e6, null, Period.of("burst"), 0, Effect.UNSTABLE),
                        condition("absent(up)", 0.0, null, Period.INSTANT, 0, Effect.UNSTABLE))
                .run();
        assertThat(report.findings())
                .filteredOn(finding -> finding.severity() == Effect.FAILURE)
                .allSatisfy(finding ->
                        assertThat(finding.verdict()).as(finding.sentence()).isEqualTo(Verdict.PASS));
        assertThat(report.findings())
                .filteredOn(finding -> finding.severity() == Effect.UNSTABLE)
                .extracting(CheckResult::verdict)
                .containsExactlyInAnyOrder(Verdict.FAIL, Verdict.INCONCLUSIVE);
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.effect(Effect.FAILURE)).isEqualTo(Effect.UNSTABLE);
        assertThat(report.diagnosis().layer()).isEqualTo(Layer.CONDITION);
        assertThat(report.rates()).anyMatch(point -> point.perSecond() > 10);
    }

    private static MetricCondition condition(
            String promql, Double above, Double below, Period over, long seconds, Effect severity) {
        return MetricConditions.of("", promql, above, below, Reduce.ONLY, over, Duration.ofSeconds(seconds), severity);
    }

    private static GateRun gate(ModelDeployment model) {
        return new GateRun(model, prometheus.url());
    }

    /** A deployment that nobody has used yet and that is scraped. */
    private static ModelDeployment fresh() {
        return SINGLE.pop();
    }

    private static ModelDeployment freshWithTwoReplicas() {
        return DOUBLE.pop();
    }

    private static ModelDeployment unscraped(String name) {
        return SERVER.deploy(Predictor.sklearn("models", name), 1);
    }
}
