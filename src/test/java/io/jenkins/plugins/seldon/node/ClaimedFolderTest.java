package io.jenkins.plugins.seldon.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Whose evidence lies in a workspace that builds use one after another. */
class ClaimedFolderTest {

    @TempDir
    private Path workspace;

    private Path folder;

    @BeforeEach
    void setUp() {
        folder = workspace.resolve("seldon-analytics");
    }

    @Test
    void evidenceOfAnEarlierBuildIsDeleted() throws IOException {
        claim("models #1 1000");
        write("gate-models-iris.json", "gate-models-iris.xml", "gate-models-iris_2.json");
        assertThat(claim("models #2 2000")).isEqualTo(3);
        assertThat(files()).containsExactly(".build");
    }

    @Test
    void evidenceOfTheSameBuildStays() throws IOException {
        claim("models #1 1000");
        write("gate-models-iris.json");
        assertThat(claim("models #1 1000")).isZero();
        assertThat(files()).containsExactly(".build", "gate-models-iris.json");
    }

    /** As before the folder had an owner, or where a workspace is filled by other means. */
    @Test
    void evidenceOfNobodyKnownIsDeletedAndOtherFilesStay() throws IOException {
        Files.createDirectories(folder.resolve("gate-of-the-city.json"));
        write("gate-models-iris.json", "notes.txt", "gate.txt", "summary.json");
        assertThat(claim("models #1 1000")).isEqualTo(1);
        assertThat(files()).containsExactly(".build", "gate-of-the-city.json", "gate.txt", "notes.txt", "summary.json");
    }

    @Test
    void aJobThatWasMadeAnewIsAnotherOne() throws IOException {
        claim("models #1 1000");
        write("gate-models-iris.json");
        assertThat(claim("models #1 5000")).isEqualTo(1);
    }

    @Test
    void gatesThatBeginTogetherDeleteNothingOfEachOther() throws Exception {
        Files.createDirectories(folder);
        write("gate-models-old.json");
        List<CompletableFuture<Void>> gates = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.runAsync(() -> {
                    try {
                        claim("models #2 2000");
                        write("gate-models-" + i + ".json");
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .toList();
        gates.forEach(CompletableFuture::join);
        assertThat(files()).hasSize(9).doesNotContain("gate-models-old.json");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void nothingIsWrittenThroughALinkThatABuildHasLeft() throws IOException {
        Path precious = Files.writeString(workspace.resolve("precious"), "keep");
        Files.createDirectories(folder);
        Files.createSymbolicLink(folder.resolve(ClaimedFolder.OWNER), precious);
        Files.createSymbolicLink(folder.resolve("gate-models-iris.json"), precious);
        claim("models #1 1000");
        assertThat(precious).hasContent("keep");
        assertThat(folder.resolve(ClaimedFolder.OWNER)).isRegularFile().hasContent("models #1 1000");
    }

    private int claim(String build) throws IOException {
        return new ClaimedFolder(build).invoke(folder.toFile(), null);
    }

    private void write(String... names) throws IOException {
        for (String name : names) {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(name), "{}");
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
