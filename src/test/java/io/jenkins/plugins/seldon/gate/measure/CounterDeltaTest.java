package io.jenkins.plugins.seldon.gate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.measure.CounterDelta.SeriesDelta;
import io.jenkins.plugins.seldon.gate.measure.CounterDelta.Span;
import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.prometheus.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CounterDeltaTest {

    private static final Window BURST = new Window(10, 100, Duration.ofSeconds(1));

    /** Samples are time=value; the baseline is at time 10 where there is one, the burst ends at 100. */
    @ParameterizedTest(name = "{0} then {1}")
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                // baseline | later samples              | proven | span      | increase | resets | unproven
                "10=5       | 10=5 60=20 110=45          | false  | CONTINUED | 40       | 0      | 0",
                "10=5       | 60=20 110=45 160=99        | false  | CONTINUED | 40       | 0      | 0",
                "10=5       | 5=1 10=5 110=5             | false  | CONTINUED | 0        | 0      | 0",
                "10=5       | 60=2 110=12                | false  | CONTINUED | 12       | 1      | 0",
                "10=5       | 60=20 70=3 110=1           | false  | CONTINUED | 19       | 2      | 0",
                "10=5       | 60=20 90=40                | false  | ENDED     | 35       | 0      | 0",
                "10=5       | 60=20 100=40 110=99        | false  | CONTINUED | 35       | 0      | 0",
                "none       | 60=20 100=40 110=99        | true   | BEGUN     | 40       | 0      | 0",
                "10=5       | 10=9 110=9                 | false  | CONTINUED | 4        | 0      | 0",
                "10=5       | none                       | false  | ENDED     | 0        | 0      | 0",
                "none       | 60=20 110=45               | true   | BEGUN     | 45       | 0      | 0",
                "none       | 60=20 110=45               | false  | FOUND     | 25       | 0      | 20",
                "none       | 110=45 160=60              | true   | BEGUN     | 45       | 0      | 0",
                "none       | 110=45 160=60              | false  | FOUND     | 0        | 0      | 45",
                "none       | 60=20                      | false  | ENDED     | 0        | 0      | 20",
            })
    void aSeriesRisesFromItsBaselineToTheFirstSamplePastTheEnd(
            String baseline, String later, boolean proven, Span span, double increase, int resets, double unproven) {
        CounterDelta delta = CounterDelta.between(series(baseline), series(later), BURST, series -> proven);
        assertThat(delta.series()).singleElement().satisfies(only -> {
            assertThat(only.span()).isEqualTo(span);
            assertThat(only.increase()).isEqualTo(increase);
            assertThat(only.resets()).isEqualTo(resets);
            assertThat(only.unproven()).isEqualTo(unproven);
        });
        for (Span each : Span.values()) {
            assertThat(delta.count(each)).isEqualTo(each == span ? 1 : 0);
        }
    }

    /**
     * The baseline was taken at 100,000 with a scrape each second, so that a sample from before 95,000 is none. What was
     * stamped in the last second before it may hold what was counted later.
     */
    @ParameterizedTest(name = "{0} then {1}, proven {2}")
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                // baseline | later samples                   | proven | span      | increase | unproven
                "95000=5    | 120000=45                       | false  | CONTINUED | 40       | 0",
                "94999=5    | 120000=45                       | false  | FOUND     | 0        | 40",
                "94999=5    | 94999=5 105000=25 120000=45     | false  | FOUND     | 20       | 20",
                "94999=50   | 105000=25 120000=45             | false  | FOUND     | 20       | 25",
                "94999=5    | 105000=25 120000=45             | true   | FOUND     | 20       | 20",
                "94999=50   | 105000=25 120000=45             | true   | BEGUN     | 45       | 0",
                "94999=5    | 94999=5                         | false  | ENDED     | 0        | 0",
                "94999=5    | none                            | false  | ENDED     | 0        | 0",
                // Samples that came late.
                "94999=5    | 98000=15 99000=25 120000=45     | false  | CONTINUED | 20       | 0",
                "94999=5    | 94999=5 99001=25 120000=45      | false  | FOUND     | 20       | 20",
                "none       | 90000=5 99000=25 120000=45      | false  | CONTINUED | 20       | 0",
                "none       | 90000=5 99001=25 120000=45      | false  | FOUND     | 20       | 20",
                "none       | 99000=25 99500=30 120000=45     | true   | CONTINUED | 20       | 0",
                "none       | 99001=25 120000=45              | true   | BEGUN     | 45       | 0",
                "none       | 90000=5                         | false  | ENDED     | 0        | 0",
            })
    void aSampleFromBeforeSeveralScrapesThatFailedIsNoBaseline(
            String baseline, String later, boolean proven, Span span, double increase, double unproven) {
        Window window = new Window(100_000, 110_000, Duration.ofSeconds(1));
        CounterDelta delta = CounterDelta.between(series(baseline), series(later), window, series -> proven);
        assertThat(delta.series()).singleElement().satisfies(only -> {
            assertThat(only.span()).isEqualTo(span);
            assertThat(only.increase()).isEqualTo(increase);
            assertThat(only.unproven()).isEqualTo(unproven);
            assertThat(only.resets()).isZero();
        });
    }

    @Test
    void seriesAreMatchedByAllTheirLabels() {
        List<Series> before = List.of(of("a", "200", "10=100"), of("b", "200", "10=50"));
        List<Series> after = List.of(of("b", "200", "110=60"), of("a", "500", "110=7"), of("a", "200", "110=130"));
        CounterDelta delta = CounterDelta.between(before, after, BURST, series -> true);
        assertThat(increase(delta, s -> s.label("code").equals("200"))).isEqualTo(40);
        assertThat(increase(delta, s -> s.label("code").equals("500"))).isEqualTo(7);
        assertThat(increase(delta, s -> true)).isEqualTo(47);
        assertThat(delta.series()).hasSize(3);
    }

    @Test
    void fallsAddUpOverAllSeries() {
        List<Series> before = List.of(of("a", "200", "10=100"), of("b", "200", "10=50"));
        List<Series> after = List.of(of("a", "200", "60=20 110=10"), of("b", "200", "110=5"));
        assertThat(CounterDelta.between(before, after, BURST, series -> true).resets())
                .isEqualTo(3);
    }

    @Test
    void aCounterThatIsNoNumberMakesTheSumNone() {
        CounterDelta delta = CounterDelta.between(
                List.of(of("a", "200", "10=1")), List.of(of("a", "200", "60=NaN 110=2")), BURST, series -> true);
        assertThat(increase(delta, s -> true)).isNaN();
    }

    private static List<Series> series(String samples) {
        return samples == null ? List.of() : List.of(of("a", "200", samples));
    }

    private static Series of(String pod, String code, String samples) {
        List<Sample> list = new ArrayList<>();
        Arrays.stream(samples.split(" "))
                .map(sample -> sample.split("="))
                .forEach(pair -> list.add(new Sample(Long.parseLong(pair[0]), Double.parseDouble(pair[1]))));
        return new Series(new TreeMap<>(Map.of("kubernetes_pod_name", pod, "code", code)), list);
    }

    /** Over all series that satisfy a condition. */
    static double increase(CounterDelta delta, Predicate<SeriesDelta> which) {
        return delta.series().stream()
                .filter(which)
                .mapToDouble(SeriesDelta::increase)
                .sum();
    }
}
