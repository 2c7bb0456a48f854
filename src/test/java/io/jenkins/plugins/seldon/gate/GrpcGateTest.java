package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Value;
import io.grpc.Status;
import io.jenkins.plugins.seldon.fixture.model.GrpcDescriptors;
import io.jenkins.plugins.seldon.fixture.model.GrpcServer;
import io.jenkins.plugins.seldon.fixture.model.ModelDeployment;
import io.jenkins.plugins.seldon.fixture.model.ModelServer;
import io.jenkins.plugins.seldon.fixture.model.Predictor;
import io.jenkins.plugins.seldon.fixture.model.SharedPort;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.fixture.prometheus.ScrapeTarget;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.load.Transport;
import io.jenkins.plugins.seldon.seldon.server.ServedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A gate over gRPC: grpc-java answers, a real Prometheus scrapes executors whose gRPC series are those of seldon-core 1.17's
 * source (executor/api/metric/server.go).
 */
@Timeout(120)
class GrpcGateTest {

    private static final String METHOD = "/seldon.protos.Seldon/Predict";
    private static final Duration SHORT = Duration.ofSeconds(4);

    private static final ModelServer MODELS = ModelServer.start();
    private static final ModelDeployment IDLE = MODELS.deploy(Predictor.sklearn("models", "idle"), 2);
    private static final ModelDeployment OTHERS = MODELS.deploy(Predictor.sklearn("models", "others"), 1);
    private static final ModelDeployment LOST = MODELS.deploy(Predictor.sklearn("models", "lost"), 1);
    private static final ModelDeployment LATE = MODELS.deploy(Predictor.sklearn("models", "late"), 1);
    private static final ModelDeployment SILENT = MODELS.deploy(Predictor.sklearn("models", "silent"), 1);
    private static PrometheusProcess prometheus;

    @BeforeAll
    static void start() {
        List<ScrapeTarget> targets = new ArrayList<>();
        List.of(IDLE, OTHERS, LOST, LATE, SILENT).forEach(model -> targets.addAll(model.scrapeTargets()));
        prometheus = PrometheusProcess.with()
                .scrapeInterval(Duration.ofMillis(500))
                .targets(targets)
                .start();
        prometheus.awaitTargetsUp();
    }

    @AfterAll
    static void end() {
        prometheus.close();
        MODELS.close();
    }

    private static DynamicMessage prediction() {
        return DynamicMessage.newBuilder(GrpcDescriptors.SELDON_MESSAGE)
                .setField(
                        GrpcDescriptors.SELDON_MESSAGE.findFieldByName("jsonData"),
                        Value.newBuilder().setNumberValue(1).build())
                .build();
    }

    /** A model whose executors count each call that they answer. */
    private static GrpcServer counting(ModelDeployment model) {
        return GrpcServer.start((request, metadata) -> {
            model.countCall(METHOD, 0);
            return prediction();
        });
    }

    private static GateRun run(ModelDeployment model, int port) {
        return new GateRun(model, prometheus.url())
                .servedBy(ServedBy.SELDON.over(Transport.GRPC))
                .cluster(PlayedCluster.of(model))
                .endpoint("http://localhost:" + port)
                .burst(100, 0, 0, 4);
    }

    @Test
    void anIdleModelPassesWithEveryCallCounted() {
        try (GrpcServer server = counting(IDLE)) {
            GateReport report =
                    run(IDLE, server.port()).restartingAfterEachStep().run();
            assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
            assertThat(report.measurement().counted()).isEqualTo(100);
            assertThat(report.measurement().counts().executorsRead()).isTrue();
        }
    }

    /** The same number of predictions over REST at the same time stands for none of them. */
    @Test
    void whatOthersAskOverRestDoesNotCount() {
        try (GrpcServer server = GrpcServer.start((request, metadata) -> prediction());
                Traffic traffic = Traffic.to(OTHERS, 20)) {
            GateReport report =
                    run(OTHERS, server.port()).patience(SHORT, SHORT).run();
            assertThat(traffic.sent()).isPositive();
            assertThat(report.verdict()).as(report.sentence()).isNotEqualTo(Verdict.PASS);
        }
    }

    @Test
    void callsThatAreNotCountedKeepItFromPassing() {
        LOST.uncounted(0.2);
        try (GrpcServer server = counting(LOST)) {
            GateReport report = run(LOST, server.port()).run();
            assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.FAIL);
        }
    }

    /** Nobody may read the pods; the executor's page is HTTP's, beside the predictions over REST. */
    @Test
    void whatIsNotCountedIsLookedForBehindTheIngress() throws Exception {
        try (GrpcServer server = GrpcServer.start((request, metadata) -> prediction());
                SharedPort ingress = SharedPort.of(MODELS.url().getPort(), server.port())) {
            GateReport report = new GateRun(SILENT, prometheus.url())
                    .servedBy(ServedBy.SELDON.over(Transport.GRPC))
                    .endpoint("http://localhost:" + ingress.port())
                    .burst(100, 0, 0, 4)
                    .patience(SHORT, SHORT)
                    .run();
            assertThat(report.sentence()).contains("the executor that answers behind the ingress counted 0 of ");
        }
    }

    @Test
    void anEndpointThatIsUnavailableAtFirstIsAskedAgain() {
        AtomicInteger calls = new AtomicInteger();
        try (GrpcServer server = GrpcServer.start((request, metadata) -> {
            if (calls.incrementAndGet() < 3) {
                throw Status.UNAVAILABLE.withDescription("no healthy upstream").asRuntimeException();
            }
            LATE.countCall(METHOD, 0);
            return prediction();
        })) {
            GateRun run = run(LATE, server.port()).endpointTimeout(Duration.ofSeconds(20));
            GateReport report = run.run();
            assertThat(report.verdict()).as(report.sentence()).isEqualTo(Verdict.PASS);
            assertThat(run.log())
                    .anyMatch(line -> line.contains("does not answer with a prediction yet: an answer with the gRPC "
                            + "status UNAVAILABLE:"
                            + " no healthy upstream."));
        }
    }
}
