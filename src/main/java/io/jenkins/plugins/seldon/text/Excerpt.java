package io.jenkins.plugins.seldon.text;

import java.nio.charset.StandardCharsets;

/**
 * The part of a foreign text that may stand in a message or a log: short, on one line, without control characters, so
 * that it can neither flood a log nor forge lines or terminal sequences in it.
 */
public final class Excerpt {

    private static final int LONGEST = 200;

    private Excerpt() {}

    /**
     * At most 200 characters of a text, runs of white space and control characters turned into one space.
     *
     * @param text any text, {@code null} counts as empty
     */
    public static String of(String text) {
        return of(text, LONGEST);
    }

    /**
     * As {@link #of(String)}, with another limit.
     *
     * @param longest how many characters to keep
     */
    public static String of(String text, int longest) {
        if (text == null) {
            return "";
        }
        StringBuilder kept = new StringBuilder(Math.min(text.length(), longest) + 1);
        boolean gap = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c) || PlainLine.isUnprintable(c) && !Character.isSurrogate(c)) {
                gap = kept.length() > 0;
                continue;
            }
            if (gap) {
                kept.append(' ');
                gap = false;
            }
            if (kept.length() >= longest) {
                return kept.substring(0, longest).stripTrailing() + "…";
            }
            kept.append(c);
        }
        return kept.toString();
    }

    /** As {@link #of(String)}, of the beginning of a body read as UTF-8. */
    public static String of(byte[] body) {
        return of(new String(body, 0, Math.min(body.length, 8 * LONGEST), StandardCharsets.UTF_8));
    }
}
