package io.jenkins.plugins.seldon.load.http1;

import java.io.IOException;
import java.util.Arrays;

/**
 * What comes over a pipe. Where nobody may wait for it, an answer is kept from its first byte on and read anew with each part
 * that comes, until it is whole; most come in one. Used by one thread at a time.
 */
final class Arrived implements WireInput.Source {

    /** So much is kept of an answer for which nobody waits; a longer one is worth a thread. */
    static final int MOST_KEPT = 32 * 1024;

    /** As often is an answer read anew; a server that sends it bit by bit is worth a thread, too. */
    private static final int MOST_PARTS = 16;

    private static final int SMALLEST = 2 * 1024;

    private final Pipe pipe;
    private byte[] bytes = {};
    private int from;
    private int to;
    private int parts;
    private boolean isWhole;
    private boolean isAwaited = true;

    /** More is to come, and nobody may wait for it here. No fault: it is thrown often, and by the same place. */
    static final class NotYet extends IOException {

        private static final long serialVersionUID = 1L;
        private static final NotYet IT = new NotYet();

        private NotYet() {}

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    Arrived(Pipe pipe) {
        this.pipe = pipe;
    }

    /** Whether who reads waits for what has not come yet; otherwise that is {@link NotYet}. */
    void await(boolean isAwaited) {
        this.isAwaited = isAwaited;
    }

    /** Takes what has come. */
    void take() throws IOException {
        if (to == bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(SMALLEST, Math.min(MOST_KEPT, 2 * to)));
        }
        int count = pipe.read(bytes, to, bytes.length - to);
        parts++;
        isWhole |= count < 0;
        to += Math.max(0, count);
    }

    /** Whether this is no way to get the answer. */
    boolean isTedious() {
        return to == MOST_KEPT || parts == MOST_PARTS;
    }

    /** The answer is read from its first byte on once more. */
    void again() {
        from = 0;
    }

    /** The answer was read. @return whether there was anything after it */
    boolean finish() {
        boolean hasSurplus = from < to;
        from = 0;
        to = 0;
        parts = 0;
        return hasSurplus;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
        if (from < to) {
            int count = Math.min(length, to - from);
            System.arraycopy(bytes, from, into, at, count);
            from += count;
            return count;
        }
        if (isWhole) {
            return -1;
        }
        if (!isAwaited) {
            throw NotYet.IT;
        }
        return pipe.read(into, at, length);
    }
}
