package io.jenkins.plugins.seldon.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.diagnose.Layer;
import io.jenkins.plugins.seldon.settings.BurstLimits;
import io.jenkins.plugins.seldon.settings.GlobalCluster;
import io.jenkins.plugins.seldon.steps.AssertPredictionMetricsStep;
import io.jenkins.plugins.seldon.steps.ClusterStep;
import io.jenkins.plugins.seldon.steps.InstallSeldonAnalyticsStep;
import io.jenkins.plugins.seldon.steps.LatencyLimit;
import io.jenkins.plugins.seldon.steps.OwnMetric;
import io.jenkins.plugins.seldon.steps.PromqlCondition;
import io.jenkins.plugins.seldon.steps.RequestHeader;
import io.jenkins.plugins.seldon.steps.SecretValue;
import io.jenkins.plugins.seldon.steps.UninstallSeldonAnalyticsStep;
import io.jenkins.plugins.seldon.steps.WaitForSeldonPodsStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents say of options, defaults, layers, packages, tests and files is so. */
class DocumentsTest {

    private static final Path README = Path.of("README.md");
    private static final Path KOREAN = Path.of("README.ko.md");
    private static final Path STEPS = Path.of("docs/steps.md");

    /** Options of {@link ClusterStep} that have a table of their own; what the release is depends on the step. */
    private static final Set<String> CONNECTION = connection();

    private static final Path PERFORMANCE = Path.of("docs/performance.md");

    private static final Pattern WRITTEN_TABLE =
            Pattern.compile("<!-- benchmark/([a-z-]++): ([a-z-]++) -->\n(?:\\|[^\n]*+\n){3,}+<!-- end -->");

    private static final Pattern TABLES =
            Pattern.compile("<!-- options: (\\w+) -->\n(.*?)<!-- end -->", Pattern.DOTALL);
    private static final Pattern ROW = Pattern.compile("^\\| `(\\w+)` \\|", Pattern.MULTILINE);

    /** A default as help texts tell it, of a number or a name. */
    private static final Pattern DEFAULT = Pattern.compile("Default: `?([^`\\s,]+?)`?[.,](?: |$|<br>)");

    /** Whose options are in tables: steps, what their lists hold, and what an administrator configures. */
    static Stream<Class<?>> documented() {
        return Stream.of(
                ClusterStep.class,
                InstallSeldonAnalyticsStep.class,
                SecretValue.class,
                UninstallSeldonAnalyticsStep.class,
                WaitForSeldonPodsStep.class,
                AssertPredictionMetricsStep.class,
                LatencyLimit.class,
                OwnMetric.class,
                RequestHeader.class,
                PromqlCondition.class,
                GlobalCluster.class,
                BurstLimits.class);
    }

    @Test
    void theTablesAreWhatTheHelpTextsSay() {
        assertThat(text(STEPS))
                .as(
                        "docs/steps.md; mvn -Dtest='DocumentsTest#writeTables' -Ddocuments=write test writes its tables anew")
                .isEqualTo(withTables(text(STEPS)));
    }

    @Test
    @EnabledIfSystemProperty(named = "documents", matches = "write", disabledReason = "writes into the sources")
    void writeTables() throws IOException {
        Files.writeString(STEPS, withTables(text(STEPS)));
    }

    @ParameterizedTest
    @MethodSource("documented")
    void everyOptionStandsInATableOnce(Class<?> type) {
        Set<String> wanted = type == ClusterStep.class ? CONNECTION : OptionTables.bound(type);
        if (type != ClusterStep.class && ClusterStep.class.isAssignableFrom(type)) {
            wanted.removeAll(CONNECTION);
        }
        assertThat(ROW.matcher(table(type)).results().map(row -> row.group(1)))
                .as("options of %s in docs/steps.md", type.getSimpleName())
                .containsExactlyInAnyOrderElementsOf(wanted);
    }

    /** Tables show a fresh step's default; where a help text tells one too, it is the same. */
    @ParameterizedTest
    @MethodSource("documented")
    void theDefaultsInTheHelpAreThoseOfAFreshStep(Class<?> type) {
        Class<?> step = type == ClusterStep.class ? InstallSeldonAnalyticsStep.class : type;
        Set<String> options = type == ClusterStep.class ? CONNECTION : OptionTables.bound(type);
        assertThat(options).isNotEmpty().allSatisfy(option -> assertThat(
                        DEFAULT.matcher(OptionTables.help(step, option))
                                .results()
                                .map(told -> told.group(1)))
                .as("%s of %s", option, type.getSimpleName())
                .allMatch(OptionTables.defaultOf(step, option)::equals));
    }

