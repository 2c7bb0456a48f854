package io.jenkins.plugins.seldon.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.report.LineChart.Point;
import io.jenkins.plugins.seldon.report.LineChart.Span;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineChartTest {

    private static LineChart chart(List<Point> points, List<Span> spans, Double limit) {
        return new LineChart("Rate", "iris", "It rises.", points, spans, limit, "/s");
    }

    @Test
    void theLineGoesFromTheLeftToTheRightAndNeverOutside() {
        LineChart chart = chart(List.of(new Point(0, 0), new Point(5, 10), new Point(10, 0)), List.of(), null);
        assertThat(chart.getLine()).isEqualTo("70.0,158.0 263.0,22.0 456.0,158.0");
        assertThat(chart.isLimited()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "1.1, 2", "2.3, 2.5", "33.3, 50", "99, 100", "100.1, 200", "0.003, 0.005", "NaN, 1"})
    void theAxisEndsWithARoundNumber(double highest, double top) {
        assertThat(LineChart.round(highest)).isEqualTo(top);
    }

    @Test
    void aLimitAboveTheLineIsStillThere() {
        LineChart chart = chart(List.of(new Point(0, 1), new Point(1, 1)), List.of(), 40.0);
        assertThat(chart.getRows()).extracting(LineChart.Tick::label).containsExactly("0/s", "25/s", "50/s");
        assertThat(Double.parseDouble(chart.getLimitY())).isBetween(22.0, 158.0);
    }

    /** One of a million that failed, in per cent. */
    @Test
    void theAxisOfSmallNumbersIsNoneOfZeros() {
        LineChart chart = chart(List.of(new Point(0, 0.0001), new Point(1, 0.0002)), List.of(), null);
        assertThat(chart.getRows()).extracting(LineChart.Tick::label).containsExactly("0/s", "0.0001/s", "0.0002/s");
    }

    /** At the left edge "0.00005 %" was ".00005 %"; a letter of the charts side by side is 8 to 9 wide. */
    @ParameterizedTest
    @ValueSource(doubles = {100, 20_000, 0.0001, 0.00003})
    void theAxisLeavesRoomForItsLabels(double highest) {
        LineChart chart = chart(List.of(new Point(0, 0), new Point(1, highest)), List.of(), null);
        double room = Double.parseDouble(chart.getRowsX());
        assertThat(chart.getRows())
                .allSatisfy(row -> assertThat(9.0 * row.label().length()).isLessThanOrEqualTo(room));
        assertThat(chart.getLine()).startsWith(chart.getLeft() + ",").contains(" 456.0,");
        assertThat(Double.parseDouble(chart.getLeft())).isGreaterThan(room);
    }

    @Test
    void aBandThatIsTooNarrowForItsNameHasNone() {
        LineChart chart = chart(
                List.of(new Point(0, 1), new Point(100, 1)),
                List.of(
                        new Span(-5, 40, "the burst", "burst"),
                        new Span(40, 42, "settling", "settling"),
                        new Span(100, 120, "after", "after")),
                null);
        assertThat(chart.getBands()).extracting(LineChart.Band::name).containsExactly("the burst", "");
        assertThat(chart.getBands()).extracting(LineChart.Band::kind).containsExactly("burst", "settling");
    }

    @Test
    void aboutSixColumnsAreLabelled() {
        List<Point> builds = IntStream.rangeClosed(1, 50)
                .mapToObj(i -> new Point(i, i, "good", "#" + i, "", ""))
                .toList();
        assertThat(chart(builds, List.of(), null).getColumns())
                .hasSizeLessThan(8)
                .extracting(LineChart.Tick::label)
                .contains("#50");
        assertThat(chart(List.of(new Point(-5, 1), new Point(60, 1)), List.of(), null)
                        .getColumns())
                .extracting(LineChart.Tick::label)
                .containsExactly("0 s", "20 s", "40 s", "60 s");
    }

    @Test
    void oneBuildIsInTheMiddle() {
        LineChart chart = chart(List.of(new Point(7, 3, "bad", "#7", "Build 7", "../7/")), List.of(), null);
        assertThat(chart.getDots()).containsExactly(new LineChart.Dot("263.0", "76.4", "bad", "Build 7", "../7/"));
    }
}
