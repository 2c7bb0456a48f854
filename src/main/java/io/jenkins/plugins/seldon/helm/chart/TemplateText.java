package io.jenkins.plugins.seldon.helm.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** The beginning of an item of a list. */
    private static final Pattern DASH = Pattern.compile("^((?:[ \\t]*+-[ \\t]++)++)\\S.*\\R?$");

    /** A question to the cluster that Helm answers itself where it renders without validating. */
    private static final Pattern HAS_VERSION =
            Pattern.compile("(?<=[\\s({|!-])[$\\w]*(?:\\.\\w+)*\\.Capabilities\\.APIVersions\\.Has\\b");

    /** The same of the list as it is, which {@code has} looks through as it does through any (external-secrets). */
    private static final Pattern LIST_OF_VERSIONS =
            Pattern.compile("(\\bhas\\s+(?:\"[^\"]*\"|`[^`]*`|[$.\\w]+|\\([^()]*\\))\\s+"
                    + "|\\brange\\s+(?:\\$\\w+\\s*(?:,\\s*\\$\\w+\\s*)?:=\\s*)?)"
                    + "[$\\w]*(?:\\.\\w+)*\\.Capabilities\\.APIVersions\\b(?!\\.)");

    private static final Pattern NAMED_VERSION =
            Pattern.compile("[\"'`]((?:[a-z0-9.-]+/)?v[0-9][a-z0-9]*)(?:/(?:[A-Z]\\w*|%s))?[\"'`]");

    /** Whether the template asks which API versions there are. */
    boolean asksForVersions() {
        return HAS_VERSION.matcher(text).find()
                || LIST_OF_VERSIONS.matcher(text).find();
    }

    /** The API versions that the template names, alone or with a kind, which may be put in by {@code printf}. */
    Stream<String> namedVersions() {
        return NAMED_VERSION.matcher(text).results().map(result -> result.group(1));
    }

    /** Has the template take these for the API versions that there are, alone or with a kind. */
    TemplateText asking(Set<String> versions) {
        String expression = versions.stream()
                .map(version -> version.replace(".", "[.]"))
                .collect(Collectors.joining("|", "regexMatch `^(?:", ")$`"));
        String list = "(splitList ` ` `" + String.join(" ", versions) + "`)";
        String answered = HAS_VERSION.matcher(text).replaceAll(Matcher.quoteReplacement(expression));
        return new TemplateText(LIST_OF_VERSIONS.matcher(answered).replaceAll("$1" + Matcher.quoteReplacement(list)));
    }

    /** Writes another API version for objects of a kind, wherever both stand as they are. */
    TemplateText moved(String kind, String from, String to) {
        StringBuilder edited = new StringBuilder();
        for (List<String> document : documents()) {
            for (int i = 0; i < document.size(); i++) {
                Matcher key = KEY.matcher(document.get(i));
                boolean its = key.matches()
                        && key.group("key").equals("apiVersion")
                        && is(key.group("value"), from)
                        && is(sibling(document, i), kind);
                edited.append(its ? withValue(key, to) : document.get(i));
            }
        }
        return new TemplateText(edited.toString());
    }

    /** How many spots there are that give an API version. */
    int spots() {
        return ApiVersionSpots.in(text).size();
    }

    /** Writes these API versions at the spots of these numbers, counted from 0. */
    TemplateText at(Map<Integer, String> versions) {
        StringBuilder edited = new StringBuilder();
        int copied = 0;
        List<ApiVersionSpots.Spot> spots = versions.isEmpty() ? List.of() : ApiVersionSpots.in(text);
        for (int i = 0; i < spots.size(); i++) {
            if (versions.containsKey(i)) {
                edited.append(text, copied, spots.get(i).start()).append(versions.get(i));
                copied = spots.get(i).end();
            }
        }
        return new TemplateText(edited.append(text.substring(copied)).toString());
    }

    /**
     * Leaves out the objects that have this word in them: items of a list, or else documents; but not the actions that
     * other documents may depend on.
     */
    TemplateText without(String word) {
        StringBuilder edited = new StringBuilder();
        for (List<String> document : documents()) {
            if (document.stream().noneMatch(line -> line.contains(word))) {
                document.forEach(edited::append);
                continue;
            }
            List<String> lines = new ArrayList<>(document);
            boolean items = true;
            while (items && lines.stream().anyMatch(line -> line.contains(word))) {
                items = leaveOutItem(lines, word);
            }
            if (items) {
                lines.forEach(edited::append);
                continue;
            }
            boolean separated = SEPARATOR.matcher(document.get(0)).matches();
            if (separated) {
                edited.append(document.get(0));
            }
            edited.append(control(String.join("", document.subList(separated ? 1 : 0, document.size())), word));
        }
        return new TemplateText(edited.toString());
    }

    /** Leaves out the first item of a list with the word, if it is in one. */
    private static boolean leaveOutItem(List<String> lines, String word) {
        int at = 0;
        while (!lines.get(at).contains(word)) {
            at++;
        }
        Matcher key = KEY.matcher(lines.get(at));
        int column = key.matches() ? column(key) : 0;
        int start = at;
        while (start >= 0 && column > 0 && !startsItem(lines.get(start), column)) {
            start = belongs(lines.get(start), column - 1) ? start - 1 : -1;
        }
        if (column == 0 || start < 0) {
            return false;
        }
        int end = start + 1;
        int indent = lines.get(start).length() - lines.get(start).stripLeading().length();
        while (end < lines.size() && belongs(lines.get(end), indent)) {
            end++;
        }
        List<String> item = lines.subList(start, end);
        String left = control(String.join("", item), word);
        item.clear();
        lines.add(start, left);
        return true;
    }

    private static boolean startsItem(String line, int column) {
        Matcher dash = DASH.matcher(line);
        return dash.matches() && dash.group(1).length() == column;
    }

    /**
     * Leaves out the items of lists that mention a word, such as the rules of a Role about one resource.
     *
     * @param firstKeys what the items may begin with, as a regular expression
     */
    TemplateText withoutItems(String firstKeys, String word) {
        StringBuilder edited = new StringBuilder();
        List<String> lines = lines();
        Pattern start = Pattern.compile("^([ \\t]*)-[ \\t]+(?:" + firstKeys + "):.*\\R?$");
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
            edited.append(text.contains(word) ? control(text, word) : text);
            i = end - 1;
        }
        return new TemplateText(edited.toString());
    }

    /**
     * Actions that decide what is rendered, without the text they decide on; definitions stay whole, unless they have the
     * word.
     */
    private static String control(String text, String word) {
        StringBuilder kept = new StringBuilder();
        List<TemplateAction> actions = TemplateAction.in(text);
        List<Boolean> whole = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < actions.size(); i++) {
            TemplateAction action = actions.get(i);
            boolean inside = whole.contains(Boolean.TRUE);
            if (inside) {
                kept.append(text, at, action.start());
            }
            if (action.opens()) {
                whole.add(action.defines()
                        && !text.substring(action.end(), endOf(actions, i)).contains(word));
            } else if (action.isEnd() && !whole.isEmpty()) {
                whole.remove(whole.size() - 1);
            }
            if (inside || action.controls()) {
                kept.append(text, action.start(), action.end());
            }
            at = action.end();
        }
        return kept.append(kept.isEmpty() ? "" : "\n").toString();
    }

    /** Where the block ends that an action opens. */
    private static int endOf(List<TemplateAction> actions, int opening) {
        int depth = 0;
        for (TemplateAction action : actions.subList(opening, actions.size())) {
            depth += action.opens() ? 1 : action.isEnd() ? -1 : 0;
            if (depth == 0) {
                return action.start();
            }
        }
        return actions.get(actions.size() - 1).end();
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

    private static boolean is(String value, String expected) {
        return value != null && value.strip().replaceAll("^[\"']|[\"']$", "").equals(expected);
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
