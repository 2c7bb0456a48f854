package io.jenkins.plugins.seldon.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.FreeStyleProject;
import hudson.tasks.Builder;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.freestyle.AssertPredictionMetricsBuilder;
import io.jenkins.plugins.seldon.freestyle.InstallSeldonAnalyticsBuilder;
import io.jenkins.plugins.seldon.freestyle.UninstallSeldonAnalyticsBuilder;
import io.jenkins.plugins.seldon.freestyle.WaitForSeldonPodsBuilder;
import io.jenkins.plugins.seldon.settings.BurstLimits;
import io.jenkins.plugins.seldon.settings.GlobalCluster;
import io.jenkins.plugins.seldon.settings.SeldonAnalyticsConfiguration;
import io.jenkins.plugins.seldon.steps.AssertPredictionMetricsStep;
import io.jenkins.plugins.seldon.steps.InstallSeldonAnalyticsStep;
import io.jenkins.plugins.seldon.steps.LatencyLimit;
import io.jenkins.plugins.seldon.steps.OwnMetric;
import io.jenkins.plugins.seldon.steps.PromqlCondition;
import io.jenkins.plugins.seldon.steps.RequestHeader;
import io.jenkins.plugins.seldon.steps.SecretValue;
import io.jenkins.plugins.seldon.steps.UninstallSeldonAnalyticsStep;
import io.jenkins.plugins.seldon.steps.WaitForSeldonPodsStep;
import java.lang.reflect.Method;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.Page;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * The forms of a real Jenkins: what was configured is shown, submitted and persisted again, option by option. A
 * freestyle job's form includes that of the step, and its {@code config.xml} what Jenkins persists of it.
 */
@WithJenkins
class FormsInJenkinsIT {

    /** Options that accept certain words only. */
    private static final Map<String, String> WORDS = Map.of(
            "protocol", "v2",
            "transport", "grpc",
            "server", "mlserver",
            "onInconclusive", "unstable",
            "repair", "never",
            "stack", "kube-prometheus-stack",
            "dashboard", "fixed",
            "onFailure", "rollback",
            "serverUrl", "https://127.0.0.1:6443");

    /** At most, for what a page does behind an event. */
    private static final long PATIENCE_MILLIS = 60_000;

    @Test
    void everyOptionOfAStepSurvivesItsForm(JenkinsRule rule) throws Exception {
        keepsEverything(rule, new InstallSeldonAnalyticsBuilder(configured(new InstallSeldonAnalyticsStep())));
        keepsEverything(rule, new UninstallSeldonAnalyticsBuilder(configured(new UninstallSeldonAnalyticsStep())));
        keepsEverything(rule, new WaitForSeldonPodsBuilder(configured(new WaitForSeldonPodsStep())));
        keepsEverything(rule, new AssertPredictionMetricsBuilder(configured(new AssertPredictionMetricsStep("iris"))));
    }

    @Test
    void whatIsNotSetStaysUnset(JenkinsRule rule) throws Exception {
        keepsEverything(rule, new InstallSeldonAnalyticsBuilder(new InstallSeldonAnalyticsStep()));
        keepsEverything(rule, new UninstallSeldonAnalyticsBuilder(new UninstallSeldonAnalyticsStep()));
        keepsEverything(rule, new WaitForSeldonPodsBuilder(new WaitForSeldonPodsStep()));
        keepsEverything(rule, new AssertPredictionMetricsBuilder(new AssertPredictionMetricsStep("iris")));
    }

    @Test
    void globalClustersCanBeKeptAndRemoved(JenkinsRule rule) throws Exception {
        SeldonAnalyticsConfiguration configuration = SeldonAnalyticsConfiguration.get();
        GlobalCluster cluster = configured(new GlobalCluster("production"));
        configuration.setClusters(List.of(cluster));
        configuration.setAllowedUrls("https://prometheus.example/");
        configuration.setControllerServiceAccount(true);
        configuration.setBurstLimits(configured(new BurstLimits()));
        String before = Jenkins.XSTREAM2.toXML(configuration);

        rule.configRoundtrip();
        assertThat(Jenkins.XSTREAM2.toXML(configuration)).isEqualTo(before);

        HtmlPage page = rule.createWebClient().goTo("configure");
        page.<HtmlButton>getFirstByXPath("//div[@name='clusters']//button[contains(@class, 'repeatable-delete')]")
                .click();
        rule.submit(page.getFormByName("config"));
        assertThat(configuration.getClusters()).isEmpty();
    }

