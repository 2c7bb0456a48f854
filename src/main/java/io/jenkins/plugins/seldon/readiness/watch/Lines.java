package io.jenkins.plugins.seldon.readiness.watch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Cuts a stream of bytes into lines, whatever the parts in which it arrives. Not thread-safe. */
final class Lines {

    private static final int LONGEST = 16 * 1024 * 1024;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /** Takes a line without its end. */
    interface Consumer {
        void accept(byte[] line) throws IOException;
    }

    /** Adds bytes, and hands on each line that they complete; blank ones are left out. */
    void add(ByteBuffer bytes, Consumer consumer) throws IOException {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next != '\n') {
                line.write(next);
                if (line.size() > LONGEST) {
                    throw new IOException("an event of more than " + LONGEST + " bytes");
                }
            } else if (line.size() > 0) {
                byte[] whole = line.toByteArray();
                line.reset();
                consumer.accept(whole);
            }
        }
    }
}
