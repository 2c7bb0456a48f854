package io.jenkins.plugins.seldon.gate.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.jenkins.plugins.seldon.gate.measure.Counts.OfPod;
import io.jenkins.plugins.seldon.gate.measure.Counts.OfPredictor;
import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.seldon.ModelCluster.ExecutorPod;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Predictor;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Replica;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two pods that count 50 of a burst's 100 each, of which one job scrapes some by their names, and another one, without any
 * name, a Service.
 */
class ThreeCountsTest {

    private static final PredictionSeries SCOPE = new PredictionSeries("ns", "iris", "", "namespace");
    private static final List<ExecutorPod> PODS = List.of(pod("iris-0", "10.0.0.1"), pod("iris-1", "10.0.0.2"));

    private static final ExecutorPod IRIS = BurstSeen.pod("iris-0", "10.0.0.1");
    private static final ExecutorPod OTHER = BurstSeen.pod("iris-1", "10.0.0.2");

    private static final Map<String, String> FIRST = Map.of("pod", "iris-0", "instance", "10.0.0.1:8000");
    private static final Map<String, String> SECOND = Map.of("pod", "iris-1", "instance", "10.0.0.2:8000");
    private static final Map<String, String> SERVICE = Map.of("instance", "service.ns:8000");

    @Test
    void bothByTheirNamesAgree() {
        Counts counts = counts(true, Map.of(FIRST, 50, SECOND, 50));
        assertThat(counts.lostAtMost()).isZero();
        assertThat(counts.excess()).isZero();
    }

    /** Prometheus' rise may have them, and the executors' pages have not. */
    @Test
    void whatPrometheusShowsLateMayStandForSomeOfTheBurst() {
        BurstSeen seen = new BurstSeen().agreeing(IRIS).late(7);
        assertThat(seen.counts().lostAtMost()).isZero();
        assertThat(seen.unreadable().agreeing(OTHER).counts().late()).isEqualTo(7);
        assertThat(CountsBuilder.counted(100, 100).late(7).build().lostAtMost()).isEqualTo(7);
    }

    @Test
    void anotherScrapeOfAPodThatIsKnownStandsForNoPodThatLacksIts() {
        Counts notCounting = counts(true, Map.of(FIRST, 50, SECOND, 0, SERVICE, 50));
        assertThat(notCounting.lostAtLeast()).isEqualTo(50);
        Counts notScraped = counts(true, Map.of(FIRST, 50, SERVICE, 50));
        assertThat(notScraped.lostAtMost()).isEqualTo(50);
        Counts pagesNotRead = counts(false, Map.of(FIRST, 50, SERVICE, 50));
        assertThat(pagesNotRead.lostAtMost()).isEqualTo(50);
    }

    @Test
    void anotherScrapeBesideAllThatAreKnownChangesNothing() {
        Counts counts = counts(true, Map.of(FIRST, 50, SECOND, 50, SERVICE, 50));
        assertThat(counts.lostAtMost()).isZero();
        assertThat(counts.excess()).isZero();
        assertThat(counts.prometheus()).isEqualTo(100);
    }

    @Test
    void whereNoPodIsKnownInPrometheusTheSumsAreHeldAgainstEachOther() {
        assertThat(counts(true, Map.of(SERVICE, 100)).lostAtMost()).isZero();
        assertThat(counts(true, Map.of(SERVICE, 50)).lostAtLeast()).isEqualTo(50);
    }

    /** Prometheus' value must lie between what the pod's page showed around its scrape. */
    @ParameterizedTest(name = "the page {0}, {1}, {2}; Prometheus {3} to {4}: disputed {5}, {6}")
    @CsvSource({
        "5,    105, 105, 5,    105,  0,   ''",
        "5,    105, 125, 5,    125,  0,   ''",
        "5,    105, 125, 5,    115,  0,   ''",
        "5,    105, 105, 1000, 1100, 100, another",
        "5,    105, 135, 20,   120,  100, another",
        "5,    105, 125, 26,   126,  100, another",
        "5,    105, 105, 4,    103,  99,  another",
        "5,    105, 105, 0,    40,   40,  another",
        // One that restarted has another value in between; what it counted outside may stand for what is lost.
        "1000, 100, 130, 1000, 130,  30,  ''",
        "5,    105, 125, 5,    3,    3,   ''",
        "5,    105, 125, 50,   30,   20,  ''",
    })
    void aValueThatIsNotThePagesIsAnotherProcesss(
            double start, double end, double later, double first, double last, double disputed, String note) {
        Counts counts = new BurstSeen()
                .page(IRIS, start, end, later)
                .target("pod=iris-0,instance=10.0.0.1:8000", first, last)
                .counts();
        assertThat(counts.disputed()).isEqualTo(disputed);
        assertThat(counts.pods()).singleElement().satisfies(pod -> assertThat(pod.note())
                .isEqualTo(note.isEmpty() ? "" : "Prometheus has another process's counter under its name"));
    }

