package io.jenkins.plugins.seldon.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.diagnose.Diagnosis;
import io.jenkins.plugins.seldon.gate.diagnose.Layer;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whatever a person reads in English there is in Korean, too: texts of views, messages, sentences of the log and help. The
 * failures name the files and keys that lack it.
 */
class TranslationsTest {

    private static final Pattern HANGUL = Pattern.compile("\\p{IsHangul}");
    private static final Pattern TAG = Pattern.compile("</?[a-z]+>");
    private static final Pattern LITERAL = Pattern.compile("\"[\\w.]+\"");
    private static final Pattern NUMBER = Pattern.compile("(?<!&#)\\b\\d(?:[\\d.,]*\\d)?");
    private static final Pattern CODE = Pattern.compile("<code>.*?</code>", Pattern.DOTALL);

    /** Where the English reason tells the check's numbers already, which a translation tells itself. */
    private static final Set<String> MAY_TELL_THE_CHECK = Set.of("gate.FAIL", "gate.INCONCLUSIVE", "gate.ERROR");

    @Test
    void everyTextOfAViewHasAKoreanOne() {
        List<String> wrong = new ArrayList<>();
        for (Path view : Translations.files(".jelly", false)) {
            Path korean = Translations.korean(view);
            compare(korean, Translations.keys(view), Translations.texts(korean), wrong);
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyMessageAndSentenceHasAKoreanOneWithTheSamePlaces() {
        List<String> wrong = new ArrayList<>();
        for (Path english : Translations.files(".properties", false)) {
            Path korean = Translations.korean(english);
            Map<String, String> texts = Translations.texts(english);
            Map<String, String> translated = Translations.texts(korean);
            compare(korean, texts.keySet(), translated, wrong);
            texts.forEach((key, text) -> {
                Set<String> told = new TreeSet<>(Translations.places(translated.getOrDefault(key, text)));
                if (MAY_TELL_THE_CHECK.contains(key)) {
                    told.remove("2");
                }
                if (!told.equals(Translations.places(text))) {
                    wrong.add(korean + ": " + key + " has the places " + told + ", not " + Translations.places(text));
                }
            });
        }
        assertThat(wrong).isEmpty();
    }

    /** A key may be written in two parts, the second of which is a word that records know. */
    @Test
    void everySentenceIsSaidByTheCode() throws IOException {
        Path sentences = Translations.RESOURCES.resolve("io/jenkins/plugins/seldon/text/sentences.properties");
        Set<String> written = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            sources.filter(source -> source.toString().endsWith(".java"))
                    .forEach(source -> written.addAll(Translations.parts(Translations.text(source), LITERAL)));
        }
        Set<String> keys = Translations.texts(sentences).keySet();
        assertThat(Layer.values()).filteredOn(layer -> layer != Layer.NONE).allSatisfy(layer -> assertThat(keys)
                .contains("layer." + layer));
        assertThat(Verdict.values())
                .allSatisfy(verdict -> assertThat(keys).contains("verdict." + verdict, "gate." + verdict));
        assertThat(Diagnosis.Health.values()).allSatisfy(health -> assertThat(keys)
                .contains("health." + health.name().toLowerCase(Locale.ROOT)));
        assertThat(keys)
                .filteredOn(key -> !written.contains('"' + key + '"'))
                .filteredOn(key -> !written.contains('"' + key.substring(0, key.lastIndexOf('.') + 1) + '"'))
                .isEmpty();
    }

    private static void compare(Path korean, Set<String> wanted, Map<String, String> translated, List<String> wrong) {
        for (String key : wanted) {
            if (translated.getOrDefault(key, "").isBlank()) {
                wrong.add(korean + " lacks " + key);
            }
        }
        for (String key : translated.keySet()) {
            if (!wanted.contains(key)) {
                wrong.add(korean + " has " + key + ", which nothing says in English");
            }
        }
    }

    /** Tags, code and numbers are the same, so that an option or a default that changes in English is not left behind. */
    @Test
    void everyHelpHasAKoreanOneWithTheSameTagsCodeAndNumbers() {
        List<String> wrong = new ArrayList<>();
        for (Path english : Translations.files(".html", false)) {
            Path korean = Translations.korean(english);
            if (!Files.exists(korean)) {
                wrong.add(korean + " is missing");
                continue;
            }
            String text = Translations.text(korean);
            if (!HANGUL.matcher(text).find()) {
                wrong.add(korean + " is not Korean");
            }
            if (!sorted(text, TAG).equals(sorted(Translations.text(english), TAG))) {
                wrong.add(korean + " has other tags than the English one");
            }
            if (!sorted(text, CODE).equals(sorted(Translations.text(english), CODE))) {
                wrong.add(korean + " has other code than the English one");
            }
            List<String> numbers = new ArrayList<>(sorted(Translations.text(english), NUMBER));
            numbers.removeAll(sorted(text, NUMBER));
            if (!numbers.isEmpty()) {
                wrong.add(korean + " lacks the numbers " + numbers);
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Korean sentences have another order. */
    private static List<String> sorted(String text, Pattern parts) {
        return Translations.parts(text, parts).stream().sorted().toList();
    }

    @Test
    void noKoreanFileIsLeftAlone() {
        List<String> alone = new ArrayList<>();
        for (String ending : List.of(".properties", ".html")) {
            for (Path korean : Translations.files(ending, true)) {
                String name = korean.toString().replace("_ko" + ending, "");
                if (!Files.exists(Path.of(name + ending)) && !Files.exists(Path.of(name + ".jelly"))) {
                    alone.add(korean.toString());
                }
            }
        }
        assertThat(alone).isEmpty();
    }

    /** Jenkins reads them as UTF-8, and falls back to ISO 8859-1 for the whole file where it is none. */
    @Test
    void koreanIsWrittenAsItIsRead() {
        assertThat(Translations.files(".properties", true)).isNotEmpty().allSatisfy(file -> assertThat(
                        Translations.text(file))
                .as(file.toString())
                .doesNotContain("\\u")
                .containsPattern(HANGUL));
    }
}
