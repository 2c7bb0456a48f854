package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import hudson.AbortException;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.prometheus.PrometheusProcess;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.node.Connections;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.security.access.AccessDeniedException;

/** What the gate's button finds out, by every option of its form, and what Prometheus says of a query that is typed. */
@Timeout(180)
class CheckNowTest {

    /** What a busy machine takes; the forms' own limits are for people. */
    private static final Duration LONG = Duration.ofSeconds(30);

    private static final String NAMESPACE = "seldon-system";
    private static final String SELDON_DEPLOYMENT =
            """
            apiVersion: machinelearning.seldon.io/v1
            kind: SeldonDeployment
            metadata: {name: %s, namespace: seldon-system}
            spec:
              predictors:
                - {name: main, graph: {name: classifier, implementation: SKLEARN_SERVER}}
                - {name: canary, graph: {name: classifier, implementation: SKLEARN_SERVER}}
            """;

    private final EmbeddedCluster cluster = EmbeddedCluster.start();
    private String kubeconfig = cluster.kubeconfig();

    private final FakePlatform platform = new FakePlatform() {
        @Override
        public ClusterConnection connect(ClusterOptions options) throws AbortException {
            if (options.getCluster().equals("nowhere")) {
                throw new AbortException("There is no global cluster 'nowhere'.");
            }
            return Kubeconfig.parse(kubeconfig).select(new Kubeconfig.Choice("", "", options.getNamespace()));
        }

        @Override
        public HttpAccess access(String credentialsId) {
            return HttpAccess.bearer("prometheus-secret");
        }
    };

    private final GateForm gate = new AssertPredictionMetricsStep.DescriptorImpl() {
        @Override
        LoadLimits limits() {
            return LoadLimits.DEFAULT;
        }

        @Override
        Connections connections(Item item) {
            return platform;
        }

        @Override
        Duration buttonLimit() {
            return LONG;
        }

        @Override
        Duration typingLimit() {
            return LONG;
        }
    };

    @AfterEach
    void stop() {
        platform.close();
        cluster.close();
    }

    @Test
    void theGatesButtonTellsDeploymentAndPrometheusAndSendsNothing() throws Exception {
        cluster.put(SELDON_DEPLOYMENT.formatted("sklearn"));
        try (PrometheusProcess prometheus = PrometheusProcess.with().start()) {
            cluster.serve(NAMESPACE, "seldon-core-analytics-prometheus-seldon", 80, prometheus.url());
            FormValidation said = tested("sklearn", "", "");

            assertThat(said.renderHtml())
                    .contains("Connected to Kubernetes v1.33")
                    .contains("SeldonDeployment seldon-system/sklearn has the state ")
                    .contains(", with the predictors main and canary")
                    .contains("Prometheus (service seldon-system/seldon-core-analytics-prometheus-seldon) answers:"
                            + " it scrapes 0 targets in namespace seldon-system and has 0 series")
                    .contains("A gate is inconclusive where nothing is scraped.");
            assertThat(said.kind).isEqualTo(FormValidation.Kind.WARNING);

            assertThat(tested("sklearn", "shadow", "").renderHtml())
                    .contains("has no predictor &#039;shadow&#039;; it has: ");
        }
        assertNothingChanged();
    }

