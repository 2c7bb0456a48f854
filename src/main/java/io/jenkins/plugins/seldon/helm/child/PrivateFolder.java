package io.jenkins.plugins.seldon.helm.child;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * A temporary folder that only its owner may look into: how it is made, written, marked as a process's own, and removed
 * together with a process. What the folder is for, and when it is swept, say {@link ChildFolder} and
 * {@link io.jenkins.plugins.seldon.helm.tool.ToolFolder}.
 *
 * @param path the folder
 */
public record PrivateFolder(Path path) {

    private static final FileAttribute<?> OWNERS_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> OWNERS_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** Of the words behind the program's name: the 22nd of all is the start (man 5 proc). */
    private static final int START = 19;

    private static final Duration TO_DIE = Duration.ofSeconds(5);
    private static final Duration TO_DELETE = Duration.ofSeconds(2);
    private static final Duration BETWEEN_DELETIONS = Duration.ofMillis(20);

    /**
     * Makes a new folder.
     *
     * @param parent the folder to make it in, made if absent
     * @param prefix what its name begins with
     * @throws IOException if that fails, or the path has a comma (Helm's list of value files is separated by commas)
     */
    public static PrivateFolder create(Path parent, String prefix) throws IOException {
        if (parent.toString().contains(",")) {
            throw new IOException("Helm can't work in the folder " + parent + ": its path has a comma.");
        }
        Files.createDirectories(parent);
        return new PrivateFolder(Files.createDirectory(parent.resolve(prefix + UUID.randomUUID()), OWNERS_FOLDER));
    }

    /** Makes a folder in this one. */
    public Path createFolder(String name) throws IOException {
        return Files.createDirectory(inside(name), OWNERS_FOLDER);
    }

    /**
     * Writes a file, instead of one of that name, and the folders above it.
     *
     * @throws IllegalArgumentException if the name leads out of this folder
     */
    public Path write(String name, byte[] content) throws IOException {
        Path file = inside(name);
        Path above = file.getParent();
        if (above != null) {
            Files.createDirectories(above);
        }
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.createFile(file, OWNERS_FILE);
        }
        return Files.write(file, content, StandardOpenOption.TRUNCATE_EXISTING);
    }

    /**
     * The path of a file in here.
     *
     * @throws IllegalArgumentException if the name leads out of this folder
     */
    public Path inside(String name) {
        Path file = path.resolve(name).normalize();
        if (!file.startsWith(path)) {
            throw new IllegalArgumentException("a file lies outside of its folder");
        }
        return file;
    }

    /** Writes a file that names the calling process, so that no later one with its number is taken for it. */
    public void mark(String name) throws IOException {
        ProcessHandle self = ProcessHandle.current();
        write(name, (self.pid() + " " + startOf(self)).getBytes(StandardCharsets.UTF_8));
    }

    /** The process that {@link #mark} named; empty where it has ended, or there is no mark. */
    public Optional<ProcessHandle> marked(String name) throws IOException {
        try {
            String[] mark = Files.readString(path.resolve(name)).split(" ");
            return mark.length != 2
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(mark[0]))
                            .filter(process -> startOf(process).equals(mark[1]));
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * When a process started, by the system's own count where that is told: each Java VM reckons the time of day from the time
     * of the system's start as it read that itself, and two of them differ once the clock was set between (the JDK's
     * ProcessHandleImpl_linux.c, getBoottime).
     */
    static String startOf(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ")[START];
        } catch (IOException | IndexOutOfBoundsException e) {
            return process.info().startInstant().map(Instant::toString).orElse("?");
        }
    }

    /**
     * Ends a process, if there is one, and deletes the folder.
     *
     * @param grace for the process to end on request, before it is killed
     * @return whether both are gone
     */
    public boolean remove(Optional<ProcessHandle> process, Duration grace) throws InterruptedException {
        if (process.isPresent()) {
            process.get().destroy();
            if (!ended(process.get(), grace)) {
                process.get().destroyForcibly();
                ended(process.get(), TO_DIE);
            }
        }
        return delete() && process.filter(ProcessHandle::isAlive).isEmpty();
    }

    private static boolean ended(ProcessHandle process, Duration time) throws InterruptedException {
        try {
            process.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Deletes the folder with all that is in it, without following links; an absent one is fine. A Helm that was
     * cancelled may go on for a moment in the background and write into its cache meanwhile: what comes back is deleted
     * again, for two seconds at most.
     *
     * @return whether it is gone
     */
    public boolean delete() {
        long deadline = System.nanoTime() + TO_DELETE.toNanos();
        boolean gone = deleteOnce();
        while (!gone && System.nanoTime() < deadline) {
            LockSupport.parkNanos(BETWEEN_DELETIONS.toNanos());
            gone = deleteOnce();
        }
        return gone;
    }

    /** The same, tried once. */
    boolean deleteOnce() {
        try {
            Files.walkFileTree(path, new Deletion());
            return Files.notExists(path);
        } catch (IOException e) {
            return Files.notExists(path);
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        /** Somebody else deleted it first. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
