package io.jenkins.plugins.seldon.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextFormatTest {

    private static final String PAGE =
            """
            # HELP requests_count What it counts.
            # TYPE requests_count counter
            requests_count{code="200",service="predictions"} 12
            requests_count{code="500",path="a\\\\b\\"c\\nd",} 3 1700000000000
            requests_count 7
            requests_count_total{code="200"} 99
            requests_count{code="200" 5
            requests_count{code="404"} x
            requests_count{code="405"}
            """;

    @Test
    void samplesOfOneMetricAreReadAndOtherLinesSkipped() {
        List<Series> series = TextFormat.read(PAGE, "requests_count", 5);
        assertThat(series).extracting(s -> s.last().value()).containsExactly(12.0, 3.0, 7.0);
        assertThat(series.get(0).labels()).isEqualTo(Map.of("code", "200", "service", "predictions"));
        assertThat(series.get(1).label("path")).isEqualTo("a\\b\"c\nd");
        assertThat(series.get(2).labels()).isEmpty();
    }

    @Test
    void theValueOfAMetricIsToldWhereItHasOneSeries() {
        assertThat(TextFormat.only(PAGE, "requests_count_total")).hasValue(99);
        assertThat(TextFormat.only(PAGE, "requests_count")).isEmpty();
        assertThat(TextFormat.only(PAGE, "requests_sum")).isEmpty();
        assertThat(TextFormat.only("began NaN", "began")).isEmpty();
    }

    @Test
    void aPageThatIsNoneHasNoSamples() {
        assertThat(TextFormat.read("<html></html>", "requests_count", 5)).isEmpty();
    }
}
