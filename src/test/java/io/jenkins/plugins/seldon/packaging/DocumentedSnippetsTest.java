package io.jenkins.plugins.seldon.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.steps.AssertPredictionMetricsStep;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.builder.AstBuilder;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.ListExpression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.control.CompilePhase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What the documents show can be copied: Groovy parses (as 2.4, which Jenkins compiles Jenkinsfiles with) and names only options
 * that exist, YAML can be read, and the README's commands are those that the whole check runs.
 */
class DocumentedSnippetsTest {

    private static final Pattern BLOCK =
            Pattern.compile("^( *)```(groovy|yaml|sh)\\n(.*?)^ *```$", Pattern.MULTILINE | Pattern.DOTALL);

    private static final Map<String, Class<?>> STEPS = Map.of(
            "installSeldonAnalytics", InstallSeldonAnalyticsStep.class,
            "uninstallSeldonAnalytics", UninstallSeldonAnalyticsStep.class,
            "waitForSeldonPods", WaitForSeldonPodsStep.class,
            "assertPredictionMetrics", AssertPredictionMetricsStep.class);

    /** What the maps in a list are bound to. */
    private static final Map<String, Class<?>> ENTRIES = Map.of(
            "maxLatency", LatencyLimit.class,
            "metric", OwnMetric.class,
            "conditions", PromqlCondition.class,
            "headers", RequestHeader.class,
            "prometheusHeaders", RequestHeader.class,
            "secretValues", SecretValue.class);

    /** A block of code: where it stands, in what language, what it says. */
    record Snippet(Path document, String language, String text) {}

    static List<Snippet> groovy() {
        List<Snippet> shown = snippets("groovy");
        return Stream.concat(
                        shown.stream(),
                        Stream.of(new Snippet(
                                Path.of("Jenkinsfile.example"), "groovy", text(Path.of("Jenkinsfile.example")))))
                .toList();
    }

    static List<Snippet> yaml() {
        return snippets("yaml");
    }

    @ParameterizedTest
    @MethodSource("groovy")
    void groovyParsesAndNamesOnlyOptionsThatExist(Snippet snippet) {
        check(snippet);
    }

    @Test
    void anOptionThatDoesNotExistIsFound() {
        String step = "node { assertPredictionMetrics deployment: 'm', %s }";
        check(new Snippet(Path.of("good"), "groovy", step.formatted("maxLatency: [[quantile: 1, millis: 2]]")));
        for (String wrong : List.of("minRate: 1", "maxLatency: [[quantile: 1, seconds: 2]]")) {
            Snippet snippet = new Snippet(Path.of("bad"), "groovy", step.formatted(wrong));
            assertThatThrownBy(() -> check(snippet)).isInstanceOf(AssertionError.class);
        }
    }

    private static void check(Snippet snippet) {
        List<ASTNode> nodes = new AstBuilder().buildFromString(CompilePhase.CONVERSION, false, snippet.text());
        CodeVisitorSupport options = new CodeVisitorSupport() {
            @Override
            public void visitMethodCallExpression(MethodCallExpression call) {
                Class<?> step = STEPS.get(call.getMethodAsString());
                if (step != null) {
                    arguments(call.getArguments()).forEach(map -> check(step, map, snippet));
                }
                super.visitMethodCallExpression(call);
            }
        };
        nodes.stream().filter(node -> !(node instanceof ClassNode)).forEach(node -> node.visit(options));
    }

    @ParameterizedTest
    @MethodSource("yaml")
    void yamlCanBeRead(Snippet snippet) {
        assertThat(new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(snippet.text()))
                .as(snippet.document().toString())
                .isNotEmpty()
                .doesNotContainNull();
    }

    /**
     * The Prometheus Operator's {@code targetPort} keeps ports that a container declares, and KServe's runtimes declare none
     * (kserve, config/runtimes; prometheus-operator, pkg/prometheus/promcfg.go).
     */
    @ParameterizedTest
    @ValueSource(strings = {"kserve", "mlserver", "triton"})
    void aPodMonitorNeedsNoDeclaredPortWherePodsDeclareNone(String recipe) {
        assertThat(snippets(Path.of("docs/recipes", recipe + ".md"), "yaml"))
                .singleElement()
                .satisfies(monitor -> assertThat(monitor.text())
                        .contains("kind: PodMonitor", "__meta_kubernetes_pod_ip")
                        .doesNotContain("targetPort", "port:"));
    }

