package io.jenkins.plugins.seldon.text;

import java.util.List;

/**
 * What is to be said, before it is decided in which {@link Language}: a sentence, or a part of one.
 *
 * @param key of the pattern in every language's sentences
 * @param arguments what the pattern's places hold: phrases, or English texts, names and numbers, which are said as far as
 *     {@link Language#translate} knows them
 */
public record Phrase(String key, List<Object> arguments) {

    public Phrase {
        arguments = List.copyOf(arguments);
    }

    /** A pattern with what its places hold, in their order. */
    public static Phrase of(String key, Object... arguments) {
        return new Phrase(key, List.of(arguments));
    }

    /** An English text, a name or a number; it may be empty. */
    public static Phrase text(String text) {
        return of("text", text);
    }
}
