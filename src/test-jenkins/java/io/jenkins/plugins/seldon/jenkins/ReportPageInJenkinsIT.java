package io.jenkins.plugins.seldon.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import io.jenkins.plugins.seldon.report.ReportSection;
import io.jenkins.plugins.seldon.report.ReportSection.Kind;
import io.jenkins.plugins.seldon.report.SeldonReport;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The build's page and its summary in a real Jenkins, whose Jelly reads more out of a view than a parser of XML does. */
@WithJenkins
class ReportPageInJenkinsIT {

    /** As a gate returns it; see docs/evidence.md. */
    private static final Map<String, Object> GATE = Map.ofEntries(
            Map.entry("verdict", "FAIL"),
            Map.entry("query", "sum(rate(seldon_api_executor_client_requests_seconds_count[1m]))"),
            Map.entry("requestRate", 33.333),
            Map.entry("observedRate", 6.7),
            Map.entry("accepted", 200),
            Map.entry("counted", 100),
            Map.entry("countedRatio", 0.5),
            Map.entry("countedErrors", 0),
            Map.entry("errorRatio", 0.005),
            Map.entry("countedBy", "by the pods' names, and the executors' own pages"),
            Map.entry("layer", "scrape"),
            Map.entry("latency", Map.of("p50", 5.1, "p95", 20.0, "p99", 30.5, "max", 40.0, "mean", 6.2)),
            Map.entry(
                    "conditions",
                    List.of(Map.of(
                            "name",
                            "minCountedRatio",
                            "query",
                            "counted / accepted",
                            "value",
                            "0.5",
                            "limit",
                            "at least 0.95",
                            "verdict",
                            "FAIL",
                            "severity",
                            "failure",
                            "sentence",
                            "Half is missing."))),
            Map.entry(
                    "predictors", List.of(Map.of("name", "main", "counted", 100.0, "ofTheBurst", true, "share", 1.0))),
            Map.entry(
                    "pods",
                    List.of(Map.of(
                            "name",
                            "iris-main-0<b>",
                            "predictor",
                            "main",
                            "executor",
                            200.0,
                            "prometheus",
                            100.0,
                            "note",
                            ""))),
            Map.entry(
                    "diagnosis",
                    Map.of(
                            "layer",
                            "scrape",
                            "layers",
                            List.of(Map.of("layer", "scrape", "health", "BROKEN", "seen", "no target for iris-1")))),
            Map.entry("notes", List.of("The clocks differ.")));

    @Test
    void eachKindOfSectionIsShown(JenkinsRule rule) throws Exception {
        FreeStyleBuild build = rule.buildAndAssertSuccess(rule.createFreeStyleProject("models"));
        SeldonReport.add(
                build, new ReportSection(Kind.RELEASE, "seldon-core-analytics", "deployed", "Ready.", Map.of()));
        SeldonReport.add(build, new ReportSection(Kind.PODS, "iris", "ready", "2 pods are ready.", Map.of("pods", 2)));
        SeldonReport.add(build, new ReportSection(Kind.GATE, "models/passed", "PASS", "It passed.", Map.of()));
        SeldonReport.add(build, new ReportSection(Kind.GATE, "models/iris", "FAIL", "Half is missing <i>.", GATE));
        // Jenkins' own scripts are for browsers of today, which HtmlUnit's engine is not.
        JenkinsRule.WebClient client = rule.createWebClient().withJavaScriptEnabled(false);
        String page = client.getPage(build, "seldon-analytics").getWebResponse().getContentAsString();
        assertThat(page)
                .contains("seldon-core-analytics", "2 pods are ready.", "It passed.", "Half is missing &lt;i")
                .contains("iris-main-0&lt;b", "minCountedRatio", "no target for iris-1", "33.3/s", "p99", "30.5")
                .doesNotContain("${", "<i>.");
        assertThat(page.indexOf("models/iris"))
                .as("what did not pass is first")
                .isLessThan(page.indexOf("models/passed"));
        assertThat(page)
                .as("what decided, its limit, and where it broke")
                .contains("50 %", "at least 95 %", "broken here", "jenkins-!-error-color");
        assertThat(client.getPage(build).getWebResponse().getContentAsString()).contains("models/iris");
        assertThat(client.goTo("job/models/buildHistory/ajax").getWebResponse().getContentAsString())
                .as("the build's row")
                .contains("FAIL: models/iris", "/seldon-analytics/", "jenkins-!-error-color");
    }

    @Test
    void theJobShowsHowItsGatesWent(JenkinsRule rule) throws Exception {
        FreeStyleProject project = rule.createFreeStyleProject("models");
        JenkinsRule.WebClient client = rule.createWebClient().withJavaScriptEnabled(false);
        rule.buildAndAssertSuccess(project);
        assertThat(client.getPage(project).getWebResponse().getContentAsString())
                .as("without a gate")
                .doesNotContain("seldon-chart");
        for (String verdict : List.of("PASS", "FAIL")) {
            FreeStyleBuild build = rule.buildAndAssertSuccess(project);
            SeldonReport.add(
                    build,
                    new ReportSection(
                            Kind.GATE,
                            "models/<b>iris",
                            verdict,
                            "It says so.",
                            Map.of(
                                    "countedBy",
                                    "Prometheus by the pods' names",
                                    "requestRate",
                                    33.333,
                                    "errorRatio",
                                    0.0,
                                    "latency",
                                    Map.of("p95", 12.34))));
        }
        for (String path : List.of("", "seldon-analytics/")) {
            String page = client.getPage(project, path).getWebResponse().getContentAsString();
            assertThat(page)
                    .contains("FAIL", "33.3/s", "12.3 ms", "models/&lt;b", "<polyline", "3/seldon-analytics/")
                    .doesNotContain("${", "models/<b>");
        }
    }
}
