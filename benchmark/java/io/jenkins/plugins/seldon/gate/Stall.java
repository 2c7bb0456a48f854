package io.jenkins.plugins.seldon.gate;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Stops a process and lets it go on, and tells for how long it was stopped for certain. The signals come from a shell that is
 * there before: a busy JVM takes tens of milliseconds to start a process and to learn that it did its work, in which the stall
 * has begun and its clock has not.
 */
final class Stall implements AutoCloseable {

    /** What a JVM does for the first time takes it milliseconds. */
    private static final int REHEARSALS = 200;

    private final Path stat;
    private final Process shell;

    Stall(long pid) throws IOException {
        stat = Path.of("/proc", Long.toString(pid), "stat");
        shell = new ProcessBuilder("sh", "-c", "while read signal; do kill -s $signal " + pid + "; echo; done")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        for (int i = 0; i < REHEARSALS; i++) {
            signal("CONT");
            isStopped();
        }
    }

    /** @return nanoseconds from when the process was seen to be stopped to when nobody had told it yet to go on */
    long lasting(double seconds) {
        try {
            signal("STOP");
            while (!isStopped()) {
                Thread.onSpinWait();
            }
            long start = System.nanoTime();
            for (long left = nanos(seconds); left > 0; left = start + nanos(seconds) - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            long end = System.nanoTime();
            signal("CONT");
            return end - start;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * 1e9);
    }

    /** Sends a signal; it was sent when this returns. */
    private void signal(String name) throws IOException {
        shell.getOutputStream().write((name + "\n").getBytes(StandardCharsets.US_ASCII));
        shell.getOutputStream().flush();
        if (shell.getInputStream().read() < 0) {
            throw new EOFException("no signal could be sent");
        }
    }

    /** The state follows the name, which is in parentheses and may hold any others. */
    private boolean isStopped() throws IOException {
        String text = Files.readString(stat, StandardCharsets.ISO_8859_1);
        return text.charAt(text.lastIndexOf(')') + 2) == 'T';
    }

    @Override
    public void close() throws IOException {
        shell.getOutputStream().close();
        try {
            shell.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        shell.destroy();
    }
}
