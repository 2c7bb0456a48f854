package io.jenkins.plugins.seldon.node;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Cuts what a process writes, in UTF-8, into lines. Of a line that is too long the beginning is handed on, marked. Thread-safe;
 * lines are handed on by whichever thread ends them.
 */
final class LineStream extends OutputStream {

    /** The longest line that somebody may want to read, in bytes. */
    static final int LOG = 64 * 1024;

    /** The longest line in which a program of ours answers: one more than it writes. */
    static final int ANSWER = (64 << 20) + 1;

    /** Ends a line that was cut. No answer of a program of ours has such a character. */
    private static final String CUT = "…";

    private final Consumer<String> lines;
    private final int longest;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean cut;

    /** @param longest bytes of a line that are kept */
    LineStream(Consumer<String> lines, int longest) {
        this.lines = lines;
        this.longest = longest;
    }

    @Override
    public synchronized void write(int b) {
        if (b == '\n') {
            String whole = line.toString(StandardCharsets.UTF_8).stripTrailing();
            boolean wasCut = cut;
            line.reset();
            cut = false;
            lines.accept(wasCut ? whole.substring(0, Math.min(whole.length(), LOG)) + CUT : whole);
        } else if (line.size() < longest) {
            line.write(b);
        } else {
            cut = true;
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            write(bytes[i]);
        }
    }

    /** Hands on what is left of a last line without an end. */
    @Override
    public synchronized void close() {
        if (line.size() > 0) {
            write('\n');
        }
    }
}
