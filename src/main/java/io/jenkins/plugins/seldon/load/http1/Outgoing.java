package io.jenkins.plugins.seldon.load.http1;

import java.io.IOException;

/** A request on its way to the server, which may be taken in parts. Used by one thread at a time. */
final class Outgoing {

    private static final byte[] NONE = {};

    private byte[] bytes = NONE;
    private int from;
    private boolean isRefused;

    /** Where bytes go. */
    interface Sink {

        /** @return how many were taken */
        int write(byte[] bytes, int from, int length) throws IOException;
    }

    /** What to send next. */
    void begin(byte[] whole) {
        bytes = whole;
        from = 0;
        isRefused = false;
    }

    /** Sends what is left of it. A server that takes no more may have answered all the same, which is to be read. */
    void go(Sink sink) {
        try {
            from += sink.write(bytes, from, bytes.length - from);
        } catch (IOException e) {
            isRefused = true;
        }
    }

    /** Whether there is nothing left that the server takes. */
    boolean isOver() {
        return isRefused || from == bytes.length;
    }

    /** Whether the server took all of it. Forgets it, which may hold secrets. */
    boolean finish() {
        boolean isWhole = !isRefused && from == bytes.length;
        begin(NONE);
        return isWhole;
    }
}
