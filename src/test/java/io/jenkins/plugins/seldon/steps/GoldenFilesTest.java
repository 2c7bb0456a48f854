package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.thoughtworks.xstream.XStream;
import com.thoughtworks.xstream.converters.reflection.SunUnsafeReflectionProvider;
import hudson.AbortException;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.helm.ChildProcess;
import io.jenkins.plugins.seldon.helm.ChildProcesses;
import io.jenkins.plugins.seldon.helm.tool.HelmTool;
import io.jenkins.plugins.seldon.kubernetes.ApiServer;
import io.jenkins.plugins.seldon.kubernetes.ApiUser;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.node.Platform;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an earlier version of the plugin has persisted is read by this one: steps in jobs and builds ({@code .xml}, written
 * by XStream as Jenkins does it) and executions of running builds ({@code .ser}, Java's serialisation, whose rules those
 * of {@code program.dat} follow). The files lie in {@code src/test/resources/golden}, one folder for each version; they
 * are never changed. {@code CONTRIBUTING.md} says how a folder is made.
 */
class GoldenFilesTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Pattern OPTION = Pattern.compile("^ {2}<(\\w+)>([^<]+)</\\w+>$", Pattern.MULTILINE);

    private static final ChildProcesses NO_PROCESSES = new ChildProcesses() {
        @Override
        public ChildProcess start(Consumer<String> output, Consumer<String> errors) throws IOException {
            throw new AbortException("There is no node.");
        }

        @Override
        public void remove(String folder) {}
    };

    private final Unreachable platform = new Unreachable();
    private final FakeStepContext context = new FakeStepContext(Map.of(Platform.class, platform));

    /** A place from which nothing can be reached. */
    private static final class Unreachable extends FakePlatform {

        @Override
        public ClusterConnection connect(ClusterOptions options) throws AbortException {
            throw new AbortException("There is no such credential.");
        }

        @Override
        public HelmTool helmTool(String name) throws AbortException {
            throw new AbortException("There is no such Helm.");
        }

        @Override
        public ChildProcesses childProcesses() {
            return NO_PROCESSES;
        }
    }

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
            return NO_PROCESSES;
        }
    }

    @AfterEach
    void close() {
        platform.close();
    }

    static Stream<Path> steps() throws IOException {
        return files(".xml");
    }

    static Stream<Path> executions() throws IOException {
        return files(".ser");
    }

    private static Stream<Path> files(String ending) throws IOException {
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("steps")
    void aStepOfAnEarlierVersionHasItsOptions(Path file) throws Exception {
        String xml = Files.readString(file);
        ClusterStep step = (ClusterStep) xstream().fromXML(xml);
        Matcher option = OPTION.matcher(xml);
        while (option.find()) {
            assertThat(String.valueOf(get(step, option.group(1))).toLowerCase(Locale.ROOT))
                    .as(option.group(1))
                    .isEqualTo(option.group(2).toLowerCase(Locale.ROOT));
        }
        assertThat(PersistedObjects.strangers(step)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("executions")
    void anExecutionOfAnEarlierVersionGoesOnAndEndsWithASentence(Path file) throws Exception {
        StepExecution execution = restored(Files.readAllBytes(file));
        execution.onResume();
        assertThat(context.outcome()).isInstanceOfSatisfying(AbortException.class, e -> assertThat(e.getMessage())
                .endsWith("."));
        assertThat(PersistedObjects.strangers(execution)).isEmpty();
    }

    /** A controller that is killed in the first moments of a step may have persisted nothing but that there is one. */
    @Test
    void anExecutionThatHasPersistedNothingYetGoesOn() throws Exception {
        for (ClusterStep step : Samples.empty().values()) {
            FakeStepContext there = new FakeStepContext(Map.of(Platform.class, platform));
            step.start(there).onResume();
            assertThat(there.outcome()).as(step.toString()).isInstanceOf(AbortException.class);
        }
    }

    /** Jenkins makes objects without calling constructors, so that what a configuration leaves out is null or 0. */
    @Test
    void aConfigurationThatSaysNothingMeansTheDefaults() throws Exception {
        for (ClusterStep step : Samples.empty().values()) {
            ClusterStep bare =
                    (ClusterStep) xstream().fromXML("<" + step.getClass().getName() + "/>");
            for (Method setter : Samples.setters(step).toList()) {
                String option = Samples.option(setter);
                assertThat(get(bare, option)).as(option).isEqualTo(get(step, option));
            }
        }
    }

    @Test
    void listsThatArePersistedArePlainOnes() throws Exception {
        for (ClusterStep step : Samples.full().values()) {
            assertThat(PersistedObjects.strangers(step)).isEmpty();
            assertThat(PersistedObjects.strangers(step.start(context))).isEmpty();
        }
        for (ClusterStep step : Samples.empty().values()) {
            assertThat(PersistedObjects.strangers(step)).isEmpty();
        }
    }

    @Test
    void anEntryThatIsEmptyOrOfAnotherKindIsASentence() throws Exception {
        for (String entry : List.of("<null/>", "<string>smtp</string>", "<int>5</int>")) {
            for (Map.Entry<Class<?>, String> list : Map.<Class<?>, String>of(
                            InstallSeldonAnalyticsStep.class, "secretValues",
                            AssertPredictionMetricsStep.class, "conditions")
                    .entrySet()) {
                String step = list.getKey().getName();
                ClusterStep read = (ClusterStep) xstream()
                        .fromXML("<" + step + "><deployment>sklearn</deployment><" + list.getValue() + ">" + entry
                                + "</" + list.getValue() + "></" + step + ">");
                try (Connected connected = new Connected()) {
                    FakeStepContext there = new FakeStepContext(Map.of(Platform.class, connected));
                    read.start(there).start();
                    assertThat(there.outcome())
                            .isInstanceOfSatisfying(AbortException.class, e -> assertThat(e.getMessage())
                                    .startsWith("The list " + list.getValue() + " of the step has an entry that is "));
                }
            }
        }
    }

    /** Makes the folder of a version; never again once that is released. */
    @Test
    @EnabledIfSystemProperty(named = "golden", matches = ".+")
    void writeGoldenFiles() throws Exception {
        Path folder = Files.createDirectories(GOLDEN.resolve(System.getProperty("golden")));
        for (Map.Entry<String, ClusterStep> sample : Samples.full().entrySet()) {
            Files.writeString(
                    folder.resolve(sample.getKey() + ".xml"), xstream().toXML(sample.getValue()) + "\n");
        }
        for (Map.Entry<String, ClusterStep> sample : Samples.empty().entrySet()) {
            write(sample.getValue().start(context), folder.resolve(sample.getKey() + "-first.ser"));
        }
        for (Map.Entry<String, ClusterStep> sample : Samples.full().entrySet()) {
            StepExecution execution = sample.getValue().start(context);
            for (Class<?> type = execution.getClass(); type != StepExecution.class; type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    fill(execution, field);
                }
            }
            write(execution, folder.resolve(sample.getKey() + ".ser"));
        }
    }

    private static void fill(StepExecution execution, Field field) throws IllegalAccessException {
        Map<Class<?>, Object> values = Map.of(
                long.class,
                1_800_000_000_000L,
                Integer.class,
                3,
                String.class,
                field.getName().equals("state") ? "{\"phase\":\"PREPARE\"}" : field.getName(),
                Instant.class,
                Instant.ofEpochMilli(1_800_000_000_000L));
        if (!Modifier.isStatic(field.getModifiers())
                && !Modifier.isTransient(field.getModifiers())
                && values.containsKey(field.getType())) {
            field.setAccessible(true);
            field.set(execution, values.get(field.getType()));
        }
    }

    private static void write(StepExecution execution, Path file) {
        try (OutputStream bytes = Files.newOutputStream(file);
                ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(execution);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private StepExecution restored(byte[] stored) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(stored)) {
            {
                enableResolveObject(true);
            }

            @Override
            protected Object resolveObject(Object read) {
                return read instanceof FakeStepContext ? context : read;
            }
        }) {
            return (StepExecution) in.readObject();
        }
    }

    private static Object get(ClusterStep step, String option) throws ReflectiveOperationException {
        String name = Character.toUpperCase(option.charAt(0)) + option.substring(1);
        try {
            return step.getClass().getMethod("get" + name).invoke(step);
        } catch (NoSuchMethodException e) {
            return step.getClass().getMethod("is" + name).invoke(step);
        }
    }

    private static XStream xstream() {
        XStream xstream = new XStream(new SunUnsafeReflectionProvider());
        xstream.ignoreUnknownElements();
        xstream.allowTypesByWildcard(new String[] {"io.jenkins.plugins.seldon.**"});
        return xstream;
    }
}
