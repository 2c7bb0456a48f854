package io.jenkins.plugins.seldon.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineStreamTest {

    private final List<String> lines = new ArrayList<>();

    @Test
    void linesComeWholeWhateverThePartsTheyAreWrittenIn() throws IOException {
        try (LineStream stream = new LineStream(lines::add, LineStream.LOG)) {
            stream.write("a\nmod".getBytes(StandardCharsets.UTF_8));
            stream.write("ell\r\nlast".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(lines).containsExactly("a", "modell", "last");
    }

    @Test
    void aLineWithoutEndIsCut() throws IOException {
        byte[] part = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        try (LineStream stream = new LineStream(lines::add, LineStream.LOG)) {
            for (int i = 0; i < 64; i++) {
                stream.write(part);
            }
            stream.write("\nnext\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).hasSize(LineStream.LOG + 1).endsWith("x…");
        assertThat(lines.get(1)).isEqualTo("next");
    }
}
