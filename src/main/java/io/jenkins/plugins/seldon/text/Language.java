package io.jenkins.plugins.seldon.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The language in which people read what the plugin says: a build's log, its report, a form. Records (evidence as JSON, what a
 * step returns, what a build keeps) are in {@link #ENGLISH} wherever they are made. Thread-safe.
 *
 * <p>What came of a step is a {@link Phrase}; its patterns are in {@code sentences.properties} (UTF-8) and its
 * translations, written as MessageFormat's are. Arguments go in as texts, so that numbers look the same in every language.
 * Everything else is said in English where it is found out, and translated where it is shown: by the English text, which is
 * the key in {@code <language>.po}.
 */
public final class Language {

    /** English. */
    public static final Language ENGLISH = new Language(Outcomes.sentences(Locale.ROOT), Phrasebook.NONE);

    private final ResourceBundle sentences;
    private final Phrasebook phrasebook;

    /** Of the sentences, by their keys, as they are needed. */
    private final Map<String, TextPattern> patterns = new ConcurrentHashMap<>();

    /** What was said last, since many waits end with the same sentence at the same time. */
    private volatile Said last = new Said(null, "");

    private record Said(Phrase phrase, String text) {}

    private Language(ResourceBundle sentences, Phrasebook phrasebook) {
        this.sentences = sentences;
        this.phrasebook = phrasebook;
    }

    /** The language of a locale; {@link #ENGLISH} where there is no translation. */
    public static Language of(Locale locale) {
        Phrasebook phrasebook = Phrasebook.of(locale.getLanguage());
        return phrasebook == Phrasebook.NONE ? ENGLISH : new Language(Outcomes.sentences(locale), phrasebook);
    }

    /**
     * A phrase in this language.
     *
     * @throws java.util.MissingResourceException when no pattern has its key: a bug
     */
    public String say(Phrase phrase) {
        Said said = last;
        if (!phrase.equals(said.phrase())) {
            said = new Said(phrase, fill(phrase));
            last = said;
        }
        return said.text();
    }

    private String fill(Phrase phrase) {
        List<Integer> places = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (Object argument : phrase.arguments()) {
            places.add(places.size());
            texts.add(argument instanceof Phrase part ? fill(part) : translate(argument.toString()));
        }
        return pattern(phrase.key()).fill(new TextPattern.Filled(places, texts));
    }

    private TextPattern pattern(String key) {
        return patterns.computeIfAbsent(key, known -> new TextPattern(Outcomes.text(sentences.getString(known))));
    }

    /**
     * Whether a line says an outcome of a key in this language, whatever stands in its places.
     *
     * @throws java.util.MissingResourceException when no pattern has its key: a bug
     */
    public boolean says(String key, String line) {
        return pattern(key).match(line) != null;
    }

    /**
     * A text that was said in English in this language, as far as its translation is known; names, numbers and others' words
     * stay as they are.
     */
    public String translate(String english) {
        return phrasebook.translate(english);
    }

    /**
     * One of the words that records know, such as a verdict, in this language; the word itself where it is another.
     *
     * @param kind of the word: the beginning of its key, with a dot
     */
    public String word(String kind, String word) {
        return sentences.containsKey(kind + word) ? sentences.getString(kind + word) : word;
    }
}
