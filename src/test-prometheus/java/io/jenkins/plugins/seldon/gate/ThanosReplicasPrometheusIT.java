package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.ScrapeTarget;
import io.jenkins.plugins.seldon.fixture.servers.ServerProcess;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** What a gate says when the replicas behind Thanos Query are not deduplicated, when one can't be asked, and when one goes. */
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ThanosReplicasPrometheusIT {

    private static final Duration SHORT = Duration.ofSeconds(4);
    private static final Duration START = Duration.ofSeconds(40);

    private static ModelServer models;
    private static ModelDeployment whole;
    private static ModelDeployment half;
    private static ThanosServers servers;
    private static int series;

    @BeforeAll
    static void start() {
        models = ModelServer.start();
        whole = models.deploy(Predictor.sklearn("models", "whole"), 2);
        half = models.deploy(Predictor.sklearn("models", "half"), 2);
        List<ScrapeTarget> targets = new ArrayList<>(whole.scrapeTargets());
        targets.add(half.scrapeTargets().get(0));
        series = targets.size();
        servers = ThanosServers.start(targets);
    }

    @AfterAll
    static void stop() {
        if (servers != null) {
            servers.close();
        }
        models.close();
    }

    /** Both replicas' series: two of each pod, which differ in the label alone that the sidecars add. */
    @Test
    @Order(1)
    void replicasThatNobodyDeduplicatesCountOnce() {
        PrometheusClient twice = at(servers.query(), 2 * series);
        GateReport report = report("no deduplication", run(whole, twice));
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(report.measurement().counted()).isEqualTo(100);
        assertThat(report.measurement().living()).isEqualTo(2);
        try (Traffic traffic = Traffic.to(whole, 2)) {
            GateReport live = report("no deduplication, live", run(whole, twice).burst(600, 0, 0, 0));
            assertThat(live.verdict()).as(live.sentence()).isEqualTo(Verdict.PASS);
            assertThat(live.measurement().counted()).isBetween(570.0, 630.0);
            assertThat(traffic.sent()).isPositive();
        }
    }

    /** The labels alone tell then: the one that names the copy of Prometheus tells no other pod. */
    @Test
    @Order(2)
    void withoutThePodsTwoReplicasAreNotAddedUpEither() {
        GateReport report = report(
                "no deduplication, pods unknown",
                new GateRun(whole, models.url()).prometheus(at(servers.query(), 2 * series)));
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(report.measurement().counted()).isEqualTo(100);
        GateReport lost = report(
                "no deduplication, replica lost, pods unknown",
                new GateRun(half, models.url())
                        .prometheus(at(servers.query(), 2 * series))
                        .patience(SHORT, SHORT));
        assertThat(lost.verdict()).as(lost.sentence()).isEqualTo(Verdict.FAIL);
        assertThat(lost.measurement().counted()).isEqualTo(50);
    }

    /** One pod of two, seen twice, looks like a hundred of a hundred to whoever adds them up. */
    @Test
    @Order(2)
    void halfThePredictionsCountedByBothReplicasDoNotPassForAll() {
        GateReport report = report(
                "no deduplication, replica lost",
                run(half, at(servers.query(), 2 * series)).patience(SHORT, SHORT));
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.FAIL);
        assertThat(report.measurement().counted()).isEqualTo(50);
    }

    /** What the gate reads beside queries (pkg/api/query/v1.go): the targets are Prometheus' own, the configuration is missing. */
    @Test
    @Order(3)
    void targetsAreListedAsPrometheusListsThemAndTheConfigurationIsNot() throws Exception {
        URI url = servers.query(ThanosServers.DEDUPLICATED);
        at(url, series);
        JsonNode targets = new ObjectMapper().readTree(get(url.resolve("/api/v1/targets?state=active")).body());
        assertThat(targets.at("/data/activeTargets")).isNotEmpty().allSatisfy(target -> {
            assertThat(target.path("health").asText()).isEqualToIgnoringCase("up");
            assertThat(target.path("scrapeUrl").asText()).startsWith("http://127.0.0.1:");
            assertThat(target.path("labels").path("kubernetes_namespace").asText()).isEqualTo("models");
        });
        assertThat(get(url.resolve("/api/v1/status/config")).statusCode()).isEqualTo(404);
    }

    /** A store that is down is warned of with each answer where it is {@code --endpoint-strict}. */
    @Test
    @Order(4)
    void anAnswerThatLacksAStoreIsNoAnswer() {
        URI url = servers.query(
                ThanosServers.DEDUPLICATED,
                "--endpoint-strict=127.0.0.1:" + ServerProcess.freePort(),
                "--query.timeout=2s");
        GateReport report = report(
                "a store is missing", run(whole, GateRun.client(url)).patience(SHORT, SHORT));
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.ERROR);
        assertThat(report.sentence()).contains("its answer is partial, it carries warnings");
    }

    /** Last, since it does not come back. What the other has is the whole; between both, nothing is made up. */
    @Test
    @Order(5)
    void aReplicaThatGoesInTheBurstCostsNoPrediction() {
        PrometheusClient once = at(servers.query(ThanosServers.DEDUPLICATED), series);
        GateReport report = report(
                "a Prometheus is lost",
                run(whole, once)
                        .patience(Duration.ofSeconds(15), Duration.ofSeconds(15))
                        .burst(200, 40, 5, 0)
                        .duringBurst(servers::loseReplica));
        assertThat(report.verdict()).as(report.sentence()).isIn(Verdict.PASS, Verdict.INCONCLUSIVE);
        if (report.verdict() == Verdict.PASS) {
            assertThat(report.measurement().counted()).isEqualTo(200);
        }
    }

    private static PrometheusClient at(URI url, int ups) {
        PrometheusClient client = GateRun.client(url);
        Await.value("each target is seen", START, () -> Optional.of(client.query("up == 1"))
                .filter(all -> all.size() == ups));
        return client;
    }

    private static GateRun run(ModelDeployment model, PrometheusClient client) {
        return new GateRun(model, models.url()).prometheus(client).cluster(PlayedCluster.of(model));
    }

    private static GateReport report(String what, GateRun run) {
        GateReport report = run.run();
        System.out.printf("| Thanos | %s | %s | %s%n%s%n", what, report.verdict(), report.sentence(), run.log());
        return report;
    }

    private static HttpResponse<String> get(URI url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
    }
}