    @Test
    void numbersAreShownAsPeopleWriteThem(JenkinsRule rule) throws Exception {
        AssertPredictionMetricsStep step = new AssertPredictionMetricsStep("iris");
        step.setRate(50.0);
        step.setMaxErrorRatio(0.0);
        step.setMaxLatency(List.of(new LatencyLimit(0.99, 250.0)));
        FreeStyleProject project = rule.createFreeStyleProject();
        project.getBuildersList().add(new AssertPredictionMetricsBuilder(step));
        HtmlPage page = rule.createWebClient().getPage(project, "configure");
        Map<String, String> shown =
                Map.of("rate", "50", "maxErrorRatio", "0", "quantile", "0.99", "millis", "250", "minRequestRate", "");
        assertThat(shown).allSatisfy((field, value) -> assertThat(
                        page.<HtmlInput>getFirstByXPath("//input[@name='_." + field + "']")
                                .getAttribute("value"))
                .as(field)
                .isEqualTo(value));

        BurstLimits limits = new BurstLimits();
        limits.setMaxRate(5000.0);
        SeldonAnalyticsConfiguration.get().setBurstLimits(limits);
        assertThat(rule.createWebClient()
                        .goTo("configure")
                        .<HtmlInput>getFirstByXPath("//input[@name='_.maxRate']")
                        .getAttribute("value"))
                .isEqualTo("5000");
    }

    /** What form-fields.js does in a page that nobody draws. */
    @Test
    void aRequiredFieldIsRefusedOnceSomebodyHasLeftItEmpty(JenkinsRule rule) throws Exception {
        JenkinsRule.WebClient client = rule.createWebClient();
        HtmlPage page = client.goTo("configure");
        page.<HtmlButton>getFirstByXPath("//button[contains(@class, 'repeatable-add')][contains(., 'Add cluster')]")
                .click();
        client.waitForBackgroundJavaScript(PATIENCE_MILLIS);
        HtmlInput name = page.getFirstByXPath("//div[@name='clusters']//input[@name='_.name']");
        assertThat(name.getAttribute("aria-label")).isEqualTo("Name");
        assertThat(page.<HtmlInput>getFirstByXPath("//div[@name='clusters']//input[@name='_.serverUrl']")
                        .getAttribute("aria-label"))
                .isEqualTo("API server URL");
        assertThat(errors(page)).as("on a fresh form").isEmpty();

        name.focus();
        name.blur();
        client.waitForBackgroundJavaScript(PATIENCE_MILLIS);
        assertThat(errors(page)).containsExactly("Required");

        name.type("staging");
        name.blur();
        client.waitForBackgroundJavaScript(PATIENCE_MILLIS);
        assertThat(errors(page)).isEmpty();
    }

    private static List<String> errors(HtmlPage page) {
        return page
                .<HtmlElement>getByXPath("//div[@name='clusters']//*[contains(concat(' ', @class, ' '), ' error ')]")
                .stream()
                .map(HtmlElement::getTextContent)
                .toList();
    }

    /** By the URLs that the form's own buttons and fields name. */
    @Test
    void buttonsAndFieldsTellWhatTheClusterHas(JenkinsRule rule) throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
            cluster.put(
                    """
                    apiVersion: machinelearning.seldon.io/v1
                    kind: SeldonDeployment
                    metadata: {name: sklearn, namespace: seldon-system}
                    spec:
                      predictors: [{name: main, graph: {name: classifier, implementation: SKLEARN_SERVER}}]
                    """);
            SystemCredentialsProvider.getInstance()
                    .getCredentials()
                    .add(new FileCredentialsImpl(
                            CredentialsScope.GLOBAL,
                            "cluster",
                            "",
                            "kubeconfig",
                            SecretBytes.fromBytes(cluster.kubeconfig().getBytes(StandardCharsets.UTF_8))));
            FreeStyleProject project = rule.createFreeStyleProject("models");
            project.getBuildersList()
                    .add(new AssertPredictionMetricsBuilder(new AssertPredictionMetricsStep("sklearn")));
            String page = rule.createWebClient()
                    .withJavaScriptEnabled(false)
                    .getPage(project, "configure")
                    .getWebResponse()
                    .getContentAsString();
            assertThat(page)
                    .contains("data-validate-button-method=\"testConnection\"")
                    .contains("data-validate-button-method=\"testGate\"", "seldon-check-now", "gate-form.js")
                    .contains("autoCompleteNamespace", "autoCompleteDeployment", "autoCompletePredictor")
                    .contains("fillDependsOn=\"cluster credentialsId serverUrl caCertificate contextName clusterName"
                            + " namespace deployment");

