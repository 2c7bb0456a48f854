package io.jenkins.plugins.seldon.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("sets the JVM's language")
class LanguageTest {

    private static final Phrase REMOVED = Phrase.of("uninstall.removed", "a", "b", Phrase.of("uninstall.end"));

    @Test
    void phrasesAreMadeOfPhrases() {
        assertThat(Language.ENGLISH.say(REMOVED)).isEqualTo("Release a is removed from namespace b.");
        assertThat(Language.of(Locale.KOREA).say(REMOVED)).isEqualTo("b 네임스페이스에서 릴리스 a를 제거했습니다.");
    }

    @Test
    void whatWasSaidLastIsNotSaidForAnotherPhrase() {
        Phrase other = Phrase.of("uninstall.removed", "a", "c", Phrase.of("uninstall.end"));
        assertThat(List.of(REMOVED, other, REMOVED, REMOVED).stream().map(Language.ENGLISH::say))
                .containsExactly(
                        "Release a is removed from namespace b.",
                        "Release a is removed from namespace c.",
                        "Release a is removed from namespace b.",
                        "Release a is removed from namespace b.");
    }

    @Test
    void whatIsSaidStaysAsItIs() {
        String said = "{0} it's 1,234 '{'";
        assertThat(Language.of(Locale.KOREAN).say(Phrase.text(said))).isEqualTo(said);
        assertThat(Language.ENGLISH.say(Phrase.of("wait.ready.many", "It", "b", 1234)))
                .isEqualTo("It in namespace b is ready: 1234 pods.");
    }

    @Test
    void aLanguageWithoutSentencesIsEnglishWhateverTheMachineSpeaks() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.KOREA);
        try {
            assertThat(Language.of(Locale.ITALIAN).say(REMOVED)).isEqualTo(Language.ENGLISH.say(REMOVED));
            assertThat(Language.of(Locale.ROOT).say(REMOVED)).isEqualTo(Language.ENGLISH.say(REMOVED));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aPhraseWithoutAPatternIsABug() {
        assertThatThrownBy(() -> Language.ENGLISH.say(Phrase.of("nothing.of.the.kind")))
                .isInstanceOf(MissingResourceException.class);
    }
}
