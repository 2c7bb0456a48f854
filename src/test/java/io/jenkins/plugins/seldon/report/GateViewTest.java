package io.jenkins.plugins.seldon.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.report.GateView.Count;
import io.jenkins.plugins.seldon.report.GateView.Row;
import io.jenkins.plugins.seldon.report.GateView.Step;
import io.jenkins.plugins.seldon.report.ReportSection.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data is of the form that {@code docs/evidence.md} describes; what is not is what another version may have kept. */
class GateViewTest {

    private static GateView view(String outcome, Map<String, ?> data) {
        return new ReportSection(Kind.GATE, "models/iris", outcome, "It says so.", data).getGate();
    }

    private static Map<String, Object> condition(String name, String verdict, String value, String limit) {
        return Map.of("name", name, "verdict", verdict, "query", "q", "value", value, "limit", limit);
    }

    @ParameterizedTest
    @CsvSource({
        "minCountedRatio, 0.5, at least 0.95, 50 %, at least 95 %",
        "maxErrorRatio, 0, at most 0.01, 0 %, at most 1 %",
        "minRequestRate, 66.667, above 0, 66.7/s, above 0/s",
        "minCountedRatio, 0.9994, at least 0.9995, 99.94 %, at least 99.95 %",
        "minRequestRate, 0.04, at least 0.05, 0.04/s, at least 0.05/s",
        "minRequestRate, 49.97, at least 50, 49.97/s, at least 50/s",
        "minCountedRatio, NaN, at least 1, NaN, at least 100 %",
        "maxLatency, 12 ms, at most 250 ms, 12 ms, at most 250 ms",
        "share, 27, 24 to 58, 27, 24 to 58",
        "maxErrorRatio, '', at most 0.01, no value, at most 1 %"
    })
    void theNumberThatDecidedIsAsPeopleReadIt(String name, String value, String limit, String told, String toldLimit) {
        GateView.Condition decisive = view("FAIL", Map.of("conditions", List.of(condition(name, "FAIL", value, limit))))
                .getDecisive();
        assertThat(decisive.told()).isEqualTo(new Told(told, toldLimit));
        assertThat(decisive.value()).as("raw").isEqualTo(value);
        assertThat(decisive.limit()).isEqualTo(limit);
    }

    @Test
    void noTotalIsToldAsOneThatItsLimitAllowsWhereItIsBeyond() {
        Map<String, Object> data = Map.of(
                "countedBy",
                "Prometheus by the pods' names",
                "requestRate",
                49.97,
                "errorRatio",
                0.01004,
                "latency",
                Map.of("p95", 300.4),
                "conditions",
                List.of(
                        condition("minRequestRate", "FAIL", "49.97", "at least 50"),
                        condition("maxErrorRatio", "FAIL", "0.01004", "at most 0.01"),
                        condition("maxLatency", "FAIL", "300.4 ms", "at most 300 ms")));
        assertThat(view("FAIL", data).getFacts())
                .contains(new Row("Request rate", "49.97/s"), new Row("Failed", "1.004 %"));
        assertThat(view("FAIL", data).getLatencies()).containsExactly(new Row("p95", "300.4 ms"));
    }

    @Test
    void whatWasNotMeasuredIsNoZero() {
        Map<String, Object> refused = Map.of(
                "sent", 1, "accepted", 0, "counted", 0, "requestRate", 0.0, "observedRate", 0.0, "countedBy", "");
        assertThat(view("FAIL", refused).getFacts()).containsExactly(new Row("Sent", "1"), new Row("Accepted", "0"));
    }

    /** Warm-up requests, with their handshakes and a cold model, are not what a limit on latencies is about. */
    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    void whatARefusalOrAWarmUpTookIsNoLatency(int accepted) {
        Map<String, Object> data = Map.of("accepted", accepted, "countedBy", "", "latency", Map.of("p95", 20));
        assertThat(view("ERROR", data).getLatencies()).isEmpty();
    }

    @Test
    void theGravestDecidesUnlessAllPass() {
        List<Object> conditions = List.of(
                condition("minRequestRate", "FAIL", "1", "at least 2"),
                condition("minCountedRatio", "PASS", "1", "at least 0.95"));
        assertThat(view("FAIL", Map.of("conditions", conditions)).getDecisive().name())
                .isEqualTo("minRequestRate");
        assertThat(view("PASS", Map.of("conditions", conditions)).getDecisive().name())
                .isEqualTo("minCountedRatio");
        assertThat(view("ERROR", Map.of()).getDecisive()).isNull();
    }

