package io.jenkins.plugins.seldon.seldon.server;

import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a series' labels have to be, written as in PromQL's braces and evaluated here: a pod's own page is no Prometheus.
 * Pure.
 *
 * @param matchers all have to match; none match anything
 */
public record LabelTest(List<LabelMatcher> matchers) {

    /** Anything passes. */
    public static final LabelTest ANY = new LabelTest(List.of());

    /** The value in any of PromQL's quotes: prometheus, promql/parser/lex.go ({@code lexString}, {@code lexRawString}). */
    private static final Pattern MATCHER = Pattern.compile("\\s*+([a-zA-Z_][a-zA-Z0-9_]*+)\\s*+(=~|!~|!=|=)\\s*+"
            + "(?:\"([^\"\\\\\n]*+(?:\\\\[^\n][^\"\\\\\n]*+)*+)\""
            + "|'([^'\\\\\n]*+(?:\\\\[^\n][^'\\\\\n]*+)*+)'|`([^`\n]*+)`)\\s*+(?:,|$)");

    public LabelTest {
        matchers = List.copyOf(matchers);
    }

    /**
     * One label's test.
     *
     * @param label its name; a scrape that has such a label itself calls it {@code exported_…}
     * @param operator {@code =}, {@code !=}, {@code =~} or {@code !~}
     * @param value as PromQL unquotes it
     */
    public record LabelMatcher(String label, String operator, String value) {

        /** @throws InvalidOptionException with a sentence, when the value is a pattern that can't be evaluated here */
        public LabelMatcher {
            if (isPattern(operator) && LabelPattern.of(value).isEmpty()) {
                throw new InvalidOptionException(
                        "The pattern \"" + value + "\" of the label " + label
                                + " is more than can be evaluated here: use characters, '.', '.*', '.+', classes such as [45], and '|'.");
            }
        }

        private static boolean isPattern(String operator) {
            return operator.endsWith("~");
        }

        boolean matches(Map<String, String> labels) {
            String own = labels.getOrDefault("exported_" + label, labels.getOrDefault(label, ""));
            boolean same =
                    isPattern(operator) ? LabelPattern.of(value).orElseThrow().matches(own) : value.equals(own);
            return same != operator.startsWith("!");
        }

        @Override
        public String toString() {
            return label + operator + "\""
                    + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
        }
    }

    /**
     * Reads one.
     *
     * @param option what the user calls it
     * @param text as in PromQL's braces; blank for {@link #ANY}
     * @throws InvalidOptionException with a sentence, when it is none
     */
    public static LabelTest parse(String option, String text) {
        List<LabelMatcher> matchers = new ArrayList<>();
        Matcher matcher = MATCHER.matcher(text.strip());
        int end = 0;
        while (end < text.strip().length()) {
            if (!matcher.region(end, text.strip().length()).lookingAt()) {
                throw new InvalidOptionException("The " + option
                        + " must be written as in PromQL's braces, such as code=~\"2..\",handler=\"predict\".");
            }
            matchers.add(new LabelMatcher(matcher.group(1), matcher.group(2), value(matcher)));
            end = matcher.end();
        }
        return new LabelTest(matchers);
    }

    /** Whether PromQL reads a text in braces, blank or not; it may have patterns that can't be evaluated here. */
    public static boolean isWellFormed(String text) {
        Matcher matcher = MATCHER.matcher(text.strip());
        int end = 0;
        while (end < text.strip().length()
                && matcher.region(end, text.strip().length()).lookingAt()) {
            end = matcher.end();
        }
        return end == text.strip().length();
    }

    private static String value(Matcher matcher) {
        String raw = matcher.group(5);
        return raw != null ? raw : unquoted(matcher.group(matcher.group(3) != null ? 3 : 4));
    }

    private static String unquoted(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                c = text.charAt(++i) == 'n' ? '\n' : text.charAt(i);
            }
            plain.append(c);
        }
        return plain.toString();
    }

    /** Whether labels pass; a label that is missing is empty, as in PromQL. */
    public boolean matches(Map<String, String> labels) {
        return matchers.stream().allMatch(matcher -> matcher.matches(labels));
    }

    /** The same of {@code exported_…} for each label that is among these by that name. */
    LabelTest asScraped(Set<String> labels) {
        return new LabelTest(matchers.stream()
                .map(each -> labels.contains("exported_" + each.label())
                        ? new LabelMatcher("exported_" + each.label(), each.operator(), each.value())
                        : each)
                .toList());
    }

    /** Whether anything passes. */
    public boolean isAny() {
        return matchers.isEmpty();
    }

    /** The labels that it looks at. */
    public List<String> labels() {
        return matchers.stream().map(LabelMatcher::label).distinct().toList();
    }

    /** As in PromQL's braces. */
    @Override
    public String toString() {
        return matchers.stream().map(LabelMatcher::toString).collect(Collectors.joining(","));
    }
}
