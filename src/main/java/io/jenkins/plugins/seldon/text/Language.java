package io.jenkins.plugins.seldon.text;

import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.stream.IntStream;

/**
 * The language in which people read what the plugin says: a build's log, its report, a form. Records (evidence as JSON, what a
 * step returns, what a build keeps) are in {@link #ENGLISH} wherever they are made. Immutable.
 *
 * <p>What came of a step is a {@link Phrase}; its patterns are in {@code sentences.properties} (UTF-8) and its
 * translations, written as MessageFormat's are. Arguments go in as texts, so that numbers look the same in every language.
 * Everything else is said in English where it is found out, and translated where it is shown: by the English text, which is
 * the key in {@code <language>.po}.
 */
public final class Language {

    /** English. */
    public static final Language ENGLISH = of(Locale.ROOT);

    private final ResourceBundle sentences;
    private final Phrasebook phrasebook;

    private Language(ResourceBundle sentences, Phrasebook phrasebook) {
        this.sentences = sentences;
        this.phrasebook = phrasebook;
    }

    /** The language of a locale; English where its sentences have no translation. */
    public static Language of(Locale locale) {
        return new Language(Outcomes.sentences(locale), Phrasebook.of(locale.getLanguage()));
    }

    /**
     * A phrase in this language.
     *
     * @throws java.util.MissingResourceException when no pattern has its key: a bug
     */
    public String say(Phrase phrase) {
        List<String> arguments = phrase.arguments().stream()
                .map(argument -> argument instanceof Phrase part ? say(part) : translate(argument.toString()))
                .toList();
        List<Integer> places = IntStream.range(0, arguments.size()).boxed().toList();
        return new TextPattern(Outcomes.text(sentences.getString(phrase.key())))
                .fill(new TextPattern.Filled(places, arguments));
    }

    /**
     * Whether a line says an outcome of a key in this language, whatever stands in its places.
     *
     * @throws java.util.MissingResourceException when no pattern has its key: a bug
     */
    public boolean says(String key, String line) {
        return new TextPattern(Outcomes.text(sentences.getString(key))).match(line) != null;
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
