package io.jenkins.plugins.seldon.gate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import java.time.Duration;
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

    /** As a counter of errors, which there is none of before the first error. */
    @Test
    void whatBeganInTheBurstRisesFromZeroToItsFirstSample() {
        Series failed = series("a", new Sample(3000, 60), new Sample(4000, 60));
        Series begun = RatePoint.fromZero(failed, rise(failed, true), 1000);
        assertThat(RatePoint.of(List.of(), List.of(begun), 1000, 4000, 1000))
                .containsExactly(
                        new RatePoint(1000, 0, 0),
                        new RatePoint(2000, 0, 60),
                        new RatePoint(3000, 0, 0),
                        new RatePoint(4000, 0, 0));
        assertThat(RatePoint.fromZero(failed, rise(failed, false), 1000)).isEqualTo(failed);
    }

    private static CounterDelta.SeriesDelta rise(Series series, boolean fromZero) {
        Window window = new Window(2000, 4000, Duration.ofSeconds(1));
        return CounterDelta.between(List.of(), List.of(series), window, began -> fromZero)
                .series()
                .get(0);
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
