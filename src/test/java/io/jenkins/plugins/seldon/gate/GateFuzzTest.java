package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.Mutation;
import io.jenkins.plugins.seldon.gate.verdict.Effect;
import io.jenkins.plugins.seldon.gate.verdict.MetricCondition;
import io.jenkins.plugins.seldon.gate.verdict.MetricConditions;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.load.LoadResults;
import io.jenkins.plugins.seldon.load.Protocol;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.seldon.Endpoint;
import io.jenkins.plugins.seldon.seldon.ModelCluster;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whole gates against a Prometheus whose answers are damaged at random: no exception escapes, and none of them makes a
 * burst pass that was not counted. Everything is in memory, on a clock of its own; a seed names each gate.
 */
@Timeout(180)
class GateFuzzTest {

    private static final int GATES = 1000;
    private static final int WARM_UP = 10;
    private static final int BURST = 500;

    @Test
    void noDamagedAnswerMakesAnUncountedBurstPass() {
        long damaged = 0;
        for (int seed = 0; seed < GATES; seed++) {
            World world = new World(seed, false);
            GateReport report = world.run();
            assertThat(report.verdict())
                    .as("seed %d: %s", seed, report.sentence())
                    .isNotEqualTo(Verdict.PASS);
            assertThat(report.sentence()).as("seed %d", seed).endsWith(".").doesNotContain("\n");
            assertThat(report.toMap()).as("seed %d", seed).containsKey("verdict");
            damaged += world.damaged;
        }
        assertThat(damaged).as("answers that were damaged").isGreaterThan(GATES);
    }

    @Test
    void noDamagedAnswerLetsAnExceptionEscapeFromAGoodRelease() {
        int passed = 0;
        for (int seed = 0; seed < GATES; seed++) {
            World world = new World(seed, true);
            GateReport report = world.run();
            assertThat(report.sentence()).as("seed %d", seed).endsWith(".").doesNotContain("\n");
            passed += report.verdict() == Verdict.PASS ? 1 : 0;
        }
        assertThat(passed)
                .as("some are damaged where it does not matter, most are not")
                .isBetween(1, GATES / 2);
    }

    @Test
    void whatIsNotDamagedPassesOnlyWhenItWasCounted() {
        assertThat(new World(-1, true).run().verdict()).isEqualTo(Verdict.PASS);
        assertThat(new World(-1, false).run().verdict()).isEqualTo(Verdict.FAIL);
    }

    /** One gate with the model, Prometheus and the time that belong to it. */
    private static final class World implements HttpPort {

        private static final byte[] PAGE = (ServerProfile.SELDON.counter().name()
                        + "{code=\"200\",deployment_name=\"iris\",service=\"predictions\"} 10\n")
                .getBytes(StandardCharsets.UTF_8);

        private final Random random;
        private final boolean intact;
        private final boolean counting;
        private static final long START = 1_700_000_000_000L;

        private long now = START;
        private long counted;
        private final CannedPrometheus prometheus = new CannedPrometheus(() -> now);
        private long damaged;

        /** @param seed of the damage; negative for none */
        World(int seed, boolean counting) {
            this.random = new Random(seed);
            this.intact = seed < 0;
            this.counting = counting;
        }

        GateReport run() {
            GateConfig config = new GateConfig(
                    new PredictionSeries("ns", "iris", "", "kubernetes_namespace"),
                    new GateConfig.Request(
                            new Endpoint.Wish("http://127.0.0.1:1/", "", Protocol.SELDON, ""),
                            List.of(),
                            List.of(),
                            HttpAccess.NONE,
                            Duration.ofSeconds(1),
                            Duration.ZERO,
                            ""),
                    new GateConfig.Burst(BURST, 0, 1, 0, 0, WARM_UP, LoadLimits.DEFAULT),
                    new Thresholds(1, 0.95, 0, List.of()),
                    List.of(MetricConditions.of(
                            "",
                            "up",
                            0.0,
                            null,
                            MetricCondition.Reduce.ONLY,
                            MetricCondition.Period.of("burst"),
                            Duration.ZERO,
                            Effect.FAILURE)),
                    "",
                    new Patience(Duration.ofSeconds(4), Duration.ofSeconds(4)));
            MetricsGate.Ports ports = new MetricsGate.Ports(
                    new PrometheusClient(this),
                    ModelCluster.UNKNOWN,
                    null,
                    () -> Instant.ofEpochMilli(now),
                    new SplittableRandom(1),
                    line -> {},
                    Turns.FREE);
            MetricsGate gate = MetricsGate.begin(config, ports);
            Next next = gate.advance();
            while (!(next instanceof Next.Done)) {
                if (next instanceof Next.Send send) {
                    next = gate.sent(burst(send));
                } else if (next instanceof Next.Read) {
                    next = gate.read(new String(Mutation.of(random).apply(PAGE), StandardCharsets.UTF_8));
                } else {
                    now += Math.max(500, ((Next.Wait) next).time().toMillis());
                    sampled();
                    gate = MetricsGate.resume(config, ports, gate.state());
                    next = gate.advance();
                }
            }
            return ((Next.Done) next).report();
        }

        private LoadResult burst(Next.Send send) {
            long requests = send.plan().profile().requests();
            boolean burst = send.purpose().startsWith("burst");
            counted += counting || !burst ? requests : 0;
            now += 1000;
            return LoadResults.accepted(requests);
        }

        /** Prometheus scrapes whenever the gate has waited. */
        private void sampled() {
            prometheus.scrape(counted);
        }

        @Override
        public Response send(Request request) {
            String json = prometheus.answer(request.path(), request.parameters());
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            if (intact || random.nextInt(10) > 0) {
                return new Response(200, "application/json", List.of(), body);
            }
            damaged++;
            int[] statuses = {200, 200, 200, 200, 200, 204, 302, 400, 401, 422, 500, 503};
            int status = statuses[random.nextInt(statuses.length)];
            return new Response(
                    status, "application/json", List.of(), Mutation.of(random).apply(body));
        }

        @Override
        public boolean mayQuote() {
            return true;
        }

        @Override
        public String toString() {
            return "Prometheus in memory";
        }
    }
}