    @Test
    void theCountsAreOfTheBurstThenOfPredictorsThenOfPods() {
        Map<String, Object> data = Map.of(
                "accepted",
                200,
                "predictors",
                List.of(
                        Map.of("name", "main", "ofTheBurst", true, "share", 0.8),
                        Map.of("name", "shadow", "ofTheBurst", false)),
                "pods",
                List.of(
                        Map.of(
                                "name",
                                "a",
                                "predictor",
                                "main",
                                "ofTheBurst",
                                true,
                                "executor",
                                104,
                                "prometheus",
                                100),
                        Map.of(
                                "name",
                                "b",
                                "predictor",
                                "main",
                                "ofTheBurst",
                                true,
                                "executor",
                                96,
                                "prometheus",
                                "no series"),
                        Map.of("name", "c", "predictor", "shadow", "ofTheBurst", false, "executor", 200)));
        assertThat(view("FAIL", data).getCounts())
                .containsExactly(
                        new Count("burst", "", "200", "200", "100", ""),
                        new Count("predictor", "main", "", "200", "100", "80 % of the traffic expected"),
                        new Count("predictor", "shadow", "", "200", "", "not of the burst"),
                        new Count("pod", "a", "", "104", "100", ""),
                        new Count("pod", "b", "", "96", "no series", ""),
                        new Count("pod", "c", "", "200", "", ""));
    }

    /** As of a Service that is scraped beside the pods behind it. */
    @ParameterizedTest(name = "of the other pod {0} in Prometheus: {1}")
    @CsvSource({"96, 196", "no series, 300"})
    void whatMayBeThePodsOwnOnceMoreIsNotAddedToTheirs(String other, String sum) {
        Object seen = other.equals("96") ? (Object) 96 : other;
        List<Object> pods = List.of(
                Map.of("name", "a", "predictor", "main", "executor", 104, "prometheus", 100),
                Map.of("name", "b", "predictor", "main", "executor", 96, "prometheus", seen),
                Map.of("name", "", "predictor", "main", "executor", "not readable", "prometheus", 200));
        assertThat(view("PASS", Map.of("accepted", 200, "pods", pods))
                        .getCounts()
                        .get(0))
                .isEqualTo(new Count("burst", "", "200", "200", sum, ""));
    }

    @Test
    void theBrokenLayerIsMarkedOnTheWay() {
        List<Object> layers = List.of(
                Map.of("layer", "ingress", "health", "ok", "seen", "all reached it"),
                Map.of("layer", "scrape", "health", "broken", "seen", "no target"));
        List<Step> steps = view("FAIL", Map.of("diagnosis", Map.of("layer", "scrape", "layers", layers)))
                .getSteps();
        assertThat(steps).extracting(Step::layer).containsExactly("ingress", "scrape");
        assertThat(steps).extracting(Step::isDecisive).containsExactly(false, true);
        assertThat(steps.get(1).mark().colour()).isEqualTo("jenkins-!-error-color");
        assertThat(steps).extracting(Step::word).containsExactly("ok", "broken here");
    }

    @Test
    void aLayerThatNobodyLookedAtStandsWhereItBelongs() {
        List<Object> layers = List.of(
                Map.of("layer", "ingress", "health", "ok", "seen", ""),
                Map.of("layer", "executor", "health", "unknown", "seen", ""));
        List<Step> steps = view(
                        "FAIL",
                        Map.of("diagnosis", Map.of("layer", "model", "cause", "it is too slow", "layers", layers)))
                .getSteps();
        assertThat(steps).extracting(Step::layer).containsExactly("ingress", "model", "executor");
        assertThat(steps.get(1).seen()).isEqualTo("it is too slow");
        assertThat(view("PASS", Map.of("diagnosis", Map.of("layer", "none"))).getSteps())
                .isEmpty();
    }

    @Test
    void othersTrafficDecidesAndIsNotBroken() {
        Step step = view("INCONCLUSIVE", Map.of("diagnosis", Map.of("layer", "traffic", "cause", "others use it")))
                .getSteps()
                .get(0);
        assertThat(step.word()).isEqualTo("decided here");
        assertThat(step.mark().kind()).isEqualTo(Mark.Kind.OPEN);
    }

    @Test
    void latenciesHaveTheirUnit() {
        Map<String, Object> data =
                Map.of("countedBy", "Prometheus by the pods' names", "latency", Map.of("p999", 41.23));
        assertThat(view("PASS", data).getLatencies()).containsExactly(new Row("p99.9", "41.2 ms"));
    }

