package io.jenkins.plugins.seldon.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each message in docs/troubleshooting.md is one that the plugin says: its fixed parts stand in one source, in this order. */
class TroubleshootingTest {

    private static final Pattern CELL = Pattern.compile("^\\| (`.+?`) \\|", Pattern.MULTILINE);
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** Between two literals of a sentence: something that is added to it, or nothing but the end of a line. */
    private static final Pattern SEAM = Pattern.compile("\"\\s*+\\+\\s*+\"");

    /** Each source is read once for all messages. */
    private static final Map<Path, String> JOINED = new ConcurrentHashMap<>();

    static Stream<String> messages() {
        return CELL.matcher(text(Path.of("docs/troubleshooting.md")))
                .results()
                .flatMap(cell -> CODE.matcher(cell.group(1)).results())
                .map(code -> code.group(1));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void isSaidByTheCode(String message) throws IOException {
        List<String> parts = Arrays.stream(message.split("…"))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
        assertThat(parts).isNotEmpty();
        try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
            assertThat(files.filter(file -> file.toString().matches(".*\\.(java|properties)"))
                            .map(TroubleshootingTest::joined)
                            .anyMatch(source -> holds(source, parts)))
                    .as("'%s' in docs/troubleshooting.md", message)
                    .isTrue();
        }
    }

    /** The first part may stand in several places; the others follow one of them closely. */
    private static boolean holds(String source, List<String> parts) {
        for (int from = source.indexOf(parts.get(0)); from >= 0; from = source.indexOf(parts.get(0), from + 1)) {
            int at = from;
            for (String part : parts) {
                int next = at < 0 ? -1 : source.indexOf(part, at);
                at = next < 0 || next - at > 200 ? -1 : next + part.length();
            }
            if (at >= 0) {
                return true;
            }
        }
        return false;
    }

    private static String joined(Path source) {
        return JOINED.computeIfAbsent(source, file -> SEAM.matcher(text(file))
                .replaceAll("")
                .replace("\\\"", "\"")
                .replace("''", "'"));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
