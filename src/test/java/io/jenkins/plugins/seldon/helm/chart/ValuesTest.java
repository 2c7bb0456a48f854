package io.jenkins.plugins.seldon.helm.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "1            | 1",
                "-3           | -3",
                "1.5          | 1.5",
                "1e3          | 1000.0",
                "0x1F         | 31",
                "0644         | 420",
                "true         | true",
                "off          | false",
                "~            | null",
                "''           | \"\"",
                "'1'          | \"1\"",
                "1:30         | \"1:30\"",
                "2001-12-14   | \"2001-12-14\"",
                "10.0.0.1     | \"10.0.0.1\"",
                "1.12.0       | \"1.12.0\"",
                "{a: [1, x]}  | {\"a\":[1,\"x\"]}",
            })
    void typesAreKept(String yaml, String json) throws Exception {
        assertThat(Values.of("v: " + yaml, "test").yaml()).isEqualTo("{\"v\":" + json + "}");
    }

    /** Read as they are, Helm refuses the first and takes the others for ends of lines, with the spaces around them. */
    @Test
    void charactersThatYamlDoesNotTakeAsTheyAreAreWrittenOtherwise() throws Exception {
        Values values = Values.of("v: \"a\\x7F \\N \\L \\P b\"\n\"k\\x9f\": \u20ac\ud83d\ude00", "test");
        assertThat(values.yaml())
                .isEqualTo("{\"v\":\"a\\u007f \\u0085 \\u2028 \\u2029 b\",\"k\\u009f\":\"\u20ac\ud83d\ude00\"}");
        assertThat(Values.of(values.yaml(), "test")).isEqualTo(values);
    }

    @Test
    void laterDocumentsOverrideEarlierOnes() throws Exception {
        Values merged = Values.of("a: {x: 1, z: {p: 1}}\nl: [1, 2]\nn: 1", "first")
                .with(Values.of("a: {z: {q: 2}}\nl: [3]\nn: null", "second"));
        assertThat(merged).isEqualTo(Values.of("a: {x: 1, z: {p: 1, q: 2}}\nl: [3]\nn: null", "expected"));
        assertThat(merged.get("a", "z", "q")).isEqualTo(2);
        assertThat(merged.get("a", "none", "q")).isNull();
    }

    @Test
    void equalMeansTheSameToAChart() {
        assertThat(Values.of(Map.of("a", 1, "b", List.of(2L))))
                .isEqualTo(Values.of(Map.of("b", List.of(2.0), "a", 1L)))
                .hasSameHashCodeAs(Values.of(Map.of("b", List.of(2), "a", 1)))
                .isNotEqualTo(Values.of(Map.of("a", "1", "b", List.of(2))));
    }

    @Test
    void anEmptyDocumentIsNoValues() throws Exception {
        assertThat(Values.of("# nothing\n", "test")).isEqualTo(Values.NONE);
        assertThat(Values.of("---\na: 1\n---\n# the end\n", "test").get("a")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"- a", "text", "a: b: c", "a: 1\n---\na: 2", "a: !!java.net.URL [x]", "a: *b", "\t"})
    void anythingElseIsRefusedInOneSentence(String yaml) {
        assertThatThrownBy(() -> Values.of(yaml, "values.yaml"))
                .isInstanceOf(InvalidChartException.class)
                .hasMessageStartingWith("A YAML mapping is expected, but values.yaml ")
                .hasMessageEndingWith(".");
    }

    /** As editors on Windows may save it: the password would be another one. */
    @Test
    void aFileInAnotherEncodingHasNoValuesInIt() throws Exception {
        assertThatThrownBy(() -> ofFile("grafana: {adminPassword: Grün}\n", StandardCharsets.ISO_8859_1))
                .isInstanceOf(InvalidChartException.class)
                .hasMessage(
                        "A YAML mapping is expected, but prod.yaml has values in another encoding than UTF-8, in which"
                                + " it has to be saved.");
        assertThatThrownBy(() -> ofFile("grün: a\n", StandardCharsets.ISO_8859_1))
                .hasMessageContaining("another encoding");
        assertThat(ofFile("# grün\na: 1\n", StandardCharsets.ISO_8859_1))
                .as("a comment is nothing that a chart gets")
                .isEqualTo(Values.of("a: 1", "test"));
        assertThat(ofFile("a: Grün\uFFFD", StandardCharsets.UTF_8).get("a")).isEqualTo("Grün\uFFFD");
        assertThat(ofFile("\uFEFFa: Grün", StandardCharsets.UTF_16LE).get("a")).isEqualTo("Grün");
    }

    private static Values ofFile(String text, Charset encoding) throws InvalidChartException {
        return Values.of(text.getBytes(encoding), "prod.yaml", warning -> {});
    }

    @Test
    void aKeyThatStandsTwiceIsToldAndTheLastOneHolds() throws Exception {
        List<String> warnings = new ArrayList<>();
        assertThat(Values.of("a: 1\na: 2", "values.yaml", warnings::add).get("a"))
                .isEqualTo(2);
        assertThat(warnings)
                .containsExactly("In values.yaml a key occurs more than once, and the last one counts: a (line 2).");
    }

    @Test
    void aBillionLaughsAreRefused() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            yaml.append("a")
                    .append(i)
                    .append(": &a")
                    .append(i)
                    .append(" [")
                    .append("*a")
                    .append(i - 1);
            yaml.append((", *a" + (i - 1)).repeat(20)).append("]\n");
        }
        assertThatThrownBy(() -> Values.of(yaml.toString(), "values.yaml")).isInstanceOf(InvalidChartException.class);
    }

    @Test
    void whatItHoldsIsNotShown() throws Exception {
        assertThat(Values.of("grafana: {adminPassword: s3cret}", "test").toString())
                .doesNotContain("s3cret");
        assertThatThrownBy(() -> Values.of("password: 's3cret", "test"))
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }
}
