package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.thoughtworks.xstream.XStream;
import com.thoughtworks.xstream.converters.reflection.SunUnsafeReflectionProvider;
import hudson.AbortException;
import hudson.model.AbstractBuild;
import hudson.tasks.Builder;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.freestyle.AssertPredictionMetricsBuilder;
import io.jenkins.plugins.seldon.freestyle.InstallSeldonAnalyticsBuilder;
import io.jenkins.plugins.seldon.freestyle.UninstallSeldonAnalyticsBuilder;
import io.jenkins.plugins.seldon.freestyle.WaitForSeldonPodsBuilder;
import io.jenkins.plugins.seldon.helm.ChildProcess;
import io.jenkins.plugins.seldon.helm.ChildProcesses;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.kubernetes.ApiServer;
import io.jenkins.plugins.seldon.kubernetes.ApiUser;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.settings.GlobalCluster;
import io.jenkins.plugins.seldon.settings.SeldonAnalyticsConfiguration;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A job's {@code config.xml} that a person or a program has written: XStream makes objects without their constructors, sets
 * what is there, and leaves the rest null. What a step can't use is a sentence, never an error of the program.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@Execution(ExecutionMode.CONCURRENT)
class ConfigXmlTest {

    /** One with a connection to a server that is not there. */
    private static final class Connected extends FakePlatform {

        @Override
        public ClusterConnection connect(ClusterOptions options) {
            return Kubeconfig.connection(
                    new ApiServer("https://localhost:1", null, false, null, null),
                    new ApiUser("token", null, null, null, null),
                    "models");
        }

        @Override
        public HttpAccess access(String credentialsId) {
            return credentialsId.isEmpty() ? HttpAccess.NONE : HttpAccess.bearer("a-secret-text");
        }

        @Override
        public ChildProcesses childProcesses() {
            return new ChildProcesses() {
                @Override
                public ChildProcess start(Consumer<String> output, Consumer<String> errors) throws IOException {
                    throw new AbortException("There is no node.");
                }

                @Override
                public void remove(String folder) {}
            };
        }
    }

    static Stream<Arguments> contents() {
        List<Arguments> contents = new ArrayList<>();
        for (ClusterStep step : List.of(
                new InstallSeldonAnalyticsStep(),
                new UninstallSeldonAnalyticsStep(),
                new WaitForSeldonPodsStep(),
                new AssertPredictionMetricsStep("iris"))) {
            Samples.setters(step).forEach(setter -> {
                String option = Samples.option(setter);
                contentsOf(setter).forEach(content -> contents.add(Arguments.of(step.getClass(), option, content)));
            });
        }
        return contents.stream();
    }

