package io.jenkins.plugins.seldon.gate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.seldon.ModelCluster.ExecutorPod;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Predictor;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Replica;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Two pods that count 50 of a burst's 100 each, of which one job scrapes some by their names, and another one, without any
 * name, a Service.
 */
class ThreeCountsTest {

    private static final PredictionSeries SCOPE = new PredictionSeries("ns", "iris", "", "namespace");
    private static final List<ExecutorPod> PODS = List.of(pod("iris-0", "10.0.0.1"), pod("iris-1", "10.0.0.2"));

    private static final Map<String, String> FIRST = Map.of("pod", "iris-0", "instance", "10.0.0.1:8000");
    private static final Map<String, String> SECOND = Map.of("pod", "iris-1", "instance", "10.0.0.2:8000");
    private static final Map<String, String> SERVICE = Map.of("instance", "service.ns:8000");

    @Test
    void bothByTheirNamesAgree() {
        Counts counts = counts(true, Map.of(FIRST, 50, SECOND, 50));
        assertThat(counts.lostAtMost()).isZero();
        assertThat(counts.excess()).isZero();
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
                counters.since(baseline, 2000, 8001, new Owners(PODS)),
                Stretch.silent(10, 0),
                List.of(new Pulse(3000, 8000, 100, 0)),
                2000));
    }

    private static Pages pages(boolean sending, double counted, String problem) {
        List<Replica> replicas =
                PODS.stream().map(pod -> new Replica(pod, counted, 0, problem)).toList();
        return new Pages(sending ? 8000 : 3000, sending, sending ? 100 : 0, 0, replicas, "");
    }

    private static ExecutorPod pod(String name, String ip) {
        return new ExecutorPod(name, name, List.of(ip), "main", false, true, 0, "");
    }
}
