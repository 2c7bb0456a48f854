package io.jenkins.plugins.seldon.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ten thousand damaged bodies of each kind for the plugin's own readers, in a Java VM of 256 MB: none hangs, none ends in
 * an {@code Error}, none in an exception that is not documented. Answers of Prometheus and of models are fuzzed beside
 * their readers.
 */
@Timeout(300)
class FuzzTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.jenkins.plugins.seldon.packaging.FuzzedTexts",
                "io.jenkins.plugins.seldon.readiness.watch.FuzzedObjects"
            })
    void everyDamagedBodyIsReadOrRefused(String main) throws Exception {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dfuzz.bodies=" + Integer.getInteger("fuzz.bodies", 3_000),
                        "-cp",
                        System.getProperty("java.class.path"),
                        main)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(250, TimeUnit.SECONDS))
                    .as("ended in time")
                    .isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
