package io.jenkins.plugins.seldon.load.http1;

import java.io.IOException;

/**
 * The heads of the answers on one connection. What a head means follows from its bytes alone, and most are the bytes of the
 * one before: those mean what it meant, and are not read again. Used by one thread at a time.
 */
final class Heads {

    private final WireInput in;
    private byte[] bytes = {};
    private Head last;

    Heads(WireInput in) {
        this.in = in;
    }

    /** As {@link Head#read}. */
    Head next() throws IOException {
        if (last == null || !in.skips(bytes)) {
            in.mark();
            last = null;
            Head head = Head.read(in);
            bytes = in.sinceMark();
            last = bytes.length == 0 ? null : head;
            return head;
        }
        return last;
    }
}
