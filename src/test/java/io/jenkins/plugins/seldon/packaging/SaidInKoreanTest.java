package io.jenkins.plugins.seldon.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.text.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whatever the code says to people in English, it says in Korean, too. The failures name the texts that lack it: each is an
 * {@code msgid} of {@code text/ko.po}, or, where nobody reads it, a line of {@code not-said.txt}.
 */
class SaidInKoreanTest {

    private static final Path KOREAN = Path.of("src/main/resources/io/jenkins/plugins/seldon/text/ko.po");
    /** Builds keep them. */
    private static final Path SENTENCES =
            Path.of("src/main/resources/io/jenkins/plugins/seldon/text/sentences.properties");

    private static final Pattern OUTCOME = Pattern.compile("^(gate|wait|release|uninstall|subject)\\.");
    private static final Path NOT_SAID = Path.of("src/test/resources/io/jenkins/plugins/seldon/packaging/not-said.txt");
    private static final Pattern ENTRY = Pattern.compile("(?m)^msgid \"(.+)\"\nmsgstr \"(.*)\"$");
    private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");
    private static final Pattern PLACE_BESIDE = Pattern.compile("(?<=})\\{(\\d)}");
    private static final Pattern BOTH_FORMS = Pattern.compile("([을이은과])\\(([를가는와])\\)|\\([으이]\\)([로나])");
    private static final Pattern ONE_FORM = Pattern.compile("\\{\\d}['\"]?(?:을|를|이|가|은|는|과|와|으로|로|이나|나)(?=[ .,:]|$)");
    private static final String SUBJECT = "{0} ";

    private static Map<String, String> said;
    private static Map<String, String> outcomes;
    private static Map<String, String> korean;

    @BeforeAll
    static void read() {
        said = SourceTexts.all();
        Map<String, String> sentences = Translations.texts(Translations.korean(SENTENCES));
        outcomes = new TreeMap<>();
        Translations.texts(SENTENCES).forEach((key, sentence) -> {
            if (OUTCOME.matcher(key).find()) {
                said.put(sentence.replace("''", "'"), key);
                outcomes.put(sentence.replace("''", "'"), sentences.get(key).replace("''", "'"));
            }
        });
        korean = new TreeMap<>(outcomes);
        korean.putAll(Translations.entries(KOREAN, ENTRY));
    }

    /** It may be said otherwise where it is told to a reader of the page than in the log. */
    @Test
    void noSentenceIsWrittenTwice() {
        Map<String, String> written = Translations.entries(KOREAN, ENTRY);
        assertThat(outcomes).isNotEmpty().allSatisfy((english, text) -> assertThat(written.get(english))
                .as(english)
                .isNotEqualTo(text));
    }

    @Test
    void everySentenceOfTheCodeHasAKoreanOne() throws IOException {
        Set<String> notSaid = new TreeSet<>(Files.readAllLines(NOT_SAID));
        List<String> lacking = said.keySet().stream()
                .filter(SourceTexts::isProse)
                .filter(text ->
                        !korean.containsKey(text) && !korean.containsKey(SUBJECT + text) && !notSaid.contains(text))
                .map(text -> said.get(text) + ": " + text)
                .toList();
        assertThat(lacking).isEmpty();
        assertThat(notSaid)
                .allSatisfy(text -> assertThat(said).containsKey(text))
                .noneSatisfy(text -> assertThat(korean).containsKey(text));
    }

    @Test
    void everyKoreanSentenceIsOneThatTheCodeSays() {
        assertThat(korean.keySet())
                .filteredOn(text -> !said.containsKey(text)
                        && !(text.startsWith(SUBJECT) && said.containsKey(text.substring(SUBJECT.length()))))
                .isEmpty();
    }

    @Test
    void theKoreanHasTheSamePlacesAndOptions() {
        List<String> wrong = new ArrayList<>();
        korean.forEach((english, text) -> {
            if (!Translations.places(english).equals(Translations.places(text))) {
                wrong.add(english + " has other places in " + text);
            }
            if (!Translations.names(text).containsAll(Translations.names(english))) {
                wrong.add(english + " names what " + text + " does not");
            }
        });
        assertThat(wrong).isEmpty();
    }

    /** None is taken for another, or for the parts of others. */
    @Test
    void whateverIsSaidIsFound() {
        Language language = Language.of(Locale.KOREAN);
        List<String> wrong = new ArrayList<>();
        korean.forEach((english, text) -> {
            Set<String> empty = PLACE_BESIDE
                    .matcher(english)
                    .results()
                    .map(place -> place.group(1))
                    .collect(Collectors.toSet());
            String before = " ,;:.(/".indexOf(english.charAt(0)) < 0 ? "" : "x-1";
            String behind = " ,;:(".indexOf(english.charAt(english.length() - 1)) < 0 ? "" : "x-2";
            String asked = before + filled(english, empty) + behind;
            String told = language.translate(asked);
            String wanted = before + filled(text, empty) + behind;
            if (!withOneParticle(wanted).matcher(told).matches()) {
                wrong.add(asked + " is told as " + told + ", not as " + wanted);
            }
        });
        assertThat(wrong).isEmpty();
    }

    /** Which one is right depends on what stands in the place; {@code ParticlesTest} holds that. */
    @Test
    void particlesBehindPlacesAreWrittenInBothForms() {
        assertThat(korean.values())
                .allSatisfy(text -> assertThat(text).doesNotContainPattern(ONE_FORM))
                .allSatisfy(text ->
                        assertThat(BOTH_FORMS.matcher(text).replaceAll("")).doesNotContainPattern("\\([가-힣]\\)"));
    }

    private static Pattern withOneParticle(String text) {
        String quoted = BOTH_FORMS
                .matcher(text)
                .replaceAll(form -> "\\\\E(?:"
                        + (form.group(1) == null ? "(?:으|이)?" + form.group(3) : form.group(1) + "|" + form.group(2))
                        + ")\\\\Q");
        return Pattern.compile("\\Q" + quoted + "\\E", Pattern.DOTALL);
    }

    @Test
    void itIsKorean() {
        assertThat(korean.entrySet())
                .filteredOn(entry -> !entry.getKey().equals(entry.getValue()))
                .filteredOn(entry ->
                        PLACE.matcher(entry.getValue()).replaceAll("").chars().anyMatch(Character::isLetter))
                .allSatisfy(entry -> assertThat(entry.getValue()).containsPattern("\\p{IsHangul}|ms"));
    }

    /** With numbers in its places; nothing in some, which another place may take what stands in. */
    private static String filled(String text, Set<String> empty) {
        return PLACE.matcher(text)
                .replaceAll(
                        place -> empty.contains(place.group(1)) ? "" : Matcher.quoteReplacement("7" + place.group(1)));
    }
}
