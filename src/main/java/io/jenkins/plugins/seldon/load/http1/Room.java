package io.jenkins.plugins.seldon.load.http1;

/**
 * How much memory the next body of a connection is given before it comes. A server's word counts as far as one of its bodies
 * went on this connection, so that large bodies are read to where they stay, and lies cost no more than the truth. One
 * thread at a time.
 */
final class Room {

    private static final int SMALLEST = 8 * 1024;
    private static final int TRUSTED_AT_FIRST = 64 * 1024;

    private int largest = TRUSTED_AT_FIRST;
    private int last;

    /**
     * In bytes, at least one.
     *
     * @param announced what is certain to come, if the server keeps its word; 0 where that is not known
     */
    int forNext(long announced) {
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
