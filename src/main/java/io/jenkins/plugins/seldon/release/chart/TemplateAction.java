package io.jenkins.plugins.seldon.release.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An action of a Go template: what stands between two pairs of braces, with these.
 *
 * @param start of the first brace
 * @param end after the last one
 * @param code what is in between, without the dashes that trim
 */
record TemplateAction(int start, int end, String code) {

    private static final Pattern OPENS = Pattern.compile("(?s)(?:if|range|with|block|define)\\b.*");
    private static final Pattern DEFINES = Pattern.compile("(?s)(?:block|define)\\b.*");
    private static final Pattern CONTROLS = Pattern.compile(
            "(?:if|else|end|range|with|define|block|break|continue)\\b.*|^\\$\\w*\\s*(?:,.*)?:?=.*", Pattern.DOTALL);

    /** The actions of a text; braces that are never closed are no action. */
    static List<TemplateAction> in(String text) {
        List<TemplateAction> actions = new ArrayList<>();
        int open = text.indexOf("{{");
        while (open >= 0) {
            int close = endOf(text, open);
            if (close > 0) {
                String code = text.substring(open + 2, close - 2)
                        .replaceFirst("^-(?=\\s)", "")
                        .replaceFirst("(?<=\\s)-$", "")
                        .strip();
                actions.add(new TemplateAction(open, close, code));
            }
            open = text.indexOf("{{", close > 0 ? close : open + 2);
        }
        return actions;
    }

    /** Whether an {@code end} belongs to it. */
    boolean opens() {
        return OPENS.matcher(code).matches();
    }

    /** Whether what follows is a template of its own. */
    boolean defines() {
        return DEFINES.matcher(code).matches();
    }

    boolean isElse() {
        return code.matches("(?s)else\\b.*");
    }

    boolean isEnd() {
        return code.matches("(?s)end\\b.*");
    }

    /** Whether it decides what is rendered, or sets a variable, and renders nothing itself. */
    boolean controls() {
        return CONTROLS.matcher(code).matches();
    }

    private static int endOf(String text, int open) {
        if (text.startsWith("{{/*", open) || text.startsWith("{{- /*", open)) {
            int end = text.indexOf("*/", open);
            int close = end < 0 ? -1 : text.indexOf("}}", end);
            return close < 0 ? -1 : close + 2;
        }
        char quote = 0;
        for (int i = open + 2; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                if (c == '\\' && quote != '`') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (c == '"' || c == '\'' || c == '`') {
                quote = c;
            } else if (text.startsWith("}}", i)) {
                return i + 2;
            }
        }
        return -1;
    }
}
