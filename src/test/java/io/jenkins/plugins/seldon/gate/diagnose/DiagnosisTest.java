package io.jenkins.plugins.seldon.gate.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.diagnose.Diagnosis.Health;
import io.jenkins.plugins.seldon.gate.measure.Counts;
import io.jenkins.plugins.seldon.gate.measure.Measurements;
import io.jenkins.plugins.seldon.gate.verdict.Check;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.load.LoadResults;
import io.jenkins.plugins.seldon.prometheus.Target;
import io.jenkins.plugins.seldon.seldon.ModelCluster.ExecutorPod;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Replica;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import io.jenkins.plugins.seldon.text.Numbers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DiagnosisTest {

    private static final Target UP = new Target(Map.of(), "http://p/prometheus", "up", "", Duration.ZERO);
    private static final Target DOWN =
            new Target(Map.of(), "http://p/prometheus", "down", "connection refused", Duration.ZERO);

    private LoadResult load = LoadResults.accepted(200);
    private Counts counts;
    private List<Replica> replicas = List.of();
    private String replicasProblem = "The pods can't be read.";
    private Double throughIngress;
    private List<Target> targets = List.of(UP);
    private int series = 1;
    private int elsewhere = 1;
    private List<String> busyOthers = List.of();
    private List<String> changes = List.of();
    private List<String> unscraped = List.of();
    private String missing = "";
    private ServerProfile server = ServerProfile.SELDON;
    private String unlisted = "";

    @Test
    void executorsThatCountLessThanTheyAnswerAreBroken() {
        readable(replica("a", 12, ""), replica("b", 10, ""));
        Diagnosis diagnosis = of(Check.COUNTED);
        assertThat(diagnosis.layer()).isEqualTo(Layer.EXECUTOR);
        assertThat(diagnosis.cause()).contains("a: 12, b: 10 of 210");
    }

    @ParameterizedTest(name = "{0} of 210 through the ingress: {1}")
    @CsvSource({"0, BROKEN", "57, UNKNOWN", "210, OK", "999, OK"})
    void whereNoPodCanBeReadOneBehindTheIngressTells(double counted, Health health) {
        replicas = List.of(replica("a", 0, "it is forbidden"));
        replicasProblem = "";
        throughIngress = counted;
        targets = List.of();
        Diagnosis diagnosis = of(Check.COUNTED);
        assertThat(diagnosis.views().get(1).health()).isEqualTo(health);
        assertThat(diagnosis.views().get(1).seen()).contains(Numbers.of(counted) + " of 210 predictions");
        assertThat(diagnosis.layer()).isEqualTo(health == Health.BROKEN ? Layer.EXECUTOR : Layer.SCRAPE);
    }

    @Test
    void whoCountedInsteadIsNamedBesideTheLayer() {
        readable(replica("a", 0, ""));
        busyOthers = List.of("ns/other counted 208");
        assertThat(of(Check.COUNTED).layer()).isEqualTo(Layer.EXECUTOR);
        assertThat(of(Check.COUNTED).cause()).endsWith("ns/other counted 208: check whether the endpoint leads there");
        assertThat(of(Check.ERRORS).cause()).doesNotContain("ns/other");
    }

    @Test
    void podsThatAreNotDiscoveredAreAScrapeProblem() {
        readable(replica("a", 210, ""));
        targets = List.of();
        series = 0;
        elsewhere = 0;
        assertThat(of(Check.COUNTED).layer()).isEqualTo(Layer.SCRAPE);
        assertThat(of(Check.COUNTED).cause()).contains("none of its pods").contains("3 other targets");
    }

    /** As with Mimir, Thanos or a managed Prometheus: no list of targets, and who writes to it may leave {@code up} out. */
    @Test
    void withoutAListOfTargetsNothingIsSaidOfThem() {
        readable(replica("a", 210, ""));
        targets = List.of();
        unlisted = "it answered 404";
        assertThat(of(Check.COUNTED).views().get(2))
                .isEqualTo(new Diagnosis.View(
                        Layer.SCRAPE,
                        Health.UNKNOWN,
                        "Prometheus has no series up of its pods, and no list of targets (it answered 404)"));
        series = 0;
        elsewhere = 0;
        assertThat(of(Check.COUNTED).layer()).isEqualTo(Layer.SCRAPE);
        assertThat(of(Check.COUNTED).cause())
                .contains("nor any series of it; check that they are scraped", "prometheusHeaders");
    }

    @Test
    void theSeriesUpTellsOfTargetsThatAreNotListed() {
        unlisted = "it answered 404";
        assertThat(of(Check.COUNTED).views().get(2).seen())
                .isEqualTo("1 of 1 targets are up by their series up (no list of targets: it answered 404)");
    }

    @Test
    void aTargetThatIsDownIsAScrapeProblemWithItsError() {
        readable(replica("a", 210, ""));
        targets = List.of(UP, DOWN);
        assertThat(of(Check.COUNTED).layer()).isEqualTo(Layer.SCRAPE);
        assertThat(of(Check.COUNTED).cause()).contains("1 of its 2 pods: connection refused");
    }

    @Test
    void seriesUnderAnotherNamespaceLabelAreARuleProblem() {
        readable(replica("a", 210, ""));
        series = 0;
        assertThat(of(Check.COUNTED).layer()).isEqualTo(Layer.QUERY);
        assertThat(of(Check.COUNTED).cause())
                .contains("found by c{namespace=\"ns\"}")
                .contains("set namespaceLabel");
    }

    @Test
    void healthyTargetsWithoutThePredictionsMeanAnExecutorThatDoesNotCount() {
        series = 0;
        elsewhere = 0;
        assertThat(of(Check.COUNTED).layer()).isEqualTo(Layer.EXECUTOR);
    }

    /** As where samples are written on with a delay, or relabelling drops them. */
    @Test
    void executorsThatCountWhatPrometheusHasNotYetAreNoFaultOfTheirs() {
        readable(replica("a", 210, ""));
        series = 0;
        elsewhere = 0;
        assertThat(of(Check.COUNTED).layer()).isEqualTo(Layer.SCRAPE);
        assertThat(of(Check.COUNTED).cause()).contains("has none of their series yet", "sampleTimeoutSeconds");
    }

    @Test
    void replicasThatChangedExplainWhatIsMissing() {
        Diagnosis diagnosis = Diagnosis.of(List.of(finding(Check.COUNTED)), true, seen());
        assertThat(diagnosis.layer()).isEqualTo(Layer.EXECUTOR);
        assertThat(diagnosis.cause()).contains("restarted, replaced or added");
    }

    @ParameterizedTest(name = "{0} accepted, {1} HTTP errors, {2} bad bodies, {3} broken; {4} errors counted: {5}")
    @CsvSource({
        "140, 60, 0,  0,   60, MODEL",
        "140, 60, 0,  0,   0,  MODEL",
        "140, 0,  60, 0,   0,  MODEL",
        "140, 0,  0,  60,  0,  INGRESS",
        "0,   0,  0,  200, 0,  INGRESS",
    })
    void failuresAreTheModelsWhenTheyReachIt(
            long accepted, long http, long bad, long broken, double counted, Layer layer) {
        load = LoadResults.of(accepted, http, bad, broken);
        counts = Measurements.withErrors(load, accepted, counted).counts();
        assertThat(of(Check.ERRORS).layer()).isEqualTo(layer);
    }

    /** By the sender's count of them, whatever its sentences say. */
    @ParameterizedTest(name = "{0} accepted, {1} HTTP errors, {2} broken, {3} of them timed out")
    @CsvSource({
        "140, 0,  60,  60,  LOAD,    answers do not come in time",
        "0,   0,  200, 1,   MODEL,   answers do not come in time",
        "140, 0,  60,  0,   INGRESS, the requests do not get through",
        "100, 60, 40,  40,  MODEL,   the model refuses the requests or fails",
    })
    void answersThatDoNotComeInTimeAreToldFromThoseThatDoNotCome(
            long accepted, long http, long broken, long timeouts, Layer layer, String cause) {
        load = LoadResults.timedOut(LoadResults.of(accepted, http, 0, broken), timeouts);
        assertThat(of(Check.ERRORS).layer()).isEqualTo(layer);
        assertThat(of(Check.ERRORS).cause()).startsWith(cause);
    }

    @Test
    void anObjectThatIsNotThereIsNamedBesideTheLayer() {
        readable(replica("a", 0, ""));
        assertThat(of(Check.COUNTED).cause()).doesNotContain("; there is no");
        missing = "there is no SeldonDeployment iris in namespace ns";
        assertThat(of(Check.COUNTED).cause()).endsWith("; there is no SeldonDeployment iris in namespace ns");
    }

    static List<ServerProfile> servers() {
        return Stream.concat(
                        ServerProfile.names().stream().map(ServerProfile::named),
                        Stream.of(ServerProfile.own("requests_total", "", "", "", "")))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void whatCountsIsCalledByItsName(ServerProfile named) {
        server = named;
        series = 0;
        elsewhere = 0;
        String unseen = of(Check.COUNTED).cause();
        readable(replica("a", 12, ""));
        String fewer = of(Check.COUNTED).cause();
        readable(replica("a", 210, ""));
        String late = of(Check.COUNTED).cause();
        replicas = List.of(replica("a", 0, "it is forbidden"));
        throughIngress = 0.0;
        String one = of(Check.COUNTED).cause();
        assertThat(List.of(unseen, fewer, late, one)).doesNotHaveDuplicates().allSatisfy(cause -> {
            assertThat(cause).contains(named.process());
            assertThat(cause.contains("executor")).isEqualTo(named == ServerProfile.SELDON);
        });
    }

    @ParameterizedTest
    @CsvSource({"BURST, LOAD", "BACKGROUND_TRAFFIC, TRAFFIC", "LATENCY, MODEL", "CONDITION, CONDITION"})
    void otherFindingsHaveTheirLayer(Check finding, Layer layer) {
        assertThat(of(finding).layer()).isEqualTo(layer);
    }

    @Test
    void aRateThatIsTooLowThoughAllWasCountedIsNoFaultOfAnExecutor() {
        CheckResult counted = CheckResult.of(Check.COUNTED, "", "1", "", Verdict.PASS, "All of them.");
        Diagnosis diagnosis = Diagnosis.of(List.of(counted, finding(Check.RATE)), false, seen());
        assertThat(diagnosis.layer()).isEqualTo(Layer.LOAD);
        assertThat(diagnosis.cause()).contains("the burst was counted");
        assertThat(of(Check.RATE).layer()).isEqualTo(Layer.EXECUTOR);
    }

    @Test
    void everyLayerTellsWhatWasSeen() {
        List<Diagnosis.View> views = of(Check.COUNTED).views();
        assertThat(views)
                .extracting(Diagnosis.View::layer)
                .containsExactly(Layer.INGRESS, Layer.EXECUTOR, Layer.SCRAPE, Layer.QUERY);
        assertThat(views)
                .extracting(Diagnosis.View::health)
                .containsExactly(Health.OK, Health.UNKNOWN, Health.OK, Health.OK);
        assertThat(views).allSatisfy(view -> assertThat(view.seen()).isNotBlank());
    }

    private void readable(Replica... found) {
        replicas = List.of(found);
        replicasProblem = "";
    }

    private Diagnosis of(Check check) {
        return Diagnosis.of(List.of(finding(check)), false, seen());
    }

    private Observations seen() {
        return new Observations(
                server,
                load,
                210,
                counts,
                10,
                changes,
                missing,
                replicas,
                replicasProblem,
                throughIngress,
                targets,
                3,
                unscraped,
                "",
                unlisted,
                series,
                elsewhere,
                List.of("c{namespace=\"ns\"}"),
                busyOthers);
    }

    private static CheckResult finding(Check check) {
        return CheckResult.of(check, "", "", "", Verdict.FAIL, "It failed.");
    }

    private static Replica replica(String pod, double counted, String problem) {
        return new Replica(new ExecutorPod(pod, pod, List.of(), "default", false, true, 0, ""), counted, 0, problem);
    }
}
