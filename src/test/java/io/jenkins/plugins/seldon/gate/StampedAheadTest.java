package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.QuotingHttp;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.http.DirectHttp;
import io.jenkins.plugins.seldon.http.HttpFailure;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A Prometheus that another one writes to, whose clock is ahead: samples keep the stamp of who scraped them, and a query
 * sees none beyond the moment at which it is evaluated. A real one, asked as of some seconds ago, is the same to a gate.
 */
class StampedAheadTest {

    private static final double AHEAD_SECONDS = 3;

    @Test
    @Timeout(120)
    void whatScrapesMayHaveAClockThatIsAhead() throws IOException {
        try (ModelServer server = ModelServer.start()) {
            ModelDeployment model = server.deploy(Predictor.sklearn("models", "iris"), 1);
            try (PrometheusProcess prometheus = PrometheusProcess.with()
                    .scrapeInterval(Duration.ofMillis(500))
                    .targets(model.scrapeTargets())
                    .start()) {
                Await.until("seen by its clock", Duration.ofSeconds(30), () -> prometheus
                        .value("count_over_time(up[2s] offset 4s)")
                        .isPresent());
                HttpPort way = new QuotingHttp(
                        DirectHttp.at("Prometheus", prometheus.url().toString()).build(new OkHttpClient()));
                GateRun run = new GateRun(model, prometheus.url())
                        .prometheus(new PrometheusClient(new Behind(way)))
                        .cluster(PlayedCluster.of(model).withoutPages())
                        .patience(Duration.ofSeconds(20), Duration.ofSeconds(3))
                        .burst(15, 0, 0, 1);
                GateReport report = run.run();
                assertThat(report.verdict()).as(report + "\n" + run.log()).isEqualTo(Verdict.PASS);
                assertThat(report.measurement().counted()).isEqualTo(15);
                assertThat(run.log())
                        .anyMatch(line -> line.contains("s ahead of its clock, which the gate allows for"));
            }
        }
    }

    private record Behind(HttpPort way) implements HttpPort {

        @Override
        public Response send(Request request) throws HttpFailure {
            if (!request.path().startsWith("api/v1/query")) {
                return new Response(404, "", List.of(), "404 page not found".getBytes(StandardCharsets.UTF_8));
            }
            Map<String, String> parameters = new LinkedHashMap<>(request.parameters());
            if (request.path().equals("api/v1/query")) {
                double now = System.currentTimeMillis() / 1000.0 - AHEAD_SECONDS;
                parameters.putIfAbsent("time", Double.toString(now));
            }
            return way.send(Request.get(request.path(), parameters));
        }

        @Override
        public boolean mayQuote() {
            return true;
        }

        @Override
        public String toString() {
            return way.toString();
        }
    }
}
