package io.jenkins.plugins.seldon.seldon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import io.jenkins.plugins.seldon.helm.chart.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the stacks are given, and the dashboard of our own. */
class AnalyticsStackTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CODES = Pattern.compile(",code=~\"([^\"]*)\"");

    @Test
    void theUsersValuesComeOnTopAndHisManifestsBesideOurs() throws Exception {
        Values values = AnalyticsStack.KUBE_PROMETHEUS_STACK
                .given()
                .with(Values.of(
                        """
                        prometheus: {prometheusSpec: {scrapeInterval: 5s}}
                        extraManifests: {mine: {kind: ConfigMap}}
                        """,
                        "values"));
        assertThat(values.get("prometheus", "prometheusSpec", "scrapeInterval")).isEqualTo("5s");
        assertThat(((Map<?, ?>) values.get("extraManifests")).keySet())
                .hasToString("[seldon-core-1, seldon-core-2-agents, seldon-core-2-pipelines, seldon-dashboard, mine]");
        assertThat(AnalyticsStack.SELDON_CORE_ANALYTICS.given()).isEqualTo(Values.NONE);
        assertThatThrownBy(() -> AnalyticsStack.of("loki"))
                .hasMessage("stack must be seldon-core-analytics or kube-prometheus-stack, not loki.");
    }

    @Test
    void theDashboardFiltersOnTheExecutorsLabelAndKeepsItsAddress() throws Exception {
        JsonNode dashboard = JSON.readTree(PredictionDashboard.json());
        assertThat(dashboard.path("uid").asText()).isEqualTo("U1cSDzyZz");
        assertThat(dashboard.path("title").asText()).isEqualTo("Prediction Analytics");
        assertThat(dashboard.at("/tags/0").asText()).isEqualTo(PredictionDashboard.TAG);
        assertThat(queries(dashboard)).hasSize(11).allSatisfy(query -> assertThat(query)
                .contains("[$__rate_interval]")
                .doesNotContain("status"));
    }

    /** Codes as grpc-go spells them (codes/code_string.go), with the HTTP status of each by google/rpc/code.proto. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "200, Success",
        "OK, Success",
        "404, 4xx",
        "429, 4xx",
        "500, 5xx",
        "503, 5xx",
        "Canceled, 4xx",
        "InvalidArgument, 4xx",
        "NotFound, 4xx",
        "AlreadyExists, 4xx",
        "PermissionDenied, 4xx",
        "Unauthenticated, 4xx",
        "ResourceExhausted, 4xx",
        "FailedPrecondition, 4xx",
        "Aborted, 4xx",
        "OutOfRange, 4xx",
        "Unknown, 5xx",
        "DeadlineExceeded, 5xx",
        "Unimplemented, 5xx",
        "Internal, 5xx",
        "Unavailable, 5xx",
        "DataLoss, 5xx",
    })
    void eachOutcomeIsInOnePanel(String code, String panel) throws Exception {
        List<String> counting = new ArrayList<>();
        for (JsonNode each : JSON.readTree(PredictionDashboard.json()).path("panels")) {
            Matcher codes = CODES.matcher(each.at("/targets/0/expr").asText());
            if (codes.find() && code.matches(codes.group(1))) {
                counting.add(each.path("title").asText());
            }
        }
        assertThat(counting).containsExactly(panel);
    }

    /** Grafana 7.0 knows neither the panel timeseries nor $__rate_interval. */
    @Test
    void theDashboardForTheOldChartNeedsNothingThatItsGrafanaLacks() throws Exception {
        JsonNode dashboard = JSON.readTree(PredictionDashboard.jsonForGrafana70());
        assertThat(dashboard.path("panels"))
                .extracting(panel -> panel.path("type").asText())
                .containsOnly("stat", "graph");
        assertThat(queries(dashboard)).allSatisfy(query -> assertThat(query).contains("[1m]"));
    }

    @Test
    void prometheusOfAnOperatorIsFoundByTheServiceThatSelectsItsPods() throws Exception {
        String prometheus =
                """
                apiVersion: monitoring.coreos.com/v1
                kind: Prometheus
                metadata: {name: main}
                """;
        String service =
                """
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: other}
                spec:
                  ports: [{name: http-web, port: 9090}]
                  selector: {app.kubernetes.io/name: prometheus, operator.prometheus.io/name: main}
                """;
        assertThat(ReleaseServices.of(RenderedObject.parse(prometheus + service), "here"))
                .containsEntry("prometheus", Map.of("name", "web", "port", 9090L, "namespace", "other"));
        assertThat(ReleaseServices.of(
                        RenderedObject.parse(prometheus + service.replace("name: main}", "name: b}")), "here"))
                .as("the operator's own")
                .containsEntry("prometheus", Map.of("name", "prometheus-operated", "port", 9090L));
    }

    private static List<String> queries(JsonNode dashboard) {
        List<String> queries = new ArrayList<>();
        dashboard.path("panels").forEach(panel -> panel.path("targets")
                .forEach(target -> queries.add(target.path("expr").asText())));
        return queries;
    }
}
