package io.jenkins.plugins.seldon.gate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountersTest {

    private static final PredictionSeries SCOPE = new PredictionSeries("ns", "iris", "", "kubernetes_namespace");
    private static final Window MEASUREMENT = new Window(100_000, 130_000, Duration.ofSeconds(5));

    /** Samples are second=value; the baseline was taken at 100 s. */
    @ParameterizedTest(name = "counter {0}, up {1}, start {2}: {3}")
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                // counter   | up                | start          | proven
                "110=7       | 90=1 110=1        | none           | true",
                "110=7       | 90=0 110=1        | none           | false",
                "110=7       | 85=1 90=0 110=1   | none           | true",
                "110=7       | 90=1 110=1        | 90=50 110=50   | true",
                // Istio's merged page without the pod's own.
                "110=7       | 90=1 110=1        | 110=50         | false",
                "110=7       | 84=1 90=0 110=1   | none           | false",
                "110=7       | 110=1             | none           | false",
                "110=7       | none              | none           | false",
                "110=7       | 110=1             | 110=104        | true",
                "110=7       | 110=1             | 110=100        | true",
                "110=7       | 110=1             | 110=99         | false",
                "110=7       | 110=1             | 110=111.5      | true",
                "110=7       | 110=1             | 110=140        | false",
                "110=7       | 110=1             | 110=NaN        | false",
                "110=7       | 110=1             | 95=50 110=104  | false",
            })
    void aSeriesBeganAtZeroWhereItsTargetWasScrapedWithoutItOrItsProcessIsYounger(
            String counter, String up, String start, boolean proven) {
        Counters counters = counters(series(counter, "a"), series(up, "a"), series(start, "a"));
        assertThat(counters.begunIn(MEASUREMENT).test(counters.series().get(0))).isEqualTo(proven);
    }

    /** A ServiceMonitor's target has a label that executors have; {@code honorLabels} leaves theirs in its place. */
    @ParameterizedTest(name = "service {0}, exported_service {1}: {2}")
    @CsvSource(
            nullValues = "none",
            value = {"predictions, none, true", "iris-main, predictions, true", "other, predictions, false"})
    void aTargetsServiceMayBeThatOfTheSeriesInstead(String service, String exported, boolean proven) {
        TreeMap<String, String> labels = new TreeMap<>(Map.of("kubernetes_pod_name", "a", "service", service));
        if (exported != null) {
            labels.put("exported_service", exported);
        }
        Series counter = new Series(labels, List.of(new Sample(110_000, 7)));
        TreeMap<String, String> target = new TreeMap<>(Map.of("kubernetes_pod_name", "a", "service", "iris-main"));
        Series up = new Series(target, List.of(new Sample(90_000, 1), new Sample(110_000, 1)));
        Counters counters = counters(List.of(counter), List.of(up), List.of());
        assertThat(counters.begunIn(MEASUREMENT).test(counters.series().get(0))).isEqualTo(proven);
    }

    @Test
    void anotherPodProvesNothing() {
        Counters counters = counters(series("110=7", "a"), series("90=1 110=1", "b"), series("110=104", "b"));
        assertThat(counters.begunIn(MEASUREMENT).test(counters.series().get(0))).isFalse();
    }

    @Test
    void aProcessThatBeganAsItsFirstScrapeEndedIsTheTargets() {
        for (int began : new int[] {112, 113}) {
            Counters counters = counters(series("110=7", "a"), List.of(), series("110=" + began, "a"));
            assertThat(counters.begunIn(MEASUREMENT).test(counters.series().get(0)))
                    .as("began at %s", began)
                    .isEqualTo(began == 112);
        }
    }

    @Test
    void whatIsNoNumberOrNewerThanTheMomentIsLeftOut() {
        Counters counters = counters(
                List.of(
                        series("110=7 115=NaN 120=8 121=9", "a").get(0),
                        series("115=NaN 121=9", "b").get(0)),
                List.of(),
                List.of());
        assertThat(counters.series()).singleElement().satisfies(series -> assertThat(series.samples())
                .containsExactly(new Sample(110_000, 7), new Sample(120_000, 8)));
        assertThat(counters.lasts()).singleElement().satisfies(series -> assertThat(series.samples())
                .containsExactly(new Sample(120_000, 8)));
    }

    @Test
    void theEarliestOfAllSamplesIsFoundWhereThereIsOne() {
        List<Series> two = List.of(
                series("110=7 120=8", "a").get(0), series("105=7 120=8", "b").get(0));
        assertThat(Counters.earliest(two, 3)).isEqualTo(105_000);
        assertThat(Counters.earliest(List.of(), 3)).isEqualTo(3);
    }

    /** By a tick of a second a series lives while its last sample is no older than five seconds, by one of ten, thirty. */
    @Test
    void aSeriesLivesForThreeScrapesAndForFiveSecondsAtLeast() {
        assertThat(Counters.livingSince(100_000, Duration.ofSeconds(1))).isEqualTo(95_000);
        assertThat(Counters.livingSince(100_000, Duration.ofSeconds(10))).isEqualTo(70_000);
    }

    /** Prometheus tells an interval of five seconds. */
    @ParameterizedTest(name = "scraped at {0}: {1} s apart")
    @CsvSource({
        "'100=1 105=1 110=1 115=1',             5",
        "'102=1 104=1 106=1 108=1',             5",
        "'70=1 80=1 90=1',                      5",
        "'70=1 80=1 90=1 100=1',                10",
        "'60=1 70=1 80=1 90=1 91=1 92=1 120=1', 10",
        "'80=1 90=1 91=1 92=1 93=1 120=1',      5",
    })
    void targetsLieAsFarApartAsTheirSamplesInTheMiddle(String up, long seconds) {
        Counters counters = counters(List.of(), series(up, "a"), List.of());
        assertThat(counters.spacing(Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(seconds));
    }

    /** Looked at 120 s, scraped each second, so that what has no sample since 115 s is gone. */
    @ParameterizedTest(name = "successes {0}, another code {1}, this pod''s target {2}, a stranger''s {3}: {4}")
    @CsvSource(
            nullValues = "-",
            value = {
                "118=1, -,     -,     -,     true",
                "117=1, -,     -,     -,     false",
                "-,     -,     -,     -,     false",
                "-,     118=1, -,     -,     false",
                "118=1, 116=1, -,     -,     true",
                "118=1, -,     118=1, -,     true",
                "118=1, -,     116=1, -,     false",
                "118=1, -,     115=1, -,     false",
                "118=1, -,     114=1, -,     true",
                "118=1, -,     -,     116=1, true",
                "114=1, -,     -,     -,     false",
            })
    void aMomentIsSampledWhenEachLivingSeriesAndTargetOfTheDeploymentIs(
            String successes, String errors, String target, String stranger, boolean sampled) {
        List<Series> series = new ArrayList<>(labelled(successes, "code", "200"));
        series.addAll(labelled(errors, "code", "500"));
        List<Series> ups = new ArrayList<>(labelled(target, "seldon_deployment_id", "iris"));
        ups.addAll(labelled(stranger, "kubernetes_pod_name", "other-0"));
        Counters counters = counters(series, ups, List.of());
        assertThat(counters.sampledAfter(117_000, Duration.ofSeconds(1))).isEqualTo(sampled);
    }

    /** Looked at 120 s, scraped each five. What is late by a whole scrape has missed one, and is due at the next. */
    @ParameterizedTest(name = "successes {0}, another code {1}, this pod''s target {2}, after {3}: {4}")
    @CsvSource(
            nullValues = "-",
            value = {
                "118=1,       -,     -,     119, 3",
                "118=1,       -,     -,     118, 3",
                "118=1,       -,     -,     117, -",
                "118=1,       -,     -,     124, 8",
                "118=1,       -,     119=1, 118, 3",
                "118=1,       -,     117=1, 118, 3",
                "119=1,       -,     117=1, 118, 2",
                "114=1,       -,     114=1, 116, -1",
                "-,           118=1, -,     119, -",
                "-,           -,     118=1, 119, 3",
                "104=1,       -,     -,     119, -",
                "109=1,       -,     79=1 89=1 99=1 109=1, 110, -1",
            })
    void whatIsAwaitedIsDueAWholeNumberOfScrapesAfterItsLastSample(
            String successes, String errors, String target, long after, Long seconds) {
        List<Series> series = new ArrayList<>(labelled(successes, "code", "200"));
        series.addAll(labelled(errors, "code", "500"));
        Counters counters =
                new Counters(SCOPE, 120_000, series, labelled(target, "seldon_deployment_id", "iris"), List.of());
        assertThat(counters.untilSampledAfter(after * 1000, Duration.ofSeconds(5)))
                .isEqualTo(Optional.ofNullable(seconds).map(Duration::ofSeconds));
    }

    /** As behind a Service: one scrape reads one pod, the next another. */
    @ParameterizedTest(name = "processes begun at {0}: {1}")
    @CsvSource({
        "'90=50 100=70 110=50',         true",
        "'90=50 100=50 110=50',         false",
        "'90=50 100=50 110=70',         false",
        "'90=50 100=60 110=70',         false",
        "'90=50 100=70 110=70 115=50',  true",
    })
    void aTargetWhoseProcessIsNowThisOneAndNowThatOneIsShared(String starts, boolean shared) {
        Counters counters = counters(series("110=7", "a"), series("110=1", "a"), series(starts, "a"));
        assertThat(counters.sharedTargets()).hasSize(shared ? 1 : 0);
        assertThat(counters(series("110=7", "b"), series("110=1", "a"), series(starts, "a"))
                        .sharedTargets())
                .as("a target that brings none of the counters")
                .isEmpty();
        assertThat(counters(series("110=7", "a"), series("110=1", "a"), series(starts, "b"))
                        .sharedTargets())
                .as("another target's processes")
                .isEmpty();
    }

    @Test
    void aSharedTargetIsNamedByItsJobAndAddress() {
        List<Series> up = labelled("110=1", "instance", "10.0.0.9:8000");
        List<Series> start = labelled("90=50 100=70 110=50", "instance", "10.0.0.9:8000");
        assertThat(counters(labelled("110=7", "instance", "10.0.0.9:8000"), up, start)
                        .sharedTargets())
                .containsExactly("pods/10.0.0.9:8000");
    }

    private static List<Series> labelled(String samples, String label, String value) {
        return series(samples, "iris-0").stream()
                .map(series -> {
                    TreeMap<String, String> labels = new TreeMap<>(series.labels());
                    labels.put(label, value);
                    labels.put("job", "pods");
                    labels.put("kubernetes_namespace", "ns");
                    return new Series(labels, series.samples());
                })
                .toList();
    }

    private static Counters counters(List<Series> series, List<Series> ups, List<Series> starts) {
        return new Counters(SCOPE, 120_000, series, ups, starts);
    }

    private static List<Series> series(String samples, String pod) {
        if (samples == null) {
            return List.of();
        }
        List<Sample> list = new ArrayList<>();
        Arrays.stream(samples.split(" "))
                .map(sample -> sample.split("="))
                .forEach(pair -> list.add(new Sample(Long.parseLong(pair[0]) * 1000, Double.parseDouble(pair[1]))));
        return List.of(new Series(new TreeMap<>(Map.of("kubernetes_pod_name", pod, "service", "predictions")), list));
    }
}
