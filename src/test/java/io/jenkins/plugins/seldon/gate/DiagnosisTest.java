package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.Diagnosis.Health;
import io.jenkins.plugins.seldon.gate.ModelCluster.Replica;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.prometheus.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagnosisTest {

    private static final Target UP = new Target(Map.of(), "http://p/prometheus", "up", "", Duration.ZERO);
    private static final Target DOWN =
            new Target(Map.of(), "http://p/prometheus", "down", "connection refused", Duration.ZERO);

    private LoadResult load = LoadResults.accepted(200);
    private double countedErrors;
    private List<Replica> replicas = List.of();
    private String replicasProblem = "The pods can't be read.";
    private Double throughIngress;
    private List<Target> targets = List.of(UP);
    private int series = 1;
    private int elsewhere = 1;
    private List<String> busyOthers = List.of();
    private String prometheusProblem = "";

    @Test
    void executorsThatCountLessThanTheyAnswerAreBroken() {
        readable(new Replica("a", 12, ""), new Replica("b", 10, ""));
        Diagnosis diagnosis = of("minCountedRatio");
        assertThat(diagnosis.layer()).isEqualTo(Layer.EXECUTOR);
        assertThat(diagnosis.cause()).contains("a: 12, b: 10 of 210");
    }

    @ParameterizedTest(name = "{0} of 210 through the ingress: {1}")
    @CsvSource({"0, BROKEN", "57, UNKNOWN", "210, OK", "999, OK"})
    void whereNoPodCanBeReadOneBehindTheIngressTells(double counted, Health health) {
        replicas = List.of(new Replica("a", 0, "it is forbidden"));
        replicasProblem = "";
        throughIngress = counted;
        targets = List.of();
        Diagnosis diagnosis = of("minCountedRatio");
        assertThat(diagnosis.views().get(1).health()).isEqualTo(health);
        assertThat(diagnosis.views().get(1).seen()).contains(Judgement.number(counted) + " of 210 predictions");
        assertThat(diagnosis.layer()).isEqualTo(health == Health.BROKEN ? Layer.EXECUTOR : Layer.SCRAPE);
    }

    @Test
    void whoCountedInsteadIsNamedBesideTheLayer() {
        readable(new Replica("a", 0, ""));
        busyOthers = List.of("ns/other counted 208");
        assertThat(of("minCountedRatio").layer()).isEqualTo(Layer.EXECUTOR);
        assertThat(of("minCountedRatio").cause())
                .endsWith("ns/other counted 208: check whether the endpoint leads there");
        assertThat(of("maxErrorRatio").cause()).doesNotContain("ns/other");
    }

    @Test
    void podsThatAreNotDiscoveredAreAScrapeProblem() {
        readable(new Replica("a", 210, ""));
        targets = List.of();
        series = 0;
        elsewhere = 0;
        assertThat(of("minCountedRatio").layer()).isEqualTo(Layer.SCRAPE);
        assertThat(of("minCountedRatio").cause()).contains("none of its pods").contains("3 other targets");
    }

    @Test
    void aTargetThatIsDownIsAScrapeProblemWithItsError() {
        readable(new Replica("a", 210, ""));
        targets = List.of(UP, DOWN);
        assertThat(of("minCountedRatio").layer()).isEqualTo(Layer.SCRAPE);
        assertThat(of("minCountedRatio").cause()).contains("1 of its 2 pods: connection refused");
    }

    @Test
    void seriesUnderAnotherNamespaceLabelAreARuleProblem() {
        readable(new Replica("a", 210, ""));
        series = 0;
        assertThat(of("minCountedRatio").layer()).isEqualTo(Layer.RULE);
        assertThat(of("minCountedRatio").cause()).contains("namespace=ns").contains("set namespaceLabel");
    }

    @Test
    void healthyTargetsWithoutThePredictionsMeanAnExecutorThatDoesNotCount() {
        series = 0;
        elsewhere = 0;
        assertThat(of("minCountedRatio").layer()).isEqualTo(Layer.EXECUTOR);
    }

    @Test
    void replicasThatChangedExplainWhatIsMissing() {
        Diagnosis diagnosis = Diagnosis.of(List.of(finding("minCountedRatio")), true, seen());
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
        countedErrors = counted;
        assertThat(of("maxErrorRatio").layer()).isEqualTo(layer);
    }

    @Test
    void aPrometheusThatCantBeReliedOnComesFirst() {
        prometheusProblem = "Prometheus is away.";
        assertThat(of("minCountedRatio").layer()).isEqualTo(Layer.PROMETHEUS);
    }

    @ParameterizedTest
    @CsvSource({"burst, LOAD", "noise, TRAFFIC", "maxLatency, MODEL", "my condition, CONDITION"})
    void otherFindingsHaveTheirLayer(String finding, Layer layer) {
        assertThat(of(finding).layer()).isEqualTo(layer);
    }

    @Test
    void aRateThatIsTooLowThoughAllWasCountedIsNoFaultOfAnExecutor() {
        Finding counted = new Finding("minCountedRatio", "", "1", "", Verdict.PASS, true, "All of them.");
        Diagnosis diagnosis = Diagnosis.of(List.of(counted, finding("minRequestRate")), false, seen());
        assertThat(diagnosis.layer()).isEqualTo(Layer.LOAD);
        assertThat(diagnosis.cause()).contains("the burst was counted");
        assertThat(of("minRequestRate").layer()).isEqualTo(Layer.EXECUTOR);
    }

    @Test
    void everyLayerTellsWhatWasSeen() {
        List<Diagnosis.View> views = of("minCountedRatio").views();
        assertThat(views)
                .extracting(Diagnosis.View::layer)
                .containsExactly(Layer.INGRESS, Layer.EXECUTOR, Layer.SCRAPE, Layer.RULE);
        assertThat(views)
                .extracting(Diagnosis.View::health)
                .containsExactly(Health.OK, Health.UNKNOWN, Health.OK, Health.OK);
        assertThat(views).allSatisfy(view -> assertThat(view.seen()).isNotBlank());
    }

    private void readable(Replica... found) {
        replicas = List.of(found);
        replicasProblem = "";
    }

    private Diagnosis of(String name) {
        return Diagnosis.of(List.of(finding(name)), false, seen());
    }

    private Observations seen() {
        return new Observations(
                load,
                210,
                countedErrors,
                replicas,
                replicasProblem,
                throughIngress,
                targets,
                3,
                "",
                series,
                elsewhere,
                List.of("namespace=ns"),
                busyOthers,
                prometheusProblem);
    }

    private static Finding finding(String name) {
        return new Finding(name, "", "", "", Verdict.FAIL, true, "It failed.");
    }
}
