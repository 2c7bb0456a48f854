package io.jenkins.plugins.seldon.report;

import io.jenkins.plugins.seldon.text.Language;
import io.jenkins.plugins.seldon.text.Phrase;
import org.jvnet.localizer.LocaleProvider;

/**
 * Says what a build has kept, in English, in the language of whoever looks at it: that which the browser asks for, on a thread
 * of no request the controller's.
 */
final class Viewer {

    private Viewer() {}

    private static Language language() {
        return Language.of(LocaleProvider.getLocale());
    }

    /** What a page says by itself. */
    static String say(String key, Object... arguments) {
        return language().say(Phrase.of(key, arguments));
    }

    /** A sentence, or a part of one, that was kept. */
    static String translate(String kept) {
        return language().translate(kept);
    }

    /**
     * A word that was kept, by whichever version.
     *
     * @param kind such as {@code verdict.}
     */
    static String word(String kind, String kept) {
        return language().word(kind, kept);
    }
}