    @Test
    void theReadmeNamesEveryStep() {
        assertThat(text(README))
                .contains(
                        "installSeldonAnalytics",
                        "waitForSeldonPods",
                        "assertPredictionMetrics",
                        "uninstallSeldonAnalytics");
    }

    @Test
    void theReadmesLeadToEachOther() {
        assertThat(text(README).lines().limit(5)).contains("[한국어](README.ko.md)");
        assertThat(text(KOREAN).lines().limit(5)).contains("[English](README.md)");
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
        String used =
                text(README) + text(STEPS) + text(Path.of("docs/gate.md")) + text(Path.of("docs/architecture.md"));
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

    @Test
    void everyPictureIsShownByADocument() throws IOException {
        String shown = documents().stream().map(DocumentsTest::text).collect(Collectors.joining());
        try (Stream<Path> pictures = Files.list(Path.of("docs/images"))) {
            assertThat(pictures).isNotEmpty().allSatisfy(picture -> assertThat(shown)
                    .contains("images/" + picture.getFileName() + ")"));
        }
    }

    @Test
    void theTablesOfWhatThingsCostAreWrittenByTheBenchmarksThatTheyName() {
        String document = text(PERFORMANCE);
        List<MatchResult> written = WRITTEN_TABLE.matcher(document).results().toList();

        assertThat(written).isNotEmpty().allSatisfy(table -> assertThat(text(Path.of("benchmark", table.group(1))))
                .contains("benchmark/table " + table.group(2)));
        assertThat(written.stream().map(table -> table.group(2)))
                .as("which table is meant is told by its name alone")
                .doesNotHaveDuplicates();
        assertThat(rows(WRITTEN_TABLE.matcher(document).replaceAll("")))
                .as("tables that people have put together")
                .isEmpty();
    }

    /** A benchmark writes the table, people the sentences that lead to it. */
    @Test
    void theReadmesTellOfTheColdStartsWhatTheirTableHas() {
        Matcher row = Pattern.compile("^\\| 15 s \\|.*\\| (\\d+) of 20 / 0 of 20 \\|$", Pattern.MULTILINE)
                .matcher(text(Path.of("docs/gate.md")));
        assertThat(row.find()).as("cold starts with a scrape every 15 s").isTrue();
        int refused = 20 - Integer.parseInt(row.group(1));
        assertThat(text(README)).contains("`irate` still refused all 20 and `rate` " + refused + ".");
        assertThat(text(KOREAN)).contains("`irate`는 20개를 모두, `rate`는 " + refused + "개를 거부했습니다.");
    }

    private static List<String> rows(String document) {
        return document.lines().filter(line -> line.startsWith("|")).toList();
    }

    static List<Path> documents() {
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of(README, KOREAN, Path.of("CONTRIBUTING.md"), Path.of("CHANGELOG.md")),
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

    private static String withTables(String document) {
        return TABLES.matcher(document)
                .replaceAll(place -> Matcher.quoteReplacement(
                        "<!-- options: " + place.group(1) + " -->\n" + tables(place.group(1)) + "\n<!-- end -->"));
    }

    private static String tables(String name) {
        Class<?> type = documented()
                .filter(known -> known.getSimpleName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("docs/steps.md has a table of an unknown " + name));
        if (type == ClusterStep.class) {
            return OptionTables.of(InstallSeldonAnalyticsStep.class, CONNECTION::contains);
        }
        return OptionTables.of(
                type, option -> !ClusterStep.class.isAssignableFrom(type) || !CONNECTION.contains(option));
    }

    /** What docs/steps.md has of a type. */
    private static String table(Class<?> type) {
        return TABLES.matcher(text(STEPS))
                .results()
                .filter(place -> place.group(1).equals(type.getSimpleName()))
                .map(place -> place.group(2))
                .findFirst()
                .orElseThrow(() -> new AssertionError("docs/steps.md has no table of " + type.getSimpleName()));
    }

    private static Set<String> connection() {
        Set<String> options = OptionTables.bound(ClusterStep.class);
        options.remove("releaseName");
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