    @Test
    void theGatesButtonTellsWhatIsNotThere() {
        FormValidation said = tested("income", "", "");
        assertThat(said.kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(said.renderHtml())
                .contains(
                        "There is no SeldonDeployment, InferenceService, Model, Pipeline or Knative Service income in namespace seldon-system.")
                .contains("seldon-core-analytics-prometheus-seldon");
    }

    @Test
    void theGatesButtonRefusesWhatTheRunRefuses() {
        FormValidation said = tested("In come", "", "");
        assertThat(said.kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(said.renderHtml()).contains("can&#039;t be a name in Kubernetes");
        said = tested("income", "", "x/y/z/");
        assertThat(said.kind).isEqualTo(FormValidation.Kind.ERROR);
    }

    @Test
    void theGatesButtonAsksPrometheusAsTheRunWouldAndReadsTheConditions() throws Exception {
        cluster.put(SELDON_DEPLOYMENT.formatted("sklearn"));
        try (PrometheusProcess prometheus = PrometheusProcess.with().start()) {
            cluster.serve(NAMESPACE, "seldon-core-analytics-prometheus-seldon", 80, prometheus.url());
            AssertPredictionMetricsStep step = new AssertPredictionMetricsStep("sklearn");
            step.setConditions(List.of(below("sum(up", 1), below("max_over_time(up[$__range])", 1)));
            step.setMaxErrorRatio(2.0);
            FormValidation said = gate.tested(item(true), step, Map.of());
            assertThat(said.renderHtml())
                    .contains("The condition sum(up: Could not read a query at Prometheus")
                    .contains("unclosed left parenthesis")
                    .doesNotContain("max_over_time")
                    .contains("maxErrorRatio");
            assertThat(said.kind).isEqualTo(FormValidation.Kind.ERROR);
        }

        AssertPredictionMetricsStep step = new AssertPredictionMetricsStep("sklearn");
        RequestHeader tenant = new RequestHeader("Authorization", "");
        tenant.setCredentialsId("tenant");
        step.setPrometheusHeaders(List.of(tenant));
        assertThat(gate.tested(item(true), step, Map.of()).renderHtml())
                .as("headers are read, and refused as in a run")
                .contains("The header Authorization in prometheusHeaders needs prometheusUrl");

        step = new AssertPredictionMetricsStep("sklearn");
        step.setMetric(new OwnMetric("requests_total{"));
        assertThat(gate.tested(item(true), step, Map.of()).renderHtml())
                .as("so is the counter")
                .contains("counter must be the name of a Prometheus metric");
    }

    @Test
    void theGatesButtonSendsPrometheusTheHeadersOfTheForm() throws Exception {
        List<String> tenants = new CopyOnWriteArrayList<>();
        HttpServer prometheus = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        prometheus.createContext("/", exchange -> {
            tenants.add(exchange.getRequestHeaders().getFirst("X-Scope-OrgID"));
            byte[] body = ("no tenant " + tenants.get(0)).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(401, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        prometheus.start();
        AssertPredictionMetricsStep step = new AssertPredictionMetricsStep("sklearn");
        step.setPrometheusUrl("http://127.0.0.1:" + prometheus.getAddress().getPort());
        RequestHeader tenant = new RequestHeader("X-Scope-OrgID", "");
        tenant.setCredentialsId("tenant");
        step.setPrometheusHeaders(List.of(tenant));
        FormValidation said = gate.tested(item(true), step, Map.of());
        prometheus.stop(0);
        assertThat(tenants).isNotEmpty().containsOnly("prometheus-secret");
        assertThat(said.renderHtml()).contains("it answered 401").doesNotContain("prometheus-secret");
    }

    @Test
    void onlyWhatIsLookedAtMustBeToldByTheForm() {
        AssertPredictionMetricsStep step = new AssertPredictionMetricsStep("income");
        step.setEndpoint("${HOST}");
        assertThat(gate.tested(item(true), step, Map.of("endpoint", "${HOST}")).renderHtml())
                .contains("There is no SeldonDeployment")
                .doesNotContain("HOST");
        cluster.forgetRequests();
        Map<String, Object> nested = Map.of("conditions", List.of(Map.of("promql", "up{job=\"${JOB}\"}")));
        assertThat(gate.tested(item(true), step, nested).renderHtml()).contains("only a build can resolve");
        assertThat(cluster.requests()).isEmpty();
    }

    @Test
    void aQueryIsReadByPrometheusWhileItIsTypedAndSilentlyNotWhereThereIsNone() throws Exception {
        PromqlCondition.DescriptorImpl condition = new PromqlCondition.DescriptorImpl() {
            @Override
            Connections connections(Item item) {
                return platform;
            }

            @Override
            Duration typingLimit() {
                return LONG;
            }
        };
        PrometheusQuery asked = prometheus("", "");
        try (PrometheusProcess prometheus = PrometheusProcess.with().start()) {
            cluster.serve(NAMESPACE, "seldon-core-analytics-prometheus-seldon", 80, prometheus.url());
            assertThat(condition.doCheckPromql(item(true), "sum(up", asked).renderHtml())
                    .contains("unclosed left parenthesis");
            assertThat(condition.doCheckPromql(item(true), "sum(rate(up[$__range]))", asked).kind)
                    .isEqualTo(FormValidation.Kind.OK);
            cluster.forgetRequests();
            for (FormValidation unasked : List.of(
                    condition.doCheckPromql(item(false), "sum(up", asked),
                    condition.doCheckPromql(item(true), "sum(up{a=\"${JOB}\"}", asked),
                    condition.doCheckPromql(item(true), "", asked),
                    condition.doCheckPromql(item(true), "sum(up", prometheus("${CLUSTER}", "")))) {
                assertThat(unasked.kind).isEqualTo(FormValidation.Kind.OK);
            }
            assertThat(cluster.requests()).isEmpty();
        }
        assertThat(condition.doCheckPromql(item(true), "sum(up", asked).kind)
                .as("nobody answers")
                .isEqualTo(FormValidation.Kind.OK);
        assertThat(condition.doCheckPromql(item(true), "sum(up", prometheus("nowhere", "")).kind)
                .isEqualTo(FormValidation.Kind.OK);
        assertNothingChanged();
    }

    private static PrometheusQuery prometheus(String cluster, String url) {
        return PrometheusQuery.fromStapler(cluster, "", "", "", "", "", "", "", "", "", url, "", "", false);
    }

    private static PromqlCondition below(String promql, double limit) {
        PromqlCondition condition = new PromqlCondition(promql);
        condition.setBelow(limit);
        return condition;
    }

    private void assertNothingChanged() {
        assertThat(cluster.writes()).isEmpty();
    }

    private FormValidation tested(String deployment, String predictor, String service) {
        AssertPredictionMetricsStep step = new AssertPredictionMetricsStep(deployment);
        step.setPredictor(predictor);
        step.setPrometheusService(service);
        return gate.tested(item(true), step, Map.of());
    }

    private static Item item(boolean mayConfigure) {
        return (Item) Proxy.newProxyInstance(
                Item.class.getClassLoader(), new Class<?>[] {Item.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("checkPermission") && !mayConfigure) {
                        throw new AccessDeniedException("Configure");
                    }
                    return mayConfigure && arguments[0] == Item.CONFIGURE;
                });
    }
}
