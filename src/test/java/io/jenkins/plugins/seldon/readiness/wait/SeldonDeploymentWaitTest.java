package io.jenkins.plugins.seldon.readiness.wait;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.Allowance;
import io.jenkins.plugins.seldon.fixture.cluster.player.PodFault;
import io.jenkins.plugins.seldon.readiness.Criteria;
import io.jenkins.plugins.seldon.readiness.PodLine;
import io.jenkins.plugins.seldon.readiness.Subject;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Waits for a SeldonDeployment against an operator that acts when it gets round to it. */
class SeldonDeploymentWaitTest extends ClusterWaits {

    private static final Criteria IRIS = Criteria.of(new Subject.Seldon("iris"));

    private static final String MODEL =
            """
            apiVersion: machinelearning.seldon.io/v1
            kind: SeldonDeployment
            metadata: {name: iris, namespace: seldon-system}
            spec:
              predictors:
              - name: main
                replicas: 1
                graph: {name: classifier, implementation: SKLEARN_SERVER, modelUri: 'gs://models/iris/1'}
            """;

    SeldonDeploymentWaitTest() {
        super(5);
    }

    private Outcome ready() throws InterruptedException {
        Outcome outcome = start(IRIS).outcome(LIMIT);
        assertThat(outcome.kind()).as(outcome.sentence()).isEqualTo(Outcome.Kind.READY);
        return outcome;
    }

    private static Set<String> names(Outcome outcome) {
        return outcome.pods().stream().map(PodLine::name).collect(Collectors.toSet());
    }

    private static void awaitStatus(WaitSite.Waiting waiting, String part) {
        WaitSite.await(part, () -> waiting.wait.status().contains(part));
    }

    @Test
    void aModelThatDoesNotExistYet() throws Exception {
        WaitSite.Waiting waiting = start(IRIS);
        awaitStatus(waiting, "seldondeployment/iris does not exist yet");
        cluster.put(MODEL);
        Outcome outcome = waiting.outcome(LIMIT);
        assertThat(outcome.sentence()).isEqualTo("SeldonDeployment iris in namespace seldon-system is ready: 1 pod.");
        assertThat(outcome.pods()).singleElement().satisfies(pod -> {
            assertThat(pod.name()).startsWith("iris-main-0-classifier-");
            assertThat(pod.brief()).isEqualTo("Running, ready 2/2");
        });
    }

    @Test
    void anAvailableThatIsStaleIsNotReady() throws Exception {
        cluster.put(MODEL);
        Outcome before = ready();
        Outcome after = updated(
                MODEL.replace("iris/1", "iris/2"), "the operator has not taken over predictor main as it is now");
        assertThat(names(after)).hasSize(1).doesNotContainAnyElementsOf(names(before));
        Outcome scaled = updated(
                MODEL.replace("iris/1", "iris/2").replace("replicas: 1", "replicas: 2"),
                "the operator has not scaled deployment/iris-main-0-classifier from 1 to 2 replicas yet");
        assertThat(names(scaled)).hasSize(2).containsAll(names(after));
    }

    /** The outcome of an update that the operator takes over late; until then its reason is told. */
    private Outcome updated(String update, String reason) throws InterruptedException {
        cluster.player().stopOperator();
        cluster.put(update);
        WaitSite.Waiting waiting = start(IRIS);
        awaitStatus(waiting, reason);
        assertThat(waiting.outcome).isNotDone();
        cluster.player().startOperator();
        Outcome outcome = waiting.outcome(LIMIT);
        assertThat(outcome.kind()).as(outcome.sentence()).isEqualTo(Outcome.Kind.READY);
        return outcome;
    }

    @Test
    void theDeploymentsOfAFormerPredictorAreWaitedFor() throws Exception {
        cluster.put(MODEL);
        ready();
        cluster.player().goneAfter(Duration.ofSeconds(2));
        cluster.put(MODEL.replace("name: main", "name: blue"));
        WaitSite.Waiting waiting = start(IRIS);
        awaitStatus(waiting, "deployment/iris-main-0-classifier of a former predictor is there");
        Outcome outcome = waiting.outcome(LIMIT);
        assertThat(outcome.kind()).as(outcome.sentence()).isEqualTo(Outcome.Kind.READY);
        assertThat(names(outcome)).singleElement().asString().startsWith("iris-blue-0-classifier-");
        assertThat(cluster.objects("pods", "seldon-system")).hasSize(1);
    }

    @Test
    void namesThatAreTooLongAreFoundWhicheverWayTheOperatorHashesThem() throws Exception {
        String longer = MODEL.replace("name: classifier", "name: " + "classifier-of-many-flowers-".repeat(2) + "x");
        for (boolean asPrefix : new boolean[] {false, true}) {
            cluster.player().deploymentNamesAsPrefix(asPrefix);
            cluster.put(longer);
            assertThat(names(ready()))
                    .singleElement()
                    .asString()
                    .matches((asPrefix ? "iris" : "seldon") + "-[0-9a-f]{32}-.*");
            cluster.delete("seldondeployments", "seldon-system", "iris");
            WaitSite.await(
                    "gone", () -> cluster.objects("pods", "seldon-system").isEmpty());
        }
    }

    @Test
    void anUpdateThatFailsIsToldOfTheNewPods() throws Exception {
        cluster.put(MODEL);
        Outcome before = ready();
        cluster.player()
                .fault(
                        "iris",
                        PodFault.crashLoop(1, "no model there")
                                .container("classifier-model-initializer")
                                .ofNewPods());
        cluster.put(MODEL.replace("iris/1", "iris/none"));
        Outcome outcome = start(IRIS).outcome(LIMIT);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(outcome.sentence())
                .contains("container classifier-model-initializer keeps crashing (")
                .doesNotContain(names(before));
        assertThat(String.join("\n", outcome.details())).contains("no model there");
    }

    @Test
    void conditionsAreWaitedForAndAFailureOfTheOperatorIsTold() throws Exception {
        cluster.put(MODEL);
        ready();
        cluster.player().stopOperator();
        cluster.put(RolloutWaitTest.deployment("marker", 1));
        WaitSite.await("what the operator had begun is done", () -> cluster.objects("pods", "seldon-system").stream()
                .anyMatch(pod -> pod.at("/metadata/name").asText().startsWith("marker")));
        cluster.put(
                MODEL
                        + """
                status:
                  state: Available
                  conditions:
                  - {type: ServicesReady, status: 'False', reason: Not all services created}
                """);
        WaitSite.Waiting waiting = start(IRIS);
        awaitStatus(waiting, "SeldonDeployment iris: ServicesReady is false (Not all services created)");
        cluster.put(
                MODEL
                        + """
                status: {state: Failed, description: 'admission webhook denied the request'}
                """);
        Outcome outcome = waiting.outcome(LIMIT);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(outcome.sentence())
                .endsWith("SeldonDeployment iris has failed (Failed: admission webhook denied the request).");
        assertThat(waiting.fromFirstFailureToEnd()).isLessThan(Allowance.ofSeconds(10));
    }

    @Test
    void aClusterWithoutSeldonSaysSo() throws Exception {
        cluster.faults().answer("/apis/machinelearning.seldon.io/", 100, 404, "NotFound", "404 page not found");
        assertThat(start(IRIS).outcome(LIMIT).sentence())
                .contains("has no SeldonDeployment kind (machinelearning.seldon.io/v1); install Seldon Core");
    }
}
