package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.seldon.fixture.Allowance;
import io.jenkins.plugins.seldon.fixture.FaultyProxy;
import io.jenkins.plugins.seldon.fixture.Leftovers;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.http.DirectHttp;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.LoadGenerator;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.load.LoadResults;
import io.jenkins.plugins.seldon.load.LoadSite;
import io.jenkins.plugins.seldon.load.Protocol;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.seldon.Endpoint;
import io.jenkins.plugins.seldon.seldon.ModelCluster;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whole gates over real connections that break at random, before Prometheus and before the model. Time that a gate waits
 * is skipped; time that a connection takes is real. More of them: {@code -Dfaults.runs=5000}, from another seed on:
 * {@code -Dfaults.seed=100000}.
 */
@Tag("faults")
@Timeout(600)
class GateFaultsTest {

    private static final int RUNS = Integer.getInteger("faults.runs", 140);
    private static final int FIRST = Integer.getInteger("faults.seed", 0);
    private static final int AT_A_TIME = 6;
    private static final int BURST = 40;
    private static final Duration ANSWER = Duration.ofMillis(400);

    /** What a gate of a second's scrapes and four seconds' patience may take of its own time. */
    private static final Duration LONGEST = Duration.ofMinutes(3);

    private final OkHttpClient http = new OkHttpClient();

    /** What the model does. */
    private enum Model {
        GOOD,
        /** The executor counts no request of the burst. */
        UNCOUNTED,
        /** A third of the answers is an error. */
        FAILING
    }

    private record Run(
            Model model,
            boolean modelIntact,
            GateReport report,
            Duration own,
            Duration real,
            double counted,
            String story) {}

