package io.jenkins.plugins.seldon.node;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** Keeps the last few lines that it gets. Thread-safe. */
final class LastLines implements Consumer<String> {

    private static final int KEPT = 8;

    private final Deque<String> lines = new ArrayDeque<>();

    @Override
    public synchronized void accept(String line) {
        lines.add(line);
        if (lines.size() > KEPT) {
            lines.remove();
        }
    }

    @Override
    public synchronized String toString() {
        return String.join("\n", lines);
    }
}
