package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.verdict.Thresholds;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.load.LoadResults;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import io.jenkins.plugins.seldon.seldon.Endpoint;
import io.jenkins.plugins.seldon.seldon.ModelCluster;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An endpoint that comes up late, on a clock that the test moves; every step by a gate that resumes from the last state. */
class EndpointComesUpTest {

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    private final List<String> log = new ArrayList<>();
    private long now = 1_700_000_000_000L;
    private final long start = now;
    private Duration timeout = Duration.ofSeconds(60);
    private String endpoint = "http://ingress";

    /** Requests are held while the first pod starts; the sender gives each of them up after its own time-out. */
    @Test
    void aColdStartOfTwelveSecondsIsWaitedFor() {
        Next next = run(Duration.ofSeconds(12), () -> failing(0, ANSWER_TIMEOUT));
        assertThat(next).isInstanceOfSatisfying(Next.Send.class, send -> assertThat(send.purpose())
                .isEqualTo("warm-up"));
        assertThat(now - start).isBetween(12_000L, 20_000L);
        assertThat(log)
                .filteredOn(line -> line.startsWith("Endpoint"))
                .containsExactly(
                        "Endpoint http://ingress/seldon/ns/iris/api/v1.0/predictions does not answer with a "
                                + "prediction yet: no answer in"
                                + " time. Retrying for up to 55 s.",
                        "Endpoint http://ingress/seldon/ns/iris/api/v1.0/predictions answers predictions after 12 s.");
    }

    /** The case route-comes-after-available: a page of the ingress for two seconds, then predictions. */
    @ParameterizedTest
    @ValueSource(ints = {404, 502, 503, 504})
    void anIngressThatIsYetToTakeUpTheRouteIsAskedAgain(int status) {
        Next next = run(Duration.ofSeconds(3), () -> failing(status, Duration.ofMillis(20)));
        assertThat(next).isInstanceOf(Next.Send.class);
        assertThat(now - start).isBetween(3_000L, 5_000L);
    }

    @Test
    void eachChangeIsToldOnce() {
        run(Duration.ofSeconds(10), () -> failing(now - start < 5000 ? 404 : 503, Duration.ofMillis(20)));
        assertThat(log)
                .filteredOn(line -> line.contains("does not answer with a prediction yet"))
                .hasSize(2);
    }

    @Test
    void itsTimeIsOverSomeDay() {
        timeout = Duration.ofSeconds(7);
        Next next = run(Duration.ofHours(1), () -> failing(503, Duration.ofMillis(20)));
        assertThat(next).isInstanceOfSatisfying(Next.Done.class, done -> {
            assertThat(done.report().verdict()).isEqualTo(Verdict.FAIL);
            assertThat(done.report().sentence()).contains("gave no prediction in 6 s: an answer with HTTP status 503");
        });
        assertThat(now - start).isBetween(6_000L, 7_000L);
    }

    /** The usual first try: no endpoint is given, and the node that sends is outside the cluster. */
    @Test
    void anAddressOfTheStatusThatNothingAnswersMayBeOneOfTheInside() {
        GateState state = new GateState();
        state.url = "http://iris-default.ns:8000/api/v1.0/predictions";
        endpoint = "";
        EndpointCheck check = new EndpointCheck(config(), state, () -> Instant.ofEpochMilli(now), log::add);
        assertThat(check.refusal(LoadResults.failed(0)).sentence())
                .startsWith("The address in the status, " + state.url + ", gave no prediction: ")
                .endsWith("if so, set endpoint, the URL of the ingress.");
        assertThat(check.refusal(LoadResults.failed(500)).sentence())
                .startsWith("The endpoint " + state.url + " gave no prediction: ")
                .doesNotContain("inside the cluster");
    }

    /** A mistyped name looks like a route that comes up. */
    @Test
    void aDeploymentThatIsNotThereIsNamedAtTheFirstAnswer() {
        GateState state = new GateState();
        state.url = "http://ingress/seldon/ns/irsi/api/v1.0/predictions";
        state.deploymentMissing = true;
        state.deploymentProblem = "there is no SeldonDeployment irsi in namespace ns";
        EndpointCheck check = new EndpointCheck(config(), state, () -> Instant.ofEpochMilli(now), log::add);
        check.begin();
        assertThat(check.again(LoadResults.failed(404))).isPresent();
        assertThat(log).singleElement(InstanceOfAssertFactories.STRING).contains("; " + state.deploymentProblem + ". ");
        assertThat(check.refusal(LoadResults.failed(404)).sentence()).endsWith("; " + state.deploymentProblem + ".");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 401, 403, 500})
    void whatTheModelSaysIsSaidAtOnce(int status) {
        Next next = run(Duration.ofHours(1), () -> failing(status, Duration.ofMillis(20)));
        assertThat(next).isInstanceOf(Next.Done.class);
        assertThat(now - start).isLessThan(1000);
    }

    @Test
    void nobodyWaitsWhoDoesNotWantTo() {
        timeout = Duration.ZERO;
        assertThat(run(Duration.ofHours(1), () -> failing(503, Duration.ofMillis(20))))
                .isInstanceOf(Next.Done.class);
        assertThat(now - start).isLessThan(1000);
    }

    private GateConfig config() {
        return new GateConfig(
                new PredictionSeries("ns", "iris", "", "kubernetes_namespace"),
                new GateConfig.Request(
                        new Endpoint.Wish(endpoint, "", null, ""),
                        List.of(),
                        List.of(),
                        HttpAccess.NONE,
                        ANSWER_TIMEOUT,
                        timeout,
                        ""),
                new GateConfig.Burst(100, 0, 1, 0, 0, 10, LoadLimits.DEFAULT),
                Thresholds.DEFAULT,
                List.of(),
                "",
                Patience.DEFAULT);
    }

    /** Until the gate goes on to its warm-up, or ends. */
    private Next run(Duration cold, Supplier<LoadResult> meanwhile) {
        GateConfig config = config();
        MetricsGate.Ports ports = new MetricsGate.Ports(
                new PrometheusClient(new IdlePrometheus(() -> now)),
                ModelCluster.UNKNOWN,
                null,
                () -> Instant.ofEpochMilli(now),
                new SplittableRandom(1),
                log::add,
                Turns.FREE);
        MetricsGate gate = MetricsGate.begin(config, ports);
        Next next = gate.advance();
        while (true) {
            if (next instanceof Next.Wait wait) {
                now += wait.time().toMillis();
                gate = MetricsGate.resume(config, ports, gate.state());
                next = gate.advance();
            } else if (next instanceof Next.Send send && send.purpose().equals("endpoint check")) {
                next = gate.sent(now - start >= cold.toMillis() ? LoadResults.accepted(1) : meanwhile.get());
            } else {
                return next;
            }
        }
    }

    /** One request that failed; 0 for one that nobody answered. */
    private LoadResult failing(int status, Duration after) {
        now += after.toMillis();
        return LoadResults.failed(status);
    }
}
