package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two gates of one deployment from two controllers, which know nothing of each other. Both wait for the same scrape before
 * they send, and send alike: of a counter that loses every second prediction, each would take the other's half for its own.
 */
class TwoControllersTest {

    @ParameterizedTest(name = "the pages are readable: {0}")
    @ValueSource(booleans = {true, false})
    @Timeout(120)
    void theOthersHalfStandsForNoneOfWhatIsLost(boolean pages) {
        try (ModelServer server = ModelServer.start()) {
            ModelDeployment model = server.deploy(Predictor.sklearn("models", "iris"), 1);
            try (PrometheusProcess prometheus = PrometheusProcess.with()
                    .scrapeInterval(Duration.ofSeconds(1))
                    .targets(model.scrapeTargets())
                    .start()) {
                prometheus.awaitTargetsUp();
                CompletableFuture<GateReport> other =
                        CompletableFuture.supplyAsync(() -> run(model, prometheus, pages, 7));
                List<GateReport> reports = List.of(run(model, prometheus, pages, 1000), other.join());
                assertThat(reports).allSatisfy(report -> {
                    assertThat(report.load().accepted()).isEqualTo(200);
                    assertThat(report.verdict()).as(report.sentence()).isNotEqualTo(Verdict.PASS);
                });
            }
        }
    }

    private static GateReport run(ModelDeployment model, PrometheusProcess prometheus, boolean pages, long seed) {
        PlayedCluster cluster = PlayedCluster.of(model);
        return new GateRun(model, prometheus.url())
                .cluster(pages ? cluster : cluster.withoutPages())
                .burst(200, 0, 4, 0)
                .chance(new SplittableRandom(seed))
                .duringBurst(() -> model.uncounted(0.5))
                .run();
    }
}
