package io.jenkins.plugins.seldon.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.helm.ChartFile;
import io.jenkins.plugins.seldon.helm.EmbeddedHelm;
import io.jenkins.plugins.seldon.helm.Helm;
import io.jenkins.plugins.seldon.helm.HelmRequest;
import io.jenkins.plugins.seldon.helm.chart.ChartArchive;
import io.jenkins.plugins.seldon.helm.chart.ClusterAnswers;
import io.jenkins.plugins.seldon.helm.chart.InvalidChartException;
import io.jenkins.plugins.seldon.helm.chart.Values;
import io.jenkins.plugins.seldon.kubernetes.Discovery;
import io.jenkins.plugins.seldon.kubernetes.ServedApis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Charts that others published, previewed, repaired and parsed against clusters of several versions: {@code mvn test
 * -Dtest=PublicChartsTest -Dcharts=FOLDER}, where each folder in FOLDER is a chart. What came of each is written to
 * target/charts-VERSION.txt, to be read by a person. Fails where a repaired chart renders other text than it should.
 */
@EnabledIfSystemProperty(named = "charts", matches = ".+")
class PublicChartsTest {

    private static final String POLICIES = "podsecuritypolicies";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(io.jenkins.plugins.seldon.fixture.cluster.Discovery.class)
    void nothingIsCorrupted(io.jenkins.plugins.seldon.fixture.cluster.Discovery version) throws Exception {
        Path report = Path.of("target", "charts-" + version + ".txt");
        Files.writeString(report, "");
        List<String> corrupted = new ArrayList<>();
        try (Stream<Path> charts = Files.list(Path.of(System.getProperty("charts")));
                ReleaseScene scene = new ReleaseScene(
                        folder, EmbeddedCluster.builder().discovery(version).playerPaused());
                Helm helm = EmbeddedHelm.start(
                        scene.machine, scene.cluster.kubeconfig(), Duration.ofHours(2), line -> {})) {
            helm.awaitStart();
            for (Path chart : charts.sorted().toList()) {
                Result result = prepare(chart, scene, helm);
                Files.writeString(
                        report, chart.getFileName() + "\t" + result.outcome + "\n", StandardOpenOption.APPEND);
                result.corrupted.forEach(text -> corrupted.add(chart.getFileName() + ": " + text));
            }
        }
        assertThat(corrupted).isEmpty();
    }

    private record Result(String outcome, List<String> corrupted) {}

    private static Result prepare(Path chart, ReleaseScene scene, Helm helm) throws Exception {
        byte[] archive = archive(chart);
        List<String> log = new ArrayList<>();
        ReleaseRequest request = Requests.of(
                new ChartFile(chart.toString(), archive),
                "web",
                ReleaseScene.NAMESPACE,
                Values.NONE,
                false,
                ReleaseRequest.Repair.AUTO,
                Duration.ofMinutes(5));
        try {
            PreparedChart prepared =
                    new ChartPreparation(helm, new Discovery(scene.client()), log::add).prepare(request);
            List<String> warnings =
                    log.stream().filter(line -> line.startsWith("WARNING")).toList();
            String outcome =
                    prepared.objects().size() + " objects, " + prepared.hooks().size() + " hooks, " + warnings + ", "
                            + (prepared.repairs().isEmpty() ? "as it is" : "repaired: " + prepared.repairs());
            return new Result(
                    outcome,
                    prepared.repairs().isEmpty() ? List.of() : corrupted(archive, prepared, request, scene, helm));
        } catch (ReleaseException | InvalidChartException e) {
            return new Result("REFUSED: " + e.getMessage(), List.of());
        }
    }

    /** Where the text that a repaired chart renders differs otherwise than by API versions and what is left out. */
    private static List<String> corrupted(
            byte[] archive, PreparedChart prepared, ReleaseRequest request, ReleaseScene scene, Helm helm)
            throws Exception {
        ChartArchive original = ChartArchive.of(archive);
        ServedApis answers = new Discovery(scene.client()).ask(ClusterAnswers.questions(original));
        HelmRequest rendering = HelmRequest.of(request.name(), request.namespace(), "{}", request.timeout())
                .renderedFor(prepared.served().version());
        helm.use(ClusterAnswers.in(prepared.archive(), answers).bytes());
        List<String> after = documents(helm.template(rendering));
        helm.use(ClusterAnswers.in(original, answers).bytes());
        List<String> before = documents(helm.template(rendering));
        List<String> again = documents(helm.template(rendering));
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            if (!before.get(i).matches("(?s).*^kind: PodSecurityPolicy$.*|.*\nkind: PodSecurityPolicy\n.*")) {
                kept.add(i);
            }
        }
        if (kept.size() != after.size()) {
            return List.of(kept.size() + " documents are expected, and there are " + after.size());
        }
        List<String> corrupted = new ArrayList<>();
        for (int i = 0; i < kept.size(); i++) {
            String was = before.get(kept.get(i));
            boolean stable = was.equals(again.get(kept.get(i)));
            if (stable && !was.contains(POLICIES) && !plain(was).equals(plain(after.get(i)))) {
                corrupted.add(difference(plain(was), plain(after.get(i))));
            }
        }
        return corrupted;
    }

    private static List<String> documents(String manifest) {
        return Arrays.stream(manifest.split("(?m)^---$"))
                .filter(text -> text.matches("(?s).*\\bkind\\b.*"))
                .toList();
    }

    /** Without the value of the first API version, and without digests of other templates. */
    private static String plain(String document) {
        return document.replaceFirst("(?m)(^[ {\\t]*\"?apiVersion\"?:[ \\t]*)[^\\n,}]*", "$1")
                .replaceAll("(?m)^[ \\t]*checksum/.*$", "");
    }

    private static String difference(String before, String after) {
        List<String> left = before.lines().toList();
        List<String> right = after.lines().toList();
        int line = 0;
        while (line < left.size() && line < right.size() && left.get(line).equals(right.get(line))) {
            line++;
        }
        return left.get(1) + " line " + line + ": " + left.subList(line, Math.min(left.size(), line + 1)) + " became "
                + right.subList(line, Math.min(right.size(), line + 1));
    }

    private static byte[] archive(Path chart) throws IOException, InvalidChartException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(chart)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                files.put("chart/" + chart.relativize(file), Files.readAllBytes(file));
            }
        }
        Map<String, byte[]> ordered = new LinkedHashMap<>();
        ordered.put("chart/Chart.yaml", files.get("chart/Chart.yaml"));
        ordered.putAll(files);
        return ChartArchive.of(ordered).bytes();
    }
}
