package io.jenkins.plugins.seldon.load.http1;

/**
 * The memory that the next body of a connection is read to. A server's word counts as far as one of its bodies went on this
 * connection, so that large bodies are read to where they stay, and lies cost no more than the truth. Used by one thread
 * at a time.
 */
final class Room {

    private static final int SMALLEST = 8 * 1024;
    private static final int TRUSTED_AT_FIRST = Rooms.LARGE;
    private static final byte[] NONE = {};

    private int largest = TRUSTED_AT_FIRST;
    private int last;
    private boolean wasAnnounced;
    private byte[] ready = NONE;

    /**
     * Takes what a body like the last needs, where that is much, while the server works on the answer: to get it takes time,
     * which would be in the model's latency.
     */
    void prepare(Rooms rooms) {
        if (last >= Rooms.LARGE) {
            ready = rooms.take(wasAnnounced ? last : forNext(0));
        }
    }

    /** Holds no memory while no body is awaited. */
    void rest() {
        ready = NONE;
    }

    /**
     * For the next body; at least a byte, at most what is taken of it.
     *
     * @param announced what is certain to come, if the server keeps its word; 0 where that is not known
     * @param most bytes that are taken of the body, at least one
     */
    byte[] take(long announced, int most) {
        int wanted = Math.min(forNext(announced), most);
        byte[] taken = ready.length >= wanted && ready.length <= most ? ready : new byte[wanted];
        wasAnnounced = announced > 0;
        ready = NONE;
        return taken;
    }

    private int forNext(long announced) {
        return announced > 0 ? (int) Math.min(announced, largest) : Math.max(SMALLEST, last + last / 8);
    }

    /** What a body has grown to that was full. */
    static int grown(int bytes) {
        return (int) Math.min(Integer.MAX_VALUE - 8, Math.max(SMALLEST, 2L * bytes));
    }

    /** A whole body came. */
    void took(int bytes) {
        last = bytes;
        largest = Math.max(largest, bytes);
    }
}
