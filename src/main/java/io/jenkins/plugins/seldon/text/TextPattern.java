package io.jenkins.plugins.seldon.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A text with places, such as {@code {0} of {1} pods ready}, to find again in what was said with it, and to say with other
 * texts in its places. A text that begins or ends with a blank or with punctuation is a part of one: something may stand
 * before or behind it. Matching takes time linear in the text. Immutable.
 */
final class TextPattern {

    /** The place of what stands before or behind a part. */
    private static final int BEFORE = -1;

    private static final int BEHIND = -2;

    private static final int TELLING = 9;
    private static final int TELLING_BEGINNING = 8;

    /** Where a line begins that stands below another. */
    private static final String INDENTED = "    ";

    private static final String LEADING = " ,;:.(/";
    private static final String TRAILING = " ,;:(";

    private final String text;

    /** What stands around the places: one more than there are places. */
    private final List<String> pieces = new ArrayList<>();

    private final List<Integer> places = new ArrayList<>();

    TextPattern(String text) {
        this.text = text;
        int from = 0;
        if (!text.isEmpty() && LEADING.indexOf(text.charAt(0)) >= 0) {
            pieces.add("");
            places.add(BEFORE);
        }
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', open + 1)) {
            int close = open + 1;
            while (close < text.length() && Character.isDigit(text.charAt(close))) {
                close++;
            }
            if (close > open + 1 && close < text.length() && text.charAt(close) == '}') {
                pieces.add(text.substring(from, open));
                places.add(Integer.valueOf(text.substring(open + 1, close)));
                from = close + 1;
            }
        }
        pieces.add(text.substring(from));
        if (text.length() > 1 && TRAILING.indexOf(text.charAt(text.length() - 1)) >= 0) {
            pieces.add("");
            places.add(BEHIND);
        }
    }

    /**
     * What places hold.
     *
     * @param places their numbers, in the order of the pattern
     * @param texts what each of them holds
     */
    record Filled(List<Integer> places, List<String> texts) {

        /** What stands before and behind a part. */
        List<String> around() {
            return IntStream.range(0, texts.size())
                    .filter(i -> places.get(i) < 0)
                    .mapToObj(texts::get)
                    .toList();
        }
    }

    /** How many letters it says by itself. */
    int letters() {
        return (int) pieces.stream()
                .flatMapToInt(String::chars)
                .filter(Character::isLetter)
                .count();
    }

    /** Whether whatever it matches was said with it; with few letters of its own it may be chance. */
    boolean isTelling() {
        return letters() >= TELLING || pieces.get(0).length() >= TELLING_BEGINNING || text.startsWith(INDENTED);
    }

    /** Whether a place is what it begins with. */
    boolean beginsWithPlace() {
        return pieces.get(0).isEmpty();
    }

    /** Whether it begins with a number, which alone stands before Korean's counter. */
    boolean beginsWithCount() {
        return hasPlaces() && beginsWithPlace() && pieces.get(1).startsWith("건");
    }

    /** Whether what a place holds goes on with another of the same: two that are listed. */
    boolean beginsAgainIn(String held) {
        return held.contains(", " + pieces.get(0));
    }

    boolean hasPlaces() {
        return !places.isEmpty();
    }

    /**
     * What stands in its places in a text; null where the text was not said with it. The first letter may be a capital, as at a
     * sentence's beginning. Of two places side by side the first has all.
     */
    Filled match(String said) {
        String first = pieces.get(0);
        if (!startsAlike(said, first)) {
            return null;
        }
        List<String> texts = new ArrayList<>(places.size());
        int from = first.length();
        for (int i = 1; i < pieces.size(); i++) {
            String piece = pieces.get(i);
            boolean isLast = i == pieces.size() - 1;
            int at = isLast ? said.length() - piece.length() : place(i, said, from);
            if (!isLast && piece.isEmpty() && places.get(i - 1) != BEFORE) {
                at = beforeNext(i, said, from);
            }
            if (at < from || !said.startsWith(piece, at)) {
                return null;
            }
            texts.add(said.substring(from, at));
            from = at + piece.length();
        }
        return from == said.length() ? new Filled(places, texts) : null;
    }

    /** The first that may be it, outside of brackets if there is one; advice is the last clause, whatever is before it. */
    private int place(int piece, String said, int from) {
        String wanted = pieces.get(piece);
        if (piece == pieces.size() - 2 && wanted.equals("; ")) {
            return said.lastIndexOf(wanted);
        }
        int depth = 0;
        for (int i = from; wanted.endsWith(": ") && i < said.length(); i++) {
            char c = said.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth <= 0 && said.startsWith(wanted, i)) {
                return i;
            }
        }
        return said.indexOf(wanted, from);
    }

    /** The place before the advice that it ends with: others' words, of any number of clauses; -1 where it has none. */
    int beforeAdvice() {
        int size = pieces.size();
        return size > 2
                        && pieces.get(size - 2).equals("; ")
                        && pieces.get(size - 1).isEmpty()
                ? size - 3
                : -1;
    }

    /** Where that begins which stands behind places side by side. */
    private int beforeNext(int piece, String said, int from) {
        int next = piece;
        while (next < pieces.size() - 1 && pieces.get(next).isEmpty()) {
            next++;
        }
        String behind = pieces.get(next);
        return next == pieces.size() - 1 ? said.length() - behind.length() : place(next, said, from);
    }

    private static boolean startsAlike(String said, String piece) {
        return piece.isEmpty()
                || !said.isEmpty()
                        && Character.toLowerCase(said.charAt(0)) == Character.toLowerCase(piece.charAt(0))
                        && said.startsWith(piece.substring(1), 1);
    }

    /**
     * The text with what another pattern's places hold in places of the same number, and what stood around that around it;
     * Korean particles agree with what they stand behind.
     */
    String fill(Filled filled) {
        StringBuilder said = new StringBuilder();
        said.append(held(filled, BEFORE));
        int piece = 0;
        for (int i = 0; i < places.size(); i++) {
            Particles.append(said, pieces.get(piece++));
            if (places.get(i) >= 0) {
                Particles.append(said, held(filled, places.get(i)));
            }
        }
        Particles.append(said, pieces.get(piece));
        return said.append(held(filled, BEHIND)).toString();
    }

    private static String held(Filled filled, int place) {
        int at = filled.places().indexOf(place);
        return at < 0 ? "" : filled.texts().get(at);
    }

    /** The text with its places. */
    @Override
    public String toString() {
        return text;
    }
}
