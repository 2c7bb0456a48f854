package io.jenkins.plugins.seldon.text;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows of texts as lines whose columns begin at the same place, as {@code kubectl} prints them. Pure.
 *
 * <p>A Hangul syllable or a Chinese character takes two cells of a terminal (Unicode's UAX #11 has them as wide).
 */
public final class Columns {

    private static final String GAP = "   ";

    /** Before it are the scripts of names and of English; the first ideograph is U+3006. */
    private static final int FIRST_WIDE = 0x3000;

    private Columns() {}

    /**
     * One line for each row, without blanks at its end.
     *
     * @param rows of the same number of texts each
     */
    public static List<String> of(List<List<String>> rows) {
        int[] widths = IntStream.range(0, rows.isEmpty() ? 0 : rows.get(0).size())
                .map(i -> rows.stream().mapToInt(row -> cells(row.get(i))).max().orElse(0))
                .toArray();
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            line.append(row.get(i))
                    .append(" ".repeat(widths[i] - cells(row.get(i))))
                    .append(GAP);
        }
        return line.toString().stripTrailing();
    }

    private static int cells(String text) {
        int cells = 0;
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            cells += c >= FIRST_WIDE && (isHangulSyllable(c) || Character.isIdeographic(c)) ? 2 : 1;
        }
        return cells;
    }

    private static boolean isHangulSyllable(int character) {
        return Character.UnicodeBlock.of(character) == Character.UnicodeBlock.HANGUL_SYLLABLES;
    }
}
