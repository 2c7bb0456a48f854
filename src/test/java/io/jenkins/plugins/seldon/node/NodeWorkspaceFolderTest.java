package io.jenkins.plugins.seldon.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is read of a chart's folder on a node: what the folder itself holds, and no more than the limit. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NodeWorkspaceFolderTest {

    private static final int LIMIT = 10_000;

    @TempDir
    private Path folder;

    @Test
    void regularFilesAreReadByTheirPaths() throws IOException {
        file("Chart.yaml", 30);
        file("templates/a.yaml", 0);
        assertThat(read()).containsOnlyKeys("Chart.yaml", "templates/a.yaml");
        assertThat(read().get("Chart.yaml")).hasSize(30);
    }

    @Test
    void aPathIsRelativeAndHasNoControlCharacters() {
        assertThat(List.of("values.yaml", "a/b c.json", "a..b", "../up"))
                .as("what the node itself decides on")
                .allMatch(NodeWorkspace::isRelative);
        assertThat(List.of("", " ", "/etc/passwd", "\\\\server\\share", "C:x", "a\u0000b", "a\nb", "\u007f"))
                .noneMatch(NodeWorkspace::isRelative);
    }

    @Test
    void atMostTheLimitIsRead() throws IOException {
        file("a", LIMIT - 300);
        assertThat(read()).hasSize(1);
        file("b", 300);
        assertThat(read()).isNull();
    }

    @Test
    void oneFileThatIsTooLargeIsNotReadToItsEnd() throws IOException {
        file("a", 50 * LIMIT);
        assertThat(read()).isNull();
    }

    @Test
    void emptyFilesWithoutEndCostSomethingToo() throws IOException {
        for (int i = 0; i < LIMIT / 100; i++) {
            file("f" + i, 0);
        }
        assertThat(read()).isNull();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void linksLeadNowhere() throws IOException {
        Path outside = Files.createTempFile("outside", ".txt");
        try {
            Files.writeString(outside, "not the folder's");
            Files.createDirectories(folder.resolve("chart"));
            Files.createSymbolicLink(folder.resolve("chart/link"), outside);
            Files.createSymbolicLink(folder.resolve("chart/loop"), folder.resolve("chart"));
            Files.writeString(folder.resolve("chart/file"), "x", StandardCharsets.UTF_8);
            assertThat(new NodeWorkspace.FolderContent(LIMIT)
                            .invoke(folder.resolve("chart").toFile(), null))
                    .containsOnlyKeys("file");
        } finally {
            Files.delete(outside);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aPipeThatNobodyWritesToHoldsNothingUp() throws Exception {
        Process mkfifo = new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start();
        assertThat(mkfifo.waitFor(60, TimeUnit.SECONDS)).isTrue();
        file("a", 1);
        assertThat(read()).containsOnlyKeys("a");
    }

    private void file(String path, int size) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[size]);
    }

    private TreeMap<String, byte[]> read() throws IOException {
        return new NodeWorkspace.FolderContent(LIMIT).invoke(folder.toFile(), null);
    }
}
