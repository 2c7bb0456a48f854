package io.jenkins.plugins.seldon.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.report.GateTrend.Entry;
import io.jenkins.plugins.seldon.report.ReportSection.Kind;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GateTrendTest {

    private static Entry entry(int build, String subject, String outcome, double rate) {
        return Entry.of(
                build,
                new ReportSection(
                        Kind.GATE,
                        subject,
                        outcome,
                        "",
                        Map.of(
                                "countedBy",
                                "Prometheus by the pods' names",
                                "requestRate",
                                rate,
                                "errorRatio",
                                0.015,
                                "latency",
                                Map.of("p95", 12.34, "p50", 5),
                                "conditions",
                                List.of(Map.of("name", "x")))));
    }

    @Test
    void anEntryHasTheNumbersOfItsGateAsPeopleReadThem() {
        Entry entry = entry(12, "models/iris", "FAIL", 33.333);
        assertThat(entry.toldRate()).isEqualTo("33.3/s");
        assertThat(entry.toldP95()).isEqualTo("12.3 ms");
        assertThat(entry.toldErrors()).isEqualTo("1.5 %");
        assertThat(entry.mark()).isEqualTo(new Mark("FAIL", Mark.Kind.BAD));
    }

    @Test
    void aGateThatSentNothingHasNoNumbers() {
        Entry entry = Entry.of(3, new ReportSection(Kind.GATE, "models/iris", "ERROR", "", Map.of("requestRate", 0.0)));
        assertThat(entry.rate()).isNull();
        assertThat(entry.toldRate() + entry.toldP95() + entry.toldErrors()).isEmpty();
        assertThat(new GateTrend(List.of(entry)).charts("")).isEmpty();
    }

    /** One request asked the endpoint, which did not answer in time: no rate of 0, and no latency of the model's. */
    @Test
    void aGateThatMeasuredNoBurstHasNoNumbers() {
        Map<String, Object> refused = Map.of(
                "sent", 1, "requestRate", 0.0, "errorRatio", 1.0, "latency", Map.of("p95", 10_000), "countedBy", "");
        Entry entry = Entry.of(3, new ReportSection(Kind.GATE, "models/iris", "ERROR", "", refused));
        assertThat(entry.toldRate() + entry.toldP95() + entry.toldErrors()).isEmpty();
    }

    @Test
    void eachGateHasChartsFromTheOldestBuildToTheNewest() {
        GateTrend trend = new GateTrend(List.of(
                entry(9, "models/iris", "PASS", 30),
                entry(9, "models/wine", "INCONCLUSIVE", 5),
                entry(8, "models/iris", "FAIL", 20)));
        List<GateTrend.Charts> all = trend.charts("../");
        assertThat(all).extracting(GateTrend.Charts::subject).containsExactly("models/iris", "models/wine");
        LineChart rate = all.get(0).charts().get(0);
        assertThat(rate.getTitle()).isEqualTo("Request rate of models/iris");
        assertThat(rate.getDescription()).isEqualTo("Build #8: 20/s; build #9: 30/s.");
        assertThat(rate.getDots()).extracting(LineChart.Dot::mark).containsExactly("bad", "good");
        assertThat(rate.getDots())
                .extracting(LineChart.Dot::link)
                .containsExactly("../8/seldon-analytics/", "../9/seldon-analytics/");
        assertThat(rate.getColumns()).extracting(LineChart.Tick::label).containsExactly("#8", "#9");
    }

    @Test
    void aSingleBuildIsToldOnce() {
        GateTrend trend = new GateTrend(List.of(entry(9, "models/iris", "PASS", 30)));
        LineChart rate = trend.charts("../").get(0).charts().get(0);
        assertThat(rate.getDescription()).isEqualTo("Build #9: 30/s.");
        assertThat(rate.getColumns()).extracting(LineChart.Tick::label).containsExactly("#9");
    }

    @Test
    void aJobOfManyGatesHasFewCharts() {
        GateTrend trend = new GateTrend(IntStream.range(0, 30)
                .mapToObj(i -> entry(5, "models/m" + i, "PASS", i))
                .toList());
        assertThat(trend.charts("")).hasSize(6);
        assertThat(trend.getEntries()).hasSize(30);
        assertThat(trend.getLatest()).hasSize(10);
    }
}
