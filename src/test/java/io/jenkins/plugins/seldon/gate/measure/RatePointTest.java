package io.jenkins.plugins.seldon.gate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RatePointTest {

    @Test
    void theRateIsTheSlopeBetweenSamplesSummedOverSeries() {
        Series one = series("a", new Sample(0, 0), new Sample(1000, 10), new Sample(2000, 10));
        Series other = series("b", new Sample(500, 100), new Sample(2500, 140));
        assertThat(RatePoint.of(List.of(one, other), 0, 2500, 500))
                .containsExactly(
                        new RatePoint(0, 10),
                        new RatePoint(500, 30),
                        new RatePoint(1000, 20),
                        new RatePoint(1500, 20),
                        new RatePoint(2000, 20),
                        new RatePoint(2500, 0));
    }

    @Test
    void aRestartCountsFromZero() {
        Series one = series("a", new Sample(0, 50), new Sample(1000, 4));
        assertThat(RatePoint.of(List.of(one), 0, 0, 1000)).containsExactly(new RatePoint(0, 4));
    }

    @Test
    void aLongTimeHasFewPoints() {
        long from = 1_700_000_000_000L;
        assertThat(RatePoint.of(List.of(), from, from + 86_400_000, 1000)).hasSize(241);
    }

    private static Series series(String pod, Sample... samples) {
        return new Series(new TreeMap<>(Map.of("pod", pod)), List.of(samples));
    }
}
