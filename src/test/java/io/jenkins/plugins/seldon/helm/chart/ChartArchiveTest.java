package io.jenkins.plugins.seldon.helm.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChartArchiveTest {

    private static final String CHART = "name: web\nversion: 1.0\n";

    @TempDir
    Path folder;

    @Test
    void tellsWhatTheChartSaysOfItself() throws Exception {
        ChartArchive chart = chart("web");
        assertThat(chart.label()).as("as Helm records the number 1.0").isEqualTo("web-1");
        assertThat(chart.sha256()).hasSize(64);
        assertThat(ChartArchive.of(Map.of("x/Chart.yaml", "name: a\nversion: '1.10'".getBytes(UTF_8)))
                        .version())
                .isEqualTo("1.10");
    }

    @Test
    void theContentDigestIsThatOfTheContentNotOfThePacking() throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("web/values.yaml", "a: 1".getBytes(UTF_8));
        files.put("web/Chart.yaml", CHART.getBytes(UTF_8));
        Map<String, byte[]> otherOrder = new LinkedHashMap<>();
        otherOrder.put("web/Chart.yaml", CHART.getBytes(UTF_8));
        otherOrder.put("web/values.yaml", "a: 1".getBytes(UTF_8));
        ChartArchive chart = ChartArchive.of(files);
        assertThat(chart.sha256()).isNotEqualTo(ChartArchive.of(otherOrder).sha256());
        assertThat(chart.contentDigest()).isEqualTo(ChartArchive.of(otherOrder).contentDigest());
        otherOrder.put("web/values.yaml", "a: 2".getBytes(UTF_8));
        assertThat(chart.contentDigest())
                .isNotEqualTo(ChartArchive.of(otherOrder).contentDigest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "posix", "ustar", "v7"})
    void readsWhatTarWrites(String format) throws Exception {
        String deep = "templates/" + "folder-with-a-long-name/".repeat(format.equals("v7") ? 1 : 4)
                + "a-template-with-a-name.yaml";
        Path source = folder.resolve("web");
        Files.createDirectories(source.resolve(deep).getParent());
        Files.writeString(source.resolve("Chart.yaml"), CHART);
        Files.writeString(source.resolve(deep), "é".repeat(600));
        Files.createSymbolicLink(source.resolve("link"), Path.of("Chart.yaml"));
        byte[] archive = run("tar", "--format=" + format, "-czf", "-", "-C", folder.toString(), "web");
        ChartArchive chart = ChartArchive.of(archive);
        assertThat(chart.files()).containsOnlyKeys("web/Chart.yaml", "web/" + deep);
        assertThat(new String(chart.files().get("web/" + deep), UTF_8)).isEqualTo("é".repeat(600));
    }

    /** The first is what {@code tar -c web/.} writes. */
    @ParameterizedTest
    @ValueSource(strings = {"web/./%s", "web\\%s"})
    void readsThePathsThatHelmReads(String path) throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("web/", new byte[0]);
        files.put(path.formatted("Chart.yaml"), CHART.getBytes(UTF_8));
        files.put(path.replace("%s", "templates" + path.charAt(path.length() - 3) + "a.yaml"), new byte[0]);

        ChartArchive chart = ChartArchive.of(Tar.write(files));

        assertThat(chart.files()).containsOnlyKeys("web/Chart.yaml", "web/templates/a.yaml");
    }

    @Test
    void leavesOutTheMarkOfAnEncodingAsHelmDoes() throws Exception {
        String definition =
                "\uFEFF---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a}";
        ChartArchive chart = ChartArchive.of(Tar.write(Map.of(
                "web/Chart.yaml", ("\uFEFF" + CHART).getBytes(UTF_8), "web/crds/a.yaml", definition.getBytes(UTF_8))));

        assertThat(ChartRepair.definitions(chart, Values.NONE))
                .extracting(RenderedObject::label)
                .containsExactly("CustomResourceDefinition a");
    }

    @Test
    void tarReadsWhatIsWritten() throws Exception {
        String deep = "web/templates/" + "folder-with-a-long-name/".repeat(6) + "x.yaml";
        Path file = Files.write(
                folder.resolve("web.tgz"),
                ChartArchive.of(Map.of("web/Chart.yaml", CHART.getBytes(UTF_8), deep, new byte[1025]))
                        .bytes());
        String list = new String(run("tar", "-tzvf", file.toString()), UTF_8);
        assertThat(list).contains(" 1025 ").contains(deep).contains("web/Chart.yaml");
    }

    @Test
    void brokenArchivesAreRefusedInOneSentence() throws Exception {
        byte[] good = chart("web").bytes();
        assertThatThrownBy(() -> ChartArchive.of("<html>".getBytes(UTF_8)))
                .isInstanceOf(InvalidChartException.class)
                .hasMessage("The chart archive can't be read: Not in GZIP format.");
        assertThatThrownBy(() -> ChartArchive.of(Arrays.copyOf(good, good.length - 20)))
                .isInstanceOf(InvalidChartException.class)
                .hasMessageStartingWith("The chart archive can't be read: ");
        assertThatThrownBy(() -> ChartArchive.of(gzip("x".repeat(2048).getBytes(UTF_8))))
                .isInstanceOf(InvalidChartException.class)
                .hasMessage("The chart archive can't be read: it is not a tar archive.");
        assertThatThrownBy(() -> ChartArchive.of(Map.of("web/values.yaml", new byte[0])))
                .isInstanceOf(InvalidChartException.class)
                .hasMessage("The chart archive has no Chart.yaml, so it is not a chart.");
    }

    private static ChartArchive chart(String name) throws InvalidChartException {
        return ChartArchive.of(Map.of(name + "/Chart.yaml", CHART.getBytes(UTF_8)));
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream out = process.getInputStream()) {
            byte[] bytes = out.readAllBytes();
            assertThat(process.waitFor()).isZero();
            return bytes;
        }
    }
}
