package io.jenkins.plugins.seldon.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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

    /** As in {@code valuesFiles: "${env.WORKSPACE}/values.yaml"}, which is inside. */
    @Test
    void anAbsolutePathIsToldAsThat() {
        assertThat(NodeWorkspace.refusal("/agent/workspace/values.yaml"))
                .isEqualTo("The path '/agent/workspace/values.yaml' is not relative to the workspace: leave out the"
                        + " workspace's own path.");
        assertThat(NodeWorkspace.refusal("../values.yaml"))
                .isEqualTo("The path '../values.yaml' is not inside the workspace.");
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

    /** As {@code helm create} has a chart's {@code .helmignore}; the history of one that is a whole repository is large. */
    @Test
    void foldersThatHelmIsToIgnoreByNameAreNotRead() throws IOException {
        file(".git/objects/pack/a.pack", 2 * LIMIT);
        file("charts/web/.git/config", 1);
        file("ci/a.yaml", 2);
        file("docs/a.md", 3);
        file("templates/.gitkeep", 0);
        Files.writeString(
                folder.resolve(".helmignore"), "# Patterns\r\n.git/\r\n  .gitkeep/\n!docs\n#ci\n/ci/\ndo?s\n", UTF_8);
        assertThat(read()).containsOnlyKeys(".helmignore", "ci/a.yaml", "docs/a.md", "templates/.gitkeep");
    }

    /** As Helm does when it packs a folder (internal/sympath, Walk): charts of a repository share helpers by links. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void linksAreFollowedWithinTheWorkspace() throws IOException {
        file("chart/Chart.yaml", 3);
        file("chart/templates/a.yaml", 4);
        file("common/_helpers.tpl", 7);
        file("common/crds/b.yaml", 5);
        Files.createSymbolicLink(
                folder.resolve("chart/templates/_helpers.tpl"), Path.of("..", "..", "common", "_helpers.tpl"));
        Files.createSymbolicLink(folder.resolve("chart/crds"), folder.resolve("common/crds"));
        TreeMap<String, byte[]> files = read("chart");
        assertThat(files).containsOnlyKeys("Chart.yaml", "crds/b.yaml", "templates/_helpers.tpl", "templates/a.yaml");
        assertThat(files.get("templates/_helpers.tpl")).hasSize(7);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void otherLinksLeadNowhere() throws IOException {
        Path outside = Files.createTempFile("outside", ".txt");
        try {
            Files.writeString(outside, "not the folder's");
            file("chart/file", 1);
            Files.createSymbolicLink(folder.resolve("chart/link"), outside);
            Files.createSymbolicLink(folder.resolve("chart/loop"), folder.resolve("chart"));
            Files.createSymbolicLink(folder.resolve("chart/none"), folder.resolve("nothing"));
            assertThat(read("chart")).containsOnlyKeys("file");
        } finally {
            Files.delete(outside);
        }
    }

    /** Two to the next folder in each of 40 would make a million million. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void foldersThatLinksMultiplyCostSomethingToo() throws IOException {
        for (int i = 0; i < 40; i++) {
            Path level = Files.createDirectories(folder.resolve("level" + i));
            Files.createSymbolicLink(level.resolve("one"), folder.resolve("level" + (i + 1)));
            Files.createSymbolicLink(level.resolve("other"), folder.resolve("level" + (i + 1)));
        }
        Files.createDirectories(folder.resolve("level40"));
        assertThat(read("level0")).isNull();
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
        return read("");
    }

    private TreeMap<String, byte[]> read(String path) throws IOException {
        return new NodeWorkspace.FolderContent(folder.toString(), LIMIT)
                .invoke(folder.resolve(path).toFile(), null);
    }
}
