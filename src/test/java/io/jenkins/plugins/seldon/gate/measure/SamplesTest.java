package io.jenkins.plugins.seldon.gate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How far a counter rose in the stretches of a burst, by Prometheus' samples alone; times in milliseconds. */
class SamplesTest {

    private static final Stretch BEFORE = Stretch.silent(10, 0);

    /** Stamped 30 ms before the burst, answered after its first 7 requests: it was not there when the baseline was taken. */
    @Test
    void aScrapeUnderWayWhenTheBurstBeginsBelongsToTheBurst() {
        Series series = series(0, 10, 4970, 17, 9970, 110);
        List<Stretch> stretches = samples(series, 0, false).stretches(BEFORE, List.of(new Pulse(5000, 9000, 100, 0)));
        assertThat(stretches).hasSize(2);
        assertThat(stretches.get(1).sending()).isTrue();
        assertThat(stretches.get(1).rise()).isEqualTo(100);
    }

    /** Each of two copies of Prometheus has moments of its own; Thanos, or a Service, shows now one and now the other. */
    @Test
    void theBurstRisesFromTheBaselineThatAnotherCopyOfPrometheusTook() {
        Series series = series(2000, 8, 7000, 52, 12_000, 110);
        Sample baseline = new Sample(4000, 10);
        Samples samples = new Samples(List.of(series), each -> baseline, each -> false, 5000);
        assertThat(samples.stretches(BEFORE, List.of(new Pulse(5000, 9000, 100, 0))))
                .containsExactly(BEFORE, new Stretch(true, 100, 0, 8, 100));
    }

    @Test
    void theSilenceBetweenTwoPulsesStandsForItselfWhereItHasTwoSamples() {
        Series series = series(0, 0, 3000, 50, 6000, 53, 9000, 103, 12_000, 104);
        Samples samples = samples(series, 0, false);
        assertThat(samples.stretches(BEFORE, List.of(new Pulse(500, 2500, 50, 0), new Pulse(6500, 8500, 50, 0))))
                .containsExactly(
                        BEFORE,
                        new Stretch(true, 50, 0, 3, 50),
                        Stretch.silent(3, 3),
                        new Stretch(true, 50, 0, 3, 50),
                        Stretch.silent(3, 1));
        assertThat(samples.stretches(BEFORE, List.of(new Pulse(500, 2500, 50, 0), new Pulse(5500, 8500, 50, 0))))
                .as("one sample in the silence: both are one")
                .containsExactly(BEFORE, new Stretch(true, 100, 0, 9, 103), Stretch.silent(3, 1));
    }

    @Test
    void aSeriesThatBeganAtZeroRisesFromThere() {
        Series series = series(7000, 60, 12_000, 100, 17_000, 100);
        List<Stretch> stretches = samples(series, 7000, true).stretches(BEFORE, List.of(new Pulse(5000, 9000, 100, 0)));
        assertThat(stretches.get(1).rise()).isEqualTo(100);
    }

    @Test
    void aFallIsARestartFromZero() {
        Series series = series(0, 900, 7000, 940, 12_000, 60, 17_000, 60);
        List<Stretch> stretches = samples(series, 0, false).stretches(BEFORE, List.of(new Pulse(5000, 9000, 100, 0)));
        assertThat(stretches.get(1).rise()).isEqualTo(100);
    }

    @Test
    void aPulseReachesFromTheSampleAtItsStartToTheOneAtItsEnd() {
        Series series = series(0, 0, 5000, 4, 9000, 104, 14_000, 106);
        assertThat(samples(series, 5000, false).stretches(BEFORE, List.of(new Pulse(5000, 9000, 100, 3))))
                .containsExactly(BEFORE, new Stretch(true, 100, 3, 4, 100), Stretch.silent(5, 2));
    }

    @Test
    void pulsesWithoutASilenceThatIsSeenAreOne() {
        Series series = series(0, 0, 9000, 103);
        assertThat(samples(series, 0, false)
                        .stretches(BEFORE, List.of(new Pulse(500, 2500, 50, 2), new Pulse(5500, 8500, 60, 3))))
                .containsExactly(BEFORE, new Stretch(true, 110, 5, 9, 103));
    }

    @Test
    void aSeriesThatEndedTellsNothingOfASilenceOrAPulseAfterIt() {
        Series ended = series(0, 0, 2000, 20);
        Series living = series(0, 0, 3000, 30, 6000, 36, 9000, 66, 12_000, 66);
        Samples samples = new Samples(List.of(ended, living), Series::first, each -> false, 0);
        assertThat(samples.stretches(BEFORE, List.of(new Pulse(500, 2500, 50, 0), new Pulse(6500, 8500, 30, 0))))
                .containsExactly(
                        BEFORE,
                        new Stretch(true, 50, 0, 2.5, 50),
                        Stretch.silent(3, 6),
                        new Stretch(true, 30, 0, 3, 30),
                        Stretch.silent(3, 0));
    }

    /** Its target's first scrape came after the burst's start, so that it may have counted since the baseline. */
    @Test
    void aSeriesThatBeganAtZeroBeganWithTheBaselineOrJustBeforeItsFirstSample() {
        Series series = series(7000, 60, 12_000, 100);
        List<Pulse> pulses = List.of(new Pulse(5000, 9000, 100, 0));
        assertThat(new Samples(List.of(series), Series::first, each -> true, 4000).stretches(BEFORE, pulses))
                .containsExactly(BEFORE, new Stretch(true, 100, 0, 8, 100));
        assertThat(new Samples(List.of(series), Series::first, each -> true, 7000).stretches(BEFORE, pulses))
                .containsExactly(BEFORE, new Stretch(true, 100, 0, 5.001, 100));
    }

    @Test
    void withoutAnySeriesOnlyWhatWasSentIsKnown() {
        Samples none = new Samples(List.of(), Series::first, each -> false, 0);
        assertThat(none.stretches(BEFORE, List.of(new Pulse(500, 2500, 50, 0), new Pulse(6500, 8500, 30, 0))))
                .containsExactly(BEFORE, new Stretch(true, 80, 0, 0, 0));
    }

    private static Samples samples(Series series, long baseline, boolean fromZero) {
        Sample from = series.samples().stream()
                .filter(sample -> sample.atMillis() == baseline)
                .findFirst()
                .orElseThrow();
        return new Samples(List.of(series), each -> from, each -> fromZero, 0);
    }

    private static Series series(long... timesAndValues) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < timesAndValues.length; i += 2) {
            samples.add(new Sample(timesAndValues[i], timesAndValues[i + 1]));
        }
        return new Series(new TreeMap<>(), samples);
    }
}