            Map<String, String> given = Map.of("credentialsId", "cluster", "deployment", "sklearn");
            assertThat(post(rule, "testConnection", given))
                    .contains(
                            "Connected to Kubernetes v1.33",
                            " as " + cluster.admin().name());
            String form =
                    """
                    {"credentialsId": "cluster", "deployment": "sklearn", "maxErrorRatio": "2",
                     "prometheusHeaders": [{"name": "X-Scope-OrgID", "value": "models", "credentialsId": ""},
                                           {"name": "X-Scope-OrgID", "value": "others", "credentialsId": ""}]}
                    """;
            assertThat(post(rule, "testGate", Map.of("gate", form)))
                    .as("lists and all")
                    .contains("The header X-Scope-OrgID occurs twice in prometheusHeaders.");
            form = "{\"credentialsId\": \"cluster\", \"deployment\": \"sklearn\", \"maxErrorRatio\": \"2\"}";
            assertThat(post(rule, "testGate", Map.of("gate", form)))
                    .contains("maxErrorRatio")
                    .contains("SeldonDeployment seldon-system/sklearn has the state", ", with the predictor main")
                    .contains("prometheus-seldon");
            assertThat(post(rule, "autoCompleteNamespace", with(given, "value", "seldon-s")))
                    .contains("\"seldon-system\"");
            assertThat(post(rule, "autoCompleteDeployment", with(given, "value", "sk")))
                    .contains("\"sklearn\"");
            assertThat(post(rule, "autoCompletePredictor", with(given, "value", "m")))
                    .contains("\"main\"");
            assertThat(cluster.writes()).isEmpty();
            assertThat(post(rule, "testConnection", Map.of())).contains("No cluster is given");
        }
    }

    private static Map<String, String> with(Map<String, String> given, String name, String value) {
        Map<String, String> all = new HashMap<>(given);
        all.put(name, value);
        return all;
    }

    private static String post(JenkinsRule rule, String method, Map<String, String> parameters) throws Exception {
        JenkinsRule.WebClient client = rule.createWebClient().withJavaScriptEnabled(false);
        URL url = new URL(
                rule.getURL(),
                "job/models/descriptorByName/" + AssertPredictionMetricsStep.class.getName() + "/" + method);
        WebRequest request = new WebRequest(url, HttpMethod.POST);
        request.setRequestParameters(parameters.entrySet().stream()
                .map(entry -> new NameValuePair(entry.getKey(), entry.getValue()))
                .toList());
        Page page = client.getPage(client.addCrumb(request));
        return page.getWebResponse().getContentAsString();
    }

    private static void keepsEverything(JenkinsRule rule, Builder before) throws Exception {
        Builder after = rule.configRoundtrip(before);
        assertThat(Jenkins.XSTREAM2.toXML(after)).isEqualTo(Jenkins.XSTREAM2.toXML(before));
    }

    /** Sets every optional property to something that is not its default. */
    private static <T> T configured(T describable) throws ReflectiveOperationException {
        List<Method> setters = Arrays.stream(describable.getClass().getMethods())
                .filter(method -> method.isAnnotationPresent(DataBoundSetter.class))
                .toList();
        assertThat(setters).isNotEmpty();
        for (Method setter : setters) {
            String name = setter.getName().substring("set".length());
            name = Character.toLowerCase(name.charAt(0)) + name.substring(1);
            setter.invoke(describable, sample(name, setter.getParameterTypes()[0]));
        }
        return describable;
    }

    private static Object sample(String name, Class<?> type) {
        if (type == String.class) {
            return WORDS.getOrDefault(name, "some-" + name.toLowerCase(java.util.Locale.ROOT));
        }
        if (type == int.class || type == Integer.class) {
            return 7;
        }
        if (type == double.class || type == Double.class) {
            return 0.25;
        }
        if (type == boolean.class || type == Boolean.class) {
            return true;
        }
        return switch (name) {
            case "secretValues" -> List.of(new SecretValue("grafana.smtp.password", "smtp"));
            case "headers", "prometheusHeaders" -> List.of(new RequestHeader("X-Team", "iris"));
            case "metric" -> {
                OwnMetric metric = new OwnMetric("http_requests_total");
                metric.setSuccess("code=~\"2..\"");
                metric.setMatchers("handler=\"predict\"");
                metric.setPort("9000");
                metric.setPath("/stats");
                yield metric;
            }
            case "maxLatency" -> List.of(new LatencyLimit(0.99, 250.0));
            case "conditions" -> {
                PromqlCondition condition = new PromqlCondition("up");
                condition.setName("targets");
                condition.setAbove(0.5);
                condition.setBelow(1.5);
                condition.setReduce("all");
                condition.setSeverity("unstable");
                condition.setOver("burst");
                condition.setForSeconds(2.5);
                yield List.of(condition);
            }
            default -> throw new AssertionError("no sample for " + name + " of " + type);
        };
    }
}
