package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MetricsGateTest {

    private final ModelServer server = ModelServer.start();
    private final ModelDeployment sklearn = server.deploy(Predictor.sklearn("models", "sklearn"), 2);
    private final PrometheusProcess prometheus = PrometheusProcess.with()
            .scrapeInterval(Duration.ofSeconds(1))
            .targets(sklearn.scrapeTargets())
            .start();

    @AfterEach
    void close() {
        prometheus.close();
        server.close();
    }

    @Test
    void aFreshDeploymentPassesWithEveryAcceptedPredictionCounted() {
        GateRun run = new GateRun(sklearn, prometheus.url());
        GateReport report = run.run();
        run.log().forEach(System.out::println);
        System.out.println(report.sentence() + "\n" + report.toMap());
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(report.measurement().counted()).isEqualTo(100);
        assertThat(report.load().accepted()).isEqualTo(100);
        assertThat(report.measurement().requestRate()).isPositive();
    }
}
