package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.seldon.credentials.ClusterSettings;
import io.jenkins.plugins.seldon.gate.GateConfig;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gate's form says of each option what a run says of it. */
class GateFormTest {

    /** Any text will do, or only the agent or the cluster can tell. */
    private static final Set<String> FREE = Set.of(
            "cluster",
            "contextName",
            "clusterName",
            "predictor",
            "model",
            "endpointTokenScope",
            "endpointTokenAudience",
            "payloadFile",
            "dashboard",
            "namespace",
            "releaseName",
            "caCertificate");

    private static final Set<String> CHOICES = Set.of(
            "protocol",
            "transport",
            "server",
            "onInconclusive",
            "credentialsId",
            "endpointCredentialsId",
            "endpointTokenCredentialsId",
            "prometheusCredentialsId",
            "grafanaCredentialsId");

    private final GateForm form = new AssertPredictionMetricsStep.DescriptorImpl() {
        @Override
        LoadLimits limits() {
            return LoadLimits.DEFAULT;
        }

        @Override
        ClusterSettings settings() {
            return (ClusterSettings) Proxy.newProxyInstance(
                    ClusterSettings.class.getClassLoader(),
                    new Class<?>[] {ClusterSettings.class},
                    (proxy, method, arguments) -> "https://prom.example.org\nhttps://grafana.example.org");
        }
    };

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            # option               | good                         | bad
            minRequestRate         | 0;0.5;1e3                    | -1;0,5;lots;NaN;1e400
            minCountedRatio        | 0.95;1                       | 0;1.1;-1;95%
            maxErrorRatio          | 0;0.01;1                     | -0.1;1.1;1 %
            maxCountedErrorRatio   | 0;0.01;1                     | -0.1;1.1;one
            endpointTimeoutSeconds | 0;60                         | -1;86401;1m
            answerTimeoutSeconds   | 10;0.5                       | 0;-1;86401;10s
            sampleTimeoutSeconds   | 60                           | 0;-1;86401;x
            rate                   | 20;0.5                       | -1;5001;x;${RATE}
            durationSeconds        | 30                           | -1;1801;1m
            rampUpSeconds          | 5                            | -1;x
            requests               | 1;200                        | -1;2.5;1000001;x;$N
            concurrency            | 1;8                          | -1;513;x
            warmUpRequests         | 0;10                         | -1;1000001;x
            deployment             | sklearn;a.b                  | Sk Learn;-a
            namespaceLabel         | exported_namespace           | a-b
            matchers               | cluster="eu"                 | {cluster=eu}
            endpoint               | https://ingress.example.org/ | ingress;ftp://x
            endpointPrefix         | /ml/                         | ml
            answer                 | any;/score                   | score
            payload                | {"data":{"ndarray":[[1]]}}   | {"data":;[1
            endpointTokenUrl       | https://dex.example.org/token | dex;ftp://x
            prometheusUrl          | https://prom.example.org/    | prom;ftp://x;https://else.example.org
            grafanaUrl             | https://grafana.example.org/ | grafana;https://else.example.org
            analyticsNamespace     | seldon-system;a1             | Seldon;a.b;-a;a b
            endpointCaCertificate  | ${CA}                        | certificate;-----BEGIN CERTIFICATE-----
            prometheusCaCertificate| ${CA}                        | certificate;-----BEGIN CERTIFICATE-----
            """)
    void theFormRefusesWhatTheRunRefuses(String option, String good, String bad) throws Exception {
        for (String value : good.split(";")) {
            assertThat(check(option, value).kind).as(value).isEqualTo(FormValidation.Kind.OK);
            if (!value.contains("${")) {
                assertThat(run(option, value)).as(value).isEmpty();
            }
        }
        for (String value : bad.split(";")) {
            FormValidation said = check(option, value);
            assertThat(said.kind).as(value).isEqualTo(FormValidation.Kind.ERROR);
            assertThat(said.getMessage()).as(value).endsWith(".");
            if (!option.endsWith("Url")) {
                assertThat(run(option, value)).as(value).isNotEmpty();
            }
        }
    }

    /** A form that does not know what is configured shows another choice, and saving it configures that. */
    @Test
    void eachListOfChoicesIsToldWhatIsConfigured() {
        Stream.<Class<?>>of(form.getClass(), PromqlCondition.DescriptorImpl.class, LatencyLimit.DescriptorImpl.class)
                .flatMap(type -> Stream.of(type.getMethods()))
                .filter(method -> method.getName().startsWith("doFill"))
                .forEach(method -> assertThat(Stream.of(method.getParameters())
                                .map(parameter -> ("doFill" + parameter.getName() + "Items").toLowerCase(Locale.ROOT)))
                        .contains(method.getName().toLowerCase(Locale.ROOT)));
    }

    @ParameterizedTest
    @CsvSource({
        "quantile, 0.99, 0",
        "quantile, 1, p99",
        "millis, 250, -1",
        "millis, 0.5, 1s",
        "millis, 5, ${MILLIS}",
        "below, 5, $LIMIT",
        "above, -1, x",
        "below, 5, NaN",
        "forSeconds, 60, 1m",
        "forSeconds, 0, 3601",
        "over, 5m, 5",
        "over, burst, 2d"
    })
    void theFormRefusesWhatAnEntryOfAListRefuses(String option, String good, String bad) throws Exception {
        Object list = option.equals("quantile") || option.equals("millis")
                ? new LatencyLimit.DescriptorImpl()
                : new PromqlCondition.DescriptorImpl();
        Method check = list.getClass()
                .getMethod(
                        "doCheck" + Character.toUpperCase(option.charAt(0)) + option.substring(1),
                        Item.class,
                        String.class);
        assertThat(((FormValidation) check.invoke(list, item(true), good)).kind).isEqualTo(FormValidation.Kind.OK);
        assertThat(((FormValidation) check.invoke(list, item(true), bad)).kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(((FormValidation) check.invoke(list, item(false), bad)).kind).isEqualTo(FormValidation.Kind.OK);
    }

    @Test
    void theViewsOfAPipelineNameTheDeployment() {
        assertThat(form.argumentsToString(Map.of("deployment", "iris"))).isEqualTo("seldon-system/iris");
        assertThat(form.argumentsToString(Map.of("deployment", "iris", "namespace", "ml")))
                .isEqualTo("ml/iris");
        assertThat(form.argumentsToString(Map.of("deployment", "iris", "predictor", "canary", "cluster", "eu")))
                .isEqualTo("seldon-system/iris/canary (eu)");
    }

    @Test
    void onlyTheDeploymentMayNotStayBlank() throws Exception {
        for (Method check : checks().toList()) {
            FormValidation said = (FormValidation) check.invoke(form, item(true), "");
            if (check.getName().equals("doCheckDeployment")) {
                assertThat(said.kind).isEqualTo(FormValidation.Kind.ERROR);
                assertThat(said.getMessage()).isEqualTo("deployment is required: fill it in.");
            } else {
                assertThat(said.kind).as(check.getName()).isEqualTo(FormValidation.Kind.OK);
            }
        }
    }

    @Test
    void whoMayNotConfigureLearnsNothing() throws Exception {
        for (Method check : checks().toList()) {
            assertThat(((FormValidation) check.invoke(form, item(false), "?")).kind)
                    .as(check.getName())
                    .isEqualTo(FormValidation.Kind.OK);
        }
    }

    @Test
    void eachOptionIsCheckedOrChosenOrFree() {
        Set<String> checked = checks().map(check -> check.getName().substring("doCheck".length()))
                .map(name -> Character.toLowerCase(name.charAt(0)) + name.substring(1))
                .collect(Collectors.toSet());
        assertThat(Samples.setters(new AssertPredictionMetricsStep("model"))
                        .filter(setter -> setter.getParameterTypes()[0] != boolean.class)
                        .filter(setter -> setter.getParameterTypes()[0] != java.util.List.class)
                        .filter(setter -> setter.getParameterTypes()[0] != OwnMetric.class)
                        .map(Samples::option)
                        .filter(option -> !FREE.contains(option) && !CHOICES.contains(option)))
                .allMatch(checked::contains);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            counter  | http_requests_total | rate(x[1m])
            success  | code=~"2.."         | code=~"(2|3).."
            matchers | handler="predict"   | handler=predict
            port     | 9000                | web
            path     | /metrics            | /metrics?a=b
            """)
    void eachPartOfAnOwnCounterIsChecked(String part, String good, String bad) throws Exception {
        OwnMetric.DescriptorImpl metric = new OwnMetric.DescriptorImpl();
        String name = "doCheck" + Character.toUpperCase(part.charAt(0)) + part.substring(1);
        Method check = OwnMetric.DescriptorImpl.class.getMethod(name, Item.class, String.class);
        assertThat(((FormValidation) check.invoke(metric, item(true), good)).kind)
                .isEqualTo(FormValidation.Kind.OK);
        assertThat(((FormValidation) check.invoke(metric, item(true), bad)).kind)
                .isEqualTo(FormValidation.Kind.ERROR);
    }

    private Stream<Method> checks() {
        return Stream.of(form.getClass().getMethods()).filter(m -> m.getName().startsWith("doCheck"));
    }

    private FormValidation check(String option, String value) throws Exception {
        String name = "doCheck" + Character.toUpperCase(option.charAt(0)) + option.substring(1);
        return (FormValidation)
                form.getClass().getMethod(name, Item.class, String.class).invoke(form, item(true), value);
    }

    /** The sentence that a run with this option alone ends with; empty where it goes on. */
    private static String run(String option, String value) throws Exception {
        AssertPredictionMetricsStep step =
                new AssertPredictionMetricsStep(option.equals("deployment") ? value : "sklearn");
        if (option.equals("endpointPrefix") || option.equals("endpointTokenUrl")) {
            step.setEndpoint("https://ingress.example.org");
        }
        if (option.equals("endpointTokenUrl")) {
            step.setEndpointTokenCredentialsId("client");
        }
        try (FakePlatform platform = new FakePlatform() {
            @Override
            public LoadLimits loadLimits() {
                return LoadLimits.DEFAULT;
            }

            @Override
            public HttpAccess access(String id) {
                return id.isEmpty() ? HttpAccess.NONE : HttpAccess.basic("client", "s3cret");
            }
        }) {
            set(step, option, value);
            GateConfig config = GateOptions.config(step, platform);
            if (option.equals("rampUpSeconds")) {
                step.setDurationSeconds(30.0);
                config = GateOptions.config(step, platform);
            }
            config.burst().profile(Duration.ofSeconds(15));
            config.burst().warmUp();
            if (option.equals("endpoint")) {
                io.jenkins.plugins.seldon.seldon.Endpoint.requireUrl(value);
            }
            return "";
        } catch (NumberFormatException | InvalidOptionException | hudson.AbortException e) {
            return e.getMessage();
        }
    }

    private static void set(AssertPredictionMetricsStep step, String option, String value) throws Exception {
        for (Method setter : Samples.setters(step).toList()) {
            if (Samples.option(setter).equals(option)) {
                Class<?> type = setter.getParameterTypes()[0];
                Object given = type == Double.class
                        ? (Object) Double.valueOf(value)
                        : type == Integer.class ? (Object) Integer.valueOf(value) : value;
                setter.invoke(step, given);
            }
        }
    }

    private static Item item(boolean mayRead) {
        return (Item) Proxy.newProxyInstance(
                Item.class.getClassLoader(), new Class<?>[] {Item.class}, (proxy, method, arguments) -> mayRead);
    }
}
