package io.jenkins.plugins.seldon.demo;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/** An empty folder for one demo: {@code demo}, or where another demo is at work {@code demo-2} and so on. */
final class DemoFolder implements AutoCloseable {

    private static final int MOST = 100;

    private final Path path;
    private final FileChannel lock;

    private DemoFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * The first that no other demo has. What a former one left in it is deleted.
     *
     * @throws IOException with a sentence, when none can be made
     */
    static DemoFolder claim(Path parent) throws IOException {
        Files.createDirectories(parent);
        for (int i = 1; i <= MOST; i++) {
            String name = i == 1 ? "demo" : "demo-" + i;
            FileChannel channel = FileChannel.open(
                    parent.resolve("." + name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isFree(channel)) {
                DemoFolder folder = new DemoFolder(parent.resolve(name), channel);
                folder.makeEmpty();
                return folder;
            }
            channel.close();
        }
        throw new IOException(
                MOST + " demos are at work in " + parent.toAbsolutePath() + " already; end one of them first.");
    }

    /** A lock is another's that holds it in this JVM or in another; the system takes it back when its holder ends. */
    private static boolean isFree(FileChannel channel) throws IOException {
        try {
            FileLock held = channel.tryLock();
            return held != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Where the demo works. */
    Path path() {
        return path;
    }

    private void makeEmpty() throws IOException {
        if (Files.exists(path)) {
            try (Stream<Path> tree = Files.walk(path)) {
                for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(path);
    }

    /** Leaves the folder to the next demo, with what is in it. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
