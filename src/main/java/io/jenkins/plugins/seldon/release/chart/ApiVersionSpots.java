package io.jenkins.plugins.seldon.release.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a template, or a manifest, gives API versions: the values after {@code apiVersion:} in block style, flow style and
 * JSON, with the actions that compute them. Pure.
 */
final class ApiVersionSpots {

    /** Stands for each character of an action, so that what is no action can be looked at alone. */
    private static final char MASK = '\u0001';

    private static final Pattern KEY = Pattern.compile(
            "(?m)(?:^[ \\t\u0001]*(?:-[ \\t\u0001]+)*|(?<flow>[{,])[ \\t\u0001]*|(?<=\u0001)[ \\t]*)(?:apiVersion[ \\t]*:(?=[ \\t])|"
                    + "(?<quote>[\"'])apiVersion\\k<quote>[ \\t]*:)[ \\t]*");

    private static final Pattern COMMENT = Pattern.compile("(?:^|[ \\t])#");

    private ApiVersionSpots() {}

    /**
     * A value, without its quotes.
     *
     * @param start of its first character
     * @param end after its last one
     */
    record Spot(int start, int end) {}

    /** The spots of a text in their order. */
    static List<Spot> in(String text) {
        List<TemplateAction> actions = TemplateAction.in(text);
        String masked = masked(text, actions);
        List<Spot> spots = new ArrayList<>();
        Matcher key = KEY.matcher(masked);
        while (key.find()) {
            int end = isInComment(masked, key) ? key.end() : endOfValue(masked, actions, key.end());
            if (end > key.end()) {
                boolean quoted = isQuote(masked.charAt(key.end()));
                spots.add(quoted ? new Spot(key.end() + 1, end - 1) : new Spot(key.end(), end));
            }
        }
        return spots;
    }

    private static String masked(String text, List<TemplateAction> actions) {
        StringBuilder masked = new StringBuilder(text);
        for (TemplateAction action : actions) {
            for (int i = action.start(); i < action.end(); i++) {
                masked.setCharAt(i, MASK);
            }
        }
        return masked.toString();
    }

    private static boolean isInComment(String masked, Matcher key) {
        int line = masked.lastIndexOf('\n', key.start()) + 1;
        return key.group("flow") != null
                && COMMENT.matcher(masked.substring(line, key.start())).find();
    }

    private static int endOfValue(String masked, List<TemplateAction> actions, int start) {
        if (start < masked.length() && isQuote(masked.charAt(start))) {
            int close = masked.indexOf(masked.charAt(start), start + 1);
            int line = masked.indexOf('\n', start);
            return close < 0 || (line >= 0 && line < close) ? start : close + 1;
        }
        int depth = 0;
        int at = start;
        while (at < masked.length()) {
            char c = masked.charAt(at);
            if (c == MASK) {
                TemplateAction action = at(actions, at);
                depth += action.opens() ? 1 : 0;
                if (depth == 0 && (action.isElse() || action.isEnd())) {
                    return at;
                }
                depth -= action.isEnd() ? 1 : 0;
                at = action.end();
            } else if (c == '\n' || (depth == 0 && " \t\r,}#".indexOf(c) >= 0)) {
                return at;
            } else {
                at++;
            }
        }
        return at;
    }

    private static TemplateAction at(List<TemplateAction> actions, int position) {
        return actions.stream()
                .filter(action -> action.start() <= position && position < action.end())
                .findFirst()
                .orElseThrow();
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '\'';
    }
}
