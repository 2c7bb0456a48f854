package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.fixture.prometheus.ScrapeTarget;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Others use the model at the same time: steadily, until the burst begins, from then on; with a real Prometheus. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class BesideOthersTest {

    private static final Duration SCRAPE = Duration.ofSeconds(2);
    private static final Duration DEFAULT_SCRAPE = Duration.ofSeconds(15);

    private static final ModelServer SERVER = ModelServer.start();
    private static final Deque<ModelDeployment> MODELS = new ConcurrentLinkedDeque<>();
    private static final Deque<ModelDeployment> LIVE = new ConcurrentLinkedDeque<>();
    private static PrometheusProcess prometheus;
    private static PrometheusProcess asInstalled;

    @BeforeAll
    static void start() {
        List<ScrapeTarget> targets = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            MODELS.add(SERVER.deploy(Predictor.sklearn("models", "live" + i), 2));
        }
        MODELS.forEach(model -> targets.addAll(model.scrapeTargets()));
        prometheus =
                PrometheusProcess.with().scrapeInterval(SCRAPE).targets(targets).start();
        List<ScrapeTarget> live = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            LIVE.add(SERVER.deploy(Predictor.sklearn("models", "busy" + i), 2));
        }
        LIVE.forEach(model -> live.addAll(model.scrapeTargets()));
        asInstalled = PrometheusProcess.with()
                .scrapeInterval(DEFAULT_SCRAPE)
                .targets(live)
                .start();
        prometheus.awaitTargetsUp();
        asInstalled.awaitTargetsUp();
    }

    @AfterAll
    static void end() {
        prometheus.close();
        asInstalled.close();
        SERVER.close();
    }

    /**
     * As installed: a scrape each 15 s, no option but the deployment. Where the machine starves the strangers' sender, they
     * come in clumps that nobody can tell from a change, and that is said: another attempt has to pass.
     */
    @Test
    @Timeout(480)
    void aHealthyLiveModelPassesByDefault() {
        ModelDeployment model = LIVE.pop();
        try (Traffic traffic = Traffic.to(model, 50)) {
            GateReport report = defaults(model).run();
            for (int attempt = 1; attempt < 5 && report.verdict() == Verdict.INCONCLUSIVE; attempt++) {
                report = defaults(model).run();
            }
            assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
            assertThat(report.measurement().baselineRate()).isBetween(30.0, 70.0);
            assertThat(report.load().sent()).isGreaterThan(200);
            assertThat(report.measurement().counted())
                    .isBetween(report.load().accepted() * 0.9, report.load().accepted() * 1.1);
            assertThat(traffic.sent()).isPositive();
        }
    }

    @Test
    @Timeout(480)
    void aLiveModelWhoseCounterBreaksDoesNotPass() {
        ModelDeployment model = LIVE.pop();
        try (Traffic traffic = Traffic.to(model, 50)) {
            GateReport report =
                    defaults(model).duringBurst(() -> model.uncounted(0.2)).run();
            assertThat(report.verdict()).as(report.sentence()).isNotEqualTo(Verdict.PASS);
            assertThat(traffic.sent()).isPositive();
        }
    }

    @ParameterizedTest(name = "the pages are readable: {0}")
    @ValueSource(booleans = {true, false})
    void oneLostPredictionInSixIsNotTakenForOthersTraffic(boolean pages) {
        ModelDeployment model = MODELS.pop();
        try (Traffic traffic = Traffic.to(model, 12)) {
            PlayedCluster cluster = PlayedCluster.of(model);
            GateReport report = gate(model)
                    .cluster(pages ? cluster : cluster.withoutPages())
                    .burst(200, 0, 4, 0)
                    .duringBurst(() -> model.uncounted(1 / 6.0))
                    .run();
            assertThat(report.verdict()).as(report.sentence()).isNotEqualTo(Verdict.PASS);
            assertThat(traffic.sent()).isPositive();
        }
    }

    @Test
    void othersWhoStopAsTheBurstStartsFailNoHealthyModel() {
        ModelDeployment model = MODELS.pop();
        Traffic traffic = Traffic.to(model, 12);
        GateReport report =
                gate(model).burst(200, 0, 4, 0).duringBurst(traffic::close).run();
        assertThat(report.verdict()).as(report.sentence()).isIn(Verdict.PASS, Verdict.INCONCLUSIVE);
    }

    @ParameterizedTest(name = "the pages are readable: {0}")
    @ValueSource(booleans = {true, false})
    void aStrangersBatchDoesNotStandForABurstThatGoesElsewhere(boolean pages) {
        ModelDeployment model = MODELS.pop();
        ModelDeployment other = MODELS.pop();
        ModelDeployment front = SERVER.deploy(
                Predictor.sklearn("models", "front-of-" + model.predictor().deployment()), 1);
        front.route(model);
        PlayedCluster cluster = PlayedCluster.of(model);
        AtomicReference<Traffic> stranger = new AtomicReference<>();
        GateReport report = gate(model)
                .endpoint(front.url() + "api/v1.0/predictions")
                .cluster(pages ? cluster : cluster.withoutPages())
                .burst(200, 0, 4, 0)
                .duringBurst(() -> {
                    front.route(other);
                    stranger.set(Traffic.to(model, 50));
                })
                .run();
        stranger.get().close();
        assertThat(report.load().accepted()).isEqualTo(200);
        assertThat(report.verdict()).as(report.sentence()).isNotEqualTo(Verdict.PASS);
    }

    private static GateRun defaults(ModelDeployment model) {
        return new GateRun(model, asInstalled.url())
                .cluster(PlayedCluster.of(model))
                .patience(Duration.ofSeconds(20), Duration.ofSeconds(5))
                .defaultBurst();
    }

    private static GateRun gate(ModelDeployment model) {
        return new GateRun(model, prometheus.url()).cluster(PlayedCluster.of(model));
    }
}
