package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.fixture.prometheus.ScrapeTarget;
import io.jenkins.plugins.seldon.gate.diagnose.Layer;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.seldon.ModelCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands for predictions that were lost, and what hides where they were lost, with a real Prometheus. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class HiddenLossTest {

    private static final ModelServer SERVER = ModelServer.start();
    private static final List<ScrapeTarget> TARGETS = new ArrayList<>();
    private static final List<Relay> RELAYS = new ArrayList<>();
    private static final Map<String, ModelDeployment> MODELS = new HashMap<>();
    private static PrometheusProcess prometheus;
    private static Relay side;

    @BeforeAll
    static void start() {
        for (String name : List.of("copied", "copied2", "astray")) {
            TARGETS.addAll(deploy(name, "main", 1).scrapeTargets());
            TARGETS.addAll(deploy(name, "next", 1).scrapeTargets());
        }
        TARGETS.addAll(deploy("canaried", "main", 1).scrapeTargets());
        TARGETS.add(deploy("canaried", "canary", 2).scrapeTargets().get(0));
        relayed(Relay.late(pod("late")));
        relayed(Relay.late(pod("late2")));
        relayed(Relay.slow(pod("slow"), Duration.ofMillis(700)));
        relayed(Relay.rewriting(pod("uncoded"), page -> page.replaceAll("code=\"[^\"]*\",?", "")));
        relayed(Relay.rewriting(pod("unserved"), page -> page.replaceAll("service=\"[^\"]*\",?", "")));
        TARGETS.add(pod("sided"));
        side = Relay.rewriting(TARGETS.get(TARGETS.size() - 1), page -> "");
        relayed(side);
        TARGETS.add(pod("narrowed"));
        TARGETS.add(pod("single"));
        TARGETS.add(pod("short"));
        prometheus = PrometheusProcess.with()
                .scrapeInterval(Duration.ofSeconds(1))
                .targets(TARGETS)
                .start();
        prometheus.awaitTargetsUp();
    }

    private static ModelDeployment deploy(String name, String predictor, int replicas) {
        ModelDeployment model = SERVER.deploy(Predictor.sklearn("models", name).withName(predictor), replicas);
        MODELS.put(name + "/" + predictor, model);
        return model;
    }

    private static ScrapeTarget pod(String name) {
        return deploy(name, "main", 1).scrapeTargets().get(0);
    }

    private static void relayed(Relay relay) {
        RELAYS.add(relay);
        TARGETS.add(relay.target());
    }

    @AfterAll
    static void end() {
        prometheus.close();
        RELAYS.forEach(Relay::close);
        SERVER.close();
    }

    /** A rule of the mesh's own mirrors, of which the SeldonDeployment knows nothing; the predictor has no weight. */
    @ParameterizedTest(name = "the pages are readable: {0}")
    @ValueSource(booleans = {true, false})
    void whatAPredictorWithoutAWeightCountsStandsForNothing(boolean pages) {
        String name = pages ? "copied" : "copied2";
        ModelDeployment main = MODELS.get(name + "/main");
        ModelDeployment next = MODELS.get(name + "/next");
        main.mirror(next);
        PlayedCluster cluster = new PlayedCluster().with(main, 100, false).with(next, 0, false);
        GateReport report = gate(main)
                .cluster(pages ? cluster : cluster.withoutPages())
                .duringBurst(() -> main.counting(false))
                .run();
        assertThat(report.load().accepted()).isEqualTo(100);
        assertThat(next.predictions()).isGreaterThanOrEqualTo(100);
        assertThat(report.verdict()).as(report.sentence()).isNotEqualTo(Verdict.PASS);
    }

    /** By the route everything goes where by the specification nothing goes. */
    @Test
    void aRouteToAPredictorWithoutAWeightIsSeen() {
        ModelDeployment main = MODELS.get("astray/main");
        ModelDeployment next = MODELS.get("astray/next");
        GateReport report = gate(main)
                .cluster(new PlayedCluster().with(main, 100, false).with(next, 0, false))
                .duringBurst(() -> main.route(next))
                .run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.FAIL);
        assertThat(report.sentence()).contains("next (not the burst's)");
    }

    /** One replica of two that get a tenth has no target: 5 of 100 predictions, and half of the canary's. */
    @Test
    void aReplicaOfTheCanaryThatIsNotScrapedIsNoLittleLossOfAll() {
        ModelDeployment main = MODELS.get("canaried/main");
        ModelDeployment canary = MODELS.get("canaried/canary");
        main.split(canary, 0.1);
        GateReport report = gate(main)
                .cluster(new PlayedCluster().with(main, 90, false).with(canary, 10, false))
                .predictor("canary")
                .burst(200, 0, 2, 0)
                .run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.FAIL);
        assertThat(report.diagnosis().layer()).as(report.sentence()).isEqualTo(Layer.SCRAPE);
        assertThat(report.sentence())
                .contains("no target for " + canary.replicas().get(1).podName());
    }

    /** What Prometheus scrapes is what was there at the scrape before: the warm-up comes with the burst. */
    @Test
    void aWarmUpThatIsSeenLateStandsForNoneOfTheBurst() {
        ModelDeployment model = used("late");
        GateReport report = gate(model)
                .cluster(PlayedCluster.of(model).withoutPages())
                .burst(19, 0, 2, 0)
                .duringBurst(() -> model.uncounted(0.58))
                .run();
        assertThat(report.load().accepted()).isEqualTo(19);
        assertThat(report.verdict()).as(report.sentence()).isNotEqualTo(Verdict.PASS);
    }

    @Test
    void aHealthyModelOfWhichEverythingIsSeenLatePasses() {
        ModelDeployment model = used("late2");
        GateReport report = gate(model)
                .cluster(PlayedCluster.of(model).withoutPages())
                .burst(19, 0, 2, 0)
                .run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
    }

    /** A sample is stamped with the beginning of its scrape: here it holds what was counted 700 ms later. */
    @Test
    void aSlowScrapeTakesNoneOfTheBurstForOthers() {
        GateReport report =
                gate(MODELS.get("slow/main")).cluster(ModelCluster.UNKNOWN).run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(report.measurement().counted()).isEqualTo(100);
    }

    @ParameterizedTest(name = "{0}, the pages are readable: {2}")
    @CsvSource({"uncoded, code, true", "uncoded, code, false", "unserved, service, true", "unserved, service, false"})
    void countersWithoutTheirLabelsAreToldAsThat(String name, String label, boolean pages) {
        ModelDeployment model = MODELS.get(name + "/main");
        GateReport report = gate(model)
                .cluster(pages ? PlayedCluster.of(model) : ModelCluster.UNKNOWN)
                .patience(Duration.ofSeconds(3), Duration.ofSeconds(3))
                .run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.diagnosis().layer()).as(report.sentence()).isEqualTo(Layer.SCRAPE);
        assertThat(report.sentence()).contains("without the label " + label);
    }

    /** As of an image that shows no metrics where the operator has given it a port for them: recorded, no-image-default-0. */
    @Test
    void anotherTargetOfThePodThatIsDownExplainsNothing() {
        side.fail(true);
        Await.until(
                "it is down",
                Duration.ofSeconds(30),
                () -> prometheus.value("min(up)").orElse(1.0) == 0);
        ModelDeployment model = MODELS.get("sided/main");
        GateReport report = gate(model)
                .cluster(PlayedCluster.of(model).withoutPages())
                .duringBurst(() -> model.counting(false))
                .run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.FAIL);
        assertThat(report.diagnosis().layer()).as(report.sentence()).isEqualTo(Layer.EXECUTOR);
    }

    @Test
    void matchersThatExcludeEverythingAreToldAsThat() {
        ModelDeployment model = MODELS.get("narrowed/main");
        GateReport report = gate(model)
                .cluster(PlayedCluster.of(model))
                .matchers("cluster=\"mars\"")
                .patience(Duration.ofSeconds(3), Duration.ofSeconds(3))
                .run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.diagnosis().layer()).as(report.sentence()).isEqualTo(Layer.QUERY);
        assertThat(report.sentence()).contains("1 without the matchers");
    }

    @Test
    void oneRequestIsMeasuredLikeMany() {
        ModelDeployment model = MODELS.get("single/main");
        GateReport lost = gate(model)
                .cluster(PlayedCluster.of(model))
                .burst(1, 0, 0, 0)
                .duringBurst(() -> {})
                .run();
        assertThat(lost.verdict()).as(lost.sentence()).isEqualTo(Verdict.PASS);
        model.counting(false);
        GateReport report =
                gate(model).cluster(PlayedCluster.of(model)).burst(1, 0, 0, 1).run();
        assertThat(report.load().accepted()).isEqualTo(1);
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void aBurstShorterThanAScrapeIsCountedWhole() {
        ModelDeployment model = MODELS.get("short/main");
        GateReport report = gate(model)
                .cluster(PlayedCluster.of(model))
                .burst(0, 40, 0.3, 0)
                .run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(report.measurement().counted()).isEqualTo(report.load().accepted());
    }

    /** A model that was in use before, as Prometheus knows by now. */
    private static ModelDeployment used(String name) {
        ModelDeployment model = MODELS.get(name + "/main");
        try (Traffic traffic = Traffic.to(model, 50)) {
            assertThat(traffic.sent()).isPositive();
        }
        String counted =
                "sum(seldon_api_executor_server_requests_seconds_count{service=\"predictions\",deployment_name=\""
                        + name + "\"})";
        Await.until(
                counted + " is what was sent",
                Duration.ofSeconds(30),
                () -> prometheus.value(counted).orElse(0.0) == model.predictions());
        return model;
    }

    private static GateRun gate(ModelDeployment model) {
        return new GateRun(model, prometheus.url());
    }
}
