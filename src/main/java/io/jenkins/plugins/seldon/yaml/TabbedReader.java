package io.jenkins.plugins.seldon.yaml;

import java.util.BitSet;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * A text in which SnakeYAML's scanner skips tabs where it skips spaces between tokens, as libyaml and go-yaml do. The
 * scanner takes what scalars are made of by other methods, so these keep their tabs.
 */
final class TabbedReader extends StreamReader {

    private final BitSet tabbedLines = new BitSet();

    TabbedReader(String text) {
        super(text);
    }

    /** The scanner looks at what separates tokens by this method, and compares it with a space. */
    @Override
    public int peek(int index) {
        int character = super.peek(index);
        if (character != '\t') {
            return character;
        }
        if (getColumn() == 0 && !tabbedLines.get(getLine()) && isFirstAfterSpaces(index)) {
            tabbedLines.set(getLine());
        }
        return ' ';
    }

    /** The first line from this one on that begins with white space that a tab was seen in, -1 for none. */
    int nextTabbedLine(int from) {
        return tabbedLines.nextSetBit(from);
    }

    private boolean isFirstAfterSpaces(int index) {
        int before = index - 1;
        while (before >= 0 && super.peek(before) == ' ') {
            before--;
        }
        return before < 0;
    }
}
