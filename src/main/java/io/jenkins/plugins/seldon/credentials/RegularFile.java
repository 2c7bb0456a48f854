package io.jenkins.plugins.seldon.credentials;

import hudson.AbortException;
import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import jenkins.MasterToSlaveFileCallable;

/**
 * Reads a file on a node, where it is a regular one: a named pipe would block for ever, a device never end. Returns null
 * for anything else.
 */
public final class RegularFile extends MasterToSlaveFileCallable<byte[]> {

    private static final long serialVersionUID = 1L;

    private final int limit;

    /** @param limit bytes; of a larger file comes one more than that */
    RegularFile(int limit) {
        this.limit = limit;
    }

    /**
     * Reads it.
     *
     * @param limit bytes; of a larger file comes one more than that
     * @throws AbortException with a sentence, where the user that the node runs as may not
     */
    public static byte[] read(FilePath file, int limit) throws IOException, InterruptedException {
        try {
            return file.act(new RegularFile(limit));
        } catch (IOException e) {
            throw isRefused(e)
                    ? new AbortException("The agent's user may not read " + file.getRemote()
                            + ": check the permissions of that file and of the folders above it.")
                    : e;
        }
    }

    /** Whether it is for want of permission, also where it comes from another machine. */
    static boolean isRefused(Throwable thrown) {
        return thrown != null && (thrown instanceof AccessDeniedException || isRefused(thrown.getCause()));
    }

    @Override
    public byte[] invoke(File file, VirtualChannel channel) throws IOException {
        if (!isRegular(file.toPath())) {
            return null;
        }
        try (InputStream in = Files.newInputStream(file.toPath())) {
            return in.readNBytes(limit + 1);
        }
    }

    /** A file in a folder that may not be entered is there, as far as anybody knows. */
    private static boolean isRegular(Path file) throws AccessDeniedException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).isRegularFile();
        } catch (AccessDeniedException e) {
            throw e;
        } catch (IOException e) {
            return false;
        }
    }
}
