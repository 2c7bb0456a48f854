package io.jenkins.plugins.seldon.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;

/**
 * The sentences of {@code sentences.properties} and its translations. What they say came of a step is kept by builds in English
 * and translated for whoever reads it later, so the {@link Phrasebook} knows it from here, and no other file repeats it. Pure
 * but for reading them.
 */
final class Outcomes {

    private static final String SENTENCES = "io.jenkins.plugins.seldon.text.sentences";

    /** Kept by builds; the other keys are words that records know, which stay English there. */
    private static final List<String> KEPT = List.of("gate.", "wait.", "release.", "uninstall.", "subject.");

    /** Without a fallback to the JVM's own language: English would be Korean on a Korean machine. */
    private static final ResourceBundle.Control NO_FALLBACK =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private Outcomes() {}

    /** Patterns of MessageFormat by their keys; English ones where a locale has no translation. */
    static ResourceBundle sentences(Locale locale) {
        return ResourceBundle.getBundle(SENTENCES, locale, Outcomes.class.getClassLoader(), NO_FALLBACK);
    }

    /** Texts with places, the English ones and what they are in a language. */
    static Map<String, String> in(Locale locale) {
        ResourceBundle english = sentences(Locale.ROOT);
        ResourceBundle other = sentences(locale);
        Map<String, String> texts = new LinkedHashMap<>();
        for (String key : english.keySet()) {
            if (KEPT.stream().anyMatch(key::startsWith)) {
                texts.put(text(english.getString(key)), text(other.getString(key)));
            }
        }
        return texts;
    }

    /** A pattern as a text with places: MessageFormat writes an apostrophe twice. */
    static String text(String pattern) {
        return pattern.replace("''", "'");
    }
}