    @Test
    void whatEachPodLacksAndHasTooMuchAddsUp() {
        Counts counts = new BurstSeen()
                .page(IRIS, 5.0, 55.0, 55.0)
                .page(OTHER, 5.0, 55.0, 55.0)
                .page(BurstSeen.pod("iris-2", "10.0.0.3"), 5.0, 15.0, 15.0)
                .page(BurstSeen.pod("iris-3", "10.0.0.4"), 5.0, 15.0, 15.0)
                .target("pod=iris-0,instance=10.0.0.1:8000", 5, 35)
                .target("pod=iris-2,instance=10.0.0.3:8000", 1, 15)
                .target("pod=iris-3,instance=10.0.0.4:8000", 1, 15)
                .counts();
        assertThat(counts.scrapeLost()).as("20 of iris-0, 50 of iris-1").isEqualTo(70);
        assertThat(counts.scrapeExcess()).as("4 of iris-2, 4 of iris-3").isEqualTo(8);
        assertThat(counts.prometheus()).isEqualTo(58);
        assertThat(counts.pods())
                .extracting(OfPod::pod, OfPod::executor, OfPod::prometheus)
                .containsExactly(
                        tuple("iris-0", 50.0, 30.0),
                        tuple("iris-1", 50.0, null),
                        tuple("iris-2", 10.0, 14.0),
                        tuple("iris-3", 10.0, 14.0));
    }

    @Test
    void aPodThatVanishesIsToldAndMakesTheReplicasChanged() {
        Counts counts = new BurstSeen()
                .agreeing(IRIS)
                .page(OTHER, 5.0, 25.0, null)
                .target("pod=iris-1,instance=10.0.0.2:8000", 5, 25)
                .counts();
        assertThat(counts.changed()).isTrue();
        assertThat(counts.pods()).extracting(OfPod::note).containsExactly("", "it is gone");
        assertThat(new BurstSeen().agreeing(IRIS).counts().changed()).isFalse();
    }

    @Test
    void shadowsAndPredictorsThatTheEndpointDoesNotLeadToAreNoneOfTheBursts() {
        Routing toMain =
                new Routing(List.of(new Predictor("main", 80, false), new Predictor("canary", 20, false)), "", "main");
        BurstSeen burst = new BurstSeen()
                .routing(toMain)
                .agreeing(IRIS)
                .page(BurstSeen.pod("iris-c", "10.0.0.3", "canary", false), 5.0, 45.0, 45.0)
                .target("pod=iris-c,instance=10.0.0.3:8000", 5, 5)
                .page(BurstSeen.pod("iris-m", "10.0.0.4", "", true), 5.0, 35.0, 35.0)
                .target("pod=iris-m,instance=10.0.0.4:8000", 5, 5);
        Counts counts = burst.counts();
        assertThat(counts.pods()).extracting(OfPod::own).containsExactly(true, false, false);
        assertThat(counts.balance().rise()).isEqualTo(100);
        assertThat(counts.scrapeLost()).isZero();
        assertThat(counts.predictors())
                .extracting(OfPredictor::name, OfPredictor::own, OfPredictor::share, OfPredictor::got)
                .containsExactly(tuple("main", true, 1.0, 100.0), tuple("canary", false, 0.0, 40.0));
        assertThat(counts.predictors()).extracting(OfPredictor::least).containsOnly(0.0);
        assertThat(counts.predictors()).extracting(OfPredictor::most).containsOnly(100.0);
    }

