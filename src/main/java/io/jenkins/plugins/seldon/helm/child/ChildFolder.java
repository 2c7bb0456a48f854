package io.jenkins.plugins.seldon.helm.child;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * The folder that belongs to one child alone: its temporary files, kubeconfig, native library and everything Helm
 * keeps. Nobody but the owner of the process may look into it. A mark in it names the process, so that a folder whose
 * process died without cleaning up can be told from one in use.
 *
 * <p>Used by the child on itself and, on the same machine, by whoever starts it.
 *
 * @param path the folder
 */
public record ChildFolder(Path path) {

    /** The name of the file that says which cluster Helm works on. */
    public static final String KUBECONFIG = "kubeconfig";

    /** Of a chart's archive, in bytes. Helm records it in a Secret, which holds 1 MiB. */
    public static final int LARGEST_CHART = 20 << 20;

    private static final String PREFIX = "helm-";
    private static final String MARK = "process";

    /** How long a folder may be without a mark: the time a child has to start in. */
    private static final Duration TIME_TO_START = Duration.ofMinutes(10);

    private static final Duration TO_DIE = Duration.ofSeconds(5);
    private static final Duration TO_DELETE = Duration.ofSeconds(2);
    private static final Duration BETWEEN_DELETIONS = Duration.ofMillis(20);

    /**
     * Makes a new folder, readable by its owner only.
     *
     * @param parent the folder to make it in, made if absent
     * @throws IOException if that fails, or the path has a comma (Helm's list of value files is separated by commas)
     */
    public static ChildFolder create(Path parent) throws IOException {
        if (parent.toString().contains(",")) {
            throw new IOException("Helm can't work in the folder " + parent + ", its path has a comma.");
        }
        Files.createDirectories(parent);
        return new ChildFolder(Files.createDirectory(
                parent.resolve(PREFIX + UUID.randomUUID()),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
    }

    /**
     * Reads a file that may grow meanwhile.
     *
     * @param limit the most bytes of it
     * @throws IOException with a clause, if it is larger
     */
    public static byte[] bounded(Path file, int limit) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(limit + 1);
            if (content.length > limit) {
                throw new IOException(file.getFileName() + " is larger than " + (limit >> 20) + " MiB");
            }
            return content;
        }
    }

    /** Marks the folder as that of the calling process. */
    void own() throws IOException {
        ProcessHandle self = ProcessHandle.current();
        write(MARK, self.pid() + " " + startOf(self));
    }

    /** Writes a file that only the owner can read, replacing its content. */
    Path write(String name, String content) throws IOException {
        Path file = path.resolve(name);
        if (Files.notExists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return Files.writeString(file, content, StandardOpenOption.TRUNCATE_EXISTING);
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

    private boolean deleteOnce() {
        try {
            Files.walkFileTree(path, new Deletion());
            return Files.notExists(path);
        } catch (IOException e) {
            return Files.notExists(path);
        }
    }

    /** The process that the folder belongs to, empty if it has ended or none has marked the folder yet. */
    public Optional<ProcessHandle> process() throws IOException {
        try {
            String[] mark = Files.readString(path.resolve(MARK)).split(" ");
            return mark.length != 2
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(mark[0]))
                            .filter(process -> startOf(process).equals(mark[1]));
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * Ends the folder's process, if there is one, and deletes the folder.
     *
     * @param grace for the process to end on request, before it is killed
     * @return whether both are gone
     */
    public boolean remove(Duration grace) throws IOException, InterruptedException {
        Optional<ProcessHandle> process = process();
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
     * Deletes the folders in here that no process uses any more.
     *
     * @param parent where {@link #create} made them; may be absent
     * @param now the time, to spare folders whose process has not started yet
     * @return what was deleted
     */
    public static List<Path> sweep(Path parent, Instant now) {
        List<Path> deleted = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : folders) {
                ChildFolder candidate = new ChildFolder(folder);
                if (!candidate.isInUse(now) && candidate.deleteOnce()) {
                    deleted.add(folder);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return deleted;
    }

    private boolean isInUse(Instant now) throws IOException {
        if (Files.exists(path.resolve(MARK))) {
            return process().isPresent();
        }
        return Files.exists(path)
                && Files.getLastModifiedTime(path)
                        .toInstant()
                        .plus(TIME_TO_START)
                        .isAfter(now);
    }

    private static String startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("?");
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
