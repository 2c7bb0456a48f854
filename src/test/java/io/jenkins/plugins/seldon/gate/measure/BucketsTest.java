package io.jenkins.plugins.seldon.gate.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.seldon.ModelCluster.ExecutorPod;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Predictor;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketsTest {

    private static final double INF = Double.POSITIVE_INFINITY;
    private static final Owners NOBODY = new Owners(List.of());

    /** 100 observations: 50 up to 0.1, 90 up to 0.5, 98 up to 1, two beyond. */
    @ParameterizedTest
    @CsvSource({"0.25, 0.05", "0.5, 0.1", "0.7, 0.3", "0.9, 0.5", "0.94, 0.75", "0.98, 1"})
    void quantilesAreInterpolatedWithinTheirBucket(double quantile, double seconds) {
        assertThat(Buckets.quantile(buckets(50, 90, 98, 100), quantile, 0))
                .hasValueSatisfying(found -> assertThat(found.estimate()).isCloseTo(seconds, within(1e-9)));
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0, 0.1", "0.51, 0.1, 0.5", "0.9, 0.1, 0.5", "0.98, 0.5, 1", "0.99, 1, Infinity", "1, 1, Infinity"
    })
    void theBucketIsTold(double quantile, double above, double atMost) {
        assertThat(Buckets.quantile(buckets(50, 90, 98, 100), quantile, 0)).hasValueSatisfying(found -> {
            assertThat(found.above()).isEqualTo(above);
            assertThat(found.atMost()).isEqualTo(atMost);
        });
    }

    /** As of a replica that Prometheus does not scrape: on a busy node it had the slowest of them, else the fastest. */
    @ParameterizedTest(name = "{0} of {1} answers: above {2}, at most {3}")
    @CsvSource({
        "0.9,  100, 0.1, 0.5,      0",
        "0.9,  90,  0.1, 0.5,      0",
        "0.9,  105, 0.1, 1,        5",
        "0.5,  110, 0,   0.5,      10",
        "0.9,  120, 0.1, Infinity, 20",
        "0.98, 104, 0.5, Infinity, 4",
        "0.01, 200, 0,   0.1,      100",
    })
    void whatIsMissingMayHaveTakenAnyTime(
            double quantile, double answered, double above, double atMost, double lacking) {
        assertThat(Buckets.quantile(buckets(50, 90, 98, 100), quantile, answered))
                .hasValueSatisfying(found -> {
                    assertThat(found.above()).isEqualTo(above);
                    assertThat(found.atMost()).isEqualTo(atMost);
                    assertThat(found.lacking()).isEqualTo(lacking);
                });
    }

    private static Optional<Buckets.Quantile> quantile(
            List<Series> series, double quantile, double answered, double missing) {
        Counters counters =
                new Counters(new PredictionSeries("ns", "iris", "", "namespace"), 20_000, series, List.of(), List.of());
        return Buckets.quantile(counters, window(1_000, 10_001), NOBODY, Routing.UNKNOWN, quantile, answered, missing);
    }

    /** Beside others' answers there are more than the burst's in any case. */
    @ParameterizedTest(name = "{0} of a hundred are known to be missing: at most {1}")
    @CsvSource({"0, 0.5, 0", "4, 0.5, 4", "6, Infinity, 6"})
    void othersAnswersAreNoneOfThoseThatAreMissing(double lost, double atMost, double lacking) {
        List<Series> series = List.of(rising("a", "0.5", 495), rising("a", "+Inf", 500));
        assertThat(quantile(series, 0.98, 100, lost)).hasValueSatisfying(found -> {
            assertThat(found.atMost()).isEqualTo(atMost);
            assertThat(found.lacking()).isEqualTo(lacking);
        });
    }

    @Test
    void nothingObservedIsNoLatency() {
        assertThat(Buckets.quantile(buckets(0, 0, 0, 0), 0.5, 9)).isEmpty();
        assertThat(Buckets.quantile(new TreeMap<>(), 0.5, 9)).isEmpty();
    }

    /** Prometheus 3 writes {@code le="1"} as {@code le="1.0"} (docs/migration.md); two that scrape may differ. */
    @Test
    void aBoundIsTheSameHoweverItIsWritten() {
        List<Series> series = List.of(
                rising("a", "0.5", 4),
                rising("a", "1", 8),
                rising("a", "+Inf", 8),
                rising("b", "0.50", 1),
                rising("b", "1.0", 2),
                rising("b", "+Inf", 2));
        assertThat(quantile(series, 0.5, 0, 0)).hasValueSatisfying(found -> {
            assertThat(found.atMost()).isEqualTo(0.5);
            assertThat(found.estimate()).isCloseTo(0.5, within(1e-9));
        });
    }

    /** Of 200 answers 150 took 0.3 s at most, of which the bound 0.3 has the 50 of b alone. */
    @Test
    void aBoundThatNotAllHaveTellsNothing() {
        List<Series> series = List.of(
                rising("a", "0.2", 100),
                rising("a", "1", 100),
                rising("a", "+Inf", 100),
                rising("b", "0.3", 50),
                rising("b", "1", 100),
                rising("b", "+Inf", 100),
                rising("c", "5", 0),
                rising("c", "+Inf", 0));
        assertThat(quantile(series, 0.75, 0, 0)).contains(new Buckets.Quantile(0, 1, 0.75));
    }

    /** From the first moment on, what a bucket held then is left out, and what is of another predictor. */
    @Test
    void onlyWhatWasObservedBetweenTheMomentsCounts() {
        List<Series> series = List.of(
                sampled("0.5", "main", 1_000, 5, 2_000, 9, 3_000, 9, 11_000, 10, 12_000, 90),
                sampled("+Inf", "main", 1_000, 5, 2_000, 9, 3_000, 9, 11_000, 11, 12_000, 91),
                sampled("0.1", "canary", 1_000, 0, 2_000, 0, 3_000, 0, 11_000, 50, 12_000, 50),
                sampled("+Inf", "canary", 1_000, 0, 2_000, 0, 3_000, 0, 11_000, 50, 12_000, 50),
                sampled("no bound", "main", 1_000, 0, 11_000, 50));
        Counters counters = new Counters(
                new PredictionSeries("ns", "iris", "main", "namespace"), 20_000, series, List.of(), List.of());
        // One of two up to 0.5; a sample at the end itself is within it.
        assertThat(Buckets.quantile(counters, window(2_000, 10_001), NOBODY, Routing.UNKNOWN, 0.5, 0, 0))
                .contains(new Buckets.Quantile(0, 0.5, 0.5));
        assertThat(Buckets.quantile(counters, window(2_000, 11_001), NOBODY, Routing.UNKNOWN, 0.5, 0, 0))
                .contains(new Buckets.Quantile(0, 0.5, 0.5 * 41 / 81));
        assertThat(Buckets.quantile(counters, window(2_000, 10_001), NOBODY, Routing.UNKNOWN, 0.6, 0, 0))
                .contains(new Buckets.Quantile(0.5, INF, 0.5));
    }

    /** What the sums were and rose to, of so many observations, of each process. */
    @ParameterizedTest(name = "{0} to {1}, {2} observations; {3} to {4}, {5}: {6}")
    @CsvSource({
        "0, 0, 10, 0, 0, 0, true",
        "0, 0, 1, 0, 0, 0, true",
        "7, 19, 10, 3, 4, 2, true",
        "0, 0.0371, 10, 0, 0.0299, 9, false",
        "0, 4.000000001, 10, 0, 0.5, 9, false",
        "0, 3.9999999999999996, 10, 0, 0.5, 9, true",
        "12345678.25, 12345680.25, 1, 0, 0.5, 9, true",
        "0, 0, 10, 0, 0.5, 9, true",
        "0, 0.5, 10, 0, 0, 10, true",
        "5, 5, 0, 0, 0.5, 9, false",
        "5, 5, 0, 5, 5, 0, false",
    })
    void durationsThatAddUpToWholeSecondsWereCut(
            double from, double to, double count, double otherFrom, double otherTo, double others, boolean whole) {
        List<Series> series = List.of(
                rising("a", "0.5", 0),
                rising("a", "+Inf", count),
                sum("a", from, to),
                rising("b", "+Inf", others),
                sum("b", otherFrom, otherTo));
        Counters counters =
                new Counters(new PredictionSeries("ns", "iris", "", "namespace"), 20_000, series, List.of(), List.of());
        assertThat(Buckets.areWhole(counters, window(1_000, 10_001), NOBODY, Routing.UNKNOWN))
                .isEqualTo(whole);
    }

    /** A histogram whose sums are not kept tells nothing of it. */
    @Test
    void withoutSumsNothingIsKnownToBeCut() {
        Counters counters = new Counters(
                new PredictionSeries("ns", "iris", "", "namespace"),
                20_000,
                List.of(rising("a", "+Inf", 5)),
                List.of(),
                List.of());
        assertThat(Buckets.areWhole(counters, window(1_000, 10_001), NOBODY, Routing.UNKNOWN))
                .isFalse();
    }

    /** Where no label names the predictor, its pods do; others' pods are left out. */
    @ParameterizedTest
    @CsvSource({"'', 20", "iris-00001, 5", "iris-00002, 15", "iris-00003, 0"})
    void thePodsTellWhoseItIs(String predictor, double observed) {
        List<Series> series = List.of(
                rising("a", "0.5", 5),
                rising("a", "1", 5),
                rising("a", "+Inf", 5),
                rising("b", "1", 15),
                rising("b", "+Inf", 15),
                rising("foreign", "10", 100),
                rising("foreign", "+Inf", 100));
        Owners owners = new Owners(List.of(pod("a", "iris-00001"), pod("b", "iris-00002")));
        Counters counters = new Counters(
                new PredictionSeries("ns", "iris", predictor, "namespace"), 20_000, series, targets(), List.of());
        Optional<Buckets.Quantile> slowest =
                Buckets.quantile(counters, window(1_000, 10_001), owners, Routing.UNKNOWN, 1, 0, 0);
        assertThat(slowest.map(Buckets.Quantile::atMost))
                .isEqualTo(observed == 0 ? Optional.empty() : Optional.of(observed == 5 ? 0.5 : 1));
    }

    /** A shadow gets as many as what answers, and its own answers are waited for by nobody. */
    @ParameterizedTest(name = "by the specification: {0}, by the pod: {1}, by the scrape: {2}")
    @CsvSource({"true, false, false", "false, true, false", "false, false, true"})
    void aFastShadowDoesNotHideASlowModel(boolean specified, boolean labelled, boolean scraped) {
        List<Series> series = new ArrayList<>(List.of(rising("a", "10", 100), rising("a", "+Inf", 100)));
        for (Series fast : List.of(rising("b", "0.1", 300), rising("b", "10", 300), rising("b", "+Inf", 300))) {
            TreeMap<String, String> labels = new TreeMap<>(fast.labels());
            if (scraped) {
                labels.put("seldon_io_shadow", "true");
            }
            series.add(new Series(labels, fast.samples()));
        }
        ExecutorPod mirror = new ExecutorPod("b", "b", List.of(), "mirror", labelled, true, true, 0, "");
        Owners owners = new Owners(List.of(pod("a", "main"), mirror));
        Routing routing = specified
                ? new Routing(List.of(new Predictor("main", 100, false), new Predictor("mirror", 100, true)), "", "")
                : Routing.UNKNOWN;
        Counters counters =
                new Counters(new PredictionSeries("ns", "iris", "", "namespace"), 20_000, series, targets(), List.of());
        assertThat(Buckets.quantile(counters, window(1_000, 10_001), owners, routing, 0.5, 0, 0))
                .hasValueSatisfying(found -> assertThat(found.atMost()).isEqualTo(10));
    }

    private static Window window(long fromMillis, long endMillis) {
        return new Window(fromMillis, endMillis, Duration.ofSeconds(5));
    }

    private static List<Series> targets() {
        return Stream.of("a", "b", "foreign")
                .map(pod -> new Series(
                        new TreeMap<>(Map.of("pod", pod, "service", "predictions")),
                        List.of(new Sample(1_000, 1), new Sample(11_000, 1))))
                .toList();
    }

    private static ExecutorPod pod(String name, String predictor) {
        return new ExecutorPod(name, name, List.of(), predictor, false, true, true, 0, "");
    }

    private static Series sum(String pod, double from, double to) {
        return new Series(
                new TreeMap<>(Map.of("pod", pod, "service", "predictions")),
                List.of(new Sample(1_000, from), new Sample(11_000, to)));
    }

    private static Series sampled(String le, String predictor, long... timesAndValues) {
        TreeMap<String, String> labels = new TreeMap<>(
                Map.of("pod", predictor, "le", le, "service", "predictions", "predictor_name", predictor));
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < timesAndValues.length; i += 2) {
            samples.add(new Sample(timesAndValues[i], timesAndValues[i + 1]));
        }
        return new Series(labels, samples);
    }

    private static Series rising(String pod, String le, double by) {
        TreeMap<String, String> labels = new TreeMap<>(Map.of("pod", pod, "le", le, "service", "predictions"));
        return new Series(labels, List.of(new Sample(1_000, 0), new Sample(11_000, by)));
    }

    private static TreeMap<Double, Double> buckets(double a, double b, double c, double all) {
        TreeMap<Double, Double> buckets = new TreeMap<>();
        buckets.put(0.1, a);
        buckets.put(0.5, b);
        buckets.put(1.0, c);
        buckets.put(INF, all);
        return buckets;
    }
}
