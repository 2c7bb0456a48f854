package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.model.Dialect;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.fixture.prometheus.ScrapeTarget;
import io.jenkins.plugins.seldon.gate.verdict.Check;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.LatencyLimit;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.Source;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.seldon.server.ModelKind;
import io.jenkins.plugins.seldon.seldon.server.ServedBy;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Knative's own: revisions, its versions' counters and histograms, and series that name no Service. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class KnativeGateTest {

    private static final ModelServer MODELS = ModelServer.start();
    private static final Map<Dialect, ModelDeployment> OLDER = new EnumMap<>(Dialect.class);
    private static final ModelDeployment FIRST = revision("revisions", "iris-00001");
    private static final ModelDeployment SECOND = revision("revisions", "iris-00002");
    private static final ModelDeployment SLOW = revision("timed-revisions", "iris-00001");
    private static final ModelDeployment QUICK = revision("timed-revisions", "iris-00002");
    private static final ModelDeployment BESIDE =
            MODELS.deploy(Predictor.sklearn("neighbours", "iris"), 1, Dialect.QUEUE_PROXY);
    private static final ModelDeployment NEIGHBOUR =
            MODELS.deploy(Predictor.sklearn("neighbours", "rose"), 1, Dialect.QUEUE_PROXY);
    private static PrometheusProcess prometheus;

    private static ModelDeployment revision(String namespace, String name) {
        return MODELS.deploy(Predictor.sklearn(namespace, "iris").withName(name), 1, Dialect.QUEUE_PROXY);
    }

    @BeforeAll
    static void start() {
        List<ScrapeTarget> targets = new ArrayList<>();
        for (Dialect dialect : List.of(Dialect.QUEUE_PROXY_1_20, Dialect.QUEUE_PROXY_1_19, Dialect.QUEUE_PROXY_1_18)) {
            String namespace = dialect.name().toLowerCase(Locale.ROOT).replace('_', '-');
            OLDER.put(dialect, MODELS.deploy(Predictor.sklearn(namespace, "iris"), 2, dialect));
            targets.addAll(OLDER.get(dialect).scrapeTargets());
        }
        List.of(FIRST, SECOND, SLOW, QUICK, BESIDE, NEIGHBOUR).forEach(model -> targets.addAll(model.scrapeTargets()));
        prometheus = PrometheusProcess.with()
                .scrapeInterval(Duration.ofMillis(500))
                .targets(targets)
                .start();
        prometheus.awaitTargetsUp();
    }

    @AfterAll
    static void end() {
        prometheus.close();
        MODELS.close();
    }

    /** 1.19 cuts its durations to whole seconds, and 1.18 has milliseconds: neither is judged as the latency. */
    @ParameterizedTest
    @EnumSource(names = {"QUEUE_PROXY_1_19", "QUEUE_PROXY_1_18"})
    void anOlderKnativeIsCountedByTheNameThatItsCounterHad(Dialect dialect) {
        ModelDeployment model = OLDER.get(dialect);
        GateReport report = run(model).run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(report.measurement().counted()).isEqualTo(100);
        assertThat(report.measurement().counts().executorsRead()).isTrue();
        Thresholds limit = slowest(0.9, 10_000);
        GateReport timed = run(model).thresholds(limit).run();
        assertThat(timed.verdict()).as(timed.sentence()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(timed.findings().get(0).check()).as("the gravest").isEqualTo(Check.LATENCY);
    }

    /** Of 1.19.8 and 1.20.1, where 0.9 s is 0 and would keep any limit. */
    @Test
    void aLatencyThatWasCutToWholeSecondsDoesNotPass() {
        ModelDeployment model = OLDER.get(Dialect.QUEUE_PROXY_1_20);
        model.countsAsTaking(Duration.ofMillis(903));
        GateReport report = run(model).thresholds(slowest(0.9, 300)).run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.sentence())
                .contains("The queue-proxy container's histogram has durations in whole seconds", "leave source blank");
    }

    /** The histogram of Knative names neither Services nor revisions: its pods tell. */
    @ParameterizedTest
    @CsvSource({"iris-00001, FAIL", "iris-00002, PASS"})
    void aRevisionsLatencyIsThatOfItsPods(String revision, Verdict verdict) {
        synchronized (SLOW) {
            SLOW.countsAsTaking(Duration.ofMillis(2603));
            SLOW.split(QUICK, 0.5);
            PlayedCluster cluster = new PlayedCluster()
                    .with(SLOW, 50, false)
                    .with(QUICK, 50, false)
                    .served(ModelKind.KNATIVE_SERVICE, ServerProfile.KNATIVE);
            GateReport report = run(SLOW)
                    .cluster(cluster)
                    .predictor(revision)
                    .thresholds(slowest(0.5, 1000))
                    .burst(200, 0, 2, 0)
                    .run();
            assertThat(report.verdict()).as(report.sentence()).isEqualTo(verdict);
        }
    }

    @Test
    void aNeighboursLatencyIsNotTheModels() {
        NEIGHBOUR.countsAsTaking(Duration.ofMillis(8003));
        try (Traffic traffic = Traffic.to(NEIGHBOUR, 20)) {
            GateReport report = run(BESIDE).thresholds(slowest(0.99, 5000)).run();
            assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
            assertThat(traffic.sent()).isPositive();
        }
    }

    @Test
    void aRevisionOfAKnativeServiceIsHeldAgainstItsShareOfTheRoute() {
        FIRST.split(SECOND, 0.2);
        PlayedCluster cluster = new PlayedCluster()
                .with(FIRST, 80, false)
                .with(SECOND, 20, false)
                .served(ModelKind.KNATIVE_SERVICE, ServerProfile.KNATIVE);
        GateReport report = run(FIRST)
                .cluster(cluster)
                .predictor("iris-00002")
                .burst(200, 0, 2, 0)
                .run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(report.findings())
                .anyMatch(finding -> finding.check() == Check.SHARE
                        && finding.sentence().startsWith("The predictor iris-00002 got 40"));
    }

    private static Thresholds slowest(double quantile, double millis) {
        return new Thresholds(0, 0.95, 0.01, 0.01, List.of(new LatencyLimit(quantile, millis, Source.PROMETHEUS)));
    }

    private static GateRun run(ModelDeployment model) {
        return new GateRun(model, prometheus.url())
                .servedBy(
                        ServedBy.of(ServerProfile.KNATIVE, "").found(ModelKind.KNATIVE_SERVICE, ServerProfile.KNATIVE))
                .cluster(PlayedCluster.of(model).served(ModelKind.KNATIVE_SERVICE, ServerProfile.KNATIVE))
                .burst(100, 0, 0, 4);
    }
}
