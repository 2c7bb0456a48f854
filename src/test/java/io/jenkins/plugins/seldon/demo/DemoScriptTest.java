package io.jenkins.plugins.seldon.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code ./demo} says and does before Java begins, on machines of all kinds: a copy of the script runs with a PATH that
 * has no other programs than the test puts there. Maven and Java are stand-ins that tell what they were called with.
 */
@Timeout(180)
class DemoScriptTest {

    private static final Path USAGE = Path.of("src/test/resources/io/jenkins/plugins/seldon/demo/usage.txt");

    /** What the script may count on wherever there is a shell. */
    private static final List<String> PROGRAMS =
            List.of("cat", "dirname", "grep", "head", "mkdir", "readlink", "rm", "sed", "sort");

    @TempDir
    Path folder;

    private Path project;
    private Path bin;

    record Result(int status, String text) {}

    @BeforeEach
    void lay() throws IOException {
        project = Files.createDirectories(folder.resolve("a project"));
        bin = Files.createDirectories(folder.resolve("bin"));
        Files.createDirectories(project.resolve(USAGE).getParent());
        Files.copy(USAGE, project.resolve(USAGE));
        Files.copy(Path.of("demo"), project.resolve("demo"));
        for (String program : PROGRAMS) {
            program(program, "exec " + find(program) + " \"$@\"");
        }
        program("uname", "case $1 in -s) echo Linux ;; *) echo x86_64 ;; esac");
        program("getconf", "echo glibc 2.36");
        program("prometheus", "");
        program("mvn", "for a; do case $a in -Dexec.outputFile=*) echo the/jars > \"${a#*=}\" ;; esac; done");
        program("java", "printf '<%s>' \"$@\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h"})
    void helpNeedsNeitherMavenNorJava(String option) throws Exception {
        without("mvn", "java", "prometheus", "uname");
        assertThat(demo(option)).isEqualTo(new Result(0, Files.readString(USAGE)));
        assertThat(project.resolve("target")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --scenario=sunny | There is no scenario 'sunny'; ./demo --help names them.
            --scenario=      | There is no scenario ''; ./demo --help names them.
            --scenario=.*    | There is no scenario '.*'; ./demo --help names them.
            --endpoint       | --endpoint needs a value; ./demo --help shows how.
            sunny            | There is no option 'sunny'; ./demo --help names them.
            --keeps          | There is no option '--keeps'; ./demo --help names them.
            """)
    void aWrongOptionIsToldBeforeAnythingIsBuiltOrDeleted(String option, String sentence) throws Exception {
        without("mvn", "java");
        assertThat(demo(option)).isEqualTo(new Result(2, sentence + "\n"));
        assertThat(project.resolve("target")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            uname   | echo Darwin   | needs Linux on amd64, and this is Darwin on Darwin
            uname   | echo Linux    | needs Linux on amd64, and this is Linux on Linux
            getconf | exit 1        | needs glibc 2.34 or later, and this system has another libc
            getconf | echo glibc 2.31 | needs glibc 2.34 or later, and this system has 2.31
            mvn     |               | there is no 'mvn' on the PATH
            java    |               | there is no 'java' on the PATH
            prometheus |            | The demo needs Prometheus 2.40 or later, which is neither on the PATH nor
            """)
    void whatAMachineLacksIsToldBeforeTheBuild(String program, String instead, String sentence) throws Exception {
        without(program);
        if (instead != null) {
            program(program, instead);
        }
        Result result = demo();
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.text()).contains(sentence).hasLineCount(1);
        assertThat(project.resolve("target")).doesNotExist();
    }

    @Test
    void aRealClusterNeedsNoPrometheusHere() throws Exception {
        without("prometheus");
        assertThat(demo("--kubeconfig", "a config", "--endpoint=http://127.0.0.1:1"))
                .isEqualTo(new Result(
                        0,
                        "Building; the first time, Maven downloads what it takes ...\n<-Ddemo.caller=" + folder
                                + "><-cp><the/jars><io.jenkins.plugins.seldon.demo.Demo><--kubeconfig><a config>"
                                + "<--endpoint=http://127.0.0.1:1>"));
    }

    @Test
    void prometheusMayComeFromItsVariableOrFromDebian() throws Exception {
        without("prometheus");
        assertThat(start(project.resolve("demo"), Map.of("PROMETHEUS_BIN", "/opt/prometheus"))
                        .status())
                .isZero();
        program("apt-get", "");
        program("dpkg", "");
        assertThat(demo().status()).isZero();
    }

    /** As Maven takes it, which needs none on the PATH then. */
    @Test
    void javaMayComeFromItsVariable() throws Exception {
        Path home = Files.createDirectories(folder.resolve("a jdk"));
        Files.createDirectories(home.resolve("bin"));
        Files.move(bin.resolve("java"), home.resolve("bin/java"));
        assertThat(start(project.resolve("demo"), Map.of("JAVA_HOME", home.toString())))
                .extracting(Result::status)
                .isEqualTo(0);
        assertThat(start(project.resolve("demo"), Map.of("JAVA_HOME", "/nowhere"))
                        .text())
                .contains("there is no 'java' on the PATH");
    }

    @Test
    void worksThroughSymbolicLinks() throws Exception {
        Path far = Files.createDirectories(folder.resolve("elsewhere"));
        Files.createSymbolicLink(far.resolve("one"), Path.of("../a project/demo"));
        Files.createSymbolicLink(far.resolve("two"), far.resolve("one"));
        Result result = start(far.resolve("two"), Map.of());
        assertThat(result.status()).as(result.text()).isZero();
        assertThat(project.resolve("target")).isDirectory();
    }

    @Test
    void aTreeThatCantBeWrittenIsTold() throws Exception {
        Files.writeString(project.resolve("target"), "in the way, as whatever keeps a folder from being made");
        assertThat(demo().text())
                .isEqualTo("The demo builds into " + project
                        + "/target, where nothing can be written: copy the project to a folder of your own.\n");
    }

    @Test
    void aBuildThatFailsIsToldApartFromAReleaseThatDoesNotPass() throws Exception {
        program("mvn", "echo '[ERROR] Unknown host'; exit 1");
        Result result = demo();
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.text())
                .contains("[ERROR] Unknown host")
                .endsWith("The first time it needs Maven Central: check the network, a proxy or a mirror in"
                        + " ~/.m2/settings.xml.\n");
        try (Stream<Path> left = Files.list(project.resolve("target"))) {
            assertThat(left.map(file -> file.getFileName().toString())).containsExactly(".demo-build");
        }
    }

    @Test
    void theDemosStatusIsTheScripts() throws Exception {
        program("java", "exit 7");
        assertThat(demo().status()).isEqualTo(7);
    }

    private Result demo(String... arguments) throws Exception {
        return start(project.resolve("demo"), Map.of(), arguments);
    }

    private Result start(Path script, Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(find("sh").toString(), script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", bin.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), text);
    }

    private void without(String... programs) throws IOException {
        for (String program : programs) {
            Files.deleteIfExists(bin.resolve(program));
        }
    }

    private void program(String name, String body) throws IOException {
        Path file = Files.writeString(bin.resolve(name), "#!" + find("sh") + "\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static Path find(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }
}
