package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelReplica;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.fixture.prometheus.ScrapeTarget;
import io.jenkins.plugins.seldon.gate.diagnose.Diagnosis.View;
import io.jenkins.plugins.seldon.gate.diagnose.Layer;
import io.jenkins.plugins.seldon.gate.measure.Owners;
import io.jenkins.plugins.seldon.gate.verdict.Check;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.seldon.ModelCluster;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose a count is: pods, predictors, shadows and clusters that share names, with a real Prometheus. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class WhoCountedTest {

    private static final ModelServer SERVER = ModelServer.start();
    private static final ModelServer ELSEWHERE = ModelServer.start();
    private static final List<ScrapeTarget> TARGETS = new ArrayList<>();
    private static final Map<String, ModelDeployment> MODELS = new HashMap<>();
    private static PrometheusProcess prometheus;

    @BeforeAll
    static void start() {
        for (String name : List.of("silent", "half", "mirrored")) {
            scraped(deploy(name, "main", 2), Map.of());
            scraped(deploy(name, "mirror", 2), Map.of());
            MODELS.get(name + "/main").mirror(MODELS.get(name + "/mirror"));
        }
        for (String name : List.of("tenth", "fifth", "starved")) {
            scraped(deploy(name, "main", 1), Map.of());
            scraped(deploy(name, "canary", 1), Map.of());
        }
        for (String name : List.of("twin", "twin2", "twin3", "twin4")) {
            scraped(deploy(name, "main", 1), Map.of("cluster", "eu"));
            ModelDeployment twin =
                    ELSEWHERE.deploy(Predictor.sklearn("models", name).withName("main"), 1);
            MODELS.put(name + "/elsewhere", twin);
            scraped(twin, Map.of("cluster", "us"));
        }
        ModelReplica twice = deploy("addresses", "main", 2).replicas().get(0);
        TARGETS.add(with(twice.scrapeTarget(), Map.of("instance", twice.ip() + ":8000")));
        TARGETS.add(with(twice.scrapeTarget(), Map.of("instance", twice.ip() + ":6000")));
        ModelDeployment service = deploy("service", "main", 2);
        ModelDeployment nameless = deploy("nameless", "main", 2);
        TARGETS.add(new ScrapeTarget(
                URI.create(service.url() + "prometheus"),
                Map.of("kubernetes_namespace", "models", "instance", "service.models:8000")));
        for (ModelReplica replica : nameless.replicas()) {
            TARGETS.add(new ScrapeTarget(
                    replica.scrapeTarget().metrics(),
                    Map.of("namespace", "models", "instance", replica.ip() + ":8000")));
        }
        for (int i = 0; i < 6; i++) {
            for (ModelReplica replica : deploy("bare" + i, "main", 2).replicas()) {
                TARGETS.add(new ScrapeTarget(
                        replica.scrapeTarget().metrics(),
                        Map.of("namespace", "models", "instance", "somewhere-" + replica.ip())));
            }
        }
        scraped(deploy("renamed", "main", 1), Map.of("service", "renamed-main"));
        scraped(deploy("renamed2", "main", 1), Map.of("service", "renamed2-main"));
        scraped(deploy("renamed3", "main", 1), Map.of("service", "renamed3-main"));
        scraped(deploy("shared", "main", 1), Map.of());
        scraped(deploy("retried", "main", 1), Map.of());
        prometheus = PrometheusProcess.with()
                .scrapeInterval(Duration.ofMillis(500))
                .targets(TARGETS)
                .start();
        prometheus.awaitTargetsUp();
    }

    private static ModelDeployment deploy(String name, String predictor, int replicas) {
        ModelDeployment model = SERVER.deploy(Predictor.sklearn("models", name).withName(predictor), replicas);
        MODELS.put(name + "/" + predictor, model);
        return model;
    }

    private static void scraped(ModelDeployment model, Map<String, String> more) {
        model.scrapeTargets().forEach(target -> TARGETS.add(with(target, more)));
    }

    private static ScrapeTarget with(ScrapeTarget target, Map<String, String> more) {
        Map<String, String> labels = new HashMap<>(target.labels());
        labels.putAll(more);
        return new ScrapeTarget(target.metrics(), labels);
    }

    @AfterAll
    static void end() {
        prometheus.close();
        SERVER.close();
        ELSEWHERE.close();
    }

    @Test
    void aShadowThatCountsEverythingPassesNoMainThatCountsNothing() {
        ModelDeployment main = MODELS.get("silent/main");
        GateRun run = gate(main).cluster(shadowed("silent"));
        GateReport report = run.duringBurst(() -> main.counting(false)).run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.FAIL);
        assertThat(report.diagnosis().layer()).as(report.sentence()).isEqualTo(Layer.EXECUTOR);
        assertThat(MODELS.get("silent/mirror").predictions()).isGreaterThan(100);
    }

    @Test
    void aShadowDoesNotHideAReplicaThatCountsNothing() {
        ModelDeployment main = MODELS.get("half/main");
        main.replicas().get(0).counting(false);
        GateReport report = gate(main).cluster(shadowed("half")).run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.FAIL);
        assertThat(report.measurement().counted()).isEqualTo(50);
        assertThat(report.sentence()).contains("half-main-0-classifier-models-0 0 on its page");
    }

    @Test
    void aHealthyModelWithAShadowPasses() {
        GateReport report =
                gate(MODELS.get("mirrored/main")).cluster(shadowed("mirrored")).run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(report.measurement().counted()).isEqualTo(100);
        assertThat(report.toMap().get("predictors").toString()).contains("name=mirror, counted=100, ofTheBurst=false");
        assertThat(report.toMap().get("countedBy")).asString().contains("by the pods' names, and the executors' own");
    }

    @ParameterizedTest
    @CsvSource({"tenth, 0.1", "fifth, 0.2"})
    void aCanaryIsHeldAgainstItsShare(String name, double share) {
        ModelDeployment main = MODELS.get(name + "/main");
        main.split(MODELS.get(name + "/canary"), share);
        GateReport report = gate(main)
                .cluster(weighted(name, 100 * share))
                .predictor("canary")
                .burst(200, 0, 2, 0)
                .run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(report.findings())
                .anyMatch(finding -> finding.check() == Check.SHARE
                        && finding.sentence().startsWith("The predictor canary got " + Math.round(200 * share)));
    }

    @Test
    void aCanaryThatGetsNothingIsSeen() {
        ModelDeployment main = MODELS.get("starved/main");
        GateReport report = gate(main).cluster(weighted("starved", 20)).run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.FAIL);
        assertThat(report.sentence()).contains("The predictor main got 100").contains("weights");
        assertThat(report.measurement().counted()).isEqualTo(100);
    }

    /** Both clusters have pods of these names, and both are gated at the same time. */
    @ParameterizedTest(name = "with {0}")
    @ValueSource(strings = {"pages", "pods without pages", "labels"})
    void anotherClustersDeploymentOfTheSameNamesPassesNothing(String known) {
        String name = known.equals("pages") ? "twin" : known.equals("labels") ? "twin2" : "twin3";
        ModelDeployment ours = MODELS.get(name + "/main");
        ModelDeployment theirs = MODELS.get(name + "/elsewhere");
        ModelCluster cluster = known.equals("labels")
                ? ModelCluster.UNKNOWN
                : known.equals("pages")
                        ? PlayedCluster.of(ours)
                        : PlayedCluster.of(ours).withoutPages();
        try (Traffic first = Traffic.to(theirs, 20)) {
            assertThat(first.sent()).isPositive();
        }
        GateReport report = gate(ours)
                .cluster(cluster)
                .duringBurst(() -> {
                    ours.counting(false);
                    gate(theirs).cluster(PlayedCluster.of(theirs)).run();
                })
                .run();
        assertThat(report.verdict()).as(report.sentence()).isNotEqualTo(Verdict.PASS);
    }

    @Test
    void matchersNarrowTheSeriesToOneCluster() {
        ModelDeployment theirs = MODELS.get("twin4/elsewhere");
        GateReport report = gate(theirs).matchers("cluster=\"us\"").run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
    }

    @Test
    void aPodAtTwoAddressesDoesNotStandForOneThatIsNotScraped() {
        ModelDeployment model = MODELS.get("addresses/main");
        GateReport report = gate(model).cluster(PlayedCluster.of(model)).run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.FAIL);
        assertThat(report.measurement().counted()).isEqualTo(50);
        assertThat(report.diagnosis().layer()).as(report.sentence()).isEqualTo(Layer.SCRAPE);
        assertThat(report.sentence())
                .contains("no target for " + model.replicas().get(1).podName());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void podsBehindOneServiceAreInconclusiveWithThatReason(boolean listed) {
        ModelDeployment model = MODELS.get("service/main");
        GateReport report = gate(model)
                .cluster(listed ? PlayedCluster.of(model) : ModelCluster.UNKNOWN)
                .run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.sentence()).contains("several pods are behind the one target");
    }

    @Test
    void whereTheNameIsDroppedThePodsAddressTells() {
        ModelDeployment model = MODELS.get("nameless/main");
        GateReport report = gate(model).cluster(PlayedCluster.of(model)).run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(report.measurement().counts().basis()).isEqualTo(Owners.Basis.ADDRESS);
    }

    /** Six, since it is by chance whether a replica's first scrape comes before the other's second one. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void whereNothingTellsThePodTheResultSaysSo(int number) {
        ModelDeployment model = MODELS.get("bare" + number + "/main");
        GateReport report = gate(model).cluster(PlayedCluster.of(model)).run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(report.toMap().get("countedBy")).asString().contains("by labels only");
    }

    @Test
    void aServiceMonitorsServiceLabelHidesNothing() {
        ModelDeployment model = MODELS.get("renamed/main");
        GateReport report = gate(model).cluster(PlayedCluster.of(model)).run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(report.measurement().counted()).isEqualTo(100);
        assertThat(report.query()).contains(",exported_service=\"predictions\",");
    }

    @Test
    void aServiceMonitorsServiceLabelIsNoFaultOfTheQuerys() {
        ModelDeployment model = MODELS.get("renamed2/main");
        GateReport report = gate(model)
                .cluster(PlayedCluster.of(model).withoutPages())
                .duringBurst(() -> {
                    model.counting(false);
                    send(MODELS.get("renamed3/main"), 100);
                })
                .run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.FAIL);
        assertThat(report.diagnosis().layer()).as(report.sentence()).isEqualTo(Layer.EXECUTOR);
        assertThat(report.diagnosis().views()).extracting(View::seen).contains("the query finds 1 series");
        assertThat(report.sentence()).contains("models/renamed3 counted 1");
    }

    @Test
    void aMeshThatTriesAgainHidesNoFailingModel() {
        ModelDeployment model = MODELS.get("retried/main");
        model.tries(3);
        // One after another: no three predictions in a row fail, but those between which others' go may.
        GateReport report = gate(model)
                .cluster(PlayedCluster.of(model))
                .burst(100, 0, 0, 1)
                .duringBurst(() -> model.errorRatio(0.3))
                .run();
        assertThat(report.load().errorRatio()).isZero();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.FAIL);
        assertThat(report.diagnosis().layer()).isEqualTo(Layer.MODEL);
        assertThat(report.toMap().get("countedErrors"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LONG)
                .isGreaterThan(20);
    }

    @Test
    void twoGatesOfOneDeploymentMeasureOneAfterTheOther() {
        ModelDeployment model = MODELS.get("shared/main");
        Turns turns = new Turns();
        GateRun one = gate(model)
                .cluster(PlayedCluster.of(model))
                .turn(turns.turn("shared", "models #7"))
                .burst(100, 0, 0, 4);
        GateRun other = gate(model)
                .cluster(PlayedCluster.of(model))
                .turn(turns.turn("shared", "models #8"))
                .burst(100, 0, 0, 4);
        CompletableFuture<GateReport> first = new CompletableFuture<>();
        new Thread(() -> first.complete(one.run()), "models #7").start();
        List<GateReport> reports = List.of(other.run(), first.join());
        assertThat(reports).allSatisfy(report -> {
            assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
            assertThat(report.measurement().counted()).isEqualTo(100);
            assertThat(report.measurement().baselineRate()).isZero();
        });
        assertThat(Stream.of(one, other).flatMap(run -> run.log().stream()))
                .filteredOn(line -> line.startsWith("Waiting for models #"))
                .hasSize(1);
    }

    private static void send(ModelDeployment model, int predictions) {
        try (Traffic traffic = Traffic.to(model, 100)) {
            while (traffic.sent() < predictions) {
                Traffic.pause(Duration.ofMillis(1));
            }
        }
    }

    private static PlayedCluster shadowed(String name) {
        return PlayedCluster.of(MODELS.get(name + "/main")).with(MODELS.get(name + "/mirror"), 100, true);
    }

    private static PlayedCluster weighted(String name, double canary) {
        return new PlayedCluster()
                .with(MODELS.get(name + "/main"), 100 - canary, false)
                .with(MODELS.get(name + "/canary"), canary, false);
    }

    private static GateRun gate(ModelDeployment model) {
        return new GateRun(model, prometheus.url());
    }
}
