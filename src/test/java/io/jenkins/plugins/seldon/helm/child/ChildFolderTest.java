package io.jenkins.plugins.seldon.helm.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.jenkins.plugins.seldon.fixture.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildFolderTest {

    @TempDir
    Path parent;

    @Test
    void isForItsOwnerOnly() throws Exception {
        ChildFolder folder = ChildFolder.create(parent.resolve("new"));
        Path file = folder.write("kubeconfig", "secret");
        assertThat(permissions(folder.path())).isEqualTo("rwx------");
        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(folder.write("kubeconfig", "s")).hasContent("s");
    }

    @Test
    void isDeletedWithAllThatIsInItButNotWhatLinksLeadTo() throws Exception {
        Path outside = Files.writeString(parent.resolve("outside"), "kept");
        ChildFolder folder = ChildFolder.create(parent);
        Files.createDirectories(folder.path().resolve("a/b"));
        Files.createSymbolicLink(folder.path().resolve("a/link"), outside);
        assertThat(folder.delete()).isTrue();
        assertThat(folder.path()).doesNotExist();
        assertThat(outside).hasContent("kept");
        assertThat(folder.delete()).isTrue();
    }

    @Test
    void isDeletedThoughItsHelmWritesIntoItForAWhile() throws Exception {
        ChildFolder folder = ChildFolder.create(parent);
        Path cache = Files.createDirectory(folder.path().resolve("cache"));
        AtomicInteger files = new AtomicInteger();
        CompletableFuture<Void> helm = CompletableFuture.runAsync(() -> {
            long end = System.nanoTime() + Duration.ofMillis(500).toNanos();
            try {
                while (System.nanoTime() < end) {
                    Files.createFile(cache.resolve("file-" + files.incrementAndGet()));
                }
            } catch (IOException folderIsGone) {
                files.incrementAndGet();
            }
        });
        Await.until("Helm is writing", Duration.ofSeconds(60), () -> files.get() > 100);
        assertThat(folder.delete()).isTrue();
        helm.get(60, TimeUnit.SECONDS);
        assertThat(folder.path()).doesNotExist();
    }

    @Test
    void isNotMadeWhereHelmCouldNotNameItsFiles() {
        assertThatIOException()
                .isThrownBy(() -> ChildFolder.create(parent.resolve("a,b")))
                .withMessageContaining("comma");
    }

    @Test
    void sweepingSparesFoldersInUseAndThoseOfChildrenThatAreStarting() throws Exception {
        ChildFolder used = ChildFolder.create(parent);
        used.own();
        ChildFolder starting = ChildFolder.create(parent);
        ChildFolder dead = ChildFolder.create(parent);
        dead.write("process", deadProcess() + " 2020-01-01T00:00:00Z");
        ChildFolder reused = ChildFolder.create(parent);
        reused.write("process", ProcessHandle.current().pid() + " 2020-01-01T00:00:00Z");
        ChildFolder broken = ChildFolder.create(parent);
        broken.write("process", "?");
        Path other = Files.createDirectory(parent.resolve("other"));

        assertThat(ChildFolder.sweep(parent, Instant.now()))
                .containsExactlyInAnyOrder(dead.path(), reused.path(), broken.path());
        assertThat(ChildFolder.sweep(parent, Instant.now().plus(Duration.ofHours(1))))
                .containsExactly(starting.path());
        assertThat(used.path()).exists();
        assertThat(other).exists();
        assertThat(ChildFolder.sweep(parent.resolve("absent"), Instant.now())).isEmpty();
    }

    @Test
    void removingEndsAProcessThatDoesNotWantTo() throws Exception {
        Process deaf = new ProcessBuilder("sh", "-c", "trap '' TERM; echo ready; exec tail -f /dev/null")
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(deaf.inputReader().readLine()).isEqualTo("ready");
            ChildFolder folder = ChildFolder.create(parent);
            folder.write("process", deaf.pid() + " " + PrivateFolder.startOf(deaf.toHandle()));
            assertThat(folder.remove(Duration.ofMillis(200))).isTrue();
            assertThat(deaf.isAlive()).isFalse();
            assertThat(folder.path()).doesNotExist();
        } finally {
            deaf.destroyForcibly();
        }
    }

    private static long deadProcess() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        return process.pid();
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
