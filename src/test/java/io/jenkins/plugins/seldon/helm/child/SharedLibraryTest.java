package io.jenkins.plugins.seldon.helm.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.helm.LocalChildProcesses;
import io.jenkins.plugins.seldon.helm.ChildCommand;
import io.jenkins.plugins.seldon.helm.ChildProcess;
import java.io.BufferedReader;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Helm's library is unpacked once, is what the jar says, and is no condition for Helm to work. */
class SharedLibraryTest {

    private static final FileTime LONG_AGO = FileTime.from(Instant.EPOCH);

    @TempDir
    Path folder;

    @Test
    void aWholeFileIsUsedAsItIsAndABrokenOneIsReplaced() throws Exception {
        Path file = SharedLibrary.unpacked(folder.resolve("helm.so"));
        Files.setLastModifiedTime(file, LONG_AGO);
        assertThat(Files.getLastModifiedTime(SharedLibrary.unpacked(file))).isEqualTo(LONG_AGO);

        try (RandomAccessFile broken = new RandomAccessFile(file.toFile(), "rw")) {
            broken.seek(1 << 20);
            int was = broken.read();
            broken.seek(1 << 20);
            broken.write(~was);
        }
        Files.setLastModifiedTime(file, LONG_AGO);
        SharedLibrary.unpacked(file);
        assertThat(Files.getLastModifiedTime(file)).isGreaterThan(LONG_AGO);
        assertThat(folder.toFile().list()).containsExactly("helm.so");
    }

    @Test
    void aFolderThatIsNotThereIsTold() {
        assertThatIOException().isThrownBy(() -> SharedLibrary.unpacked(folder.resolve("absent/helm.so")));
    }

    @Test
    void aChildThatCanNotKeepItUnpacksItsOwn() throws Exception {
        List<String> answers = new CopyOnWriteArrayList<>();
        List<String> errors = new CopyOnWriteArrayList<>();
        ChildProcess child = new LocalChildProcesses(
                        folder.resolve("children"), Map.of(), folder.resolve("absent/helm.so"))
                .start(answers::add, errors::add);
        Await.until("Helm is loaded", Duration.ofMinutes(1), () -> !answers.isEmpty());
        child.input().close();
        assertThat(child.await(Duration.ofMinutes(1))).hasValue(0);
        assertThat(answers).singleElement().isEqualTo("ready");
        assertThat(errors).anyMatch(line -> line.contains("so this run unpacks its own"));
    }

    /** As on Alpine Linux, or where an agent's folder may hold no programs: JNA says so the first time that it is used. */
    @Test
    void whatKeepsJnaFromLinkingIsTold() throws Exception {
        List<String> command = new ArrayList<>(ChildCommand.embedded(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        LocalChildProcesses.classPath(),
                        folder.resolve("helm.so").toString(),
                        ChildFolder.create(folder.resolve("children")).path().toString(),
                        Map.of())
                .arguments());
        command.add(1, "-Djna.noclasspath=true");
        Process child = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader answers = child.inputReader()) {
            Frame failed = Frame.parse(answers.readLine());
            assertThat(failed.get("cause")).isEqualTo("UnsatisfiedLinkError");
            assertThat(failed.get("message")).isEqualTo("Unable to locate JNA native support library");
        } finally {
            child.destroyForcibly().waitFor();
        }
    }
}