    /** The same, where Prometheus alone tells. */
    @Test
    void whosePodItIsTellsWhoseSeriesAreTheBursts() {
        Routing toMain =
                new Routing(List.of(new Predictor("main", 80, false), new Predictor("canary", 20, false)), "", "main");
        Counts counts = new BurstSeen()
                .unreadable()
                .routing(toMain)
                .page(IRIS, 0.0, 0.0, 0.0)
                .page(BurstSeen.pod("iris-c", "10.0.0.3", "canary", false), 0.0, 0.0, 0.0)
                .page(BurstSeen.pod("iris-m", "10.0.0.4", "", true), 0.0, 0.0, 0.0)
                .page(BurstSeen.pod("iris-u", "10.0.0.5", "", false), 0.0, 0.0, 0.0)
                .page(BurstSeen.pod("iris-v", "10.0.0.6", "", false), 0.0, 0.0, 0.0)
                .target("pod=iris-0,instance=10.0.0.1:8000", 5, 65)
                .target("pod=iris-c,instance=10.0.0.3:8000", 5, 12)
                .target("pod=iris-m,instance=10.0.0.4:8000", 5, 23)
                .series("pod=iris-u,instance=10.0.0.5:8000", "code=200,predictor_name=main", 1000, 5, 9000, 45)
                .series("pod=iris-v,instance=10.0.0.6:8000", "code=200,predictor_name=canary", 1000, 5, 9000, 6)
                .counts();
        assertThat(counts.executorsRead()).isFalse();
        assertThat(counts.balance().rise()).isEqualTo(100);
        assertThat(counts.prometheus()).isEqualTo(100);
        assertThat(counts.pods())
                .extracting(OfPod::predictor, OfPod::own, OfPod::executor)
                .containsExactly(
                        tuple("main", true, null),
                        tuple("canary", false, null),
                        tuple("", false, null),
                        tuple("main", true, null),
                        tuple("canary", false, null));
        assertThat(counts.predictors())
                .extracting(OfPredictor::name, OfPredictor::executor, OfPredictor::prometheus)
                .containsExactly(tuple("main", null, 100.0), tuple("canary", null, 8.0));
    }

    @Test
    void eachPredictorIsToldWithWhatChanceAllowsIt() {
        Counts counts = new BurstSeen()
                .routing(new Routing(
                        List.of(
                                new Predictor("main", 80, false),
                                new Predictor("canary", 20, false),
                                new Predictor("mirror", 100, true)),
                        "",
                        ""))
                .page(IRIS, 5.0, 45.0, 45.0)
                .page(OTHER, 5.0, 45.0, 45.0)
                .page(BurstSeen.pod("iris-c", "10.0.0.3", "canary", false), 5.0, 25.0, 25.0)
                .page(BurstSeen.pod("iris-m", "10.0.0.4", "mirror", true), 5.0, 95.0, 95.0)
                .target("pod=iris-0,instance=10.0.0.1:8000", 5, 45)
                .target("pod=iris-1,instance=10.0.0.2:8000", 5, 44)
                .counts();
        assertThat(counts.predictors())
                .containsExactly(
                        new OfPredictor("main", true, 0.8, 80.0, 79, Shares.least(100, 0.8), Shares.most(100, 0.8)),
                        new OfPredictor("canary", true, 0.2, 20.0, 0, Shares.least(100, 0.2), Shares.most(100, 0.2)),
                        new OfPredictor("mirror", false, null, 90.0, 0, 0, 100));
    }

    @Test
    void whereTargetsOfAPodContradictEachOtherWithoutItsPageTheDifferenceIsDisputed() {
        Counts counts = new BurstSeen()
                .unreadable()
                .page(IRIS, 0.0, 0.0, 0.0)
                .page(OTHER, 0.0, 0.0, 0.0)
                .target("pod=iris-0,instance=10.0.0.1:8000", 5, 55)
                .target("pod=iris-0,instance=10.0.0.1:9000", 5, 35)
                .target("pod=iris-1,instance=10.0.0.2:8000", 5, 55)
                .target("pod=iris-1,instance=10.0.0.2:9000", 5, 54)
                .counts();
        assertThat(counts.disputed()).isEqualTo(21);
        assertThat(counts.doubts()).isEmpty();
    }

