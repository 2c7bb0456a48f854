package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.fixture.prometheus.ScrapeTarget;
import io.jenkins.plugins.seldon.gate.diagnose.Layer;
import io.jenkins.plugins.seldon.gate.verdict.Check;
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
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a gate meets at its edges, with a real Prometheus: endpoints that come up, answers, latencies, conditions. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class GateEdgesTest {

    private static final ModelServer SERVER = ModelServer.start();
    private static final Deque<ModelDeployment> MODELS = new ConcurrentLinkedDeque<>();
    private static final Deque<Exporter> EXPORTERS = new ConcurrentLinkedDeque<>();
    private static PrometheusProcess prometheus;

    /** Something beside the model that conditions look at, and that can die. */
    private record Exporter(HttpServer server, String job) {

        static Exporter start(String job) throws IOException {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            byte[] page = "queue_depth 1\njobs_total 5\n".getBytes(StandardCharsets.UTF_8);
            server.createContext("/metrics", exchange -> {
                exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
                exchange.close();
            });
            server.start();
            return new Exporter(server, job);
        }

        ScrapeTarget target() {
            URI page = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/metrics");
            return new ScrapeTarget(page, Map.of("exporter", job));
        }

        void die() {
            server.stop(0);
        }

        String metric(String name) {
            return name + "{exporter=\"" + job + "\"}";
        }
    }

    /** All targets at once: Prometheus takes five seconds to take up a new list. */
    @BeforeAll
    static void start() throws IOException {
        List<ScrapeTarget> targets = new ArrayList<>();
        for (int i = 0; i < 19; i++) {
            MODELS.add(SERVER.deploy(Predictor.sklearn("models", "edge" + i), 1));
        }
        for (int i = 0; i < 7; i++) {
            EXPORTERS.add(Exporter.start("e" + i));
        }
        MODELS.forEach(model -> targets.addAll(model.scrapeTargets()));
        EXPORTERS.forEach(exporter -> targets.add(exporter.target()));
        prometheus = PrometheusProcess.with()
                .scrapeInterval(Duration.ofMillis(500))
                .targets(targets)
                .start();
        prometheus.awaitTargetsUp();
    }

    @AfterAll
    static void end() {
        prometheus.close();
        EXPORTERS.forEach(Exporter::die);
        SERVER.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 503})
    void anIngressThatTakesUpTheRouteThreeSecondsLatePasses(int status) {
        ModelDeployment model = MODELS.pop();
        model.comesUpLate(status, Duration.ofSeconds(3));
        GateRun run = gate(model).endpointTimeout(Duration.ofSeconds(30));
        GateReport report = run.run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(report.measurement().counted()).isEqualTo(100);
        assertThat(run.log())
                .filteredOn(line -> line.contains("does not answer with a prediction yet"))
                .singleElement()
                .asString()
                .contains("HTTP status " + status);
    }

    @Test
    void answersWithoutAnyPredictionInThemDoNotPass() {
        ModelDeployment model = MODELS.pop();
        model.answer(ModelDeployment.Answers.NOTHING);
        GateReport report = gate(model).endpointTimeout(Duration.ofSeconds(30)).run();
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.sentence()).contains("no value in its prediction");
        assertThat(model.predictions()).as("it is said at once").isEqualTo(1);
    }

    @Test
    void answersThatCeaseToPredictInTheBurstDoNotPass() {
        ModelDeployment model = MODELS.pop();
        GateReport report = gate(model)
                .burst(200, 0, 2, 0)
                .duringBurst(() -> {
                    Traffic.pause(Duration.ofMillis(500));
                    model.answer(ModelDeployment.Answers.NOTHING);
                })
                .run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.FAIL);
        assertThat(report.load().badBodies()).isPositive();
    }

    /** Beyond the last bucket, 10 s, a histogram tells nothing of 12 s. No burst of these adds up to whole seconds. */
    @ParameterizedTest
    @CsvSource({"14.003, 12000, INCONCLUSIVE", "14.003, 9000, FAIL", "0.037, 50, PASS"})
    void aLatencyOfTheExecutorsHistogramPassesOnlyWhereItIsKnown(double seconds, double millis, Verdict verdict) {
        ModelDeployment model = MODELS.pop();
        model.countsAsTaking(Duration.ofMillis(Math.round(seconds * 1000)));
        GateReport report = gate(model)
                .thresholds(new Thresholds(0, 0.95, 0.01, List.of(new LatencyLimit(0.99, millis, Source.PROMETHEUS))))
                .run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(verdict);
        if (verdict != Verdict.PASS) {
            assertThat(report.sentence()).contains("above 10 s");
        }
    }

    @Test
    void onePercentOfTimeOutsIsInTheSlowestLatency() {
        ModelDeployment model = MODELS.pop();
        model.hangs(0.01, Duration.ofSeconds(4));
        GateReport report = gate(model)
                .answerTimeout(Duration.ofSeconds(3))
                .burst(200, 0, 2, 0)
                .thresholds(new Thresholds(0, 0.95, 0.05, List.of(new LatencyLimit(1, 500, Source.CLIENT))))
                .run();
        assertThat(report.load().connectionErrors()).isBetween(1L, 3L);
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.FAIL);
        assertThat(finding(report, Check.LATENCY)).satisfies(finding -> {
            assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(finding.sentence()).contains("latency at the quantile 1.0 was 3");
        });
    }

    /** Whatever the query makes of it: a plain value, a rate over what was, a fallback. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "queue_depth      | sum(QUEUE)                 | ''    | 5",
                "queue_depth      | sum(QUEUE)                 | burst | 5",
                "jobs_total       | sum(rate(QUEUE[1m]))       | ''    | 5",
                "queue_depth      | sum(QUEUE) or vector(0)    | ''    | 5",
                "queue_depth      | sum(QUEUE) or vector(0)    | burst | 5",
            })
    void aConditionWhoseExporterDiesInTheBurstDoesNotPass(String metric, String promql, String over, double below) {
        ModelDeployment model = MODELS.pop();
        Exporter exporter = EXPORTERS.pop();
        GateReport report = gate(model)
                .burst(100, 0, 2, 0)
                .patience(Duration.ofSeconds(3), Duration.ofSeconds(3))
                .conditions(MetricConditions.of(
                        "queue",
                        promql.replace("QUEUE", exporter.metric(metric)),
                        null,
                        below,
                        Reduce.ONLY,
                        Period.of(over),
                        Duration.ZERO,
                        Effect.FAILURE))
                .duringBurst(() -> {
                    Traffic.pause(Duration.ofMillis(300));
                    exporter.die();
                })
                .run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.sentence()).contains("since the burst began");
    }

    /** Its rate goes on for the minute that it looks back. */
    @Test
    void aConditionWhoseExporterDiedBeforeTheGateDoesNotPass() {
        Exporter exporter = EXPORTERS.pop();
        String jobs = exporter.metric("jobs_total");
        Await.until(
                "two samples",
                Duration.ofSeconds(30),
                () -> prometheus.value("count_over_time(" + jobs + "[1m])").orElse(0.0) >= 2);
        exporter.die();
        Await.until("it is gone", Duration.ofSeconds(30), () -> prometheus
                .value(jobs)
                .isEmpty());
        GateReport report = gate(MODELS.pop())
                .patience(Duration.ofSeconds(3), Duration.ofSeconds(3))
                .conditions(condition("sum(rate(" + jobs + "[1m]))", ""))
                .run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.sentence()).contains("has samples of " + jobs + " from before the burst only");
    }

    @Test
    void aConditionOnAnExporterThatLivesPasses() {
        Exporter exporter = EXPORTERS.pop();
        GateReport report = gate(MODELS.pop())
                .conditions(
                        condition("sum(" + exporter.metric("queue_depth") + ")", ""),
                        condition("sum(" + exporter.metric("queue_depth") + ")", "burst"),
                        condition("sum(never_there) or vector(0)", ""))
                .run();
        exporter.die();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
    }

    @Test
    void aQueryThatGivesATextIsRefusedAsThat() {
        ModelDeployment model = MODELS.pop();
        GateReport report = gate(model).conditions(condition("\"a text\"", "")).run();
        assertThat(report.verdict()).isEqualTo(Verdict.ERROR);
        assertThat(report.diagnosis().layer()).as(report.sentence()).isEqualTo(Layer.CONDITION);
        assertThat(report.sentence()).contains("the result is a text; ask for a number");
        assertThat(model.predictions()).isZero();
    }

    /** Each would keep a limit of five, if it were taken for a number. */
    @Test
    void whatIsNoNumberKeepsNoLimit() {
        List<String> queries = List.of(
                "vector(0) / 0",
                "-1 / vector(0)",
                "sum(never_there)",
                "scalar(never_there)",
                "up and up == 2",
                "absent(vector(1))",
                "quantile(2, vector(1)) * -1");
        GateReport report = gate(MODELS.pop())
                .conditions(
                        queries.stream().map(promql -> condition(promql, "")).toArray(MetricCondition[]::new))
                .run();
        assertThat(report.findings())
                .filteredOn(finding -> finding.check() == Check.CONDITION)
                .hasSize(queries.size())
                .allSatisfy(finding ->
                        assertThat(finding.verdict()).as(finding.sentence()).isNotEqualTo(Verdict.PASS));
    }

    @Test
    void aQueryThatPrometheusCantReadIsRefusedBeforeAnythingIsSent() {
        ModelDeployment model = MODELS.pop();
        GateReport report = gate(model).conditions(condition("sum(up", "")).run();
        assertThat(report.verdict()).isEqualTo(Verdict.ERROR);
        assertThat(report.diagnosis().layer()).isEqualTo(Layer.CONDITION);
        assertThat(report.sentence()).contains("sum(up can't be evaluated, nothing was sent", "parse error");
        assertThat(model.predictions()).isZero();
    }

    private static MetricCondition condition(String promql, String over) {
        return MetricConditions.of("", promql, null, 5.0, Reduce.ONLY, Period.of(over), Duration.ZERO, Effect.FAILURE);
    }

    private static CheckResult finding(GateReport report, Check check) {
        return report.findings().stream()
                .filter(finding -> finding.check() == check)
                .findFirst()
                .orElseThrow();
    }

    private static GateRun gate(ModelDeployment model) {
        return new GateRun(model, prometheus.url());
    }
}
