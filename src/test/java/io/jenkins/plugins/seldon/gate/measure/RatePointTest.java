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
        assertThat(RatePoint.of(List.of(one, other), List.of(), 0, 2500, 500))
                .containsExactly(
                        new RatePoint(0, 10, 0),
                        new RatePoint(500, 30, 0),
                        new RatePoint(1000, 20, 0),
                        new RatePoint(1500, 20, 0),
                        new RatePoint(2000, 20, 0),
                        new RatePoint(2500, 0, 0));
    }

    @Test
    void aRestartCountsFromZero() {
        Series one = series("a", new Sample(0, 50), new Sample(1000, 4));
        assertThat(RatePoint.of(List.of(one), List.of(), 0, 0, 1000)).containsExactly(new RatePoint(0, 4, 0));
    }

    @Test
    void whatFailedIsARateOfItsOwn() {
        Series good = series("a", new Sample(0, 0), new Sample(1000, 10));
        Series bad = series("a", new Sample(0, 5), new Sample(1000, 8));
        assertThat(RatePoint.of(List.of(good), List.of(bad), 0, 0, 1000)).containsExactly(new RatePoint(0, 10, 3));
    }

    @Test
    void aLongTimeHasFewPoints() {
        long from = 1_700_000_000_000L;
        assertThat(RatePoint.of(List.of(), List.of(), from, from + 86_400_000, 1000))
                .hasSize(241);
    }

    private static Series series(String pod, Sample... samples) {
        return new Series(new TreeMap<>(Map.of("pod", pod)), List.of(samples));
    }
}
