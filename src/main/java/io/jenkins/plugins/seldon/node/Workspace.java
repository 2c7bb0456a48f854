package io.jenkins.plugins.seldon.node;

import java.io.IOException;
import java.util.Map;

/**
 * The files of a build, wherever they are. Paths are relative to the workspace's root, with {@code /} between names; a
 * path that leaves the workspace is refused.
 */
public interface Workspace {

    /**
     * Reads a whole file.
     *
     * @param limit the most bytes that are read
     * @throws hudson.AbortException with a sentence where there is no such file or it is larger than the limit
     */
    byte[] read(String path, int limit) throws IOException, InterruptedException;

    /**
     * Reads all files of a folder and those below it, by their path in it.
     *
     * @param limit the most bytes that are read
     * @throws hudson.AbortException with a sentence where there is no such folder or it holds more than the limit
     */
    Map<String, byte[]> readFolder(String path, int limit) throws IOException, InterruptedException;

    /** Writes a whole file; folders on the way are made. */
    void write(String path, byte[] content) throws IOException, InterruptedException;

    /** True where the path names a file or a folder. */
    boolean exists(String path) throws IOException, InterruptedException;
}
