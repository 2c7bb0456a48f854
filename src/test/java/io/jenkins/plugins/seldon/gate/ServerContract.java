package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.ScrapeTarget;
import io.jenkins.plugins.seldon.gate.diagnose.Layer;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What a gate says with whatever answers Prometheus' queries. Prints the row of the table in docs/gate.md. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServerContract {

    private static final Duration SHORT = Duration.ofSeconds(4);

    private final ModelServer models = ModelServer.start();
    private final ModelDeployment idle = models.deploy(Predictor.sklearn("models", "idle"), 2);
    private final ModelDeployment live = models.deploy(Predictor.sklearn("models", "live"), 2);
    private final ModelDeployment lost = models.deploy(Predictor.sklearn("models", "lost"), 2);
    private final ModelDeployment unscraped = models.deploy(Predictor.sklearn("models", "unscraped"), 1);
    private final ModelDeployment foreign = models.deploy(Predictor.sklearn("models", "foreign"), 1);

    /** One that is left to a server's own tests. */
    final ModelDeployment another = models.deploy(Predictor.sklearn("models", "another"), 2);

    /** What docs/gate.md calls the server. */
    abstract String name();

    /** Starts the server; returns once each target was scraped. */
    abstract void start(List<ScrapeTarget> targets) throws Exception;

    abstract void stop();

    abstract PrometheusClient prometheus();

    /** The same for somebody who may see nothing of these models; or, without tenants, one that knows nothing of them. */
    abstract PrometheusClient stranger();

    /** How long a gate waits for samples that do not come. */
    Duration patience() {
        return SHORT;
    }

    @BeforeAll
    void startAll() throws Exception {
        List<ScrapeTarget> targets = new ArrayList<>();
        List.of(idle, live, foreign, another).forEach(model -> targets.addAll(model.scrapeTargets()));
        targets.add(lost.scrapeTargets().get(0));
        start(targets);
    }

    @AfterAll
    void stopAll() {
        stop();
        models.close();
    }

    @Test
    void anIdleModelPassesWithEveryPredictionCounted() {
        GateReport report = report("idle", run(idle));
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(report.measurement().counted()).isEqualTo(100);
    }

    @Test
    void aLiveModelPasses() {
        try (Traffic traffic = Traffic.to(live, 2)) {
            GateReport report = report("live", run(live).burst(600, 0, 0, 0));
            assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
            assertThat(traffic.sent()).isPositive();
        }
    }

    @Test
    void aReplicaThatIsNotScrapedKeepsItFromPassing() {
        GateReport report = report("replica lost", run(lost).patience(patience(), SHORT));
        assertThat(report.verdict()).as(report.sentence()).isNotEqualTo(Verdict.PASS);
        assertThat(report.diagnosis().layer()).as(report.sentence()).isEqualTo(Layer.SCRAPE);
    }

    @Test
    void aModelThatIsNotScrapedDoesNotPass() {
        GateReport report = report("not scraped", run(unscraped).patience(patience(), SHORT));
        assertThat(report.verdict()).as(report.sentence()).isNotEqualTo(Verdict.PASS);
        assertThat(report.diagnosis().layer()).as(report.sentence()).isEqualTo(Layer.SCRAPE);
    }

    @Test
    void whoMaySeeNothingOfTheModelDoesNotPass() {
        GateReport report =
                report("wrong tenant", run(foreign).prometheus(stranger()).patience(patience(), SHORT));
        assertThat(report.verdict()).as(report.sentence()).isNotEqualTo(Verdict.PASS);
        assertThat(report.diagnosis().layer()).as(report.sentence()).isEqualTo(Layer.SCRAPE);
    }

    GateRun run(ModelDeployment model) {
        return new GateRun(model, models.url()).prometheus(prometheus()).cluster(PlayedCluster.of(model));
    }

    GateReport report(String what, GateRun run) {
        GateReport report = run.run();
        System.out.printf(
                "| %s | %s | %s | %s | %s%n%s%n",
                name(), what, report.verdict(), report.diagnosis().layer(), report.sentence(), run.log());
        return report;
    }
}
