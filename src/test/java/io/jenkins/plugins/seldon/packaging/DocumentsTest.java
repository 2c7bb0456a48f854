package io.jenkins.plugins.seldon.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.diagnose.Layer;
import io.jenkins.plugins.seldon.steps.AssertPredictionMetricsStep;
import io.jenkins.plugins.seldon.steps.ClusterStep;
import io.jenkins.plugins.seldon.steps.InstallSeldonAnalyticsStep;
import io.jenkins.plugins.seldon.steps.PromqlCondition;
import io.jenkins.plugins.seldon.steps.UninstallSeldonAnalyticsStep;
import io.jenkins.plugins.seldon.steps.WaitForSeldonPodsStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** What the documents say of options, defaults, layers, packages, tests and files is so. */
class DocumentsTest {

    private static final Path README = Path.of("README.md");

    /** Options that stand in the table of what all steps share, or in one that the text points to. */
    private static final Set<String> SHARED = boundProperties(ClusterStep.class);

    private static final Pattern ROW = Pattern.compile("^\\| (`[^|]+`) \\| (.*?) \\|(.*?)\\|$", Pattern.MULTILINE);
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    static Stream<Class<?>> steps() {
        return Stream.of(
                InstallSeldonAnalyticsStep.class,
                WaitForSeldonPodsStep.class,
                AssertPredictionMetricsStep.class,
                PromqlCondition.class);
    }

    @ParameterizedTest
    @MethodSource("steps")
    void theReadmeHasEachOptionOnceAndNoOther(Class<?> step) {
        Set<String> own = boundProperties(step);
        own.removeAll(SHARED);
        Set<String> told = new TreeSet<>(table(step).keySet());
        told.removeAll(SHARED);
        assertThat(told).as("options of %s in README.md", step.getSimpleName()).isEqualTo(own);
    }

