package io.jenkins.plugins.seldon.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {

    private static final YamlReader TYPED = YamlReader.typed(new YamlLimits(1 << 20, 50));
    private static final YamlReader TEXTS = YamlReader.ofTexts(new YamlLimits(1000, 20));

    @Test
    void theLastOfEqualKeysHoldsAndAllAreNamed() throws Exception {
        YamlDocument document = TYPED.document("a: 1\nb:\n- {c: 1, c: 2, c: 3}\na: 4\n");
        assertThat(document.value()).isEqualTo(Map.of("a", 4, "b", List.of(Map.of("c", 3))));
        assertThat(document.warning("values.yaml"))
                .isEqualTo("In values.yaml a key occurs more than once, and the last one counts: b[0].c (line 3), "
                        + "b[0].c (line 3), a (line 4).");
        assertThat(TYPED.document("a: 1\nb: {a: 2}").warning("x")).isEmpty();
    }

    @Test
    void ofKeysThatAreMergedInNoneIsADuplicate() throws Exception {
        YamlDocument document = TYPED.document("p: &p {a: 1, b: 2}\nq: {<<: *p, b: 3}\nr: {<<: [*p, {b: 5, c: 4}]}\n");
        assertThat(document.value())
                .isEqualTo(Map.of(
                        "p", Map.of("a", 1, "b", 2), "q", Map.of("a", 1, "b", 3), "r", Map.of("a", 1, "b", 2, "c", 4)));
        assertThat(document.duplicates()).isEmpty();
    }

    @Test
    void documentsAreReadOneByOneAndThoseOfCommentsAloneAreNull() throws Exception {
        assertThat(TYPED.documents("# nothing\n---\na: 1\n---\n# again\n---\n[2]\n...\n"))
                .extracting(YamlDocument::value)
                .containsExactly(Map.of("a", 1), null, List.of(2));
        assertThat(TYPED.document("").value()).isNull();
        assertThat(TYPED.document("# nothing\n").value()).isNull();
        assertThatThrownBy(() -> TYPED.document("a: 1\n---\nb: 1\n")).hasMessage("is more than one YAML document");
    }

    @Test
    void scalarsMayBeLeftTheTextsTheyAre() throws Exception {
        assertThat(TEXTS.document("{a: 0123, b: yes, c: 1e3, d: null, e: '~', 1: x}")
                        .value())
                .isEqualTo(mapOf("a", "0123", "b", "yes", "c", "1e3", "d", null, "e", "~", "1", "x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: b: c",
                "\t",
                "\ta: 1",
                "a:\n\tb: 1",
                "a: !!java.net.URL [x]",
                "a: !!int x",
                "a: *nowhere",
                "a: &a [*a]",
                "? [a]\n: b",
                "? {a: b}\n: c",
                "a: 'unfinished",
                "%YAML 99999999999.1\n---\na",
                "a: \"\\UFFFFFFFF\"",
                "a: @",
                "{a: 1",
            })
    void whatIsNoYamlIsRefusedWithoutQuotingIt(String text) {
        assertThatThrownBy(() -> TYPED.documents(text))
                .isInstanceOf(InvalidYamlException.class)
                .hasMessageMatching("(?:is|has|grows) [A-Za-z0-9 ,]+");
    }

    @Test
    void theLineIsNamed() {
        assertThatThrownBy(() -> TYPED.documents("a: 1\nb: 's3cret\n"))
                .hasMessage("is not valid YAML in line 3")
                .hasNoCause();
        assertThatThrownBy(() -> TYPED.documents("a: 1\n\tb: 2\n")).hasMessage("is not valid YAML in line 2");
    }

    @Test
    void whatIsTooLongOrTooDeepIsRefused() {
        assertThatThrownBy(() -> TEXTS.documents("a".repeat(1001))).hasMessage("is longer than 1000 characters");
        assertThatThrownBy(() -> TYPED.documents("[".repeat(100) + "]".repeat(100)))
                .hasMessageContaining("nested deeper than 50 levels");
        StringBuilder chain = new StringBuilder("- &a0 x\n");
        for (int i = 1; i < 100; i++) {
            chain.append("- &a").append(i).append(" [*a").append(i - 1).append("]\n");
        }
        assertThatThrownBy(() -> TYPED.documents(chain.toString())).hasMessage("is nested deeper than 50 levels");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // each list has the one before it many times
                "a0: &a0 [x,x,x,x,x,x,x,x,x]\n%REPEAT%a#: &a# [*a@,*a@,*a@,*a@,*a@,*a@,*a@,*a@]\n",
                // the same with mappings, and merged
                "a0: &a0 {x: y}\n%REPEAT%a#: &a# {b: *a@, c: *a@, d: *a@, e: *a@}\n",
                "a0: &a0 {x: y}\n%REPEAT%a#: &a# {<<: [*a@, *a@, *a@, *a@]}\n",
                // twice is enough
                "a0: &a0 [x]\n%REPEAT%a#: &a# [*a@,*a@]\n",
            })
    @Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aliasesCanNotMakeALotOfALittle(String pattern) {
        String[] parts = pattern.split("%REPEAT%");
        StringBuilder bomb = new StringBuilder(parts[0]);
        for (int i = 1; i < 40; i++) {
            bomb.append(parts[1].replace("#", "" + i).replace("@", "" + (i - 1)));
        }
        assertThatThrownBy(() -> TYPED.documents(bomb.toString()))
                .hasMessage("grows too large when its aliases are followed");
    }

    @Test
    @Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aLongScalarIsReadInTimeThatItsLengthExplains() throws Exception {
        String digits = "1".repeat(1_000_000);
        assertThat(TYPED.document("a: " + digits).value()).isEqualTo(Map.of("a", digits));
        assertThat(TYPED.document("a: " + digits + "x").value()).isEqualTo(Map.of("a", digits + "x"));
        assertThatThrownBy(() -> TYPED.document("a: !!int " + digits)).isInstanceOf(InvalidYamlException.class);
        String large = "a: &a " + "x".repeat(500_000) + "\nb: [" + "*a, ".repeat(1000) + "]";
        assertThatThrownBy(() -> TYPED.document(large)).hasMessage("grows too large when its aliases are followed");
    }

    /** Attacks of a few MiB: each ends within seconds, refused or read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "deepFlow",
                "deepBlock",
                "deepKeys",
                "longKeyAboveManyValues",
                "manyNodes",
                "manyAliases",
                "mergesOfMerges",
                "aliasAsKey",
                "recursiveKey",
                "recursiveMerge",
                "manyAnchors",
                "manyDocuments",
                "manyColons",
                "manyQuestionMarks",
                "longComment",
                "unfinishedQuote",
                "longPlain",
                "foldedLines"
            })
    @Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void noTextTakesACoreOrTheHeap(String attack) {
        String text =
                switch (attack) {
                    case "deepFlow" -> "[".repeat(4_000_000);
                    case "deepBlock" -> "- ".repeat(1_000_000);
                    case "deepKeys" -> deepKeys();
                    case "longKeyAboveManyValues" ->
                        "? " + "k".repeat(2_000_000) + "\n: [" + "a,".repeat(400_000) + "]";
                    case "manyNodes" -> "- a\n".repeat(1_500_000);
                    case "manyAliases" -> "- &a x\n" + "- *a\n".repeat(500_000);
                    case "mergesOfMerges" -> mergesOfMerges();
                    case "aliasAsKey" -> "a0: &a0 {x: y}\n? *a0\n: b\n";
                    case "recursiveKey" -> "&a {? *a : b}";
                    case "recursiveMerge" -> "a: &a {<<: *a}";
                    case "manyAnchors" -> manyAnchors();
                    case "manyDocuments" -> "--- a\n".repeat(600_000);
                    case "manyColons" -> "a: ".repeat(1_000_000);
                    case "manyQuestionMarks" -> "? ".repeat(1_000_000);
                    case "longComment" -> "# ".repeat(3_000_000);
                    case "unfinishedQuote" -> "a: '" + "x''".repeat(1_500_000);
                    case "longPlain" -> "a: " + "x ".repeat(3_000_000);
                    case "foldedLines" -> "a: >-\n" + "  x\n\n".repeat(800_000);
                    default -> throw new IllegalArgumentException(attack);
                };
        YamlReader large = YamlReader.typed(new YamlLimits(8 << 20, 200));
        try {
            large.documents(text);
            assertThat(attack).isIn("longKeyAboveManyValues", "longComment", "longPlain", "foldedLines", "deepKeys");
        } catch (InvalidYamlException e) {
            assertThat(e).hasMessageMatching("(?:is|has|grows) [A-Za-z0-9 ,]+");
        }
    }

    /** Keys of the longest that need no question mark, as deep as may be, above many values. */
    private static String deepKeys() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 190; i++) {
            text.append(" ".repeat(i)).append("k".repeat(1000)).append(":\n");
        }
        return text.append((" ".repeat(190) + "- a\n").repeat(30_000)).toString();
    }

    private static String mergesOfMerges() {
        StringBuilder text = new StringBuilder("m0: &m0 {a: b}\n");
        for (int i = 1; i < 190; i++) {
            text.append("m%d: &m%d {<<: [*m%d, *m%d], k%d: v}\n".formatted(i, i, i - 1, i - 1, i));
        }
        return text.toString();
    }

    private static String manyAnchors() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 600_000; i++) {
            text.append("- &a").append(i).append(" x\n");
        }
        return text.toString();
    }

    @Test
    void theDuplicateOfALongPlaceIsNamedInShort() throws Exception {
        assertThat(YamlReader.typed(new YamlLimits(1 << 20, 200))
                        .document(deepKeys().substring(0, 100_000) + "\n")
                        .duplicates())
                .isEmpty();
        YamlDocument document = TYPED.document("? " + "k".repeat(5000) + "\n: {a: 1, a: 2}\n");
        assertThat(document.warning("x")).hasSizeLessThan(400).contains("….a (line 2)");
    }

    private static Map<String, Object> mapOf(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    /** Of kubectl config view > kubeconfig in Windows PowerShell, which kubectl itself reads. */
    @Test
    void aFileIsReadInTheEncodingThatItsMarkSays() throws Exception {
        String text = "a: ü\n";
        for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, StandardCharsets.UTF_8)) {
            assertThat(TYPED.document(YamlReader.text(("\uFEFF" + text).getBytes(charset)))
                            .value())
                    .as(charset.name())
                    .isEqualTo(Map.of("a", "ü"));
        }
        assertThat(YamlReader.text(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
        assertThat(YamlReader.text(new byte[0])).isEmpty();
    }
}
