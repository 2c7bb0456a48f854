package io.jenkins.plugins.seldon.gate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.measure.CounterDelta.SeriesDelta;
import io.jenkins.plugins.seldon.gate.measure.CounterDelta.Span;
import io.jenkins.plugins.seldon.prometheus.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessesTest {

    /** A target is its labels, the time it was sampled in, and how far it rose. */
    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                // one target                              | another                                  | rise | said
                "instance=a,job=pods,pod=x         10-90 50 | instance=a,job=endpoints        10-90 48 | 50  | a several",
                "instance=a,job=pods,pod=x         10-90 50 | instance=a,job=pods,replica=2   10-90 50 | 50  | a several",
                "instance=a,job=pods,pod=x         10-90 50 | instance=a,job=more,pod=x       80-99 9  | 50  | a several",
                "instance=a,job=pods,pod=x         10-90 50 | instance=a,job=pods,pod=y       10-90 50 | 100 | none",
                "instance=a,job=pods,pod=x         10-40 50 | instance=a,job=endpoints        50-90 30 | 80  | none",
                "instance=a,job=pods,pod=x         10-90 50 | instance=b,job=pods,pod=x       10-90 50 | 100 | none",
                "job=pods                          10-90 50 | job=endpoints                   10-90 50 | 100 | none",
            })
    void twoTargetsAreOneProcessWhereNothingSpeaksAgainstIt(String one, String other, double rise, String said) {
        for (List<String> order : List.of(List.of(one, other), List.of(other, one))) {
            Processes processes = processes(order);
            assertThat(processes.delta().increase(series -> true)).isEqualTo(rise);
            assertThat(processes.scrapedAgain().isPresent()).isEqualTo(said != null);
        }
    }

    @Test
    void allSeriesOfTheTargetThatRoseFurthestStay() {
        Processes processes = processes(List.of(
                "instance=a,job=endpoints,code=200 10-90 40",
                "instance=a,job=endpoints,code=500 10-90 9",
                "instance=a,job=pods,code=200 10-90 41",
                "instance=a,job=pods,code=500 10-90 7"));
        assertThat(processes.delta().series())
                .extracting(series -> series.label("job"))
                .containsExactly("endpoints", "endpoints");
        assertThat(processes.scrapedAgain())
                .contains("Prometheus has a several times (by endpoints and pods): each prediction is counted once.");
    }

    @Test
    void aTargetWithSeveralSeriesIsNoRepetition() {
        Processes processes =
                processes(List.of("instance=a,job=pods,code=200 10-90 40", "instance=a,job=pods,code=500 10-90 9"));
        assertThat(processes.delta().increase(series -> true)).isEqualTo(49);
        assertThat(processes.scrapedAgain()).isEmpty();
    }

    private static Processes processes(List<String> series) {
        return new Processes(
                new CounterDelta(series.stream().map(ProcessesTest::series).toList()),
                labels -> {
                    SortedMap<String, String> target = new TreeMap<>(labels);
                    target.remove("code");
                    return target;
                },
                new Owners(List.of()));
    }

    private static SeriesDelta series(String text) {
        String[] parts = text.strip().split("\\s+");
        SortedMap<String, String> labels = new TreeMap<>();
        Arrays.stream(parts[0].split(",")).map(l -> l.split("=")).forEach(l -> labels.put(l[0], l[1]));
        List<Sample> samples = new ArrayList<>();
        Arrays.stream(parts[1].split("-")).forEach(at -> samples.add(new Sample(Long.parseLong(at), 0)));
        return new SeriesDelta(
                labels, Span.CONTINUED, Double.parseDouble(parts[2]), 0, 0, samples.get(0), samples.get(1), false);
    }
}