    @Test
    void theReadmeNamesTheOptionsOfTheUninstallStepInItsText() {
        Set<String> own = boundProperties(UninstallSeldonAnalyticsStep.class);
        own.removeAll(SHARED);
        String text = section("### uninstallSeldonAnalytics");
        assertThat(own).allSatisfy(option -> assertThat(text).contains("`" + option + "`"));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void theDefaultsInTheReadmeAreThoseOfAFreshStep(Class<?> step) throws ReflectiveOperationException {
        Object fresh = fresh(step);
        for (Map.Entry<String, String> row : table(step).entrySet()) {
            String told = row.getValue();
            Object value = getter(step, row.getKey()).invoke(fresh);
            List<String> literals =
                    CODE.matcher(told).results().map(match -> match.group(1)).toList();
            if (value == null || literals.size() != 1 || !told.equals("`" + literals.get(0) + "`")) {
                continue;
            }
            assertThat(String.valueOf(value))
                    .as("%s of %s", row.getKey(), step.getSimpleName())
                    .isEqualTo(literals.get(0));
        }
    }

    @Test
    void theLayersThatTheDocumentsNameAreTheCodes() {
        String table = text(Path.of("docs/gate.md"));
        Set<String> told = new TreeSet<>();
        Pattern.compile("^\\| ([a-z]+) \\| ", Pattern.MULTILINE)
                .matcher(table.substring(table.indexOf("| layer |")))
                .results()
                .map(match -> match.group(1))
                .filter(name -> !name.equals("layer"))
                .forEach(told::add);
        Set<String> layers = new TreeSet<>();
        Arrays.stream(Layer.values()).map(Layer::toString).forEach(layers::add);
        assertThat(layers).containsAll(told);
        assertThat(told).contains("ingress", "executor", "scrape", "query");
    }

    @Test
    void theGlossaryExplainsWordsThatAreUsedInTheirOrder() {
        List<String> words = Pattern.compile("^\\| \\*\\*(.+?)\\*\\* \\|", Pattern.MULTILINE)
                .matcher(text(Path.of("docs/glossary.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
        String used = text(README) + text(Path.of("docs/gate.md")) + text(Path.of("docs/architecture.md"));
        assertThat(words).hasSizeGreaterThan(10).isSorted().doesNotHaveDuplicates();
        assertThat(words).allSatisfy(word -> assertThat(used).containsIgnoringCase(word));
    }

    @Test
    void everyPackageStandsInTheArchitecture() {
        String architecture = text(Path.of("docs/architecture.md"));
        Set<String> rooms = new TreeSet<>();
        OurClasses.ALL.forEach(type -> {
            String room = type.getPackageName().replaceFirst("^io\\.jenkins\\.plugins\\.seldon\\.?", "");
            if (!room.isEmpty()) {
                rooms.add(room.substring(room.lastIndexOf('.') + 1) + "/");
            }
        });
        assertThat(rooms).allSatisfy(room -> assertThat(architecture).contains(room));
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        try (Stream<Path> folders = Files.walk(Path.of("src/main/java"))) {
            assertThat(folders.filter(folder -> Files.isDirectory(folder) && hasSources(folder)))
                    .isNotEmpty()
                    .allSatisfy(folder ->
                            assertThat(folder.resolve("package-info.java")).exists());
        }
    }

    @Test
    void testsThatTheDocumentsNameExist() throws IOException {
        Set<String> tests = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.replace(".java", ""))
                    .forEach(tests::add);
        }
        for (Path document : documents()) {
            assertThat(Pattern.compile("-Dtest=(\\w+)|`(\\w+(?:Test|IT))`")
                            .matcher(text(document))
                            .results()
                            .map(match -> match.group(1) == null ? match.group(2) : match.group(1)))
                    .as(document.toString())
                    .allSatisfy(name -> assertThat(tests).contains(name));
        }
    }

    @Test
    void linksBetweenTheDocumentsLeadSomewhere() {
        for (Path document : documents()) {
            List<String> links = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)")
                    .matcher(text(document))
                    .results()
                    .map(match -> match.group(1))
                    .toList();
            assertThat(links).as(document.toString()).allSatisfy(link -> assertThat(document.resolveSibling(link))
                    .exists());
        }
    }

    private static List<Path> documents() {
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of(README, Path.of("CONTRIBUTING.md"), Path.of("CHANGELOG.md")),
                            docs.filter(file -> file.toString().endsWith(".md")))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasSources(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Options and what their column for defaults says; a row may tell of several. */
    private static Map<String, String> table(Class<?> step) {
        String text = step == PromqlCondition.class
                ? section("A condition, such as")
                : section("### " + functionName(step)).split("A condition, such as")[0];
        Map<String, String> rows = new LinkedHashMap<>();
        for (MatchResult row : ROW.matcher(text).results().toList()) {
            List<String> options = CODE.matcher(row.group(1))
                    .results()
                    .map(match -> match.group(1))
                    .toList();
            String[] defaults = row.group(3).strip().split(", ");
            for (int i = 0; i < options.size(); i++) {
                assertThat(rows).as("twice").doesNotContainKey(options.get(i));
                rows.put(options.get(i), defaults.length == options.size() ? defaults[i] : "");
            }
        }
        return rows;
    }

    private static String functionName(Class<?> step) {
        String name = step.getSimpleName().replaceFirst("Step$", "");
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    /** From a heading, or a line, to the next heading. */
    private static String section(String start) {
        String text = text(README);
        int from = text.indexOf(start);
        assertThat(from).as("'%s' in README.md", start).isNotNegative();
        int end = text.indexOf("\n##", from + start.length());
        return text.substring(from, end < 0 ? text.length() : end);
    }

    private static Object fresh(Class<?> step) throws ReflectiveOperationException {
        Constructor<?> constructor = step.getConstructors()[0];
        Object[] arguments = new Object[constructor.getParameterCount()];
        return constructor.newInstance(arguments);
    }

    private static Method getter(Class<?> step, String option) throws NoSuchMethodException {
        String suffix = Character.toUpperCase(option.charAt(0)) + option.substring(1);
        return Arrays.stream(step.getMethods())
                .filter(method -> method.getParameterCount() == 0)
                .filter(method -> method.getName().equals("get" + suffix)
                        || method.getName().equals("is" + suffix))
                .findFirst()
                .orElseThrow(() -> new NoSuchMethodException(step.getSimpleName() + "." + option));
    }

    private static Set<String> boundProperties(Class<?> type) {
        Set<String> options = new TreeSet<>();
        for (Method method : type.getMethods()) {
            if (method.isAnnotationPresent(DataBoundSetter.class)) {
                String name = method.getName().substring("set".length());
                options.add(Character.toLowerCase(name.charAt(0)) + name.substring(1));
            }
        }
        for (Constructor<?> constructor : type.getConstructors()) {
            if (constructor.isAnnotationPresent(DataBoundConstructor.class)) {
                for (Parameter parameter : constructor.getParameters()) {
                    options.add(parameter.getName());
                }
            }
        }
        return options;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
