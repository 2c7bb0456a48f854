package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import hudson.AbortException;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.load.LoadProfile;
import io.jenkins.plugins.seldon.seldon.server.ModelKind;
import io.jenkins.plugins.seldon.seldon.server.ServedBy;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the step's options become, and the administrator's caps on them. */
class GateOptionsTest {

    private static final LoadLimits CAPS = new LoadLimits(100, 20, Duration.ofSeconds(30), 8, 40);

    private final FakePlatform platform = new FakePlatform() {
        @Override
        public LoadLimits loadLimits() {
            return CAPS;
        }
    };

    @AfterEach
    void close() {
        platform.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
            # requests | rate | seconds | callers | warm-up | refused for
            100        | -    | 5       | -       | -       | -
            101        | -    | 10      | -       | -       | requests of 101 is above the administrator's limit of 100
            -          | 20   | 5       | -       | -       | -
            -          | 21   | 4       | -       | -       | rate of 21.0 is above the administrator's limit of 20.0
            -          | 2    | 31      | -       | -       | durationSeconds of 31 is above the administrator's limit of 30
            50         | -    | -       | 8       | -       | -
            50         | -    | -       | 9       | -       | concurrency of 9 is above the administrator's limit of 8
            50         | -    | 5       | 4       | 101     | requests of 101 is above the administrator's limit of 100
            """)
    void aBurstAboveACapIsRefused(
            Integer requests, Double rate, Double seconds, Integer callers, Integer warmUp, String refusal)
            throws Exception {
        AssertPredictionMetricsStep step = step(given -> {
            given.setRequests(requests);
            given.setRate(rate);
            given.setDurationSeconds(seconds);
            given.setConcurrency(callers);
            given.setWarmUpRequests(warmUp);
        });
        if (refusal == null) {
            assertThatCode(() -> GateOptions.config(step, platform)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> GateOptions.config(step, platform))
                    .isInstanceOf(InvalidOptionException.class)
                    .hasMessage("The burst's " + refusal + "; nothing was sent.");
        }
    }

    /** With the other options, before anything is asked: the form's button tells it, and a dry run does not go on with it. */
    @Test
    void aBurstThatCannotBeIsRefused() {
        for (Consumer<AssertPredictionMetricsStep> options : List.<Consumer<AssertPredictionMetricsStep>>of(
                step -> step.setRequests(-1),
                step -> step.setRate(-1.0),
                step -> step.setDurationSeconds(-1.0),
                step -> step.setConcurrency(-1),
                step -> step.setRampUpSeconds(-1.0))) {
            assertThat(refusal(platform, options))
                    .isEqualTo("The numbers requests, rate, durationSeconds, concurrency and rampUpSeconds must not be"
                            + " negative.");
        }
        assertThat(refusal(platform, step -> {
                    step.setRequests(100);
                    step.setRate(2.0);
                    step.setDurationSeconds(10.0);
                }))
                .startsWith("The options of the burst contradict each other: ");
    }

    private static String refusal(FakePlatform platform, Consumer<AssertPredictionMetricsStep> options) {
        return catchThrowable(() -> GateOptions.config(
                        step(step -> {
                            step.setEndpoint("https://models.example.org");
                            options.accept(step);
                        }),
                        platform))
                .getMessage();
    }

    @Test
    void theServerIsTheOneThatIsNamedOrOnesOwnOrElseThatOfTheObject() {
        assertThat(GateOptions.servedBy(step(step -> {})).open()).isTrue();
        assertThat(GateOptions.servedBy(step(step -> step.setServer("seldon")))).isEqualTo(ServedBy.SELDON);
        assertThat(GateOptions.servedBy(step(step -> {
                    step.setServer("MLServer");
                    step.setModel("irises");
                })))
                .isEqualTo(ServedBy.of(ServerProfile.MLSERVER, "irises"));
        assertThat(GateOptions.servedBy(step(step -> step.setMetric(new OwnMetric("calls_total"))))
                        .profile()
                        .counter()
                        .name())
                .isEqualTo("calls_total");
    }

    @Test
    void aServerAndACounterOfOnesOwnContradictEachOther() {
        assertThatThrownBy(() -> GateOptions.servedBy(step(step -> {
                    step.setServer("kserve");
                    step.setMetric(new OwnMetric("calls_total"));
                })))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage("Give either server or metric, not both: the server kserve has a counter of its own.");
    }

    @Test
    void aDeploymentMaySayOfWhichKindItIs() throws Exception {
        AssertPredictionMetricsStep step = new AssertPredictionMetricsStep("ksvc/iris");
        assertThat(GateOptions.scope(step).deployment()).isEqualTo("iris");
        assertThat(GateOptions.servedBy(step))
                .isEqualTo(ServedBy.of(ServerProfile.KNATIVE, "").only(ModelKind.KNATIVE_SERVICE));
        AssertPredictionMetricsStep pipeline = new AssertPredictionMetricsStep("pipeline/iris");
        pipeline.setServer("seldon-v2");
        assertThat(GateOptions.servedBy(pipeline).profile()).isEqualTo(ServerProfile.SELDON_V2_PIPELINE);
        pipeline.setServer("");
        assertThat(GateOptions.servedBy(pipeline).profile()).isEqualTo(ServerProfile.SELDON_V2_PIPELINE);
        assertThat(GateOptions.servedBy(new AssertPredictionMetricsStep("sdep/iris")))
                .isEqualTo(ServedBy.SELDON);
        assertThat(GateOptions.servedBy(new AssertPredictionMetricsStep("isvc/iris"))
                        .open())
                .isTrue();
    }

    @Test
    void aServerThatIsUnknownAndACounterThatIsNoneAreRefusedBeforeAnythingIsAsked() {
        assertThatThrownBy(() -> GateOptions.config(step(step -> step.setServer("bento")), platform))
                .hasMessageStartingWith("The server 'bento' is unknown: use ");
        assertThatThrownBy(
                        () -> GateOptions.config(step(step -> step.setMetric(new OwnMetric("rate(x[1m])"))), platform))
                .hasMessageStartingWith("The metric's counter must be the name of a Prometheus metric");
    }

    /** Without a rate or callers, a duration says nothing of how many. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, -, 200, 30",
                "-, 10, -, 200, 10",
                "-, 10, 5, 50, 10",
                "50, 10, -, 50, 10",
                "-, -, 20, 200, 10"
            })
    void aDurationAloneIsThatOfTheUsualNumber(
            Integer requests, Double seconds, Double rate, long planned, double lasting) throws Exception {
        try (FakePlatform roomy = new FakePlatform() {
            @Override
            public LoadLimits loadLimits() {
                return LoadLimits.DEFAULT;
            }
        }) {
            LoadProfile profile = GateOptions.config(
                            step(step -> {
                                step.setRequests(requests);
                                step.setDurationSeconds(seconds);
                                step.setRate(rate);
                            }),
                            roomy)
                    .burst()
                    .profile(Duration.ofSeconds(15));
            assertThat(profile.requests()).isEqualTo(planned);
            assertThat(profile.duration()).isEqualTo(Duration.ofMillis(Math.round(lasting * 1000)));
        }
    }

    /** The administrator's limit is no trap for who gives no duration. */
    @Test
    void aBurstWithoutADurationStaysWithinTheLimit() throws Exception {
        LoadProfile profile = GateOptions.config(step(step -> step.setRequests(100)), platform)
                .burst()
                .profile(Duration.ofSeconds(60));
        assertThat(profile.duration()).isEqualTo(CAPS.duration());
    }

    @Test
    void aPayloadAboveTheCapIsRefusedByItsSizeInBytes() throws Exception {
        String fits = "{\"strData\":\"" + "é".repeat(13) + "\"}";
        AssertPredictionMetricsStep gate = step(given -> {
            given.setRequests(100);
            given.setPayload(fits);
        });
        assertThat(GateOptions.config(gate, platform).request().payloads()).containsExactly(fits);
        assertThatThrownBy(
                        () -> GateOptions.config(step(step -> step.setPayload(fits.replace("é\"", "éé\""))), platform))
                .isInstanceOf(AbortException.class)
                .hasMessage("The payload has 42 bytes, which is above the administrator's limit of 40;"
                        + " nothing was sent.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            onInconclusive | onInconclusive is unknown: use failure, unstable or ignore.
            time-out       | sampleTimeoutSeconds must be above 0 seconds and at most a day.
            come up        | endpointTimeoutSeconds must be at least 0 seconds and at most a day.
            transport      | The transport 'soap' is unknown: use rest or grpc.
            tensorflow     | The protocol tensorflow works over REST only: transport 'grpc' needs the protocol seldon or v2.
            grpc path      | Over gRPC the endpoint is scheme, host and port, such as http://172.25.0.129:32193, without a path or endpointPrefix: the path is the method's, and metadata tells the ingress the model.
            protocol       | The protocol 'grpc' is unknown: use seldon, tensorflow or v2.
            answer         | The answer is 'score': use any, or a JSON pointer such as /predictions/0/score.
            slow limit     | A maxLatency of 4000 ms contradicts answerTimeoutSeconds: the sender waits for an answer no longer than 3 s.
            noData         | The noData of a condition is unknown: use fail or inconclusive.
            both payloads  | Give either payload or payloadFile, not both.
            no JSON        | The payload is not a JSON object: 7.
            """)
    void aWrongOptionIsRefusedWithASentence(String wrong, String sentence) {
        AssertPredictionMetricsStep step = step(s -> {
            switch (wrong) {
                case "onInconclusive" -> s.setOnInconclusive("pass");
                case "time-out" -> s.setSampleTimeoutSeconds(0.0);
                case "come up" -> s.setEndpointTimeoutSeconds(-1.0);
                case "protocol" -> s.setProtocol("grpc");
                case "transport" -> s.setTransport("soap");
                case "tensorflow" -> {
                    s.setTransport("grpc");
                    s.setProtocol("tensorflow");
                }
                case "grpc path" -> {
                    s.setTransport("grpc");
                    s.setEndpoint("http://ingress/seldon/models/iris/");
                }
                case "noData" -> {
                    PromqlCondition condition = new PromqlCondition("up");
                    condition.setAbove(0.0);
                    condition.setNoData("pass");
                    s.setConditions(List.of(condition));
                }
                case "answer" -> s.setAnswer("score");
                case "slow limit" -> {
                    s.setAnswerTimeoutSeconds(3.0);
                    s.setMaxLatency(List.of(new LatencyLimit(0.99, 4000.0)));
                }
                case "both payloads" -> {
                    s.setPayload("{}");
                    s.setPayloadFile("payload.json");
                }
                default -> s.setPayload("7");
            }
        });
        assertThatThrownBy(() -> GateOptions.config(step, platform)).hasMessage(sentence);
    }

    /** PowerShell 5 and Notepad write UTF-8 with a byte order mark. */
    @Test
    void aFileHoldsOnePayloadOrOneInEachLineWhateverWroteIt() {
        assertThat(GateOptions.payloads("{\n\"a\": 1}\n")).containsExactly("{\n\"a\": 1}");
        assertThat(GateOptions.payloads("{\"a\":1}\n\n{\"a\":2}")).containsExactly("{\"a\":1}", "{\"a\":2}");
        assertThat(GateOptions.payloads("\uFEFF{\"a\":1}\r\n")).containsExactly("{\"a\":1}");
        assertThat(GateOptions.payloads("\uFEFF{\"a\":1}\r\n{\"a\":2}\r\n")).containsExactly("{\"a\":1}", "{\"a\":2}");
    }

    private static AssertPredictionMetricsStep step(Consumer<AssertPredictionMetricsStep> options) {
        AssertPredictionMetricsStep step = new AssertPredictionMetricsStep("iris");
        options.accept(step);
        return step;
    }
}
