package io.jenkins.plugins.seldon.helm.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.jenkins.plugins.seldon.helm.child.ChildFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a Helm executable writes is read up to a limit, however much it is. */
class ToolFolderLimitsTest {

    private static final long ENDLESS = 100L << 30;

    @TempDir
    private Path parent;

    private ToolFolder folder;
    private Path path;

    @BeforeEach
    void create() throws IOException {
        folder = ToolFolder.create(parent);
        try (Stream<Path> folders = Files.list(parent)) {
            path = folders.findFirst().orElseThrow();
        }
    }

    @AfterEach
    void remove() throws Exception {
        folder.remove(Duration.ofSeconds(1));
    }

    @Test
    void anAnswerIsReadUpToItsLimit() throws IOException {
        sized("answer", ToolFolder.LARGEST_OUTPUT);
        assertThat(folder.read("answer")).hasSize(ToolFolder.LARGEST_OUTPUT);
        sized("answer", ToolFolder.LARGEST_OUTPUT + 1L);
        assertThatIOException().isThrownBy(() -> folder.read("answer")).withMessage("answer is larger than 32 MiB");
        sized("answer", ENDLESS);
        assertThatIOException().isThrownBy(() -> folder.read("answer")).withMessage("answer is larger than 32 MiB");
    }

    /** As it comes from a node: the file may be changed, or be no file at all, while it is read. */
    @Test
    void soIsOneThatComesFromANode() throws IOException {
        AtomicLong read = new AtomicLong();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                read.incrementAndGet();
                return 'x';
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                read.addAndGet(length);
                return length;
            }
        };
        assertThatIOException()
                .isThrownBy(() -> ToolFolder.output(endless))
                .withMessage("Helm's output is larger than 32 MiB");
        assertThat(read).hasValueLessThan(2L * ToolFolder.LARGEST_OUTPUT);
        assertThat(ToolFolder.output(InputStream.nullInputStream())).isEmpty();
    }

    @Test
    void soIsAChart() throws IOException {
        String chart = HelmArguments.PULLED + "/web-1.0.0.tgz";
        sized(chart, ChildFolder.LARGEST_CHART);
        assertThat(folder.readArchive(HelmArguments.PULLED)).hasSize(ChildFolder.LARGEST_CHART);
        sized(chart, ENDLESS);
        assertThatIOException()
                .isThrownBy(() -> folder.readArchive(HelmArguments.PULLED))
                .withMessage("web-1.0.0.tgz is larger than 20 MiB");
    }

    /** As an index leads to GitHub's archive of a tag. */
    @Test
    void aChartMayBeCalledOtherwise() throws IOException {
        sized(HelmArguments.PULLED + "/v1.0.0.tar.gz", 3);
        assertThat(folder.readArchive(HelmArguments.PULLED)).hasSize(3);
    }

    /** A file of zeros that takes no room on the disk. */
    private void sized(String name, long bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.resolve(name).toFile(), "rw")) {
            file.setLength(bytes);
        }
    }
}
