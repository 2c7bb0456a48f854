package io.jenkins.plugins.seldon.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainLineTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pod-1\nFinished: SUCCESS",
                "pod-1\r\nFinished: SUCCESS",
                "pod-1\u2028Finished: SUCCESS",
                "pod-1\u2029Finished: SUCCESS",
                "pod-1\u0085Finished: SUCCESS",
                "pod-1\u000bFinished: SUCCESS",
                "Finished: SUCCESS",
                "  Finished: SUCCESS",
                "\u202eFinished: SUCCESS",
                "\u001b[2K\u001b[1GFinished: SUCCESS",
                "\u200bFinished: SUCCESS",
                "\nFinished: SUCCESS\n",
                "\u001b[8mha:AAAA\u001b[0mpod",
                "a\u2066b\u2069c",
                "\ud800x",
                "a\udb40\udc01b",
            })
    void noNameCanForgeALine(String name) {
        String line = PlainLine.of(name);
        assertThat(line).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029]");
        assertThat(line.strip()).doesNotStartWith("Finished: ");
        assertThat(PlainLine.of(line)).as("is one already").isEqualTo(line);
    }

    @Test
    void whatPeopleReadStays() {
        assertThat(PlainLine.of("NAME      READY   größe 模型 😀 100 %"))
                .isEqualTo("NAME      READY   größe 模型 😀 100 %");
        assertThat(PlainLine.of("a\tb")).isEqualTo("a b");
        assertThat(PlainLine.of(null)).isEmpty();
    }

    @Test
    void aLineHasAnEnd() {
        assertThat(PlainLine.of("x".repeat(1_000_000))).hasSize(10_001).endsWith("…");
    }
}
