package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.load.AnswerRule;
import io.jenkins.plugins.seldon.load.Header;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.load.LoadPlan;
import io.jenkins.plugins.seldon.load.Protocol;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.seldon.Endpoint;
import io.jenkins.plugins.seldon.seldon.ModelCluster;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.seldon.server.ModelKind;
import io.jenkins.plugins.seldon.seldon.server.ServedBy;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a gate sends first, by what the step, the SeldonDeployment and the administrator say; or why it sends nothing. */
class PreparationTest {

    private static final String STATUS = "http://iris-main.ns.svc.cluster.local:8000/v2/models/classifier/infer";
    private static final Endpoint.Wish UNSAID = new Endpoint.Wish("", "", null, "");
    private static final Endpoint.Wish INGRESS = new Endpoint.Wish("http://ingress", "", null, "");

    private ModelCluster cluster = ofPredictors();
    private HttpPort prometheus = new IdlePrometheus(System::currentTimeMillis);
    private InstantSource clock = InstantSource.system();
    private LoadLimits limits = LoadLimits.DEFAULT;
    private int concurrency;
    private String answer = "";
    private String predictor = "";
    private ServedBy served = ServedBy.SELDON;
    private List<Header> headers = List.of();

    @Test
    void aDeploymentThatSpeaksV2IsAskedInV2() {
        LoadPlan plan = plan(UNSAID);
        assertThat(plan.url()).isEqualTo(STATUS);
        assertThat(plan.answers()).isEqualTo(Protocol.V2);
        assertThat(plan.payloads()).containsExactly(Protocol.V2.samplePayload());
    }

    @Test
    void behindAnIngressToo() {
        assertThat(plan(INGRESS).url()).isEqualTo("http://ingress/seldon/ns/iris/v2/models/classifier/infer");
    }

    @Test
    void whatTheStepSaysGoesFirst() {
        LoadPlan plan = plan(new Endpoint.Wish("http://ingress", "/own", Protocol.SELDON, ""));
        assertThat(plan.url()).isEqualTo("http://ingress/own/api/v1.0/predictions");
        assertThat(plan.answers()).isEqualTo(Protocol.SELDON);
    }

    @Test
    void answersAreJudgedByTheStepsRule() {
        answer = "/predictions/0/score";
        assertThat(plan(UNSAID).answers()).isEqualTo(new AnswerRule.Own("/predictions/0/score"));
    }

    /** As for who may not read SeldonDeployments: an endpoint is enough. */
    @Test
    void withAnEndpointTheSeldonDeploymentNeedNotBeReadable() {
        cluster = ModelCluster.UNKNOWN;
        assertThat(plan(INGRESS).url()).isEqualTo("http://ingress/seldon/ns/iris/api/v1.0/predictions");
        assertThat(refusal(UNSAID)).startsWith("No cluster connection was given");
        assertThat(refusal(new Endpoint.Wish("http://ingress", "", Protocol.V2, "")))
                .startsWith("No cluster connection was given");
    }

    @Test
    void aMissingSeldonDeploymentIsNamed() {
        cluster = knowing(null);
        assertThat(refusal(UNSAID))
                .isEqualTo("There is no SeldonDeployment iris in namespace ns; check the names, or give the endpoint.");
    }

    /** A restart between the outcome and the end of the step: what stopped the gate must not become nothing found. */
    @Test
    void whatStoppedAGateIsToldAgainAfterARestart() {
        cluster = knowing(null);
        MetricsGate gate = gate(UNSAID);
        GateReport told = ((Next.Done) gate.advance()).report();
        GateReport again = ((Next.Done) resumed(gate.state()).advance()).report();
        assertThat(again.verdict()).isEqualTo(Verdict.ERROR);
        assertThat(again.findings()).isEqualTo(told.findings());
        assertThat(again.diagnosis()).isEqualTo(told.diagnosis());
        assertThatThrownBy(() -> resumed("{\"phase\":\"DONE\"}").advance())
                .as("of an earlier version, which kept nothing of it")
                .isInstanceOf(IllegalStateException.class);
    }

    /** For a diagnosis: one that can't be looked up may be there all the same. */
    @Test
    void thatThereIsNoSeldonDeploymentIsAFactOfItsOwn() throws IOException {
        cluster = knowing(null);
        assertThat(kept().path("deploymentMissing").booleanValue()).isTrue();
        assertThat(kept().path("deploymentProblem").textValue())
                .isEqualTo("there is no SeldonDeployment iris in namespace ns");
        cluster = ModelCluster.UNKNOWN;
        assertThat(kept().path("deploymentMissing").booleanValue()).isFalse();
        assertThat(kept().path("deploymentProblem").textValue()).startsWith("No cluster connection was given");
    }

