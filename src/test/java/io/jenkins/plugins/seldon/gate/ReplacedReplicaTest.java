package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pod that takes another's place in the middle of the burst, as in a rollout, with a real Prometheus. */
@Timeout(180)
class ReplacedReplicaTest {

    @Test
    void theNewPodIsWaitedForAndItsPredictionsCount() {
        try (ModelServer server = ModelServer.start()) {
            ModelDeployment model = server.deploy(Predictor.sklearn("models", "rollout"), 2);
            try (PrometheusProcess prometheus = PrometheusProcess.with()
                    .scrapeInterval(Duration.ofMillis(500))
                    .targets(model.scrapeTargets())
                    .start()) {
                prometheus.awaitTargetsUp();
                GateReport report = new GateRun(model, prometheus.url())
                        .burst(400, 0, 4, 0)
                        .thresholds(new Thresholds(0, 0.8, 0.01, List.of()))
                        .patience(Duration.ofSeconds(15), Duration.ofSeconds(3))
                        .duringBurst(() -> {
                            Traffic.pause(Duration.ofSeconds(1));
                            model.replace(0);
                            prometheus.targets(model.scrapeTargets());
                        })
                        .run();
                assertThat(report.load().accepted()).isEqualTo(400);
                assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
                assertThat(report.measurement().ended()).isEqualTo(1);
                assertThat(report.measurement().found()).isZero();
                assertThat(report.measurement().counted())
                        .as("all but what the old pod counted after its last scrape")
                        .isBetween(330.0, 400.0);
            }
        }
    }
}
