package io.jenkins.plugins.seldon.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Korean texts call one thing by one word, that of the glossary in {@code README.ko.md}. */
class KoreanWordsTest {

    private static final Path README = Path.of("README.ko.md");
    private static final Path SENTENCES = Path.of("src/main/resources/io/jenkins/plugins/seldon/text/ko.po");
    private static final Path OTHER_WORDS =
            Path.of("src/test/resources/io/jenkins/plugins/seldon/packaging/korean-words.txt");
    private static final Pattern GLOSSARY = Pattern.compile("\\| 한국어 \\| 영어 \\| 뜻 \\|\n\\| --- .*\n((?:\\|.*\n)+)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (.+?) \\|");
    private static final Pattern SAID = Pattern.compile("(?m)^msgstr \"(.*)\"$");

    private static List<String> glossary;
    private static Map<Path, String> texts;

    @BeforeAll
    static void read() {
        Matcher table = GLOSSARY.matcher(Translations.text(README));
        assertThat(table.find()).isTrue();
        glossary =
                ROW.matcher(table.group(1)).results().map(row -> row.group(1)).toList();
        texts = new TreeMap<>();
        texts.put(README, Translations.text(README).replace(table.group(), ""));
        texts.put(SENTENCES, String.join("\n", Translations.parts(Translations.text(SENTENCES), SAID)));
        for (String ending : List.of(".properties", ".html")) {
            Translations.files(ending, true).forEach(file -> texts.put(file, Translations.text(file)));
        }
    }

    @Test
    void noTextHasAnotherWordForWhatTheGlossaryNames() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String line : Files.readAllLines(OTHER_WORDS)) {
            if (line.startsWith("#")) {
                continue;
            }
            String word = line.substring(0, line.indexOf(" = "));
            Pattern others = Pattern.compile(line.substring(line.indexOf(" = ") + 3));
            assertThat(glossary).contains(word);
            texts.forEach((file, text) -> others.matcher(text)
                    .results()
                    .forEach(found -> wrong.add(
                            file + " has " + found.group() + " for " + word + ": " + around(text, found.start()))));
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void theGlossaryHasWordsThatAreUsedOnceEachInTheirOrder() {
        String used = String.join("\n", texts.values());
        assertThat(glossary)
                .hasSizeGreaterThan(30)
                .isSorted()
                .doesNotHaveDuplicates()
                .allSatisfy(word -> assertThat(used).contains(word.replaceAll("\\(.*", "")));
    }

    private static String around(String text, int at) {
        return text.substring(Math.max(0, at - 20), Math.min(text.length(), at + 20))
                .replace('\n', ' ');
    }
}