    /** Seldon Core 2's mesh would look for a Model of that name. */
    @Test
    void thePipelinesNameGoesIntoAHeader() {
        served = ServedBy.of(ServerProfile.SELDON_V2, "").only(ModelKind.PIPELINE);
        cluster = ModelCluster.UNKNOWN;
        LoadPlan plan = plan(new Endpoint.Wish("http://mesh", "", null, ""));
        assertThat(plan.url()).isEqualTo("http://mesh/v2/models/iris/infer");
        assertThat(plan.headers()).containsExactly(new Header("seldon-model", "iris.pipeline"));
        headers = List.of(new Header("Seldon-Model", "iris-v2.pipeline"));
        assertThat(plan(new Endpoint.Wish("http://mesh", "", null, "")).headers())
                .containsExactly(new Header("Seldon-Model", "iris-v2.pipeline"));
    }

    /** Each of its answers takes 600 ms, and its clock is that of the controller. */
    @Test
    void aPrometheusThatAnswersSlowlyHasNoOtherClockForThat() throws IOException {
        AtomicLong millis = new AtomicLong(1_700_000_000_000L);
        IdlePrometheus idle = new IdlePrometheus(millis::get);
        clock = () -> Instant.ofEpochMilli(millis.get());
        prometheus = new HttpPort() {
            @Override
            public Response send(Request request) {
                millis.addAndGet(300);
                Response response = idle.send(request);
                millis.addAndGet(300);
                return response;
            }

            @Override
            public boolean mayQuote() {
                return true;
            }
        };
        assertThat(kept().path("clockOffsetMillis").longValue()).isZero();
        assertThat(kept().path("clockSlackMillis").longValue()).isEqualTo(300);
    }

