package hudson;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public class Util {

    private Util() {}

    private static final Pattern VARIABLE = Pattern.compile("\\$([A-Za-z0-9_]+|\\{[A-Za-z0-9_.]+}|\\$)");

    public static String replaceMacro(String text, Map<String, String> properties) {
        if (text == null) {
            return null;
        }
        return VARIABLE.matcher(text).replaceAll(found -> {
            String name = found.group(1);
            if ("$".equals(name)) {
                return Matcher.quoteReplacement("$");
            }
            String value = properties.get(name.startsWith("{") ? name.substring(1, name.length() - 1) : name);
            return Matcher.quoteReplacement(value == null ? found.group() : value);
        });
    }

    public static String fixNull(String text) {
        return fixNull(text, "");
    }

    public static <T> T fixNull(T value, T defaultValue) {
        return value == null ? defaultValue : value;
    }

    public static String fixEmpty(String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    public static String fixEmptyAndTrim(String text) {
        return text == null ? null : fixEmpty(text.trim());
    }

    public static String escape(String text) {
        if (text == null) {
            return null;
        }
        StringBuilder html = new StringBuilder(text.length());
        for (char c : text.toCharArray()) {
            html.append(
                    switch (c) {
                        case '\n' -> "<br>";
                        case '<' -> "&lt;";
                        case '>' -> "&gt;";
                        case '&' -> "&amp;";
                        case '"' -> "&quot;";
                        case '\'' -> "&#039;";
                        default -> String.valueOf(c);
                    });
        }
        return html.toString();
    }
}
