package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.fixture.prometheus.ScrapeTarget;
import io.jenkins.plugins.seldon.gate.diagnose.Layer;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gate while something breaks in the middle: stalls, a Prometheus that goes away or is taken away, odd clocks. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class MetricsGateResilienceTest {

    private static final OkHttpClient HTTP = new OkHttpClient();
    private static final ModelServer SERVER = ModelServer.start();
    private static final Deque<ModelDeployment> MODELS = new ConcurrentLinkedDeque<>();
    private static PrometheusProcess prometheus;

    private ExecutorService workers;
    private HttpServer front;
    private volatile int faultStatus;

    @BeforeAll
    static void startPrometheus() {
        List<ScrapeTarget> targets = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            MODELS.add(SERVER.deploy(Predictor.sklearn("models", "model" + i), 1));
        }
        MODELS.forEach(model -> targets.addAll(model.scrapeTargets()));
        prometheus = PrometheusProcess.with()
                .scrapeInterval(Duration.ofMillis(500))
                .targets(targets)
                .start();
        prometheus.awaitTargetsUp();
    }

    @AfterAll
    static void endPrometheus() {
        prometheus.close();
        SERVER.close();
    }

    /** Prometheus is asked through a front that can begin to refuse. */
    @BeforeEach
    void startFront() throws IOException {
        workers = Executors.newCachedThreadPool();
        front = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        front.setExecutor(workers);
        front.createContext("/", this::pass);
        front.start();
    }

    @AfterEach
    void endFront() {
        front.stop(0);
        workers.shutdownNow();
    }

    @Test
    void aStallOfASecondShowsInTheLatenciesAndStillPasses() {
        ModelDeployment model = MODELS.pop();
        GateReport report = gate(model)
                .burst(300, 0, 3, 0)
                .duringBurst(() -> {
                    Traffic.pause(Duration.ofMillis(100));
                    model.stall(Duration.ofSeconds(1));
                })
                .run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(report.measurement().counted()).isEqualTo(300);
        assertThat(report.load().latency().p99()).isGreaterThan(700);
        assertThat(report.load().latency().p90())
                .as("a fifth was due more than half a stall before its end")
                .isGreaterThan(400);
    }

    @Test
    void aLimitOnTheLatencySeesTheStall() {
        ModelDeployment model = MODELS.pop();
        GateReport report = gate(model)
                .burst(200, 0, 2, 0)
                .thresholds(new Thresholds(
                        0, 0.95, 0.01, List.of(new Thresholds.LatencyLimit(0.99, 500, Thresholds.Source.CLIENT))))
                .duringBurst(() -> model.stall(Duration.ofSeconds(1)))
                .run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.FAIL);
        assertThat(report.diagnosis().layer()).isEqualTo(Layer.MODEL);
        assertThat(report.sentence()).contains("quantile 0.99").contains("at most 500 ms");
    }

    @Test
    void aModelThatCantKeepUpIsInconclusive() {
        ModelDeployment model = MODELS.pop();
        model.latency(Duration.ofMillis(500));
        GateReport report = gate(model).burst(200, 0, 1, 4).run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.diagnosis().layer()).isEqualTo(Layer.LOAD);
    }

    @Test
    void aRestartOfPrometheusIsWaitedOut() {
        GateReport report = gate(MODELS.pop())
                .burst(200, 0, 2, 0)
                .duringBurst(prometheus::restart)
                .patience(Duration.ZERO, Duration.ofSeconds(20))
                .run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(report.measurement().counted()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"401, 401", "503, 503", "200, HTML page"})
    void aPrometheusThatRefusesAfterTheBurstIsAnError(int status, String told) {
        GateReport report = gate(MODELS.pop())
                .duringBurst(() -> faultStatus = status)
                .patience(Duration.ofSeconds(10), Duration.ofSeconds(1))
                .run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.ERROR);
        assertThat(report.diagnosis().layer()).isEqualTo(Layer.PROMETHEUS);
        assertThat(report.sentence()).contains(told);
        assertThat(report.load().accepted()).isEqualTo(100);
    }

    @Test
    void aPrometheusThatIsAwayForAWhileIsWaitedFor() {
        GateReport report = gate(MODELS.pop())
                .duringBurst(() -> {
                    faultStatus = 503;
                    Traffic.pause(Duration.ofSeconds(8));
                    faultStatus = 0;
                })
                .patience(Duration.ofSeconds(8), Duration.ofSeconds(20))
                .run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(report.measurement().counted()).isEqualTo(100);
        assertThat(report.notes()).anyMatch(note -> note.matches("Prometheus did not answer for [1-9][0-9.]* s\\."));
    }

    @ParameterizedTest
    @ValueSource(longs = {-30, 30})
    void aClockThatIsHalfAMinuteOffChangesNothing(long seconds) {
        InstantSource odd = () -> InstantSource.system().instant().plusSeconds(seconds);
        GateReport report = gate(MODELS.pop()).clock(odd).run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(report.measurement().counted()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(longs = {-30, 30})
    void anAgentWhoseClockIsHalfAMinuteOffChangesNothingAndIsTold(long seconds) {
        GateReport report =
                gate(MODELS.pop()).agentAhead(Duration.ofSeconds(seconds)).run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(report.measurement().counted()).isEqualTo(100);
        assertThat(report.notes())
                .filteredOn(note -> note.startsWith("The clocks differ: "))
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("The clocks differ: the node's is ")
                .contains(seconds > 0 ? "ahead of" : "behind");
    }

    private GateRun gate(ModelDeployment model) {
        return new GateRun(
                model, URI.create("http://127.0.0.1:" + front.getAddress().getPort()));
    }

    private void pass(HttpExchange exchange) throws IOException {
        if (faultStatus != 0) {
            answer(exchange, faultStatus, "<html>no</html>".getBytes(StandardCharsets.UTF_8), "text/html");
            return;
        }
        String url = prometheus.url() + exchange.getRequestURI().toString();
        try (Response response =
                HTTP.newCall(new Request.Builder().url(url).build()).execute()) {
            answer(exchange, response.code(), response.body().bytes(), "application/json");
        } catch (IOException e) {
            answer(exchange, 502, new byte[] {'-'}, "text/plain");
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body, String type) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
