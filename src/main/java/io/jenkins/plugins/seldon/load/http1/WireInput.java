package io.jenkins.plugins.seldon.load.http1;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What comes from a server, buffered: lines of bounded length, and bytes. Used by one thread at a time. */
final class WireInput {

    /** Where bytes come from. */
    interface Source {

        /** @return how many, at least one; -1 at the end */
        int read(byte[] bytes, int from, int length) throws IOException;
    }

    private static final int SMALLEST = 8 * 1024;

    private final Source source;
    private byte[] buffer = new byte[SMALLEST];
    private int from;
    private int to;
    private int lineFrom;
    private int lineTo;
    private int mark = -1;
    private boolean isBare;
    private boolean hasBegun;

    WireInput(Source source) {
        this.source = source;
    }

    /** A new answer is awaited. */
    void begin() {
        hasBegun = false;
    }

    /** Whether any byte of the answer came. */
    boolean hasBegun() {
        return hasBegun;
    }

    /** Whether something is there that was not read. */
    boolean hasSurplus() {
        return from < to;
    }

    /** Whether the line ended without a carriage return, about which servers and proxies may be of different minds. */
    boolean isBare() {
        return isBare;
    }

    /** From here on, what is read is remembered as long as it stays where it is. */
    void mark() {
        mark = from;
    }

    /** What was read since the mark; empty when it did not stay in the buffer, since it came in parts. */
    byte[] sinceMark() {
        return mark < 0 ? new byte[0] : Arrays.copyOfRange(buffer, mark, from);
    }

    /** Waits for bytes if there are none, and passes over these if they are there as a whole; otherwise reads nothing. */
    boolean skips(byte[] expected) throws IOException {
        if (from == to) {
            fill();
        }
        int end = from + expected.length;
        if (end > to || !Arrays.equals(buffer, from, end, expected, 0, expected.length)) {
            return false;
        }
        from = end;
        return true;
    }

    /**
     * Reads the next line; {@link #length}, {@link #at} and {@link #text} tell of it until more is read.
     *
     * @param most bytes that it may have, its end included
     * @return how many it has; -1 when it has more
     */
    int nextLine(int most) throws IOException {
        int scanned = 0;
        while (true) {
            for (; from + scanned < to; scanned++) {
                if (buffer[from + scanned] == '\n') {
                    return scanned < most ? took(scanned) : -1;
                }
            }
            if (scanned >= most) {
                return -1;
            }
            fill();
        }
    }

    private int took(int length) {
        lineFrom = from;
        lineTo = from + length;
        from = lineTo + 1;
        isBare = length == 0 || buffer[lineTo - 1] != '\r';
        lineTo -= isBare ? 0 : 1;
        return length + 1;
    }

    /** Of the line, without its end. */
    int length() {
        return lineTo - lineFrom;
    }

    /** A byte of the line, 0 to 255. */
    int at(int index) {
        return buffer[lineFrom + index] & 0xff;
    }

    /** A part of the line. */
    String text(int begin, int end) {
        return new String(buffer, lineFrom + begin, end - begin, StandardCharsets.ISO_8859_1);
    }

    /** Whether the line begins with a text in lower case, in whatever case. */
    boolean begins(String lower) {
        if (length() < lower.length()) {
            return false;
        }
        for (int i = 0; i < lower.length(); i++) {
            int c = buffer[lineFrom + i];
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    int read() throws IOException {
        if (from == to) {
            fill();
        }
        return buffer[from++] & 0xff;
    }

    /** @return how many bytes, at least one; -1 at the end */
    int read(byte[] bytes, int at, int length) throws IOException {
        if (from < to) {
            int count = Math.min(length, to - from);
            System.arraycopy(buffer, from, bytes, at, count);
            from += count;
            return count;
        }
        return source.read(bytes, at, length);
    }

    private void fill() throws IOException {
        if (from == to) {
            mark = mark == from ? 0 : -1;
            from = 0;
            to = 0;
        } else if (to == buffer.length) {
            mark = -1;
            byte[] room = from > 0 ? buffer : new byte[2 * buffer.length];
            System.arraycopy(buffer, from, room, 0, to - from);
            buffer = room;
            to -= from;
            from = 0;
        }
        int count = source.read(buffer, to, buffer.length - to);
        if (count < 0) {
            throw new EOFException();
        }
        hasBegun = true;
        to += count;
    }

    /** Forgets what it has: the answer is read from its first byte on once more. */
    void restart() {
        mark = -1;
        from = 0;
        to = 0;
    }

    /** Gives back what a long head took. */
    void shrink() {
        if (buffer.length > SMALLEST && from == to) {
            buffer = Arrays.copyOf(buffer, SMALLEST);
            mark = -1;
            from = 0;
            to = 0;
        }
    }
}
