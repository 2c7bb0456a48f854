package io.jenkins.plugins.seldon.prometheus;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds the vector selectors in a PromQL query, {@code up} and {@code errors{app="shop"}} in
 * {@code sum by (pod) (rate(errors{app="shop"}[5m] offset 1m)) / count(up)}. It reads queries that Prometheus has parsed: of
 * others it finds some of their words. Source of the grammar: Prometheus' {@code promql/parser/lex.go}. Pure; for one query,
 * of one thread.
 */
public final class Selectors {

    /**
     * Words that stand between expressions; each may be a metric's name nowhere else than in front of a brace. The last ones
     * are VictoriaMetrics' (metricsql, binary_op.go).
     */
    private static final Set<String> OPERATORS = Set.of(
            "and",
            "or",
            "unless",
            "atan2",
            "bool",
            "inf",
            "nan",
            "smoothed",
            "anchored",
            "default",
            "if",
            "ifnot",
            "keep_metric_names");

    /** Words that a list of labels in parentheses follows. */
    private static final Set<String> LABEL_LISTS =
            Set.of("by", "without", "on", "ignoring", "group_left", "group_right");

    /** What is asked here is just whether there are no samples. */
    private static final Set<String> ABSENCE = Set.of("absent", "absent_over_time");

    private static final Set<String> ALERTS = Set.of("ALERTS", "ALERTS_FOR_STATE");

    private final String query;
    private final Set<String> found = new LinkedHashSet<>();
    private final Set<String> ranges = new LinkedHashSet<>();
    private final Set<String> absences = new LinkedHashSet<>();
    private boolean hasSubquery;
    private int at;

    private Selectors(String query) {
        this.query = query;
    }

    /** The selectors without their ranges and offsets, each once; those of {@code absent} are left out. */
    public static List<String> of(String promql) {
        Selectors reader = new Selectors(promql);
        reader.read();
        return List.copyOf(reader.found);
    }

    /** The selectors within {@code absent}, likewise. */
    public static List<String> ofAbsence(String promql) {
        Selectors reader = new Selectors(promql);
        reader.read();
        return reader.absences.stream()
                .flatMap(inner -> of(inner).stream())
                .distinct()
                .toList();
    }

    /** The durations in brackets, each once: {@code 5m} of {@code rate(errors[5m])}, {@code 1h} of {@code [1h:1m]}. */
    public static List<String> rangesOf(String promql) {
        Selectors reader = new Selectors(promql);
        reader.read();
        return List.copyOf(reader.ranges);
    }

    /** Whether one of these is a subquery's, which reaches back further than those within it: {@code [1h:1m]}. */
    public static boolean hasSubquery(String promql) {
        Selectors reader = new Selectors(promql);
        reader.read();
        return reader.hasSubquery;
    }

    /**
     * Whether a selector is of series that rules make, at moments of their own: colons in names are reserved for them, and
     * alerts have a name of Prometheus'. Source: prometheus, docs/concepts/data_model.md and rules/alerting.go ({@code
     * alertMetricName}, {@code alertForStateMetricName}).
     */
    public static boolean isOfRule(String selector) {
        String name = selector.split("\\{", 2)[0].strip();
        return name.indexOf(':') >= 0 || ALERTS.contains(name);
    }

    private void read() {
        while (at < query.length()) {
            char c = query.charAt(at);
            if (c == '#') {
                skipLine();
            } else if (c == '"' || c == '\'' || c == '`') {
                skipText();
            } else if (c == '[') {
                int start = at + 1;
                skipTo(']');
                String range = query.substring(start, at);
                ranges.add(range.split("[]:]", 2)[0].strip());
                hasSubquery |= range.indexOf(':') >= 0;
            } else if (c == '{') {
                int start = at;
                skipBraces();
                found.add(query.substring(start, at));
            } else if (isNameStart(c)) {
                word();
            } else if (Character.isDigit(c) || c == '.') {
                skipNumber();
            } else {
                at++;
            }
        }
    }

    private void word() {
        int start = at;
        while (at < query.length() && isNamePart(query.charAt(at))) {
            at++;
        }
        String word = query.substring(start, at);
        String lower = word.toLowerCase(Locale.ROOT);
        int end = at;
        skipBlanks();
        char next = at < query.length() ? query.charAt(at) : ' ';
        if (next == '{') {
            skipBraces();
            found.add(query.substring(start, end) + query.substring(query.indexOf('{', end), at));
        } else if (LABEL_LISTS.contains(lower)) {
            if (next == '(') {
                skipTo(')');
            }
        } else if (next == '(') {
            if (ABSENCE.contains(lower)) {
                int inner = at;
                skipParentheses();
                absences.add(query.substring(inner, at));
            }
        } else if (lower.equals("offset")) {
            skipNumber();
        } else if (!OPERATORS.contains(lower) && !isAggregation() && "\"'`0123456789".indexOf(next) < 0) {
            found.add(word);
        }
    }

    /** Whether the word before is an aggregation's, with its labels in front: {@code sum by (pod) (…)}. */
    private boolean isAggregation() {
        String rest = query.substring(at).toLowerCase(Locale.ROOT);
        return rest.matches("(?s)(by|without)\\s*\\(.*");
    }

    private void skipBlanks() {
        while (at < query.length() && Character.isWhitespace(query.charAt(at))) {
            at++;
        }
    }

    private void skipLine() {
        while (at < query.length() && query.charAt(at) != '\n') {
            at++;
        }
    }

    /** A text with its quotes; a backslash keeps the next character from ending it, but not within backquotes. */
    private void skipText() {
        char quote = query.charAt(at++);
        while (at < query.length() && query.charAt(at) != quote) {
            at += query.charAt(at) == '\\' && quote != '`' ? 2 : 1;
        }
        at = Math.min(at + 1, query.length());
    }

    private void skipTo(char end) {
        while (at < query.length() && query.charAt(at) != end) {
            at++;
        }
        at = Math.min(at + 1, query.length());
    }

    private void skipBraces() {
        while (at < query.length() && query.charAt(at) != '}') {
            if ("\"'`".indexOf(query.charAt(at)) >= 0) {
                skipText();
            } else {
                at++;
            }
        }
        at = Math.min(at + 1, query.length());
    }

    private void skipParentheses() {
        int depth = 0;
        while (at < query.length()) {
            char c = query.charAt(at);
            if ("\"'`".indexOf(c) >= 0) {
                skipText();
                continue;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            at++;
            if (depth == 0) {
                return;
            }
        }
    }

    /** Numbers and durations, with the sign that one may have in front: 1e9, 0x1F, 5m30s, -1h. */
    private void skipNumber() {
        if (at < query.length() && query.charAt(at) == '-') {
            at++;
        }
        while (at < query.length() && (Character.isLetterOrDigit(query.charAt(at)) || query.charAt(at) == '.')) {
            at++;
        }
    }

    private static boolean isNameStart(char c) {
        return c == '_' || c == ':' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isNamePart(char c) {
        return isNameStart(c) || Character.isDigit(c);
    }
}
