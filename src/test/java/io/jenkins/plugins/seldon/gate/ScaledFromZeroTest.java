package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.model.Dialect;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.gate.diagnose.Layer;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.seldon.server.ModelKind;
import io.jenkins.plugins.seldon.seldon.server.ServedBy;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A Knative Service without a pod, whose first pod comes with the gate's first request, with a real Prometheus. */
@Timeout(180)
class ScaledFromZeroTest {

    private final ModelServer server = ModelServer.start();
    private final ModelDeployment model = server.deploy(Predictor.sklearn("models", "iris"), 1, Dialect.QUEUE_PROXY);
    private PrometheusProcess prometheus;

    @BeforeEach
    void start() {
        prometheus = PrometheusProcess.with()
                .scrapeInterval(Duration.ofMillis(500))
                .targets(List.of())
                .start();
    }

    @AfterEach
    void close() {
        prometheus.close();
        server.close();
    }

    @Test
    void everyPredictionOfTheNewPodIsCounted() {
        model.scaleToZero(Duration.ofSeconds(2), () -> prometheus.targets(model.scrapeTargets()));
        GateRun run = run();
        GateReport report = run.run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(report.measurement().counted()).isEqualTo(100);
        assertThat(report.measurement().counts().executorsRead()).isTrue();
        assertThat(run.log()).anyMatch(line -> line.contains("it knows 0 targets and 0 series"));
    }

    /** The autoscaler's second pod, which comes with the burst, has a part of it. */
    @Test
    void aPodThatTheBurstBringsCountsToo() {
        model.scaleToZero(Duration.ofMillis(500), () -> prometheus.targets(model.scrapeTargets()));
        GateReport report = run().burst(400, 0, 4, 0)
                .duringBurst(() -> {
                    Traffic.pause(Duration.ofSeconds(1));
                    model.addReplica("iris-00001-deployment-second");
                    prometheus.targets(model.scrapeTargets());
                })
                .run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
        assertThat(report.measurement().counted()).isEqualTo(400);
    }

    /** One that Prometheus does not find stays uncounted, however good its answers are. */
    @Test
    void aPodThatPrometheusDoesNotFindDoesNotPass() {
        model.scaleToZero(Duration.ofMillis(500), () -> {});
        GateReport report =
                run().patience(Duration.ofSeconds(4), Duration.ofSeconds(4)).run();
        assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.diagnosis().layer()).as(report.sentence()).isEqualTo(Layer.SCRAPE);
    }

    private GateRun run() {
        return new GateRun(model, prometheus.url())
                .servedBy(
                        ServedBy.of(ServerProfile.KNATIVE, "").found(ModelKind.KNATIVE_SERVICE, ServerProfile.KNATIVE))
                .cluster(PlayedCluster.of(model).served(ModelKind.KNATIVE_SERVICE, ServerProfile.KNATIVE))
                .patience(Duration.ofSeconds(15), Duration.ofSeconds(3))
                .burst(100, 0, 0, 4);
    }
}
