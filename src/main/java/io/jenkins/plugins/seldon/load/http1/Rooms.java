package io.jenkins.plugins.seldon.load.http1;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Memory that large bodies were read to and that nobody looks at any more. New memory is cleared first, which takes
 * longer than reading into it, and would be in the model's latency. Keeps four at most. Thread-safe.
 */
final class Rooms {

    /** In smaller ones nothing is saved. */
    static final int LARGE = 64 * 1024;

    private static final int MOST = 4;

    private final Deque<byte[]> free = new ArrayDeque<>();

    /** In bytes at least as much as wanted, with whatever is in them. One that is too small is given up. */
    byte[] take(int wanted) {
        byte[] first;
        synchronized (free) {
            first = free.pollFirst();
        }
        return first != null && first.length >= wanted ? first : new byte[wanted];
    }

    /** Nobody may look at it any more. */
    void give(byte[] room) {
        if (room.length < LARGE) {
            return;
        }
        synchronized (free) {
            if (free.size() < MOST) {
                free.addFirst(room);
            }
        }
    }
}
