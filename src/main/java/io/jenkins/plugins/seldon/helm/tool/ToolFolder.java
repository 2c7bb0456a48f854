package io.jenkins.plugins.seldon.helm.tool;

import io.jenkins.plugins.seldon.helm.child.ChildFolder;
import io.jenkins.plugins.seldon.helm.child.PrivateFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * The folder of one run of a {@code helm} executable, on the machine that it runs on. Only its owner may look into it. It
 * belongs to the process that made it, an agent's: when that is gone, or after a day, the next run sweeps it.
 *
 * @param path the folder
 */
public record ToolFolder(Path path) {

    private static final String PREFIX = "seldon-helm-";
    private static final String OWNER = "owner";

    /** Of what a call of Helm writes: the largest charts render 8 MiB. */
    public static final int LARGEST_OUTPUT = 32 << 20;

    /** No step lasts longer. */
    private static final Duration LONGEST = Duration.ofDays(1);

    /** Between the start of a process and the mark that it leaves of itself. */
    private static final Duration TO_MARK = Duration.ofSeconds(10);

    private static final Duration TO_DIE = Duration.ofSeconds(5);

    /**
     * Makes a new folder that belongs to the calling process.
     *
     * @param parent where to make it; made if absent
     * @throws IOException if that fails, or the path has a comma (Helm's list of value files is separated by commas)
     */
    public static ToolFolder create(Path parent) throws IOException {
        PrivateFolder folder = PrivateFolder.create(parent, PREFIX);
        folder.mark(OWNER);
        folder.createFolder(HelmArguments.PULLED);
        folder.createFolder(HelmArguments.PACKED);
        return new ToolFolder(folder.path());
    }

    /** Writes files that only the owner can read, instead of any of these names. */
    public void write(Map<String, byte[]> files) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            folder().write(file.getKey(), file.getValue());
        }
    }

    /**
     * A file's content.
     *
     * @throws IOException with a clause, if there is none or it is larger than {@link #LARGEST_OUTPUT}
     */
    public byte[] read(String file) throws IOException {
        return ChildFolder.bounded(folder().inside(file), LARGEST_OUTPUT);
    }

    /**
     * What Helm wrote, read from a file elsewhere.
     *
     * @throws IOException with a clause, if it is larger than {@link #LARGEST_OUTPUT}
     */
    public static byte[] output(InputStream content) throws IOException {
        byte[] output = content.readNBytes(LARGEST_OUTPUT + 1);
        if (output.length > LARGEST_OUTPUT) {
            throw new IOException("Helm's output is larger than " + (LARGEST_OUTPUT >> 20) + " MiB");
        }
        return output;
    }

    /** The content of the one archive in a folder of this one. */
    public byte[] readArchive(String folder) throws IOException {
        try (DirectoryStream<Path> archives = Files.newDirectoryStream(folder().inside(folder), ChildFolder.ARCHIVES)) {
            Iterator<Path> archive = archives.iterator();
            if (!archive.hasNext()) {
                throw new NoSuchFileException("an archive in " + folder);
            }
            return ChildFolder.bounded(archive.next(), ChildFolder.LARGEST_CHART);
        }
    }

    /**
     * Ends the process that a script in here started, if it is to be seen from here, and deletes the folder.
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

    /** Removes the folders in here whose owner is gone, or which are too old to be in use, with what still runs in them. */
    public static void sweep(Path parent, Instant now) throws IOException, InterruptedException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path path : folders) {
                ToolFolder folder = new ToolFolder(path);
                if (!folder.isOwned() || folder.isOld(now)) {
                    folder.remove(TO_DIE);
                }
            }
        } catch (NoSuchFileException e) {
            return;
        }
    }

    private boolean isOwned() throws IOException {
        return folder().marked(OWNER).isPresent();
    }

    private boolean isOld(Instant now) throws IOException {
        return Files.exists(path)
                && Files.getLastModifiedTime(path).toInstant().plus(LONGEST).isBefore(now);
    }

    /** The process that wrote its number when it started; another one with that number, now or elsewhere, is none. */
    private Optional<ProcessHandle> process() throws IOException {
        Path mark = path.resolve(HelmScript.PID);
        try {
            Instant marked = Files.getLastModifiedTime(mark).toInstant();
            return ProcessHandle.of(Long.parseLong(Files.readString(mark).strip()))
                    .filter(process -> process.info()
                            .startInstant()
                            .filter(start ->
                                    Duration.between(start, marked).abs().compareTo(TO_MARK) < 0)
                            .isPresent())
                    .filter(this::isAtWorkHere);
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether its working folder is this one, where the system tells that. A container counts its processes anew. */
    private boolean isAtWorkHere(ProcessHandle process) {
        try {
            return Files.isSameFile(Path.of("/proc", String.valueOf(process.pid()), "cwd"), path);
        } catch (IOException e) {
            return Files.notExists(Path.of("/proc/self"));
        }
    }
}
