package io.jenkins.plugins.seldon.credentials;

import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import jenkins.MasterToSlaveFileCallable;

/**
 * Reads a file on a node, where it is a regular one: a named pipe would block for ever, a device never end. Returns null
 * for anything else.
 */
public final class RegularFile extends MasterToSlaveFileCallable<byte[]> {

    private static final long serialVersionUID = 1L;

    private final int limit;

    /** @param limit bytes; of a larger file comes one more than that */
    public RegularFile(int limit) {
        this.limit = limit;
    }

    @Override
    public byte[] invoke(File file, VirtualChannel channel) throws IOException {
        if (!Files.isRegularFile(file.toPath())) {
            return null;
        }
        try (InputStream in = Files.newInputStream(file.toPath())) {
            return in.readNBytes(limit + 1);
        }
    }
}
