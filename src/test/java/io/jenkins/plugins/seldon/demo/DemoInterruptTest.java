package io.jenkins.plugins.seldon.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.Await;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left when somebody presses Ctrl-C: nothing. */
@Timeout(120)
class DemoInterruptTest {

    @TempDir
    Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {"Installing chart", "Waiting for release"})
    void leavesNoProcessAndNoFileBehind(String moment) throws Exception {
        Process demo = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Interrupted.class.getName(),
                        temporary.resolve("demo").toString())
                .redirectErrorStream(true)
                .start();
        List<ProcessHandle> family;
        try (BufferedReader log = demo.inputReader()) {
            assertThat(log.lines().anyMatch(line -> line.startsWith(moment))).isTrue();
            family = demo.descendants().toList();
            assertThat(family).isNotEmpty();
            demo.toHandle().destroy();
            log.lines().forEach(line -> {});
        }
        assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
        Await.until("all of " + family + " ended", Duration.ofSeconds(60), () -> family.stream()
                .noneMatch(ProcessHandle::isAlive));
        try (Stream<Path> files = Files.list(temporary)) {
            assertThat(files.map(Path::getFileName).map(Path::toString))
                    .doesNotContain("demo@tmp")
                    .noneMatch(name -> name.startsWith("prometheus-"));
        }
    }

    /** The demo, in a JVM that gets the signal. */
    static final class Interrupted {
        public static void main(String[] arguments) throws Exception {
            new Demo(DemoOptions.played(Scenario.IMAGE_PULL), Path.of(arguments[0]), System.out, () -> {}).run();
        }
    }
}
