package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import hudson.AbortException;
import hudson.model.AutoCompletionCandidates;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.fixture.HangingServer;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.User;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.kubernetes.ApiServer;
import io.jenkins.plugins.seldon.kubernetes.ApiUser;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.kubernetes.Right;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.node.Connections;
import io.jenkins.plugins.seldon.settings.FormAnswer;
import io.jenkins.plugins.seldon.settings.FormCalls;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.security.access.AccessDeniedException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What a form's buttons and fields tell of a cluster, to whom, and that they change nothing there. */
@Timeout(180)
class FormLookTest {

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

    private final ClusterStepDescriptor waiting = new WaitForSeldonPodsStep.DescriptorImpl() {
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
    void theConnectionTellsWhichKubernetesAsWhomAndThatNothingIsMissing() {
        FormValidation said = waiting.doTestConnection(item(true), query("prod", NAMESPACE));

        assertThat(said.kind).as(said.renderHtml()).isEqualTo(FormValidation.Kind.OK);
        assertThat(said.renderHtml())
                .contains("Connected to Kubernetes v1.33")
                .contains(cluster.url())
                .contains(" as " + cluster.admin().name());
        assertNothingChanged();
    }

    @Test
    void rightsThatAreMissingAreNamed() {
        User reader = cluster.user("reader").allow("list,watch", "pods", NAMESPACE);
        kubeconfig = cluster.kubeconfigFor(reader);
        FormValidation said = waiting.doTestConnection(item(true), query("", NAMESPACE));

        assertThat(said.kind).isEqualTo(FormValidation.Kind.WARNING);
        assertThat(said.renderHtml())
                .contains(" as reader")
                .contains("list events (namespace seldon-system)")
                .contains(" more.")
                .doesNotContain("list pods (");
        assertNothingChanged();
    }

    @Test
    void anUnusableConnectionIsASentenceOfTheRunsOwn() {
        assertThat(waiting.doTestConnection(item(true), query("nowhere", "")).renderHtml())
                .contains("There is no global cluster &#039;nowhere&#039;.");
        kubeconfig = cluster.kubeconfig("somebody", "wrong-token");
        FormValidation said = waiting.doTestConnection(item(true), query("", ""));
        assertThat(said.kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(said.renderHtml()).contains("401 (unauthorised)");
    }

    @Test
    void whatOnlyABuildCanTellIsNotAsked() {
        FormValidation said = waiting.doTestConnection(item(true), query("${CLUSTER}", ""));
        assertThat(said.kind).isEqualTo(FormValidation.Kind.WARNING);
        assertThat(cluster.requests()).isEmpty();
    }

    @Test
    void whoMayNotConfigureHasNothingAsked() {
        for (FormValidation refused : List.of(
                waiting.doTestConnection(item(false), query("", "")), gate.doTestGate(item(false), null, "{}"))) {
            assertThat(refused.kind).isEqualTo(FormValidation.Kind.ERROR);
            assertThat(refused.getMessage()).startsWith("Checking this needs the permission to configure the job");
        }
        assertThat(gate.doAutoCompleteNamespace(item(false), query("", ""), "s").getValues())
                .isEmpty();
        assertThat(cluster.requests()).isEmpty();
    }

    @Test
    void aServerThatHangsIsGivenUp() throws Exception {
        try (HangingServer hanging = new HangingServer()) {
            ClusterConnection connection = Kubeconfig.connection(
                    ApiServer.at(hanging.url().toString()), ApiUser.token("some-token"), NAMESPACE);
            FakePlatform elsewhere = new FakePlatform() {
                @Override
                public ClusterConnection connect(ClusterOptions options) {
                    return connection;
                }
            };
            ClusterQuery query = query("", "");
            FormValidation said = FormCalls.answer(
                    Duration.ofMillis(300), () -> FormLook.atCluster(elsewhere, query.options(), false, List.of()));
            assertThat(said.kind).isEqualTo(FormValidation.Kind.ERROR);
            assertThat(said.renderHtml()).contains("There was no answer within ");
            elsewhere.close();
        }
    }

    @Test
    void aServerThatAnswersWithTheTokenDoesNotGetItShown() throws Exception {
        HttpServer echo = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        echo.createContext("/", exchange -> {
            byte[] body = ("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"Forbidden\","
                            + "\"code\":403,\"message\":\"<b>"
                            + exchange.getRequestHeaders().getFirst("Authorization") + "</b>\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(403, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        echo.start();
        kubeconfig =
                """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: 'http://127.0.0.1:%d'}}]
                users: [{name: u, user: {token: very-secret-token}}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                """
                        .formatted(echo.getAddress().getPort());
        FormValidation said = waiting.doTestConnection(item(true), query("", ""));
        echo.stop(0);
        assertThat(said.renderHtml()).contains("403").contains("****").contains("&lt;b&gt;");
        assertThat(said.renderHtml()).doesNotContain("very-secret-token").doesNotContain("<b>");
    }

    @Test
    void fieldsOfferWhatTheClusterHas() {
        cluster.put(SELDON_DEPLOYMENT.formatted("sklearn"));
        cluster.put(SELDON_DEPLOYMENT.formatted("income-sk"));
        ClusterQuery query = query("", NAMESPACE);

        assertThat(gate.doAutoCompleteNamespace(item(true), query, "seldon").getValues())
                .contains(NAMESPACE);
        assertThat(gate.doAutoCompleteAnalyticsNamespace(item(true), query, "seldon-sys")
                        .getValues())
                .containsExactly(NAMESPACE);
        assertThat(gate.doAutoCompleteDeployment(item(true), query, "sk").getValues())
                .containsExactly("sklearn", "income-sk");
        assertThat(((WaitForm) waiting)
                        .doAutoCompleteDeployment(item(true), query, "income")
                        .getValues())
                .containsExactly("income-sk");
        assertThat(gate.doAutoCompletePredictor(item(true), query, "sklearn", "")
                        .getValues())
                .containsExactly("canary", "main");
        assertNothingChanged();
    }

    @Test
    void fieldsOfferNothingWhereNothingCanBeSeen() {
        cluster.put(SELDON_DEPLOYMENT.formatted("sklearn"));
        ClusterQuery query = query("", NAMESPACE);
        kubeconfig = cluster.kubeconfigFor(cluster.user("nobody"));
        assertThat(offered(query)).isEmpty();
        cluster.faults().away();
        assertThat(offered(query)).isEmpty();
        assertThat(offered(query("nowhere", NAMESPACE))).isEmpty();
        cluster.forgetRequests();
        assertThat(offered(query("${CLUSTER}", NAMESPACE))).isEmpty();
        assertThat(cluster.requests()).isEmpty();
    }

    private List<String> offered(ClusterQuery query) {
        AutoCompletionCandidates namespaces = gate.doAutoCompleteNamespace(item(true), query, "s");
        AutoCompletionCandidates deployments = gate.doAutoCompleteDeployment(item(true), query, "s");
        AutoCompletionCandidates predictors = gate.doAutoCompletePredictor(item(true), query, "sklearn", "m");
        namespaces.getValues().forEach(deployments::add);
        predictors.getValues().forEach(deployments::add);
        return deployments.getValues();
    }

    /**
     * What the buttons ask for is what the Role in the documents grants, no less and, but for the objects of other model
     * servers, no more.
     */
    @Test
    void theRightsAreThoseOfTheRoleInTheDocuments() throws Exception {
        TreeSet<Right> granted = new TreeSet<>();
        Iterable<Object> objects = new Yaml(new SafeConstructor(new LoaderOptions()))
                .loadAll(Files.readString(Path.of("docs/rbac/gate.yaml")));
        StreamSupport.stream(objects.spliterator(), false)
                .map(object -> (Map<?, ?>) object)
                .filter(object -> "Role".equals(object.get("kind")))
                .flatMap(role -> ((List<?>) role.get("rules")).stream())
                .map(rule -> (Map<?, ?>) rule)
                .forEach(rule -> granted.addAll(Right.each(
                        strings(rule.get("verbs")),
                        strings(rule.get("apiGroups")).get(0),
                        strings(rule.get("resources")),
                        NAMESPACE)));

        TreeSet<Right> needed = new TreeSet<>(NeededRights.ofWaiting(NAMESPACE));
        needed.addAll(NeededRights.ofCounting(NAMESPACE));
        needed.addAll(NeededRights.ofPrometheus(new AssertPredictionMetricsStep("sklearn")));
        Set<String> others = Set.of("serving.kserve.io", "mlops.seldon.io", "serving.knative.dev");
        granted.removeIf(right -> others.contains(right.group()));
        assertThat(needed).isEqualTo(granted);
    }

    @Test
    void aPrometheusOfItsOwnNeedsNoRightAtTheCluster() {
        AssertPredictionMetricsStep step = new AssertPredictionMetricsStep("sklearn");
        step.setPrometheusService("monitoring/prometheus:9090");
        assertThat(NeededRights.ofPrometheus(step)).extracting(Right::namespace).containsExactly("monitoring");
        step.setPrometheusUrl("https://prometheus.example.org");
        assertThat(NeededRights.ofPrometheus(step)).isEmpty();
    }

    @Test
    void anAnswerHasTheColourOfItsGravestLine() {
        FormAnswer answer = new FormAnswer().good("a\nb").open("c").good("d");
        assertThat(answer).hasToString("WARNING: a b | c | d");
        assertThat(answer.toFormValidation().renderHtml())
                .isEqualTo("<ul><li><div class=ok>a b</div></li><li><div class=warning>c</div></li>"
                        + "<li><div class=ok>d</div></li></ul>");
        assertThat(answer.bad("e").toFormValidation().kind).isEqualTo(FormValidation.Kind.ERROR);
    }

    @SuppressWarnings("unchecked")
    private static List<String> strings(Object list) {
        return (List<String>) list;
    }

    private void assertNothingChanged() {
        assertThat(cluster.writes()).isEmpty();
    }

    private static ClusterQuery query(String cluster, String namespace) {
        return ClusterQuery.fromStapler(cluster, "", "", "", "", "", namespace);
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
