package io.jenkins.plugins.seldon.settings;

import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;

/**
 * The names that a Jenkinsfile gives options. Jenkins only warns of one that there is not, and goes on without it: a misspelt
 * limit would hold nothing. Pure.
 */
public final class KnownOptions {

    /** How an entry may say of which kind it is. */
    private static final String KIND = "$class";

    private KnownOptions() {}

    /**
     * Refuses a name that no option has, of a describable or of one within it.
     *
     * @param owner what messages call the describable
     * @throws InvalidOptionException with a sentence, for the first that is none
     */
    public static void check(String owner, Class<?> type, Map<?, ?> arguments) {
        Map<String, Type> known = SubmittedForm.types(type);
        for (Map.Entry<?, ?> argument : arguments.entrySet()) {
            String name = String.valueOf(argument.getKey());
            if (known.containsKey(name)) {
                checkWithin(owner + "." + name, known.get(name), argument.getValue());
            } else if (!name.equals(KIND)) {
                throw new InvalidOptionException(owner + " has no option '" + Excerpt.of(name) + "': did you mean "
                        + nearest(name, known.keySet()) + "?");
            }
        }
    }

    private static void checkWithin(String owner, Type wanted, Object value) {
        Type type = wanted instanceof ParameterizedType list ? list.getActualTypeArguments()[0] : wanted;
        if (type instanceof Class<?> inner && SubmittedForm.isOurs(inner)) {
            for (Object entry : value instanceof Collection<?> entries ? entries : Arrays.asList(value)) {
                if (entry instanceof Map<?, ?> arguments) {
                    check(owner, inner, arguments);
                }
            }
        }
    }

    private static String nearest(String name, Collection<String> known) {
        return known.stream()
                .sorted()
                .min(Comparator.comparingInt(other -> distance(name, other)))
                .orElse("");
    }

    /** How many letters differ, by Levenshtein. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(diagonal, row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