    private static Stream<String> contentsOf(Method setter) {
        Class<?> type = setter.getParameterTypes()[0];
        if (type == Double.class || type == double.class) {
            return Stream.of("NaN", "Infinity", "-Infinity", "-1", "0", "1e308");
        }
        if (type == Integer.class || type == int.class) {
            return Stream.of("-2147483648", "-1", "0", "2147483647");
        }
        if (List.class.isAssignableFrom(type)) {
            Class<?> entry =
                    (Class<?>) ((ParameterizedType) setter.getGenericParameterTypes()[0]).getActualTypeArguments()[0];
            String name = entry.getName();
            return Stream.of(
                    "<null/>", "<string>a</string>", "<int>5</int>", "<" + name + "/>", "<" + name + "/><null/>");
        }
        return type.getName().startsWith("io.jenkins.plugins.seldon.") ? Stream.of("") : Stream.of();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("contents")
    void whatCantBeUsedIsASentence(Class<?> type, String option, String content) throws Exception {
        String name = type.getName();
        String more = "";
        if (type == AssertPredictionMetricsStep.class) {
            more = "<deployment>iris</deployment>";
        } else if (type == WaitForSeldonPodsStep.class && !option.equals("timeoutSeconds")) {
            // Of what it can use, it waits for a server that is not there.
            more = "<timeoutSeconds>1</timeoutSeconds>";
        }
        ClusterStep step = (ClusterStep) xstream()
                .fromXML("<" + name + ">" + more + "<" + option + ">" + content + "</" + option + "></" + name + ">");
        assertSentence(step);
    }

    private static void assertSentence(ClusterStep step) throws Exception {
        try (Connected connected = new Connected()) {
            FakeStepContext context = new FakeStepContext(Map.of(Platform.class, connected));
            step.start(context).start();
            assertThat(context.outcome()).isInstanceOfSatisfying(AbortException.class, e -> assertThat(e.getMessage())
                    .endsWith(".")
                    .doesNotContain("null", "unexpected", "Exception"));
        }
    }

    static Stream<Arguments> lists() {
        List<Object> contents = new ArrayList<>();
        contents.add(null);
        contents.add("text");
        contents.add(5);
        contents.add(Map.of("name", "x"));
        contents.add(List.of());
        List<Arguments> lists = new ArrayList<>();
        for (ClusterStep step : List.of(new InstallSeldonAnalyticsStep(), new AssertPredictionMetricsStep("iris"))) {
            Samples.setters(step)
                    .filter(setter -> List.class.isAssignableFrom(setter.getParameterTypes()[0]))
                    .forEach(setter ->
                            contents.forEach(content -> lists.add(Arguments.of(step.getClass(), setter, content))));
        }
        return lists.stream();
    }

    /** What Job DSL, Configuration as Code or a Groovy script hands to a setter: erasure lets anything through. */
    @ParameterizedTest(name = "{1} {2}")
    @MethodSource("lists")
    void anEntryThatIsNoneIsASentence(Class<?> type, Method setter, Object entry) throws Exception {
        ClusterStep step = type == AssertPredictionMetricsStep.class
                ? new AssertPredictionMetricsStep("iris")
                : new InstallSeldonAnalyticsStep();
        List<Object> given = new ArrayList<>();
        given.add(entry);
        setter.invoke(step, given);
        assertSentence(step);
    }

    /** Of a list that can't be read Jenkins' forms show no entry: saving one would leave a gate without its limits. */
    @Test
    void aFormHasTheEntriesOfAListThatARunRefuses() {
        AssertPredictionMetricsStep gate = new AssertPredictionMetricsStep("iris");
        gate.setConditions(Collections.nCopies(101, new PromqlCondition("up")));
        gate.setMaxLatency(Arrays.asList(null, new LatencyLimit(0.99, 250.0)));
        assertThat(gate.getConditions()).hasSize(101);
        assertThat(gate.getMaxLatency()).singleElement().satisfies(limit -> assertThat(limit.getMillis())
                .isEqualTo(250.0));
        InstallSeldonAnalyticsStep install = new InstallSeldonAnalyticsStep();
        install.setSecretValues(Collections.nCopies(101, new SecretValue("a", "b")));
        assertThat(install.getSecretValues()).hasSize(101);
    }

    /** The global configuration as a program wrote it: what has no name can be named by no job, and stops none. */
    @Test
    void globalClustersThatAreNoneAreLeftOut() {
        String type = SeldonAnalyticsConfiguration.class.getName();
        String cluster = GlobalCluster.class.getName();
        SeldonAnalyticsConfiguration read = (SeldonAnalyticsConfiguration) xstream()
                .fromXML("<" + type + "><clusters><null/><string>prod</string><" + cluster + "/><" + cluster
                        + "><name>prod</name></" + cluster + "></clusters></" + type + ">");
        assertThat(read.getClusters()).singleElement().satisfies(found -> {
            assertThat(found.getName()).isEqualTo("prod");
            assertThat(found.usableBy("any/job")).isTrue();
            assertThat(found.isHelmOnAgents()).isFalse();
        });
        assertThat(((SeldonAnalyticsConfiguration) xstream().fromXML("<" + type + "/>")).getClusters())
                .isEmpty();
    }

    /** A list or a name for each of which there is work to do, for others too. */
    @Test
    void moreThanAnybodyNeedsIsASentence() throws Exception {
        AssertPredictionMetricsStep gate = new AssertPredictionMetricsStep("iris");
        gate.setConditions(Collections.nCopies(101, new PromqlCondition("up")));
        assertSentence(gate);
        gate = new AssertPredictionMetricsStep("iris");
        gate.setHeaders(Collections.nCopies(100_000, new RequestHeader("X-A", "b")));
        assertSentence(gate);
        WaitForSeldonPodsStep wait = new WaitForSeldonPodsStep();
        wait.setWorkloads("deployment/web,".repeat(200_000));
        assertSentence(wait);
        InstallSeldonAnalyticsStep install = new InstallSeldonAnalyticsStep();
        install.setValuesFiles("empty.yaml,".repeat(200_000));
        assertSentence(install);
        install = new InstallSeldonAnalyticsStep();
        install.setSecretValues(List.of(new SecretValue("a" + ".a".repeat(50_000), "secret")));
        assertSentence(install);
    }

    /** A build step of a freestyle job whose step is missing or of another kind. */
    @Test
    void aBuildStepWithoutOptionsIsASentence() {
        for (Class<?> builder : List.of(
                WaitForSeldonPodsBuilder.class,
                InstallSeldonAnalyticsBuilder.class,
                UninstallSeldonAnalyticsBuilder.class,
                AssertPredictionMetricsBuilder.class)) {
            Builder read = (Builder) xstream().fromXML("<" + builder.getName() + "/>");
            assertThatThrownBy(() -> read.perform((AbstractBuild<?, ?>) null, null, null))
                    .isInstanceOf(AbortException.class)
                    .hasMessage("The build step has no options: the job's configuration lacks them. Open the job's "
                            + "configuration, check the step, and save it.");
        }
    }

    private static XStream xstream() {
        XStream xstream = new XStream(new SunUnsafeReflectionProvider());
        xstream.ignoreUnknownElements();
        xstream.allowTypesByWildcard(new String[] {"io.jenkins.plugins.seldon.**"});
        return xstream;
    }
}