    @Test
    void whatIsKnownByLabelsOnlyIsOneSumOfTheBursts() {
        BurstSeen burst = new BurstSeen()
                .target("pod=iris-0,instance=a:8000,cluster=eu,job=a", 5, 65)
                .target("pod=iris-0,instance=a:8000,cluster=us,job=b", 5, 35)
                .target("pod=iris-1,instance=b:8000,cluster=eu,job=a", 5, 45)
                .target("pod=iris-1,instance=b:8000,cluster=us,job=b", 5, 44)
                .target("pod=iris-2,instance=c:8000,cluster=eu,job=a,seldon_io_shadow=true", 5, 95);
        Counts counts = burst.counts();
        assertThat(counts.basis()).isEqualTo(Owners.Basis.LABELS);
        assertThat(counts.executorsProblem()).isEqualTo("not checked");
        assertThat(counts.prometheus()).isEqualTo(100);
        assertThat(counts.balance().rise()).isEqualTo(100);
        assertThat(counts.disputed()).isEqualTo(31);
        assertThat(counts.pods())
                .extracting(OfPod::pod, OfPod::own, OfPod::prometheus, OfPod::note)
                .containsExactlyInAnyOrder(
                        tuple("iris-0", true, 60.0, "known by labels only"),
                        tuple("iris-1", true, 40.0, "known by labels only"),
                        tuple("iris-2", false, 90.0, "known by labels only"));
        assertThat(counts.doubts())
                .containsExactly("the series are known by labels only and differ in cluster (eu, us); narrow them by"
                        + " matchers");
    }

    @Test
    void aSumWithoutPodsNamesIsHeldAgainstThePagesOfAll() {
        BurstSeen pages = new BurstSeen()
                .page(IRIS, 5.0, 55.0, 58.0)
                .page(OTHER, 5.0, 55.0, 57.0)
                .page(BurstSeen.pod("iris-m", "10.0.0.4", "", true), 5.0, 105.0, 105.0)
                .target("instance=service.ns:8000", 5, 135);
        Counts counts = pages.counts();
        assertThat(counts.scrapeExcess()).as("130 where 105 rose").isEqualTo(25);
        assertThat(counts.scrapeLost()).isZero();
        assertThat(counts.prometheus()).isEqualTo(130);
        assertThat(counts.disputed()).isZero();
    }

    @Test
    void asFewAsOthersMayStandForAreDisputedBesidePodsThatAreKnown() {
        Counts counts = new BurstSeen()
                .page(IRIS, 5.0, 55.0, 55.0)
                .page(OTHER, 5.0, 55.0, 55.0)
                .target("pod=iris-0,instance=10.0.0.1:8000", 5, 55)
                .target("instance=service.ns:8000", 5, 35)
                .counts();
        assertThat(counts.disputed()).isEqualTo(30);
        assertThat(counts.scrapeLost()).isEqualTo(20);
        assertThat(counts.prometheus()).isEqualTo(80);
    }

    @Test
    void aTargetBehindWhichPodsTakeTurnsForbidsAJudgement() {
        Counts counts = new BurstSeen()
                .agreeing(IRIS)
                .begun("pod=iris-0,instance=10.0.0.1:8000", 1000, 50, 5000, 70, 9000, 50)
                .counts();
        assertThat(counts.doubts())
                .containsExactly(
                        "several pods are behind the one target /10.0.0.1:8000, which shows now one of them and"
                                + " now another; scrape each pod separately");
        assertThat(new BurstSeen().agreeing(IRIS).counts().doubts()).isEmpty();
    }

    @ParameterizedTest(name = "matchers {0}, pages read {1}: doubted {2}")
    @CsvSource({"'', false, true", "'team=\"a\"', false, false", "'', true, false"})
    void aCounterThatTellsNoModelNeedsPagesOrMatchers(String matchers, boolean pages, boolean doubted) {
        BurstSeen burst = new BurstSeen().ownServer(matchers).target("instance=service.ns:8000", 5, 105);
        Counts counts = (pages ? burst.page(IRIS, 5.0, 105.0, 105.0) : burst).counts();
        assertThat(counts.doubts()).hasSize(doubted ? 1 : 0);
        assertThat(counts.doubts()).allMatch(doubt -> doubt.startsWith("the series are known by their namespace only"));
    }