    /** kube-prometheus-stack's values: {@code podMonitorSelectorNilUsesHelmValues} is true. */
    @Test
    void aPodMonitorHasTheLabelByWhichTheUsualStackSelects() {
        assertThat(yaml().stream().filter(snippet -> snippet.text().contains("kind: PodMonitor")))
                .hasSizeGreaterThan(5)
                .allSatisfy(monitor -> assertThat(monitor.text())
                        .as(monitor.document().toString())
                        .contains("labels: {release: "));
    }

    @Test
    void whatTheReadmeTellsANewcomerToRunIsWhatTheCheckRuns() {
        String readme = text(Path.of("README.md"));
        List<String> commands = snippets(Path.of("README.md"), "sh").stream()
                .flatMap(snippet -> snippet.text().lines())
                .map(line -> line.replaceFirst("\\s+#.*", "").strip())
                .filter(line -> line.startsWith("./demo") || line.startsWith("mvn"))
                .toList();
        assertThat(readme).contains("## Try it without a cluster");
        assertThat(commands).hasSizeGreaterThan(2);
        assertThat(text(Path.of(".ci/run")).lines().map(line -> line.replace(" || status=$?", "")))
                .containsAll(commands);
    }

    /** Whoever reads Korean gets to the first gate by the same steps; only comments are translated. */
    @ParameterizedTest
    @ValueSource(strings = {"groovy", "yaml", "sh"})
    void theKoreanReadmeShowsWhatTheEnglishDocumentsShow(String language) {
        List<String> english = Stream.of("README.md", "docs/getting-started.md")
                .flatMap(document -> code(document, language))
                .toList();
        List<String> korean = code("README.ko.md", language).toList();
        assertThat(korean).isNotEmpty().allSatisfy(code -> assertThat(english).anyMatch(shown -> shown.contains(code)));
        assertThat(korean).containsAll(code("docs/getting-started.md", language).toList());
    }

    private static Stream<String> code(String document, String language) {
        return snippets(Path.of(document), language).stream()
                .map(snippet -> snippet.text().replaceAll(" +# [^\n]*", ""));
    }

    /** The wait's log advises against it: a node that waits is one that nobody else has. */
    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/getting-started.md", "docs/recipes/eks.md"})
    void noNodeIsHeldOnlyToWait(String document) {
        Pattern held = Pattern.compile("^( *)node.*?^\\1}$", Pattern.MULTILINE | Pattern.DOTALL);
        assertThat(snippets(Path.of(document), "groovy").stream()
                        .flatMap(snippet -> held.matcher(snippet.text()).results())
                        .map(MatchResult::group))
                .isNotEmpty()
                .allSatisfy(node -> assertThat(node).doesNotContain("waitForSeldonPods"));
    }

    /** Beside the evidence lies {@code .build}, which is for the next build alone. */
    @Test
    void whatIsArchivedIsTheEvidence() {
        assertThat(groovy().stream()
                        .flatMap(snippet -> snippet.text().lines())
                        .filter(line -> line.contains("archiveArtifacts")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains("artifacts: 'seldon-analytics/gate-*'"));
    }

    @Test
    void everyStepIsShown() {
        String all = groovy().stream().map(Snippet::text).reduce("", String::concat);
        assertThat(STEPS.keySet()).allSatisfy(step -> assertThat(all).contains(step));
    }

    private static Stream<MapExpression> arguments(Expression given) {
        return given instanceof TupleExpression tuple
                ? tuple.getExpressions().stream()
                        .filter(MapExpression.class::isInstance)
                        .map(MapExpression.class::cast)
                : Stream.of();
    }

    private static void check(Class<?> type, MapExpression given, Snippet snippet) {
        Set<String> options = OptionTables.bound(type);
        for (MapEntryExpression entry : given.getMapEntryExpressions()) {
            String option = entry.getKeyExpression().getText();
            assertThat(options)
                    .as("%s in %s", type.getSimpleName(), snippet.document())
                    .contains(option);
            if (ENTRIES.containsKey(option) && entry.getValueExpression() instanceof ListExpression list) {
                list.getExpressions().stream()
                        .filter(MapExpression.class::isInstance)
                        .forEach(map -> check(ENTRIES.get(option), (MapExpression) map, snippet));
            }
        }
    }

    private static List<Snippet> snippets(String language) {
        return DocumentsTest.documents().stream()
                .flatMap(document -> snippets(document, language).stream())
                .toList();
    }

    private static List<Snippet> snippets(Path document, String language) {
        return BLOCK.matcher(text(document))
                .results()
                .filter(block -> block.group(2).equals(language))
                .map(block -> new Snippet(document, language, block.group(3).replaceAll("(?m)^" + block.group(1), "")))
                .toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
