package io.jenkins.plugins.seldon.helm.child;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    /** The names of charts' archives, as a glob. Helm has them from an index, which may lead to GitHub's archive of a tag. */
    public static final String ARCHIVES = "*.{tgz,tar.gz}";

    private static final String PREFIX = "helm-";
    private static final String MARK = "process";

    /** How long a folder may be without a mark: the time a child has to start in. */
    private static final Duration TIME_TO_START = Duration.ofMinutes(10);

    /**
     * Makes a new folder, readable by its owner only.
     *
     * @param parent the folder to make it in, made if absent
     * @throws IOException if that fails, or the path has a comma (Helm's list of value files is separated by commas)
     */
    public static ChildFolder create(Path parent) throws IOException {
        return new ChildFolder(PrivateFolder.create(parent, PREFIX).path());
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
        folder().mark(MARK);
    }

    /** Writes a file that only the owner can read, replacing its content. */
    Path write(String name, String content) throws IOException {
        return folder().write(name, content.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Deletes the folder with all that is in it, as {@link PrivateFolder#delete}.
     *
     * @return whether it is gone
     */
    public boolean delete() {
        return folder().delete();
    }

    /** The process that the folder belongs to, empty if it has ended or none has marked the folder yet. */
    public Optional<ProcessHandle> process() throws IOException {
        return folder().marked(MARK);
    }

    /**
     * Ends the folder's process, if there is one, and deletes the folder.
     *
     * @param grace for the process to end on request, before it is killed
     * @return whether both are gone
     */
    public boolean remove(Duration grace) throws IOException, InterruptedException {
        return folder().remove(process(), grace);
    }

    private PrivateFolder folder() {
        return new PrivateFolder(path);
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
                if (!candidate.isInUse(now) && candidate.folder().deleteOnce()) {
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
}
