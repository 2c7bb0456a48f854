package io.jenkins.plugins.seldon.text;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * The language in which a build's log says what came of a step. Records of it (evidence as JSON, what a step returns, what a
 * build keeps) are in {@link #ENGLISH} wherever they are made. Immutable.
 *
 * <p>The patterns are MessageFormat's, in {@code sentences.properties} (UTF-8) and its translations. Arguments go in as texts,
 * so that numbers look the same in every language.
 */
public final class Language {

    private static final String SENTENCES = "io.jenkins.plugins.seldon.text.sentences";

    /** Without a fallback to the JVM's own language: English would be Korean on a Korean machine. */
    private static final ResourceBundle.Control NO_FALLBACK =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    /** English. */
    public static final Language ENGLISH = of(Locale.ROOT);

    private final ResourceBundle sentences;

    private Language(ResourceBundle sentences) {
        this.sentences = sentences;
    }

    /** The language of a locale; English where its sentences have no translation. */
    public static Language of(Locale locale) {
        return new Language(ResourceBundle.getBundle(SENTENCES, locale, Language.class.getClassLoader(), NO_FALLBACK));
    }

    /**
     * A phrase in this language.
     *
     * @throws java.util.MissingResourceException when no pattern has its key: a bug
     */
    public String say(Phrase phrase) {
        Object[] arguments = phrase.arguments().stream()
                .map(argument -> argument instanceof Phrase part ? say(part) : argument.toString())
                .toArray();
        return new MessageFormat(sentences.getString(phrase.key()), Locale.ROOT).format(arguments);
    }
}
