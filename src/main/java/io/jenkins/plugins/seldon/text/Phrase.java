package io.jenkins.plugins.seldon.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

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

    /** The same with other texts in its places; numbers, and what is told by its type, stay. */
    public Phrase with(UnaryOperator<String> change) {
        List<Object> changed = new ArrayList<>();
        for (Object argument : arguments) {
            changed.add(with(argument, change));
        }
        return new Phrase(key, changed);
    }

    private static Object with(Object argument, UnaryOperator<String> change) {
        if (argument instanceof Phrase part) {
            return part.with(change);
        }
        return argument instanceof String text ? change.apply(text) : argument;
    }

    /** An English text, a name or a number; it may be empty. */
    public static Phrase text(String text) {
        return of("text", text);
    }
}
