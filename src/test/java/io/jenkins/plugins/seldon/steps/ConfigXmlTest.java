package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.thoughtworks.xstream.XStream;
import com.thoughtworks.xstream.converters.reflection.SunUnsafeReflectionProvider;
import hudson.AbortException;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.helm.ChildProcess;
import io.jenkins.plugins.seldon.helm.ChildProcesses;
import io.jenkins.plugins.seldon.kubernetes.ApiServer;
import io.jenkins.plugins.seldon.kubernetes.ApiUser;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.node.Platform;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A job's {@code config.xml} that a person or a program has written: XStream makes objects without their constructors, sets
 * what is there, and leaves the rest null. What a step can't use is a sentence, never an error of the program.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
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
        for (ClusterStep step : List.of(new InstallSeldonAnalyticsStep(), new AssertPredictionMetricsStep("iris"))) {
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
        String deployment = type == AssertPredictionMetricsStep.class ? "<deployment>iris</deployment>" : "";
        ClusterStep step = (ClusterStep) xstream()
                .fromXML("<" + name + ">" + deployment + "<" + option + ">" + content + "</" + option + "></" + name
                        + ">");
        try (Connected connected = new Connected()) {
            FakeStepContext context = new FakeStepContext(Map.of(Platform.class, connected));
            step.start(context).start();
            assertThat(context.outcome()).isInstanceOfSatisfying(AbortException.class, e -> assertThat(e.getMessage())
                    .endsWith(".")
                    .doesNotContain("null", "unexpected", "Exception"));
        }
    }

    private static XStream xstream() {
        XStream xstream = new XStream(new SunUnsafeReflectionProvider());
        xstream.ignoreUnknownElements();
        xstream.allowTypesByWildcard(new String[] {"io.jenkins.plugins.seldon.**"});
        return xstream;
    }
}
