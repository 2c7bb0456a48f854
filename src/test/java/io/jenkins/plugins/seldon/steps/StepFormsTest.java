package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.seldon.settings.Required;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The forms of installing, uninstalling and waiting, and of the entries of lists, say of each option what a run says of it. */
class StepFormsTest {

    /** Any text will do, or only the agent, the repository or the cluster can tell; or there is a list to choose from. */
    private static final Set<String> FREE = Set.of(
            "cluster",
            "contextName",
            "clusterName",
            "helm",
            "repair",
            "onFailure",
            "stack",
            "dashboard",
            "releaseName",
            "deployment");

    private static final Object INSTALL = new InstallSeldonAnalyticsStep.DescriptorImpl();
    private static final Object UNINSTALL = new UninstallSeldonAnalyticsStep.DescriptorImpl();
    private static final Object WAIT = new WaitForSeldonPodsStep.DescriptorImpl();
    private static final Object HEADER = new RequestHeader.DescriptorImpl();
    private static final Object SECRET = new SecretValue.DescriptorImpl();

    static Stream<Object> forms() {
        return Stream.of(
                INSTALL,
                UNINSTALL,
                WAIT,
                HEADER,
                SECRET,
                new LatencyLimit.DescriptorImpl(),
                new OwnMetric.DescriptorImpl());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            install   | namespace           | seldon-system;a1             | Seldon;a.b;-a;a b
            install   | releaseName         | analytics;a.b                | Analytics;a_b
            install   | timeoutSeconds      | 1;600                        | 0;-1;0.5;10m;99999999999
            install   | repository          | https://a.example/;oci://a/b | https://user:pw@a.example/
            install   | chart               | analytics;./charts/a;a.tgz;. | oci://a.example/b;https://a.example/b.tgz
            install   | valuesFiles         | a.yaml, b/c.yaml             | a.yaml, https://a.example/b.yaml
            install   | version             | 1.12.0;v1.2.3-rc.1+x;~9      | latest;-1;1/2
            install   | sha256              | sha256:%1$s;%1$s             | abc;%1$sf
            install   | preflight           | refuse;warn;warn: quota      | maybe;warn: luck
            install   | valuesYaml          | a: {b: 1}                    | [1];a: [
            install   | caCertificate       |                              | certificate;-----BEGIN CERTIFICATE-----
            uninstall | releaseName         | analytics                    | Analytics
            uninstall | timeoutSeconds      | 30                           | 0;soon
            wait      | namespace           | models                       | Models
            wait      | timeoutSeconds      | 1;900                        | 0;-5;1m
            wait      | minPods             | 0;3                          | -1;two
            wait      | stableSeconds       | 0;700                        | -1;1m
            wait      | minRunningSeconds   | 0;10                         | -1;x
            wait      | failureGraceSeconds | 0;5                          | -1;5s
            wait      | deployment          | iris;a.b;sdep/iris;isvc/iris | Iris;a_b;service/iris;sdep/A;isvc/A
            wait      | selector            | app=web,tier in (a,b)        | app=web=b;in (a)
            wait      | workloads           | deployment/web, statefulset/db | cronjob/x;deployment/A
            header    | name                | Host;X-Api-Key               | X Y;Ä
            header    | value               | a value                      | ä
            secret    | path                | grafana.smtp.password;a\\.b.c | a..b;.a;receivers[0].url
            """)
    void theFormRefusesWhatTheRunRefuses(String form, String option, String good, String bad) throws Exception {
        String digest = "0123456789abcdef".repeat(4);
        for (String value : good == null
                ? List.<String>of()
                : List.of(good.formatted(digest).split(";"))) {
            assertThat(check(form(form), option, value, true).kind).as(value).isEqualTo(FormValidation.Kind.OK);
        }
        for (String value : bad.formatted(digest).split(";")) {
            FormValidation said = check(form(form), option, value, true);
            assertThat(said.kind).as(value).isEqualTo(FormValidation.Kind.ERROR);
            assertThat(said.getMessage()).as(value).endsWith(".");
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void nothingIsSaidOfWhatIsNotGivenAndNotRequiredOrABuildTells(Object form) throws Exception {
        for (Method check : checks(form).toList()) {
            for (String value : List.of("", "${MODEL}")) {
                boolean isUrl = check.getName().equals("doCheckServerUrl")
                        || check.getName().endsWith("CredentialsId");
                if (!isUrl || value.isEmpty()) {
                    assertThat(((FormValidation) check.invoke(form, item(true), value)).kind)
                            .as("%s of '%s'", check.getName(), value)
                            .isEqualTo(
                                    value.isEmpty() && required(form).contains(option(check))
                                                    || !value.isEmpty() && isNumber(form, option(check))
                                            ? FormValidation.Kind.ERROR
                                            : FormValidation.Kind.OK);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void whoMayNotConfigureLearnsNothing(Object form) throws Exception {
        for (Method check : checks(form).toList()) {
            assertThat(((FormValidation) check.invoke(form, item(false), "?")).kind)
                    .as(check.getName())
                    .isEqualTo(FormValidation.Kind.OK);
        }
    }

    @Test
    void eachOptionIsCheckedOrChosenOrFree() {
        Stream.of(
                        new Object[] {INSTALL, new InstallSeldonAnalyticsStep()},
                        new Object[] {UNINSTALL, new UninstallSeldonAnalyticsStep()},
                        new Object[] {WAIT, new WaitForSeldonPodsStep()})
                .forEach(pair -> {
                    Set<String> checked =
                            checks(pair[0]).map(StepFormsTest::option).collect(Collectors.toSet());
                    assertThat(Samples.setters((ClusterStep) pair[1])
                                    .filter(setter -> setter.getParameterTypes()[0] != boolean.class)
                                    .filter(setter -> setter.getParameterTypes()[0] != List.class)
                                    .map(Samples::option)
                                    .filter(option -> !FREE.contains(option)))
                            .allMatch(checked::contains);
                });
    }

    @Test
    void theViewsOfAPipelineNameTheReleaseAndTheCluster() {
        for (Object form : List.of(INSTALL, UNINSTALL)) {
            ReleaseStepDescriptor release = (ReleaseStepDescriptor) form;
            assertThat(release.argumentsToString(Map.of())).isEqualTo("seldon-system/seldon-core-analytics");
            assertThat(release.argumentsToString(Map.of("namespace", "ops", "releaseName", "metrics", "cluster", "eu")))
                    .isEqualTo("ops/metrics (eu)");
        }
    }

    /** What shows what a build waits for shows it, and the log of an aborted one. */
    @Test
    void aPreviewIsNotToldAsAnInstallation() {
        InstallSeldonAnalyticsStep step = new InstallSeldonAnalyticsStep();
        FakeStepContext context = new FakeStepContext(Map.of());
        assertThat(step.start(context).getStatus())
                .isEqualTo("installing release seldon-core-analytics in namespace seldon-system");
        step.setDryRun(true);
        assertThat(step.start(context).getStatus())
                .isEqualTo("previewing release seldon-core-analytics in namespace seldon-system");
    }

    @Test
    void whatIsToBeChosenFromIsNamed() {
        assertThat(new InstallSeldonAnalyticsStep.DescriptorImpl().doFillHelmItems(item(false), "helm-3.19"))
                .extracting(option -> option.value)
                .as("what is configured stays, to whoever saves the form")
                .containsExactly("", "PATH", "helm-3.19");
        assertThat(new UninstallSeldonAnalyticsStep.DescriptorImpl().doFillHelmItems(item(false), null))
                .extracting(option -> option.name)
                .containsExactly("embedded", "helm on the agent's PATH");
    }

    @Test
    void aReleaseStepWithoutTimeIsRefusedAndOneThatSaysNothingHasTheDefault() {
        InstallSeldonAnalyticsStep step = new InstallSeldonAnalyticsStep();
        assertThat(step.timeout()).hasSeconds(600);
        for (int seconds : new int[] {0, -1, Integer.MIN_VALUE}) {
            step.setTimeoutSeconds(seconds);
            assertThatThrownBy(step::timeout)
                    .isInstanceOf(InvalidOptionException.class)
                    .hasMessage("timeoutSeconds must be at least 1.");
        }
        step.setTimeoutSeconds(1);
        assertThat(step.timeout()).hasSeconds(1);
    }

    @Test
    void aWaitRefusesANameThatNoSeldonDeploymentHas() {
        WaitForSeldonPodsStep step = new WaitForSeldonPodsStep();
        step.setDeployment("Iris 2");
        assertThatThrownBy(step::criteria).isInstanceOf(InvalidOptionException.class);
    }

    private static Object form(String name) {
        return switch (name) {
            case "install" -> INSTALL;
            case "uninstall" -> UNINSTALL;
            case "wait" -> WAIT;
            case "header" -> HEADER;
            default -> SECRET;
        };
    }

    /** What the form of a descriptor may not leave blank. */
    private static Set<String> required(Object form) {
        return Stream.of(form.getClass().getEnclosingClass().getConstructors())
                .flatMap(constructor -> Stream.of(constructor.getParameters()))
                .filter(parameter -> parameter.isAnnotationPresent(Required.class))
                .map(Parameter::getName)
                .collect(Collectors.toSet());
    }

    /** No build expands a variable in one, and no form with it can be saved. */
    private static boolean isNumber(Object form, String option) {
        return Stream.of(form.getClass().getEnclosingClass().getMethods())
                .filter(getter -> getter.getName().equalsIgnoreCase("get" + option))
                .map(Method::getReturnType)
                .anyMatch(type -> type == int.class || Number.class.isAssignableFrom(type));
    }

    private static String option(Method check) {
        String name = check.getName().substring("doCheck".length());
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    private static Stream<Method> checks(Object form) {
        return Stream.of(form.getClass().getMethods()).filter(m -> m.getName().startsWith("doCheck"));
    }

    private static FormValidation check(Object form, String option, String value, boolean mayRead) throws Exception {
        String name = "doCheck" + Character.toUpperCase(option.charAt(0)) + option.substring(1);
        return (FormValidation)
                form.getClass().getMethod(name, Item.class, String.class).invoke(form, item(mayRead), value);
    }

    private static Item item(boolean mayRead) {
        return (Item) Proxy.newProxyInstance(
                Item.class.getClassLoader(), new Class<?>[] {Item.class}, (proxy, method, arguments) -> mayRead);
    }
}
