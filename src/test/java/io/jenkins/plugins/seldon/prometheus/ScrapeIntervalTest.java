package io.jenkins.plugins.seldon.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScrapeIntervalTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "0 15000 30000 45000, 15000",
        "0 15003 29998 45001, 15000",
        "0 15000 45000 60000 75000, 15000",
        "0 60000 120000, 60000",
        "0 500 1000 1510, 500",
    })
    void isTheUsualGapBetweenSamples(String samples, long millis) {
        assertThat(ScrapeInterval.between(List.of(series(samples)))).contains(Duration.ofMillis(millis));
    }

    @Test
    void isTheLongestOfAllSeries() {
        assertThat(ScrapeInterval.between(List.of(series("0 15000 30000"), series("0 30000 60000"), series("0 5000"))))
                .contains(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @CsvSource({"0", "0 15000", "0 0 0"})
    void fewSamplesTellNothing(String samples) {
        assertThat(ScrapeInterval.between(List.of(series(samples)))).isEmpty();
        assertThat(ScrapeInterval.between(List.of())).isEmpty();
    }

    private static Series series(String millis) {
        return new Series(
                new TreeMap<>(),
                Arrays.stream(millis.split(" "))
                        .map(at -> new Sample(1_700_000_000_000L + Long.parseLong(at), 1))
                        .toList());
    }
}
