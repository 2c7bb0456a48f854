package io.jenkins.plugins.seldon.gate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountersTest {

    private static final PredictionSeries SCOPE = new PredictionSeries("ns", "iris", "", "kubernetes_namespace");
    private static final long BASELINE = 100_000;

    /** Samples are second=value; the baseline was taken at 100 s. */
    @ParameterizedTest(name = "counter {0}, up {1}, start {2}: {3}")
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                // counter   | up                | start          | proven
                "110=7       | 90=1 110=1        | none           | true",
                "110=7       | 90=0 110=1        | none           | false",
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
        assertThat(counters.begunSince(BASELINE).test(counters.series().get(0))).isEqualTo(proven);
    }

    @Test
    void anotherPodProvesNothing() {
        Counters counters = counters(series("110=7", "a"), series("90=1 110=1", "b"), series("110=104", "b"));
        assertThat(counters.begunSince(BASELINE).test(counters.series().get(0))).isFalse();
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
