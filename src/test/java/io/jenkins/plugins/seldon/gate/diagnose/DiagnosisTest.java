package io.jenkins.plugins.seldon.gate.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.diagnose.Diagnosis.Health;
import io.jenkins.plugins.seldon.gate.diagnose.Diagnosis.View;
import io.jenkins.plugins.seldon.gate.measure.CountsBuilder;
import io.jenkins.plugins.seldon.gate.verdict.Check;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.load.LoadResults;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import io.jenkins.plugins.seldon.text.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DiagnosisTest extends ObservedGate {

    /** Its candidates count by their own names: seldon-core 2.9.1, samples/experiments/ab-default-model.yaml. */
    @Test
    void whatAModelOfSeldonCoreTwoLacksAnExperimentMayHaveSharedOut() {
        String shared = "an Experiment whose default it is would share its requests out among other candidates";
        assertThat(of(Check.COUNTED).cause()).doesNotContain("Experiment");
        server = ServerProfile.SELDON_V2;
        assertThat(of(Check.COUNTED).cause()).endsWith(shared);
        targets = List.of(DOWN);
        assertThat(of(Check.COUNTED).cause()).doesNotContain("Experiment");
    }

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
                .isEqualTo(new View(
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

    /** Ten may be lost. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("unsureCounts")
    void whatMayHaveBeenCountedIsHiddenByOthersOnlyWhereNothingElseIsWrong(CountsBuilder counted, Layer layer) {
        counts = counted.pod("iris-0", 150.0, 150.0, "").build();
        assertThat(of(Check.COUNTED).layer()).isEqualTo(layer);
    }

    private static Stream<Arguments> unsureCounts() {
        return Stream.of(
                Arguments.of(CountsBuilder.beside(200, 220, 20, 30, 2, 2), Layer.TRAFFIC),
                Arguments.of(CountsBuilder.surplus(200, 200, 30), Layer.TRAFFIC),
                Arguments.of(CountsBuilder.counted(200, 230), Layer.INGRESS),
                Arguments.of(CountsBuilder.beside(200, 260, 40, 5, 4, 4), Layer.TRAFFIC),
                Arguments.of(CountsBuilder.beside(200, 210, 20, 0, 2, 2), Layer.TRAFFIC),
                Arguments.of(CountsBuilder.beside(200, 209, 20, 0, 2, 2), Layer.EXECUTOR),
                Arguments.of(
                        CountsBuilder.beside(200, 220, 20, 30, 2, 2)
                                .scrapeLost(6)
                                .disputed(4),
                        Layer.TRAFFIC),
                Arguments.of(CountsBuilder.beside(200, 220, 20, 30, 2, 2).scrapeLost(11), Layer.SCRAPE),
                Arguments.of(
                        CountsBuilder.beside(200, 220, 20, 30, 2, 2)
                                .scrapeLost(6)
                                .disputed(5),
                        Layer.NONE),
                Arguments.of(CountsBuilder.beside(200, 220, 20, 30, 2, 2).doubt("two take turns"), Layer.NONE),
                Arguments.of(CountsBuilder.counted(200, 200), Layer.NONE));
    }

    /** Ten may be too many: retries and mirrors of Istio's come and go with the burst, which others do not. */
    @ParameterizedTest(name = "{0} of 200 on the pages, Prometheus {1} more: {2}")
    @CsvSource({"230, 0, INGRESS", "400, 0, INGRESS", "200, 30, SCRAPE", "230, 30, INGRESS", "205, 5, TRAFFIC"})
    void whatIsCountedTooMuchIsNotAlwaysOthers(double rise, double more, Layer layer) {
        counts = CountsBuilder.counted(200, rise).scrapeExcess(more).build();
        assertThat(of(Check.BACKGROUND_TRAFFIC).layer()).isEqualTo(layer);
    }

    /** Ten may be lost. */
    @ParameterizedTest(name = "{0} on the executors' pages, Prometheus {1} less: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | 50 | SCRAPE   | the executors count, but Prometheus shows fewer: iris-0 200 on its page",
                "200 | 11 | SCRAPE   | the executors count, but Prometheus shows fewer: iris-0 200 on its page",
                "200 | 10 | NONE     | no layer shows what is wrong",
                "190 | 50 | SCRAPE   | the executors count, but Prometheus shows fewer: iris-0 190 on its page",
                "189 | 50 | EXECUTOR | the pages of the executors show 189 of 200 predictions (iris-0 189 on its page",
            })
    void theExecutorsPagesTellWhoLoses(double rise, double less, Layer layer, String cause) {
        counts = CountsBuilder.counted(200, rise)
                .scrapeLost(less)
                .pod("iris-0", rise, rise - less, "")
                .build();
        Diagnosis diagnosis = of(Check.COUNTED);
        assertThat(diagnosis.layer()).isEqualTo(layer);
        assertThat(diagnosis.cause()).startsWith(cause);
        assertThat(diagnosis.cause().contains("a cache in front of it")).isEqualTo(layer == Layer.EXECUTOR);
        assertThat(diagnosis.views().get(1).health()).isEqualTo(layer == Layer.EXECUTOR ? Health.BROKEN : Health.OK);
    }

    /** Ten may be lost. */
    @Test
    void whatRequestsThatFailedMayHideIsExplainedByWhyTheyFailed() {
        load = LoadResults.of(200, 0, 11, 0);
        counts = CountsBuilder.counted(200, 200).failed(11).build();
        assertThat(of(Check.COUNTED).layer()).isEqualTo(Layer.MODEL);
        counts = CountsBuilder.counted(200, 200).failed(11).disputed(11).build();
        assertThat(of(Check.COUNTED).layer()).isEqualTo(Layer.NONE);
    }

    @Test
    void pagesThatWereNotReadThroughTheBurstSayNothingOfIts() {
        counts = CountsBuilder.counted(200, 100)
                .unread("they were not read before the burst")
                .build();
        replicas = List.of(replica("a", 100, "it is forbidden"), replica("b", 100, ""));
        replicasProblem = "";
        throughIngress = 7.0;
        View executor = of(Check.COUNTED).views().get(1);
        assertThat(executor).isEqualTo(new View(Layer.EXECUTOR, Health.UNKNOWN, "a: it is forbidden, b: 100"));
    }

    @Test
    void whatCouldNotBeLookedAtIsUnknown() {
        replicas = List.of();
        replicasProblem = "";
        targetsProblem = "The targets can't be read.";
        assertThat(of(Check.COUNTED).views().subList(1, 3))
                .containsExactly(
                        new View(Layer.EXECUTOR, Health.UNKNOWN, "the deployment has no pods to check"),
                        new View(Layer.SCRAPE, Health.UNKNOWN, "The targets can't be read."));
        missing = "there is no SeldonDeployment iris in namespace ns";
        assertThat(of(Check.ENDPOINT).views().get(1).seen())
                .isEqualTo("the deployment has no pods to check; there is no SeldonDeployment iris in namespace ns");
    }

    @Test
    void aPodWithoutATargetIsNamed() {
        unscraped = List.of("iris-0", "iris-1");
        assertThat(of(Check.COUNTED).layer()).isEqualTo(Layer.SCRAPE);
        assertThat(of(Check.COUNTED).cause()).startsWith("Prometheus has no target for iris-0 and iris-1; check the");
    }

    @Test
    void noSeriesAnywhereAreNoFaultOfTheQuerys() {
        series = 0;
        elsewhere = 0;
        assertThat(of(Check.COUNTED).views().get(3))
                .isEqualTo(new View(Layer.QUERY, Health.UNKNOWN, "the query finds 0 series"));
        series = 2;
        elsewhere = 2;
        assertThat(of(Check.COUNTED).views().get(3))
                .isEqualTo(new View(Layer.QUERY, Health.OK, "the query finds 2 series"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "COUNTED FAIL,              true",
        "COUNTED INCONCLUSIVE,      true",
        "COUNTED PASS,              false",
        "RATE FAIL,                 true",
        "COUNTED PASS RATE FAIL,    false",
        "COUNTED PASS LATENCY FAIL, false",
        "COUNTED FAIL LATENCY PASS, true",
    })
    void whatIsCountedIsAskedForWhereThatIsWhatFails(String results, boolean expected) {
        List<CheckResult> findings = new ArrayList<>();
        String[] words = results.split(" ");
        for (int i = 0; i < words.length; i += 2) {
            findings.add(
                    CheckResult.of(Check.valueOf(words[i]), "", "", "", Verdict.valueOf(words[i + 1]), "It is so."));
        }
        assertThat(Diagnosis.isAboutCounting(findings)).isEqualTo(expected);
    }

    /** By the sender's count of them, whatever its sentences say. */
    @ParameterizedTest(name = "{0} accepted, {1} HTTP errors, {2} broken, {3} of them timed out")
    @CsvSource({
        "140, 0,  60,  60,  LOAD,    answers come too late",
        "0,   0,  200, 200, MODEL,   answers come too late",
        "0,   0,  200, 1,   INGRESS, the requests do not reach the model",
        "140, 0,  60,  0,   INGRESS, some of the requests do not reach the model",
        "0,   0,  200, 0,   INGRESS, the requests do not reach the model",
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
        load = LoadResults.failed(404);
        assertThat(of(Check.ENDPOINT).cause())
                .as("the finding's own sentence says so")
                .isEqualTo("the requests do not reach the model");
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
    @CsvSource({
        "BURST, LOAD",
        "BACKGROUND_TRAFFIC, TRAFFIC",
        "LATENCY, MODEL",
        "CONDITION, CONDITION",
        "COUNTED_ERRORS, MODEL",
        "SHARE, INGRESS",
        "GRAFANA, GRAFANA",
        "PAYLOAD, LOAD",
        "PROMETHEUS, PROMETHEUS"
    })
    void otherFindingsHaveTheirLayer(Check finding, Layer layer) {
        assertThat(of(finding).layer()).isEqualTo(layer);
    }

    @ParameterizedTest(name = "the pages are read: {0}")
    @CsvSource({"true, INGRESS", "false, SCRAPE"})
    void aPredictorThatOnlyPrometheusTellsOfMayNotBeScraped(boolean pages, Layer layer) {
        targets = List.of(UP, DOWN);
        CountsBuilder built = CountsBuilder.counted(200, 195);
        counts = (pages ? built : built.unread("it is forbidden")).build();
        assertThat(of(Check.SHARE).layer()).isEqualTo(layer);
        targets = List.of(UP);
        assertThat(of(Check.SHARE).layer()).isEqualTo(Layer.INGRESS);
    }

    @Test
    void seriesThatComeAndGoOfPodsThatStayAreTheScrapes() {
        readable(replica("a", 0, "it is forbidden"));
        unsteady = true;
        Diagnosis diagnosis = Diagnosis.of(List.of(finding(Check.COUNTED)), true, seen());
        assertThat(diagnosis.layer()).isEqualTo(Layer.SCRAPE);
        assertThat(diagnosis.cause()).startsWith("none of the pods changed");
        unsteady = false;
        assertThat(Diagnosis.of(List.of(finding(Check.COUNTED)), true, seen()).layer())
                .isEqualTo(Layer.EXECUTOR);
    }

    @ParameterizedTest
    @CsvSource({"FAIL, the model answers too slowly", "INCONCLUSIVE, ''"})
    void aLatencyThatIsNotKnownIsNotCalledTooSlow(Verdict verdict, String cause) {
        CheckResult latency = CheckResult.of(Check.LATENCY, "", "", "", verdict, "It is told.");
        assertThat(Diagnosis.of(List.of(latency), false, seen()).cause()).isEqualTo(cause);
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
        List<View> views = of(Check.COUNTED).views();
        assertThat(views)
                .extracting(View::layer)
                .containsExactly(Layer.INGRESS, Layer.EXECUTOR, Layer.SCRAPE, Layer.QUERY);
        assertThat(views).extracting(View::health).containsExactly(Health.OK, Health.UNKNOWN, Health.OK, Health.OK);
        assertThat(views).allSatisfy(view -> assertThat(view.seen()).isNotBlank());
    }
}
