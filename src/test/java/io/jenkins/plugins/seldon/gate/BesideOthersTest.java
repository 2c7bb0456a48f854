package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.fixture.prometheus.ScrapeTarget;
import io.jenkins.plugins.seldon.gate.measure.Balance;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Others use the model at the same time: steadily, until the burst begins, from then on; with a real Prometheus. */
@Timeout(180)
class BesideOthersTest {

    private static final Duration SCRAPE = Duration.ofSeconds(2);

    private static final ModelServer SERVER = ModelServer.start();
    private static final Deque<ModelDeployment> MODELS = new ArrayDeque<>();
    private static PrometheusProcess prometheus;

    @BeforeAll
    static void start() {
        List<ScrapeTarget> targets = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            MODELS.add(SERVER.deploy(Predictor.sklearn("models", "live" + i), 2));
        }
        MODELS.forEach(model -> targets.addAll(model.scrapeTargets()));
        prometheus =
                PrometheusProcess.with().scrapeInterval(SCRAPE).targets(targets).start();
        prometheus.awaitTargetsUp();
    }

    @AfterAll
    static void end() {
        prometheus.close();
        SERVER.close();
    }

    @Test
    void aHealthyLiveModelPassesByDefault() {
        ModelDeployment model = MODELS.pop();
        try (Traffic traffic = Traffic.to(model, 50)) {
            GateRun run = gate(model).defaultBurst();
            GateReport report = run.run();
            Balance balance = report.measurement().counts().balance();
            if (balance.margin() > 2 * 3 * Math.sqrt(2 * balance.others())) {
                // A machine that starves the strangers makes them come in clumps: then nobody can tell, and that is
                // said.
                assertThat(report.verdict()).as(report.sentence()).isIn(Verdict.PASS, Verdict.INCONCLUSIVE);
                return;
            }
            assertThat(report.verdict()).as(report.sentence() + run.log()).isEqualTo(Verdict.PASS);
            assertThat(report.measurement().baselineRate()).isBetween(30.0, 70.0);
            assertThat(report.load().sent()).isGreaterThan(200);
            assertThat(report.measurement().counted())
                    .isBetween(report.load().accepted() * 0.95, report.load().accepted() * 1.05);
            assertThat(traffic.sent()).isPositive();
        }
    }

    @Test
    void aLiveModelWhoseCounterBreaksDoesNotPass() {
        ModelDeployment model = MODELS.pop();
        try (Traffic traffic = Traffic.to(model, 50)) {
            GateReport report = gate(model)
                    .defaultBurst()
                    .duringBurst(() -> model.uncounted(0.2))
                    .run();
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

    private static GateRun gate(ModelDeployment model) {
        return new GateRun(model, prometheus.url()).cluster(PlayedCluster.of(model));
    }
}
