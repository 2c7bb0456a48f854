package io.jenkins.plugins.seldon.text;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Translations as gettext keeps them, so that its tools can edit them: {@code msgid} and {@code msgstr}, each in quotes, over
 * as many lines as one likes (GNU gettext manual, "The Format of PO Files"). Comments, contexts and plurals are not kept. Pure.
 */
final class PoFile {

    private PoFile() {}

    /**
     * The translations by their originals, in the file's order.
     *
     * @throws IllegalArgumentException where an original stands twice: a bug
     */
    static Map<String, String> read(String file) {
        Map<String, String> texts = new LinkedHashMap<>();
        StringBuilder original = new StringBuilder();
        StringBuilder translation = new StringBuilder();
        StringBuilder current = original;
        for (String line : (file + "\nmsgid \"\"").lines().toList()) {
            if (line.startsWith("msgid ")) {
                if (!original.isEmpty() && texts.put(original.toString(), translation.toString()) != null) {
                    throw new IllegalArgumentException("twice: " + original);
                }
                original.setLength(0);
                translation.setLength(0);
                current = original;
            } else if (line.startsWith("msgstr ")) {
                current = translation;
            }
            int quote = line.indexOf('"');
            if (quote >= 0 && !line.startsWith("#")) {
                append(line.substring(quote + 1, line.lastIndexOf('"')), current);
            }
        }
        return texts;
    }

    private static void append(String quoted, StringBuilder text) {
        for (int i = 0; i < quoted.length(); i++) {
            char c = quoted.charAt(i);
            if (c == '\\' && i + 1 < quoted.length()) {
                c = quoted.charAt(++i);
                c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
            }
            text.append(c);
        }
    }
}