    @Test
    void whereACounterDoesNotTellFailuresEachMayStandForALoss() {
        Pulse one = new Pulse(3000, 5000, 50, 4);
        Pulse other = new Pulse(5000, 8000, 50, 3);
        assertThat(new BurstSeen()
                        .ownServer("")
                        .agreeing(IRIS)
                        .pulses(one, other)
                        .counts()
                        .failed())
                .isEqualTo(7);
        assertThat(new BurstSeen().agreeing(IRIS).pulses(one, other).counts().failed())
                .isZero();
    }

    @Test
    void aPageOfSeveralProcessesAllowsNoVerdict() {
        assertThat(new BurstSeen().processes(2, 1, 2).agreeing(IRIS).counts().doubts())
                .hasSize(1)
                .allMatch(doubt -> doubt.startsWith("several processes are behind the page of iris-0"));
    }

    @Test
    void withoutPagesPrometheusSamplesTellOthersAndErrors() {
        Counts counts = new BurstSeen()
                .othersBefore(20)
                .series("pod=iris-0,instance=a:8000", "code=200", 1000, 5, 4000, 50, 9000, 125, 9900, 127)
                .series("pod=iris-0,instance=a:8000", "code=500", 1000, 2, 9000, 5)
                .counts();
        assertThat(counts.balance().rateBefore()).isEqualTo(2);
        assertThat(counts.balance().rise()).isEqualTo(120);
        assertThat(counts.balance().accepted()).isEqualTo(100);
        assertThat(counts.balance().silentSeconds()).isEqualTo(10.9);
        assertThat(counts.errors().rise()).isEqualTo(3);
        assertThat(counts.errors().accepted()).isZero();
        assertThat(counts.errors().rateBefore()).isZero();
    }

    /** Scraped as the burst ran, its target there before without it. */
    @Test
    void aSeriesThatBeganWithinTheBurstRisesFromZeroWhereThatIsProven() {
        BurstSeen proven = new BurstSeen().series("pod=iris-0,instance=a:8000", "code=200", 6000, 60, 9000, 100);
        assertThat(proven.counts().balance().rise()).isEqualTo(100);
        assertThat(proven.counts().balance().lostAtMost()).isZero();
        BurstSeen unproven = new BurstSeen()
                .series("pod=iris-0,instance=a:8000", "code=500", 1000, 0, 9000, 0)
                .series("pod=iris-1,instance=b:8000,job=b", "code=200", 500, 60, 9000, 100);
        assertThat(unproven.counts().balance().rise()).isEqualTo(40);
    }

    private static Counts counts(boolean pages, Map<Map<String, String>, Integer> rises) {
        List<Series> baseline = new ArrayList<>();
        List<Series> series = new ArrayList<>();
        List<Series> ups = new ArrayList<>();
        rises.forEach((target, rise) -> {
            TreeMap<String, String> labels = new TreeMap<>(target);
            labels.put("namespace", "ns");
            ups.add(new Series(new TreeMap<>(labels), List.of(new Sample(1000, 1), new Sample(9000, 1))));
            labels.put("service", "predictions");
            labels.put("code", "200");
            labels.put("predictor_name", "main");
            baseline.add(new Series(labels, List.of(new Sample(1000, 5))));
            series.add(new Series(labels, List.of(new Sample(1000, 5), new Sample(9000, 5 + rise))));
        });
        Counters counters = new Counters(SCOPE, 10_000, series, ups, List.of());
        String problem = pages ? "" : "it is forbidden";
        List<Pages> read = List.of(pages(false, 5, problem), pages(true, 55, problem), pages(false, 55, problem));
        return ThreeCounts.of(new ThreeCounts.Snapshot(
                new Routing(List.of(new Predictor("main", 100, false)), "", ""),
                read,
                counters,
                counters.since(baseline, new Window(2000, 8001, Duration.ofSeconds(1)), new Owners(PODS)),
                Stretch.silent(10, 0),
                0,
                List.of(new Pulse(3000, 8000, 100, 0)),
                2000));
    }

    private static Pages pages(boolean sending, double counted, String problem) {
        List<Replica> replicas =
                PODS.stream().map(pod -> new Replica(pod, counted, 0, problem)).toList();
        return new Pages(sending ? 8000 : 3000, sending, sending ? 100 : 0, 0, replicas, "");
    }

    private static ExecutorPod pod(String name, String ip) {
        return new ExecutorPod(name, name, List.of(ip), "main", false, true, true, 0, "");
    }
}
