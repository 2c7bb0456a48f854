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
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One of two replicas can't be scraped for a while before the burst, and can in the middle of it, with a real Prometheus. */
class UnscrapedForAWhileTest {

    private static final String COUNTED =
            "sum(seldon_api_executor_server_requests_seconds_count{service=\"predictions\"})";

    @ParameterizedTest(name = "the pages are readable: {0}")
    @ValueSource(booleans = {true, false})
    void whatOthersSentMeanwhileIsNoneOfTheBursts(boolean pages) {
        try (ModelServer server = ModelServer.start()) {
            ModelDeployment model = server.deploy(Predictor.sklearn("models", "iris"), 2);
            List<ScrapeTarget> pods = model.scrapeTargets();
            try (Relay relay = Relay.rewriting(pods.get(1), page -> page);
                    PrometheusProcess prometheus = PrometheusProcess.with()
                            .scrapeInterval(Duration.ofSeconds(1))
                            .targets(List.of(pods.get(0), relay.target()))
                            .start()) {
                prometheus.awaitTargetsUp();
                use(model, prometheus);
                relay.fail(true);
                Await.until(
                        "a target has failed for seven seconds",
                        Duration.ofSeconds(30),
                        () -> prometheus.value("min(max_over_time(up[7s]))").orElse(1.0) == 0);
                try (Traffic others = Traffic.to(model, 50)) {
                    Await.until("others have sent", Duration.ofSeconds(30), () -> others.sent() >= 60);
                }
                PlayedCluster cluster = PlayedCluster.of(model);
                GateReport report = new GateRun(model, prometheus.url())
                        .cluster(pages ? cluster : cluster.withoutPages())
                        .duringBurst(() -> relay.fail(false))
                        .run();
                assertThat(report.load().accepted()).isEqualTo(100);
                if (pages) {
                    assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
                    assertThat(report.measurement().counted()).isEqualTo(100);
                } else {
                    assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.INCONCLUSIVE);
                    assertThat(report.diagnosis().layer()).as(report.sentence()).isEqualTo(Layer.SCRAPE);
                    assertThat(report.sentence()).contains("1 series were found");
                }
            }
        }
    }

    private static void use(ModelDeployment model, PrometheusProcess prometheus) {
        try (Traffic traffic = Traffic.to(model, 50)) {
            Await.until("others have sent", Duration.ofSeconds(30), () -> traffic.sent() >= 20);
        }
        Await.until(
                "Prometheus has it all",
                Duration.ofSeconds(30),
                () -> prometheus.value(COUNTED).orElse(0.0) == model.predictions());
    }
}
