package io.jenkins.plugins.seldon.text;

import java.util.List;

/**
 * What is to be said, before it is decided in which {@link Language}: a sentence, or a part of one.
 *
 * @param key of the pattern in every language's sentences
 * @param arguments what the pattern's places hold: phrases, or what is the same in every language, such as names and numbers
 *     as texts
 */
public record Phrase(String key, List<Object> arguments) {

    public Phrase {
        arguments = List.copyOf(arguments);
    }

    /** A pattern with what its places hold, in their order. */
    public static Phrase of(String key, Object... arguments) {
        return new Phrase(key, List.of(arguments));
    }

    /** What is said as it stands in every language; it may be empty. */
    public static Phrase verbatim(String text) {
        return of("verbatim", text);
    }
}
