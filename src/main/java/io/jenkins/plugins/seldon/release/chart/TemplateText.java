package io.jenkins.plugins.seldon.release.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Edits the text of a Helm template: YAML with Go template actions in between, which is neither. Touches the lines in
 * question and nothing else; line ends stay. Whether an edit did what it should is seen by rendering the chart again.
 *
 * @param text the template
 */
record TemplateText(String text) {

    /** Actions, then maybe a dash, then a key of interest and its value. */
    private static final Pattern KEY = Pattern.compile(
            "^(?<indent>[ \\t]*)(?:\\{\\{.*?}}[ \\t]*)*(?<dash>-[ \\t]+)?(?<quote>[\"']?)(?<key>apiVersion|kind)\\k<quote>:"
                    + "[ \\t]*(?<value>\\{\\{.*?}}|[^\\r\\n#{}]*?)(?<rest>[ \\t]*(?:#.*)?\\r?\\n?)$");

    private static final Pattern SEPARATOR = Pattern.compile("^---.*\\R?$");

    private static final Pattern CONTROL = Pattern.compile(
            "^(?:if|else|end|range|with|define|block|break|continue)\\b.*|^\\$\\w*\\s*(?:,.*)?:?=.*", Pattern.DOTALL);

    /**
     * Writes another API version for objects of a kind.
     *
     * @param computed whether to do so also where an action gives the version or the kind
     */
    TemplateText moved(String kind, String from, String to, boolean computed) {
        StringBuilder edited = new StringBuilder();
        for (List<String> document : documents()) {
            for (int i = 0; i < document.size(); i++) {
                Matcher key = KEY.matcher(document.get(i));
                boolean its = key.matches()
                        && key.group("key").equals("apiVersion")
                        && is(key.group("value"), from, computed)
                        && is(sibling(document, i), kind, computed);
                edited.append(its ? withValue(key, to) : document.get(i));
            }
        }
        return new TemplateText(edited.toString());
    }

    /** Leaves out the documents that are objects of a kind, but not the actions that other documents may depend on. */
    TemplateText without(String kind, String apiVersion) {
        StringBuilder edited = new StringBuilder();
        for (List<String> document : documents()) {
            boolean its = false;
            for (int i = 0; i < document.size() && !its; i++) {
                Matcher key = KEY.matcher(document.get(i));
                its = key.matches()
                        && key.group("key").equals("apiVersion")
                        && key.group("indent").isEmpty()
                        && is(key.group("value"), apiVersion, true)
                        && is(sibling(document, i), kind, false);
            }
            if (!its) {
                document.forEach(edited::append);
                continue;
            }
            boolean separated = SEPARATOR.matcher(document.get(0)).matches();
            if (separated) {
                edited.append(document.get(0));
            }
            edited.append(control(String.join("", document.subList(separated ? 1 : 0, document.size()))));
        }
        return new TemplateText(edited.toString());
    }

    /** Leaves out the items of lists that mention a word, such as the rules of a Role about one resource. */
    TemplateText withoutItems(String firstKey, String word) {
        StringBuilder edited = new StringBuilder();
        List<String> lines = lines();
        Pattern start = Pattern.compile("^([ \\t]*)-[ \\t]+" + Pattern.quote(firstKey) + ":.*\\R?$");
        for (int i = 0; i < lines.size(); i++) {
            Matcher item = start.matcher(lines.get(i));
            if (!item.matches()) {
                edited.append(lines.get(i));
                continue;
            }
            int end = i + 1;
            while (end < lines.size() && belongs(lines.get(end), item.group(1).length())) {
                end++;
            }
            String text = String.join("", lines.subList(i, end));
            edited.append(text.contains(word) ? control(text) : text);
            i = end - 1;
        }
        return new TemplateText(edited.toString());
    }

    /** Actions that decide what is rendered, without the text they decide on; definitions stay whole. */
    private static String control(String text) {
        StringBuilder kept = new StringBuilder();
        List<Boolean> definitions = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf("{{", at);
            int close = open < 0 ? -1 : endOfAction(text, open);
            boolean inside = definitions.contains(Boolean.TRUE);
            if (inside) {
                kept.append(text, at, open < 0 ? text.length() : open);
            }
            if (close < 0) {
                break;
            }
            String action = text.substring(open, close);
            String code = action.substring(2, action.length() - 2)
                    .replaceFirst("^-", "")
                    .replaceFirst("-$", "")
                    .strip();
            if (code.matches("(?s)(?:if|range|with|block|define)\\b.*")) {
                definitions.add(code.startsWith("define") || code.startsWith("block"));
            } else if (code.matches("end\\b.*") && !definitions.isEmpty()) {
                definitions.remove(definitions.size() - 1);
            }
            if (inside || CONTROL.matcher(code).matches()) {
                kept.append(action);
            }
            at = close;
        }
        return kept.append(kept.isEmpty() ? "" : "\n").toString();
    }

    private static int endOfAction(String text, int open) {
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

    /** The value of the other of apiVersion and kind in the same mapping, or null. */
    private static String sibling(List<String> document, int line) {
        Matcher own = KEY.matcher(document.get(line));
        own.matches();
        String wanted = own.group("key").equals("kind") ? "apiVersion" : "kind";
        for (int step : new int[] {1, -1}) {
            for (int i = line + step; i >= 0 && i < document.size(); i += step) {
                Matcher key = KEY.matcher(document.get(i));
                if (key.matches() && column(key) == column(own)) {
                    if (key.group("key").equals(wanted)) {
                        return key.group("value");
                    }
                    break;
                }
                if (!belongs(document.get(i), column(own) - 1)) {
                    break;
                }
            }
        }
        return null;
    }

    /** Whether a line is part of a block whose head is indented by so much: deeper, blank, or an action alone. */
    private static boolean belongs(String line, int indent) {
        String content = line.strip();
        return content.isEmpty()
                || content.startsWith("#")
                || content.startsWith("{{")
                || line.length() - line.stripLeading().length() > indent;
    }

    private static int column(Matcher key) {
        return key.group("indent").length()
                + (key.group("dash") == null ? 0 : key.group("dash").length());
    }

    private static String withValue(Matcher key, String value) {
        return key.group().substring(0, key.start("value")) + value + key.group("rest");
    }

    private static boolean is(String value, String expected, boolean computed) {
        return value != null
                && (computed && value.contains("{{")
                        || value.strip().replaceAll("^[\"']|[\"']$", "").equals(expected));
    }

    private List<List<String>> documents() {
        List<List<String>> documents = new ArrayList<>();
        List<String> document = new ArrayList<>();
        for (String line : lines()) {
            if (SEPARATOR.matcher(line).matches() && !document.isEmpty()) {
                documents.add(document);
                document = new ArrayList<>();
            }
            document.add(line);
        }
        documents.add(document);
        return documents;
    }

    /** The lines with their ends. */
    private List<String> lines() {
        return Arrays.asList(text.split("(?<=\\n)"));
    }
}
