package io.jenkins.plugins.seldon.node;

import hudson.AbortException;
import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.seldon.credentials.RegularFile;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import jenkins.MasterToSlaveFileCallable;

/** A build's workspace on its node. */
final class NodeWorkspace implements Workspace {

    private final FilePath root;
    private final ScheduledExecutorService timer;

    /** @param timer gives up on a node that does not answer */
    NodeWorkspace(FilePath root, ScheduledExecutorService timer) {
        this.root = root;
        this.timer = timer;
    }

    @Override
    public byte[] read(String path, int limit) throws IOException, InterruptedException {
        byte[] content = NodeCall.within(
                timer, "read the file " + path, () -> inside(path).act(new RegularFile(limit)));
        if (content == null) {
            throw new AbortException("There is no regular file " + path + " in the workspace.");
        }
        if (content.length > limit) {
            throw new AbortException("The file " + path + " is larger than " + limit + " bytes.");
        }
        return content;
    }

    @Override
    public void write(String path, byte[] content) throws IOException, InterruptedException {
        NodeCall.within(timer, "write the file " + path, () -> {
            FilePath file = inside(path);
            FilePath folder = file.getParent();
            if (folder != null) {
                folder.mkdirs();
            }
            try (OutputStream out = file.write()) {
                out.write(content);
            }
            return null;
        });
    }

    @Override
    public boolean exists(String path) throws IOException, InterruptedException {
        return NodeCall.within(timer, "look for " + path, () -> inside(path).exists());
    }

    @Override
    public Map<String, byte[]> readFolder(String path, int limit) throws IOException, InterruptedException {
        Map<String, byte[]> files = NodeCall.within(timer, "read the folder " + path, () -> {
            FilePath folder = inside(path);
            if (!folder.isDirectory()) {
                throw new AbortException("There is no folder " + path + " in the workspace.");
            }
            return folder.act(new FolderContent(limit));
        });
        if (files == null) {
            throw new AbortException("The folder " + path + " contains more than " + limit + " bytes.");
        }
        return files;
    }

    /**
     * Makes a folder of evidence a build's, as {@link ClaimedFolder} does.
     *
     * @param build names the build, unlike any other of the workspace
     */
    void claim(String path, String build) throws IOException, InterruptedException {
        NodeCall.within(timer, "clear the folder " + path, () -> inside(path).act(new ClaimedFolder(build)));
    }

    /**
     * Refuses what points out of the workspace, links included. The workspace's own folder is made first: on a fresh
     * agent there is none until somebody writes, and nothing is inside of what is not there.
     */
    private FilePath inside(String path) throws IOException, InterruptedException {
        root.mkdirs();
        if (!isRelative(path) || !root.isDescendant(path)) {
            throw new AbortException("The path '" + path + "' is not inside the workspace.");
        }
        return root.child(path);
    }

    /** Whether it can be the path of a file below another; a control character is an error of the system on some nodes. */
    static boolean isRelative(String path) {
        return path != null
                && !path.isBlank()
                && path.chars().noneMatch(Character::isISOControl)
                && !path.matches("(?s)[/\\\\].*|[A-Za-z]:.*");
    }

    /** Reads a folder on the node: regular files by path, nothing that links lead to; null if it is too large. */
    static final class FolderContent extends MasterToSlaveFileCallable<TreeMap<String, byte[]>> {

        private static final long serialVersionUID = 1L;

        private static final int COST_OF_A_FILE = 100;

        private final int limit;

        FolderContent(int limit) {
            this.limit = limit;
        }

        @Override
        public TreeMap<String, byte[]> invoke(File folder, VirtualChannel channel) throws IOException {
            Path root = folder.toPath();
            TreeMap<String, byte[]> files = new TreeMap<>();
            long left = limit;
            try (Stream<Path> paths = Files.walk(root)) {
                for (Path file : (Iterable<Path>) paths::iterator) {
                    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                        String name = root.relativize(file).toString().replace(File.separatorChar, '/');
                        byte[] content = start(file, (int) left + 1);
                        // Empty files cost something too.
                        left -= content.length + (long) name.length() + COST_OF_A_FILE;
                        if (left < 0) {
                            return null;
                        }
                        files.put(name, content);
                    }
                }
            }
            return files;
        }

        private static byte[] start(Path file, int bytes) throws IOException {
            try (InputStream in = Files.newInputStream(file)) {
                return in.readNBytes(bytes);
            }
        }
    }
}
