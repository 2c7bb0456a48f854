package io.jenkins.plugins.seldon.readiness.wait;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.readiness.Assessment;
import io.jenkins.plugins.seldon.readiness.Failure;
import io.jenkins.plugins.seldon.readiness.FailureKind;
import io.jenkins.plugins.seldon.readiness.Grace;
import io.jenkins.plugins.seldon.readiness.PodTable;
import io.jenkins.plugins.seldon.readiness.RolloutStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {

    /** Of a model whose image is being pulled, as the operator 1.12 tells it. */
    private static final List<String> MODEL = List.of(
            "SeldonDeployment iris has the state Creating",
            "SeldonDeployment iris: DeploymentsReady is false",
            "SeldonDeployment iris: Ready is false",
            "deployment/iris is not available",
            "deployment/iris is still rolling out",
            "deployment/iris: 0 of 1 replicas ready",
            "pod iris-1 is PodInitializing, ready 0/2 (Pulling image \"sklearnserver:1.12.0\")");

    @Test
    void whatHoldsAPodUpIsAmongTheReasonsThatAreTold() {
        assertThat(told(MODEL, "1 of at least 2 pods ready"))
                .isEqualTo("0 of 0 pods ready; pod iris-1 is PodInitializing, ready 0/2 (Pulling image"
                        + " \"sklearnserver:1.12.0\"); 1 of at least 2 pods ready; SeldonDeployment iris has the state"
                        + " Creating; SeldonDeployment iris: DeploymentsReady is false; SeldonDeployment iris: Ready is"
                        + " false; and 3 more");
    }

    @Test
    void fewReasonsAreToldInTheirOrder() {
        assertThat(told(MODEL.subList(4, 7)))
                .startsWith("0 of 0 pods ready; deployment/iris is still rolling out; ")
                .endsWith("(Pulling image \"sklearnserver:1.12.0\")");
        assertThat(told(List.of())).isEqualTo("0 of 0 pods ready");
    }

    @Test
    void aDeploymentsPodIsNoneOfAnotherWhoseNameBeginsLikeIt() {
        String other = "pod web-db-6d8f9c7b5-x2k4p is ContainerCreating, ready 0/1";
        String own = "pod web-7f9c6d5b48-q8z7m is ContainerCreating, ready 0/1";
        assertThat(Report.ofItsPod("deployment/web", List.of(other, own))).contains(own);
        assertThat(Report.ofItsPod("deployment/web", List.of(other))).isEmpty();
    }

    @Test
    void aDeploymentWhoseTimeIsOverIsToldWithItsOwnPod() {
        Failure late = failure(FailureKind.PROGRESS_DEADLINE, "deployment/web", null);
        Failure own = failure(FailureKind.READINESS_PROBE, "Pod web-7f9c6d5b48-q8z7m", "web-7f9c6d5b48-q8z7m");
        Failure other = failure(FailureKind.READINESS_PROBE, "Pod db-0", "db-0");
        Failure claim = failure(FailureKind.CLAIM, "PersistentVolumeClaim data", null);
        String pulling = "pod web-7f9c6d5b48-q8z7m is ContainerCreating, ready 0/1 (Pulling image \"web:1\")";
        assertThat(cause(late, List.of(other, own), pulling)).contains(own.clause());
        assertThat(cause(late, List.of(other), pulling)).contains(pulling);
        assertThat(cause(late, List.of(claim, own), pulling)).contains(claim.clause());
        assertThat(cause(claim, List.of(other), pulling)).contains(other.clause());
    }

    private static Optional<String> cause(Failure first, List<Failure> besides, String waiting) {
        return Report.cause(new RolloutStatus.Failed(List.of(first), besides), List.of(waiting));
    }

    private static Failure failure(FailureKind kind, String object, String pod) {
        return new Failure(kind, object, pod, null, "", "", null, Grace.USUAL, Instant.EPOCH);
    }

    /** A pod's name has 63 characters at most, the last five of which are made up. */
    @ParameterizedTest
    @ValueSource(ints = {40, 46, 47, 48, 51, 57, 58, 63})
    void aDeploymentsPodIsFoundHoweverLongItsName(int length) {
        String own = clause(deployment(length) + "-7f9c6d5b48-");
        assertThat(Report.ofItsPod("deployment/" + deployment(length), List.of(own)))
                .contains(own);
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 46, 51, 54})
    void aPodWhoseNameIsCutIsNoneOfAnotherDeployment(int length) {
        String other = clause(deployment(length) + "-db-7f9c6d5b48-");
        assertThat(Report.ofItsPod("deployment/" + deployment(length), List.of(other)))
                .isEmpty();
    }

    private static String deployment(int length) {
        return "sklearn-default-0-" + "x".repeat(length - 18);
    }

    private static String clause(String prefix) {
        return "pod " + prefix.substring(0, Math.min(58, prefix.length())) + "q8z7m is ContainerCreating, ready 0/1";
    }

    private static String told(List<String> waiting, String... others) {
        Assessment assessment = new Assessment(
                waiting,
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new PodTable(List.of()),
                0,
                List.of(),
                Set.of());
        List<String> reasons =
                Stream.concat(waiting.stream(), Stream.of(others)).toList();
        return Report.progress(assessment, new RolloutStatus.Waiting(reasons));
    }
}