    @Test
    void noFaultMakesAWrongVerdictOrALateOne() throws Exception {
        Leftovers leftovers = Leftovers.since();
        List<Run> runs = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            List<Future<Run>> futures = new ArrayList<>();
            for (int seed = FIRST; seed < FIRST + RUNS; seed++) {
                int each = seed;
                futures.add(pool.submit(() -> run(each)));
            }
            for (Future<Run> future : futures) {
                runs.add(future.get());
            }
        } finally {
            pool.shutdownNow();
        }
        Map<String, AtomicInteger> kinds = new LinkedHashMap<>();
        for (Run run : runs) {
            check(run);
            kinds.computeIfAbsent(run.model() + " " + run.report().verdict(), key -> new AtomicInteger())
                    .incrementAndGet();
        }
        assertThat(kinds).as("some pass all the same").containsKey(Model.GOOD + " " + Verdict.PASS);
        assertThat(kinds).containsKeys(Model.UNCOUNTED + " " + Verdict.FAIL, Model.GOOD + " " + Verdict.ERROR);
        http.connectionPool().evictAll();
        http.dispatcher().executorService().shutdown();
        leftovers.awaitNone(Duration.ofSeconds(10), "OkHttp http", "seldon", "load");
    }

    private static void check(Run run) {
        GateReport report = run.report();
        String told = run.story() + "\n" + report.verdict() + ": " + report.sentence();
        assertThat(report.sentence())
                .as(told)
                .endsWith(".")
                .doesNotContainPattern("\\p{Cntrl}")
                .doesNotContainPattern("(Exception|Error)\\b:|\\w+\\.\\w+Exception|okhttp|null");
        assertThat(run.own()).as(told).isLessThan(LONGEST);
        assertThat(run.real()).as(told).isLessThan(Allowance.ofSeconds(60));
        if (run.model() == Model.GOOD && run.modelIntact() && report.verdict() == Verdict.FAIL) {
            assertThat(report.load().accepted())
                    .as("the sender itself had errors, as on a machine that is too slow: " + told)
                    .isLessThan(BURST);
        }
        if (report.verdict() == Verdict.PASS) {
            assertThat(run.model()).as(told).isEqualTo(Model.GOOD);
            assertThat(run.counted()).as(told).isBetween(0.95, 1.06);
            assertThat(report.load().accepted()).as(told).isEqualTo(BURST);
        }
    }

    private Run run(int seed) throws Exception {
        Model kind = Model.values()[Math.floorMod(seed, 3)];
        FaultyProxy.Schedule schedule = FaultyProxy.Schedule.drawn(seed, 600);
        int where = Math.floorMod(seed / 3, 3);
        try (ModelServer server = ModelServer.start();
                World world = new World(server.deploy(Predictor.sklearn("ns", "iris"), 1), kind);
                FaultyProxy prometheus =
                        new FaultyProxy(world.url(), where == 1 ? FaultyProxy.Schedule.NONE : schedule);
                FaultyProxy model = new FaultyProxy(server.url(), where == 0 ? FaultyProxy.Schedule.NONE : schedule)) {
            long begun = System.nanoTime();
            GateReport report = world.gate(prometheus.url(), model.url());
            Duration real = Duration.ofNanos(System.nanoTime() - begun);
            String story = "seed " + seed + ", " + kind + "\nbefore Prometheus: " + prometheus + "\nbefore the model: "
                    + model + "\n" + String.join("\n", world.log);
            return new Run(kind, where == 0, report, world.skipped(), real, world.countedRatio(), story);
        }
    }

    /** One model with its Prometheus, and the time of the gate. */
    private final class World implements AutoCloseable {

        private final ModelDeployment model;
        private final Model kind;
        private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
        private final HttpServer server;
        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final CannedPrometheus prometheus;
        private volatile long skippedMillis;
        private volatile long uncounted;
        private long burstCounted;
        private long burstAccepted;

        World(ModelDeployment model, Model kind) throws IOException {
            this.model = model;
            this.kind = kind;
            this.prometheus = new CannedPrometheus(this::now);
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                byte[] body = prometheus
                        .answer(
                                exchange.getRequestURI().getPath(),
                                parameters(exchange.getRequestURI().getRawQuery()))
                        .getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            if (kind == Model.FAILING) {
                model.errorRatio(0.3);
            }
        }

        URI url() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        }

        private long now() {
            return System.currentTimeMillis() + skippedMillis;
        }

        Duration skipped() {
            return Duration.ofMillis(skippedMillis);
        }

        /** Of what the sender had accepted in the burst. */
        double countedRatio() {
            return burstAccepted == 0 ? 0 : (double) burstCounted / burstAccepted;
        }

        private long counted() {
            return model.accepted() - uncounted;
        }

        GateReport gate(URI prometheusUrl, URI modelUrl) throws Exception {
            GateConfig config = new GateConfig(
                    new PredictionSeries("ns", "iris", "", "kubernetes_namespace"),
                    new GateConfig.Request(
                            new Endpoint.Wish(modelUrl + "/seldon/ns/iris/", "", Protocol.SELDON, ""),
                            List.of(),
                            List.of(),
                            HttpAccess.NONE,
                            ANSWER.multipliedBy(2),
                            Duration.ZERO,
                            ""),
                    new GateConfig.Burst(BURST, 0, 0.2, 0, 0, 5, LoadLimits.DEFAULT),
                    new Thresholds(1, 0.95, 0, List.of()),
                    List.of(),
                    "",
                    new Patience(Duration.ofSeconds(4), Duration.ofSeconds(4)));
            MetricsGate.Ports ports = new MetricsGate.Ports(
                    new PrometheusClient(DirectHttp.at("Prometheus", prometheusUrl.toString())
                            .limits(new DirectHttp.Limits(ANSWER, 1 << 20))
                            .build(http)),
                    ModelCluster.UNKNOWN,
                    null,
                    () -> Instant.ofEpochMilli(now()),
                    new SplittableRandom(1),
                    log::add,
                    Turns.FREE);
            MetricsGate gate = MetricsGate.begin(config, ports);
            Next next = gate.advance();
            while (!(next instanceof Next.Done)) {
                if (next instanceof Next.Send send) {
                    next = send(gate, send);
                } else if (next instanceof Next.Read read) {
                    next = read(gate, read);
                } else {
                    skippedMillis += Math.max(500, ((Next.Wait) next).time().toMillis());
                    prometheus.scrape(counted());
                    gate = MetricsGate.resume(config, ports, gate.state());
                    next = gate.advance();
                }
            }
            return ((Next.Done) next).report();
        }

        private Next send(MetricsGate gate, Next.Send send) throws InterruptedException {
            boolean burst = send.purpose().startsWith("burst");
            long before = model.accepted();
            boolean counting = kind != Model.UNCOUNTED || !burst;
            model.counting(counting);
            try {
                LoadResult load = new LoadGenerator(send.plan()).run(progress -> {});
                long accepted = model.accepted() - before;
                uncounted += counting ? 0 : accepted;
                if (burst) {
                    burstCounted += counting ? accepted : 0;
                    burstAccepted += load.accepted();
                }
                return gate.sent(LoadResults.shifted(load, Duration.ofMillis(skippedMillis)));
            } catch (IOException e) {
                uncounted += counting ? 0 : model.accepted() - before;
                return gate.notSent(e.getMessage());
            }
        }

        private Next read(MetricsGate gate, Next.Read read) throws InterruptedException {
            try {
                return gate.read(LoadSite.LOCAL.read(read.page()));
            } catch (IOException e) {
                return gate.notRead(e.getMessage());
            }
        }

        private Map<String, String> parameters(String query) {
            Map<String, String> parameters = new LinkedHashMap<>();
            for (String pair : query == null ? new String[0] : query.split("&")) {
                String[] parts = pair.split("=", 2);
                parameters.put(
                        URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                        parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
            return parameters;
        }

        @Override
        public void close() throws InterruptedException {
            server.stop(0);
            threads.shutdownNow();
            threads.awaitTermination(5, TimeUnit.SECONDS);
        }
    }
}
