package io.jenkins.plugins.seldon.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class RegularFileTest {

    @TempDir
    Path folder;

    private static byte[] read(File file, int limit) throws Exception {
        return new RegularFile(limit).invoke(file, null);
    }

    @Test
    void readsAFileAndOneByteBeyondTheLimitAtMost() throws Exception {
        Path file = Files.writeString(folder.resolve("payload.json"), "0123456789");
        assertThat(read(file.toFile(), 10)).hasSize(10);
        assertThat(read(file.toFile(), 4)).hasSize(5);
    }

    @Test
    void aNamedPipeADeviceAFolderAndNothingAreNoFiles() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        for (File none : new File[] {
            pipe.toFile(),
            new File("/dev/zero"),
            folder.toFile(),
            folder.resolve("absent").toFile(),
            pipe.resolve("below").toFile()
        }) {
            assertThat(read(none, 10)).as(none.getName()).isNull();
        }
    }

    /** As k3s leaves /etc/rancher/k3s/k3s.yaml, which root alone may read; an agent's exception comes wrapped. */
    @Test
    void whatMayNotBeReadIsToldFromOtherFailures() {
        IOException refused = new AccessDeniedException("/etc/rancher/k3s/k3s.yaml");
        assertThat(RegularFile.isRefused(refused)).isTrue();
        assertThat(RegularFile.isRefused(new IOException("remote file operation failed: " + refused, refused)))
                .isTrue();
        assertThat(RegularFile.isRefused(new IOException("channel is already closed")))
                .isFalse();
    }
}