    /** One that federates (prometheus, docs/federation.md) scrapes other servers, here once a minute, and none of the pods. */
    @Test
    void countersThatAreScrapedElsewhereTellTheirOwnInterval() throws IOException {
        IdlePrometheus idle = new IdlePrometheus(System::currentTimeMillis);
        prometheus = new HttpPort() {
            @Override
            public Response send(Request request) {
                String query = request.parameters().getOrDefault("query", "");
                if (!query.startsWith(ServerProfile.SELDON.counter().name())) {
                    return idle.send(request);
                }
                long now = System.currentTimeMillis() / 1000;
                String samples = "[" + (now - 130) + ",\"5\"],[" + (now - 70) + ",\"5\"],[" + (now - 10) + ",\"6\"]";
                String body = "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":"
                        + "{\"service\":\"predictions\",\"code\":\"200\"},\"values\":[" + samples + "]}]}}";
                return new Response(200, "application/json", List.of(), body.getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public boolean mayQuote() {
                return true;
            }
        };
        assertThat(kept().path("scrapeIntervalMillis").longValue()).isEqualTo(60_000);
    }

    private JsonNode kept() throws IOException {
        MetricsGate gate = gate(INGRESS);
        gate.advance();
        return new ObjectMapper().readTree(gate.state());
    }

    /** Of those that come within a time KServe's agent makes one, which the server counts once. */
    @Test
    void anInferenceServiceWhoseServerGetsBatchesIsCountedBeforeThemOrAskedOneByOne() {
        served = ServedBy.of(ServerProfile.KSERVE, "").only(ModelKind.INFERENCE_SERVICE);
        cluster = knowing(inferenceService(true));
        assertThat(refusal(INGRESS))
                .isEqualTo("The InferenceService ns/iris has a batcher, behind which its KServe servers count fewer"
                        + " requests than they answer: set server: 'knative', or concurrency: 1.");
        concurrency = 1;
        plan(INGRESS);
        concurrency = 2;
        refusal(INGRESS);
        cluster = knowing(inferenceService(false));
        plan(INGRESS);
        cluster = knowing(inferenceService(true));
        served = ServedBy.of(ServerProfile.KNATIVE, "").only(ModelKind.INFERENCE_SERVICE);
        plan(INGRESS);
    }

    private static ModelCluster.Deployment inferenceService(boolean batches) {
        return new ModelCluster.Deployment(
                "",
                "http://iris.ns",
                "iris",
                "tensorflow",
                "",
                List.of(),
                ModelKind.INFERENCE_SERVICE,
                ServerProfile.KSERVE,
                "",
                batches);
    }

    /** Whatever is counted there is another predictor's; the copies of a shadow tell nothing of what was answered. */
    @ParameterizedTest(name = "endpoint ''{0}''")
    @ValueSource(strings = {"", "http://ingress"})
    void aPredictorThatIsNotThereOrAnswersNobodyIsRefused(String endpoint) {
        Endpoint.Wish wish = new Endpoint.Wish(endpoint, "", null, "");
        cluster = ofPredictors(
                new ModelCluster.Predictor("default", 100, false),
                new ModelCluster.Predictor("canary", 0, false),
                new ModelCluster.Predictor("mirror", 0, true));
        predictor = "nobody";
        assertThat(refusal(wish))
                .isEqualTo("The SeldonDeployment ns/iris has no predictor 'nobody'; it has: default, canary, mirror.");
        predictor = "mirror";
        assertThat(refusal(wish))
                .isEqualTo("The predictor 'mirror' of the SeldonDeployment ns/iris is a shadow: it gets copies of what"
                        + " others answer, which can't be counted as this burst's.");
        predictor = "default";
        plan(wish);
        predictor = "canary";
        plan(wish);
    }

    @Test
    void aPredictorWithoutAnExecutorIsRefusedUnlessACounterIsNamed() {
        cluster = ofPredictors(withoutExecutor("default", 100), new ModelCluster.Predictor("canary", 0, false));
        assertThat(refusal(INGRESS))
                .isEqualTo("The predictor 'default' of the SeldonDeployment ns/iris has no executor (its annotation"
                        + " seldon.io/no-engine), which would count its predictions: name the model's own counter by"
                        + " metric.");
        predictor = "canary";
        plan(INGRESS);
        predictor = "";
        served = ServedBy.of(ServerProfile.own("predictions_total", "", "", "", ""), "")
                .only(ModelKind.SELDON_DEPLOYMENT);
        plan(INGRESS);
    }

    @Test
    void aPredictorWithoutAnExecutorThatGetsNothingKeepsNoGateFromTheOthers() {
        cluster = ofPredictors(new ModelCluster.Predictor("default", 100, false), withoutExecutor("trial", 0));
        plan(INGRESS);
        predictor = "trial";
        assertThat(refusal(INGRESS))
                .startsWith("The predictor 'trial' of the SeldonDeployment ns/iris has no executor");
    }

    @Test
    void aPredictorIsLookedAtAloneWhereTheEndpointIsItsOwnService() {
        cluster = ofPredictors(
                withoutExecutor("default", 100),
                new ModelCluster.Predictor("canary", 0, false),
                withoutExecutor("trial", 0),
                new ModelCluster.Predictor("mirror", 0, true));
        plan(ofService("canary"));
        assertThat(refusal(ofService("trial"))).startsWith("The predictor 'trial' of the SeldonDeployment ns/iris has");
        assertThat(refusal(ofService("mirror"))).contains("'mirror' of the SeldonDeployment ns/iris is a shadow");
    }

    /** The SeldonDeployment with these predictors. */
    private static ModelCluster ofPredictors(ModelCluster.Predictor... predictors) {
        return knowing(new ModelCluster.Deployment(
                "Available", STATUS, "classifier", "kfserving", "", List.of(predictors), ""));
    }

    private static ModelCluster.Predictor withoutExecutor(String name, double traffic) {
        return new ModelCluster.Predictor(name, traffic, false, true, "");
    }

    private static Endpoint.Wish ofService(String predictor) {
        return new Endpoint.Wish("http://iris-" + predictor + ".ns:8000", "", null, "");
    }

    /** Two scrapes of a second each make 200 requests 100 a second. */
    @Test
    void aBurstThatExceedsALimitAtThisScrapeIntervalIsRefusedBeforeAnythingIsSent() {
        limits = new LoadLimits(1000, 20, Duration.ofMinutes(1), 10, 1024);
        assertThat(refusal(UNSAID))
                .isEqualTo("The burst's rate of 100.0 is above the administrator's limit of 20.0; nothing was sent.");
    }

    private LoadPlan plan(Endpoint.Wish wish) {
        Next next = advance(wish);
        assertThat(next).isInstanceOf(Next.Send.class);
        return ((Next.Send) next).plan();
    }

    private String refusal(Endpoint.Wish wish) {
        Next next = advance(wish);
        assertThat(next).isInstanceOf(Next.Done.class);
        GateReport report = ((Next.Done) next).report();
        assertThat(report.verdict()).isEqualTo(Verdict.ERROR);
        return report.findings().get(0).sentence();
    }

    private Next advance(Endpoint.Wish wish) {
        return gate(wish).advance();
    }

    private MetricsGate gate(Endpoint.Wish wish) {
        return MetricsGate.begin(config(wish), ports());
    }

    private MetricsGate resumed(String state) {
        return MetricsGate.resume(config(UNSAID), ports(), state);
    }

    private GateConfig config(Endpoint.Wish wish) {
        return new GateConfig(
                new PredictionSeries("ns", "iris", predictor, "kubernetes_namespace").servedBy(served),
                new GateConfig.Request(
                        wish, List.of(), headers, HttpAccess.NONE, Duration.ofSeconds(5), Duration.ZERO, answer),
                new GateConfig.Burst(200, 0, 0, concurrency, 0, 10, limits),
                Thresholds.DEFAULT,
                List.of(),
                "",
                Patience.DEFAULT);
    }

    private MetricsGate.Ports ports() {
        return new MetricsGate.Ports(
                new PrometheusClient(prometheus),
                cluster,
                null,
                clock,
                new SplittableRandom(1),
                line -> {},
                Turns.FREE);
    }

    private static ModelCluster knowing(ModelCluster.Deployment deployment) {
        return new ModelCluster() {
            @Override
            public Optional<Deployment> deployment(PredictionSeries scope) {
                return Optional.ofNullable(deployment);
            }

            @Override
            public List<Replica> replicas(PredictionSeries scope) throws IOException {
                return UNKNOWN.replicas(scope);
            }
        };
    }
}
