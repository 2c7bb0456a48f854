package io.jenkins.plugins.seldon.settings;

import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import io.jenkins.plugins.seldon.text.Listing;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a Jenkinsfile gives as options. Of a name that there is not Jenkins only warns, and goes on without it: a misspelt
 * limit would hold nothing. It takes every text but <i>true</i> for false, cuts numbers, and refuses other kinds, also a
 * parameter that is blank, by pages of a stack trace. Pure.
 */
public final class KnownOptions {

    /** How an entry may say of which kind it is. */
    private static final String KIND = "$class";

    private static final Pattern TRUTH = Pattern.compile("(?i)\\s*(?:true|false)\\s*");

    private KnownOptions() {}

    /**
     * Refuses a name that no option has, and a value of another kind than its option's, of a describable or of one within it.
     *
     * @param owner what messages call the describable
     * @return what Jenkins binds to what was meant: texts of numbers and truths as such, and no blank ones, as in a form
     * @throws InvalidOptionException with a sentence, for the first that is refused
     */
    public static Map<String, Object> check(String owner, Class<?> type, Map<?, ?> arguments) {
        Map<String, Type> known = SubmittedForm.types(type);
        Map<String, Object> checked = new LinkedHashMap<>();
        for (Map.Entry<?, ?> argument : arguments.entrySet()) {
            String name = String.valueOf(argument.getKey());
            Object value = argument.getValue();
            if (known.containsKey(name)) {
                Object bound = checkValue(owner + "." + name, known.get(name), value);
                if (bound != null || value == null) {
                    checked.put(name, bound);
                }
            } else if (name.equals(KIND)) {
                checked.put(name, value);
            } else {
                throw unknown(owner, name, known.keySet());
            }
        }
        return checked;
    }

    /** @return null for a blank number or truth */
    private static Object checkValue(String option, Type wanted, Object value) {
        if (value == null) {
            boolean mayBe = !(wanted instanceof Class<?> type && type.isPrimitive());
            require(mayBe, option + " must not be null: leave it out instead.");
            return null;
        }
        if (wanted instanceof ParameterizedType list) {
            Class<?> element = (Class<?>) list.getActualTypeArguments()[0];
            String sentence = option + " must be a list of maps, as in [[…]].";
            require(value instanceof List, sentence);
            return ((List<?>) value)
                    .stream()
                            .map(entry -> checkPart(option, element, entry, sentence))
                            .collect(Collectors.toCollection(ArrayList::new));
        }
        if (wanted == String.class) {
            require(value instanceof CharSequence, option + " must be a text, in quotes.");
            return value;
        }
        String text = value.toString();
        if (wanted == boolean.class || wanted == Boolean.class) {
            require(text.isBlank() || TRUTH.matcher(text).matches(), option + " must be true or false.");
            return text.isBlank() ? null : (Object) Boolean.valueOf(text.strip());
        }
        if (wanted == double.class || wanted == Double.class) {
            return FormNumbers.decimal(option, text);
        }
        if (wanted == int.class || wanted == Integer.class) {
            boolean isWhole = value instanceof Number number && number.doubleValue() == number.intValue();
            return isWhole ? Integer.valueOf(((Number) value).intValue()) : FormNumbers.whole(option, text);
        }
        return checkPart(option, (Class<?>) wanted, value, option + " must be a map, as in [name: 'value'].");
    }

    private static Object checkPart(String option, Class<?> type, Object part, String sentence) {
        if (!SubmittedForm.isOurs(type) || type.isEnum()) {
            return part;
        }
        boolean isOther = part instanceof CharSequence || part instanceof Number || part instanceof Collection;
        require(!isOther, sentence);
        return part instanceof Map<?, ?> arguments ? check(option, type, arguments) : part;
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new InvalidOptionException(sentence);
        }
    }

    private static InvalidOptionException unknown(String owner, String name, Collection<String> known) {
        Optional<String> meant = meant(name, known);
        return new InvalidOptionException(
                meant.isPresent()
                        ? owner + " has no option '" + Excerpt.of(name) + "': did you mean " + meant.get() + "?"
                        : owner + " has no option '" + Excerpt.of(name) + "'; its options are "
                                + Listing.and(known.stream().sorted().toList()) + ".");
    }

    /** The only one that begins so and is at most twice as long, else the one of which the fewest letters differ, if few. */
    private static Optional<String> meant(String name, Collection<String> known) {
        List<String> longer = known.stream()
                .filter(option -> option.startsWith(name) && option.length() <= 2 * name.length())
                .toList();
        return longer.size() == 1
                ? Optional.of(longer.get(0))
                : known.stream()
                        .sorted()
                        .min(Comparator.comparingInt(option -> distance(name, option)))
                        .filter(option -> distance(name, option) <= Math.max(1, name.length() / 3));
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
