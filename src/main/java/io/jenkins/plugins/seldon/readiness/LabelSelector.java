package io.jenkins.plugins.seldon.readiness;

import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A label selector in the syntax of {@code kubectl -l}: {@code a=b}, {@code a==b}, {@code a!=b}, {@code a in (b,c)},
 * {@code a notin (b,c)}, {@code a}, {@code !a}, joined by commas that mean "and". As in Kubernetes, {@code !=} and
 * {@code notin} also hold where the label is absent.
 */
public final class LabelSelector {

    private static final String KEY = "([A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?)";
    private static final String VALUE = "([-A-Za-z0-9_.]*)";
    private static final Pattern EQUAL = Pattern.compile(KEY + "\\s*={1,2}\\s*" + VALUE);
    private static final Pattern UNEQUAL = Pattern.compile(KEY + "\\s*!=\\s*" + VALUE);
    private static final Pattern IN = Pattern.compile(KEY + "\\s+(in|notin)\\s*\\(([-A-Za-z0-9_.,\\s]*)\\)");
    private static final Pattern EXISTS = Pattern.compile("(!?)\\s*" + KEY);

    private final String text;
    private final List<Requirement> requirements;

    private LabelSelector(String text, List<Requirement> requirements) {
        this.text = text;
        this.requirements = requirements;
    }

    /**
     * @throws InvalidOptionException with a sentence, if the text is not a selector
     */
    public static LabelSelector parse(String text) {
        List<Requirement> requirements = new ArrayList<>();
        for (String part : parts(text)) {
            requirements.add(requirement(part.strip(), text));
        }
        return new LabelSelector(text.strip(), List.copyOf(requirements));
    }

    /** What stands between the commas that are in no parentheses. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int begin = 0;
        boolean within = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            within = c == '(' || within && c != ')';
            if (c == ',' && !within) {
                parts.add(text.substring(begin, i));
                begin = i + 1;
            }
        }
        parts.add(text.substring(begin));
        return parts;
    }

    /** Whether labels satisfy every requirement; null counts as no labels. */
    public boolean matches(Map<String, String> labels) {
        Map<String, String> present = labels == null ? Map.of() : labels;
        return requirements.stream().allMatch(requirement -> requirement.holds(present));
    }

    /** The selector as it was given. */
    @Override
    public String toString() {
        return text;
    }

    private static Requirement requirement(String part, String text) {
        Matcher equal = EQUAL.matcher(part);
        if (equal.matches()) {
            return Requirement.in(equal.group(1), Set.of(equal.group(2)));
        }
        Matcher unequal = UNEQUAL.matcher(part);
        if (unequal.matches()) {
            return Requirement.notIn(unequal.group(1), Set.of(unequal.group(2)));
        }
        Matcher in = IN.matcher(part);
        if (in.matches()) {
            Set<String> values = new TreeSet<>();
            for (String value : in.group(3).split(",")) {
                values.add(value.strip());
            }
            return in.group(2).equals("in")
                    ? Requirement.in(in.group(1), values)
                    : Requirement.notIn(in.group(1), values);
        }
        Matcher exists = EXISTS.matcher(part);
        if (exists.matches()) {
            return exists.group(1).isEmpty()
                    ? Requirement.in(exists.group(2), null)
                    : Requirement.notIn(exists.group(2), null);
        }
        throw new InvalidOptionException(
                "The selector " + text.strip() + " is not a label selector, such as app=web,tier in (a,b).");
    }

    /**
     * @param values the values meant, null for any
     * @param within whether the label is to have one of them, and not to be absent or to have another
     */
    private record Requirement(String key, Set<String> values, boolean within) {

        static Requirement in(String key, Set<String> values) {
            return new Requirement(key, values, true);
        }

        static Requirement notIn(String key, Set<String> values) {
            return new Requirement(key, values, false);
        }

        boolean holds(Map<String, String> labels) {
            String value = labels.get(key);
            boolean isListed = value != null && (values == null || values.contains(value));
            return isListed == within;
        }
    }
}
