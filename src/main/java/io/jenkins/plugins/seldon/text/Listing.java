package io.jenkins.plugins.seldon.text;

import java.util.Collection;
import java.util.List;

/** Several names in a sentence, as people list them: {@code a}, {@code a and b}, {@code a, b and c}. Pure. */
public final class Listing {

    private static final String AND = " and ";
    private static final String OR = " or ";

    private Listing() {}

    /** All of them. */
    public static String and(Collection<String> names) {
        return listed(List.copyOf(names), AND);
    }

    /** Any of them. */
    public static String or(Collection<String> names) {
        return listed(List.copyOf(names), OR);
    }

    private static String listed(List<String> names, String beforeLast) {
        int last = names.size() - 1;
        return last < 1
                ? String.join("", names)
                : String.join(", ", names.subList(0, last)) + beforeLast + names.get(last);
    }
}