    @Test
    void theLatenciesAreALineFromTheMedianToTheSlowest() {
        Map<String, Object> latency =
                Map.of("p50", 12.0, "p90", 20.0, "p95", 25, "p99", 40.0, "p999", 41.23, "max", 80.5, "mean", 14.0);
        String measured = "Prometheus by the pods' names";
        LineChart chart =
                view("PASS", Map.of("countedBy", measured, "latency", latency)).getLatencyChart();
        assertThat(chart.getTitle()).isEqualTo("Latency of models/iris");
        assertThat(chart.getColumns())
                .extracting(LineChart.Tick::label)
                .containsExactly("p50", "p90", "p95", "p99", "p99.9", "max");
        assertThat(chart.getRows()).extracting(LineChart.Tick::label).containsExactly("0 ms", "50 ms", "100 ms");
        assertThat(chart.getDescription()).isEqualTo("Half of the requests took at most 12 ms, the slowest 80.5 ms.");
        assertThat(view("PASS", Map.of("countedBy", measured, "latency", Map.of("p95", 1)))
                        .getLatencyChart())
                .as("of which too little was kept")
                .isNull();
        assertThat(view("ERROR", Map.of("countedBy", "", "latency", latency)).getLatencyChart())
                .as("of a warm-up")
                .isNull();
    }

    @Test
    void theChartHasTheBurstItsSurroundingsAndTheLimit() {
        Map<String, Object> data = Map.of(
                "rateSeries",
                List.of(List.of(1000, 0), List.of(6000, 30.3), List.of(11_000, 0)),
                "burst",
                List.of(6000, 8000),
                "conditions",
                List.of(condition("minRequestRate", "PASS", "30", "at least 20")));
        GateView view = view("PASS", data);
        LineChart chart = view.getChart();
        assertThat(chart.getBands()).extracting(LineChart.Band::kind).containsExactly("warm-up", "burst", "settling");
        assertThat(chart.isLimited()).isTrue();
        assertThat(chart.getTitle()).isEqualTo("Request rate of models/iris");
        assertThat(chart.getDescription()).contains("30.3/s", "0 to 2 s", "required: at least 20/s");
        assertThat(view.getRates()).contains(new Row("-5 s", "0/s"), new Row("0 s", "30.3/s"));
        assertThat(view("PASS", Map.of()).getChart()).isNull();
    }

    @Test
    void whatFailedIsALineBesideTheRate() {
        Map<String, Object> data = Map.of(
                "rateSeries",
                List.of(List.of(1000, 0), List.of(6000, 30.3), List.of(11_000, 0)),
                "errorSeries",
                List.of(List.of(1000, 0), List.of(6000, 40), List.of(11_000, 0)),
                "burst",
                List.of(6000, 8000));
        GateView view = view("FAIL", data);
        LineChart chart = view.getChart();
        assertThat(chart.getRows()).extracting(LineChart.Tick::label).containsExactly("0/s", "25/s", "50/s");
        assertThat(chart.getBeside().split(" "))
                .hasSize(3)
                .doesNotContain(chart.getLine().split(" ")[1]);
        assertThat(chart.getDescription())
                .startsWith("The request rate rises to 30.3/s; ")
                .endsWith(" The rate of failed predictions rises to 40/s.");
        assertThat(view.getRates())
                .containsExactly(new Row("-5 s", "0/s"), new Row("0 s", "30.3/s, 40/s failed"), new Row("5 s", "0/s"));
        assertThat(view("PASS", Map.of("rateSeries", data.get("rateSeries")))
                        .getChart()
                        .getBeside())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript:alert(1)", "//evil", "data:text/html,x", ""})
    void onlyAWebAddressIsALink(String link) {
        assertThat(view("PASS", Map.of("dashboard", link)).getDashboard()).isEmpty();
        assertThat(view("PASS", Map.of("dashboard", "https://grafana/d/x")).getDashboard())
                .isEqualTo("https://grafana/d/x");
    }

    @Test
    void charactersThatShowNothingOfTheirOwnAreLeftOut() {
        GateView view = view("PASS", Map.of("notes", List.of("a\u001b[31m\u202eb\nc"), "query", "up\u0000"));
        assertThat(view.getNotes()).containsExactly("a[31mb c");
        assertThat(view.getQuery()).isEqualTo("up");
    }

    /** A build that is kept for years may hold anything in these places. */
    @Test
    void dataOfAnotherFormIsNoErrorOfThePage() {
        List<Object> values =
                new ArrayList<>(List.of("text", 5, true, List.of("x"), List.of(Map.of()), Map.of("a", 1)));
        values.add(null);
        for (Object value : values) {
            Map<String, Object> data = new HashMap<>();
            for (String key : List.of(
                    "conditions",
                    "predictors",
                    "pods",
                    "diagnosis",
                    "latency",
                    "rateSeries",
                    "errorSeries",
                    "burst",
                    "notes",
                    "dashboard",
                    "requestRate",
                    "accepted")) {
                data.put(key, value);
            }
            GateView view = view("FAIL", data);
            view.getConditions();
            view.getDecisive();
            view.getCounts();
            view.getSteps();
            view.getLatencies();
            view.getNotes();
            view.getRates();
            view.getFacts();
            view.getDashboard();
            assertThat(view.getChart()).isNull();
            assertThat(view.getLatencyChart()).isNull();
        }
    }
}
