package io.jenkins.plugins.seldon.yaml;

import java.util.BitSet;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.scanner.Constant;

/**
 * A text in which SnakeYAML's scanner skips tabs where it skips spaces between tokens, as libyaml and go-yaml do. The
 * scanner takes what scalars are made of by other methods, so these keep their tabs.
 *
 * <p>Holds the whole text: SnakeYAML's own reader copies what it has of a scalar each time that it reads on, which takes a
 * scalar of some MiB minutes. Confined to one thread, as SnakeYAML's own.
 */
final class TabbedReader extends StreamReader {

    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private final BitSet tabbedLines = new BitSet();
    private final int[] text;
    private int at;
    private int documentStart;
    private int line;
    private int column;

    /**
     * @throws InvalidYamlException if the text has characters that YAML does not allow
     */
    TabbedReader(String text) throws InvalidYamlException {
        super("");
        this.text = new int[text.codePointCount(0, text.length())];
        for (int from = 0, to = 0; to < this.text.length; to++) {
            int character = text.codePointAt(from);
            if (!StreamReader.isPrintable(character)) {
                throw new InvalidYamlException("has characters that YAML does not allow");
            }
            this.text[to] = character;
            from += Character.charCount(character);
        }
    }

    @Override
    public int peek() {
        return at < text.length ? text[at] : 0;
    }

    /** The scanner looks at what separates tokens by this method, and compares it with a space. */
    @Override
    public int peek(int index) {
        int character = at + index < text.length ? text[at + index] : 0;
        if (character != '\t') {
            return character;
        }
        if (column == 0 && !tabbedLines.get(line) && isFirstAfterSpaces(index)) {
            tabbedLines.set(line);
        }
        return ' ';
    }

    private boolean isFirstAfterSpaces(int index) {
        int before = index - 1;
        while (before >= 0 && text[at + before] == ' ') {
            before--;
        }
        return before < 0;
    }

    /** The first line from this one on that begins with white space that a tab was seen in, -1 for none. */
    int nextTabbedLine(int from) {
        return tabbedLines.nextSetBit(from);
    }

    @Override
    public void forward() {
        forward(1);
    }

    @Override
    public void forward(int length) {
        int end = Math.min(at + length, text.length);
        while (at < end) {
            int character = text[at++];
            if (Constant.LINEBR.has(character) || (character == '\r' && peek() != '\n')) {
                line++;
                column = 0;
            } else if (character != BYTE_ORDER_MARK) {
                column++;
            }
        }
    }

    @Override
    public String prefix(int length) {
        return new String(text, at, Math.min(length, text.length - at));
    }

    @Override
    public String prefixForward(int length) {
        String prefix = prefix(length);
        forward(length);
        return prefix;
    }

    @Override
    public Mark getMark() {
        return new Mark("text", at, line, column, text, at);
    }

    @Override
    public int getColumn() {
        return column;
    }

    @Override
    public int getLine() {
        return line;
    }

    @Override
    public int getIndex() {
        return at;
    }

    @Override
    public int getDocumentIndex() {
        return at - documentStart;
    }

    @Override
    public void resetDocumentIndex() {
        documentStart = at;
    }
}
