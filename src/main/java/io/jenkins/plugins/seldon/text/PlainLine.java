package io.jenkins.plugins.seldon.text;

/**
 * One line for a build's log, whatever foreign names and texts it is made of: nothing in it ends a line, moves a terminal's
 * cursor, turns the direction of writing or opens one of Jenkins' own notes, and none can be taken for the line by which
 * Jenkins ends a log. Pure.
 */
public final class PlainLine {

    private static final int LONGEST = 10_000;

    /** How Jenkins tells a build's result in the last line of its log. */
    private static final String RESULT = "Finished: ";

    private PlainLine() {}

    /**
     * At most 10,000 characters of a text. A tab or a line's end is a space, other control and format characters are left
     * out; blanks are kept, for tables.
     *
     * @param text any text, {@code null} counts as empty
     */
    public static String of(String text) {
        if (text == null) {
            return "";
        }
        return isPlain(text) ? text : plain(text);
    }

    /** Whether a text is what is made of it, as nearly all are: printable ASCII that is not too long and no result. */
    private static boolean isPlain(String text) {
        boolean plain = text.length() <= LONGEST && !text.contains(RESULT);
        for (int i = 0; plain && i < text.length(); i++) {
            char c = text.charAt(i);
            plain = c >= ' ' && c <= '~';
        }
        return plain;
    }

    private static String plain(String text) {
        StringBuilder kept = new StringBuilder(Math.min(text.length(), LONGEST) + 2);
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            if (kept.length() >= LONGEST) {
                kept.append('…');
                break;
            }
            c = text.codePointAt(i);
            if (isUnprintable(c)) {
                if (Character.isWhitespace(c) || endsLine(c)) {
                    kept.append(' ');
                }
            } else {
                kept.appendCodePoint(c);
            }
        }
        String line = kept.toString();
        return line.stripLeading().startsWith(RESULT) ? "| " + line : line;
    }

    /** Whether a character shows nothing of its own but changes how others are shown. */
    static boolean isUnprintable(int c) {
        int type = Character.getType(c);
        return Character.isISOControl(c)
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
    }

    private static boolean endsLine(int c) {
        return c == 0x85 || c == 0x2028 || c == 0x2029;
    }
}
