package io.jenkins.plugins.seldon.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmarks, which no build runs, keep up with what they measure. */
class BenchmarksTest {

    private static final Path SCRIPTS = Path.of("benchmark");
    private static final Path SOURCES = SCRIPTS.resolve("java");

    /** But for those that need JMH, which only the profile "benchmark" brings. */
    @Test
    void theirSourcesCompile(@TempDir Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        List<String> options = List.of(
                "-proc:none", "-nowarn", "-d", classes.toString(), "-classpath", System.getProperty("java.class.path"));
        List<Path> sources = sources();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8)) {
            boolean compiles = compiler.getTask(
                            null, files, diagnostics, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
            assertThat(compiles).as(diagnostics.getDiagnostics().toString()).isTrue();
        }
        assertThat(sources).hasSizeGreaterThan(5);
    }

    /** A script that names a class by its package would find out only when somebody runs it. */
    @Test
    void theClassesThatTheirScriptsStartAreThere() throws IOException {
        List<Path> scripts;
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            scripts = files.filter(Files::isRegularFile).toList();
        }
        List<String> named = scripts.stream()
                .flatMap(script -> BenchmarksTest.text(script).lines())
                .flatMap(line -> Stream.of(line.split("[^\\w.]+")))
                .filter(word -> word.startsWith("io.jenkins."))
                .distinct()
                .toList();
        assertThat(named).hasSizeGreaterThan(3).allSatisfy(name -> assertThat(
                        SOURCES.resolve(name.replace('.', '/') + ".java"))
                .exists());
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !text(file).contains("import org.openjdk.jmh."))
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
