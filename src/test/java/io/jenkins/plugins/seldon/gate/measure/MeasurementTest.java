package io.jenkins.plugins.seldon.gate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.measure.CounterDelta.SeriesDelta;
import io.jenkins.plugins.seldon.gate.measure.CounterDelta.Span;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.load.LoadResults;
import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a measurement tells of a burst of 200 requests in ten seconds. */
class MeasurementTest {

    private static final LoadResult LOAD = LoadResults.accepted(200);

    @Test
    void theCountersOfSuccessesTellWhatBecameOfTheReplicas() {
        Measurement measured = Measurement.of(
                LOAD,
                CountsBuilder.counted(200, 200).build(),
                new CounterDelta(List.of(
                        series("200", Span.CONTINUED, 0, 0, 100),
                        series("200", Span.BEGUN, 1, 0, 100),
                        series("200", Span.FOUND, 0, 70, 100),
                        series("500", Span.FOUND, 2, 9, 100),
                        series("200", Span.ENDED, 0, 0, 50),
                        series("200", Span.ENDED, 0, 0, 49),
                        series("200", Span.ENDED, 0, 0, 49))),
                40,
                50,
                true);
        assertThat(measured.living()).isEqualTo(3);
        assertThat(measured.resets()).isEqualTo(3);
        assertThat(measured.ended()).as("gone before the burst is no end").isEqualTo(1);
        assertThat(measured.found()).isEqualTo(2);
        assertThat(measured.unproven()).isEqualTo(70);
        assertThat(measured.sampledAfterEnd()).isTrue();
    }

    @Test
    void ratesAreThoseOfTheBurstAndOfWhatPrometheusSaw() {
        Counts counts = CountsBuilder.beside(200, 190, 20, 15, 3, 1)
                .scrapeLost(10)
                .errors(8, 0)
                .build();
        Measurement measured = Measurements.of(LOAD, counts);
        assertThat(measured.counted()).isEqualTo(160);
        assertThat(measured.countedErrors()).isEqualTo(8);
        assertThat(measured.countedRatio()).isEqualTo(0.8);
        assertThat(measured.requestRate()).isEqualTo(16);
        assertThat(measured.rateAtMost())
                .as("180 may have been, as many as Prometheus has of anybody")
                .isEqualTo(18);
        assertThat(measured.observedRate()).as("180 in 20 seconds").isEqualTo(9);
        assertThat(measured.baselineRate()).isEqualTo(3);
    }

    @Test
    void nothingSentHasNoRate() {
        Measurement measured = new Measurement(
                LoadResults.accepted(0), CountsBuilder.counted(0, 0).build(), 0, true, 0, 0, 0, 0, 0);
        assertThat(measured.requestRate()).isZero();
        assertThat(measured.rateAtMost()).isZero();
        assertThat(measured.observedRate()).isZero();
        assertThat(measured.countedRatio()).isZero();
    }

    @ParameterizedTest(name = "{0} s: {1}")
    @CsvSource({"42.4, 43s", "0.2, 1s"})
    void theRateIsAskedForOverTheWholeWindow(double window, String range) {
        Measurement measured =
                new Measurement(LOAD, CountsBuilder.counted(200, 200).build(), window, true, 1, 0, 0, 0, 0);
        assertThat(measured.rateQuery(new PredictionSeries("ns", "iris", "", "namespace")))
                .startsWith("sum(rate(seldon_api_executor_server_requests_seconds_count{")
                .endsWith("[" + range + "]))");
    }

    @ParameterizedTest(name = "{0} resets, {1} ended, {2} found: {3}")
    @CsvSource({"0, 0, 0, false", "1, 0, 0, true", "0, 1, 0, true", "0, 0, 1, true"})
    void replicasChangedWhereACounterDid(int resets, long ended, long found, boolean changed) {
        Counts counts = CountsBuilder.counted(200, 200).build();
        assertThat(Measurements.of(LOAD, counts, resets, ended, found, 0).replicasChanged())
                .isEqualTo(changed);
        Counts itself = CountsBuilder.counted(200, 200).changed().build();
        assertThat(Measurements.of(LOAD, itself, 0, 0, 0, 0).replicasChanged()).isTrue();
    }

    private static SeriesDelta series(String code, Span span, int resets, double unproven, long last) {
        return new SeriesDelta(
                new TreeMap<>(Map.of("code", code)),
                span,
                10,
                resets,
                unproven,
                new Sample(10, 0),
                new Sample(last, 10),
                span == Span.BEGUN);
    }
}
