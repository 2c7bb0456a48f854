package io.jenkins.plugins.seldon.pipeline;

import hudson.AbortException;
import hudson.FilePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A build's workspace on its node. */
final class NodeWorkspace implements Workspace {

    private final FilePath root;

    NodeWorkspace(FilePath root) {
        this.root = root;
    }

    @Override
    public byte[] read(String path, int limit) throws IOException, InterruptedException {
        FilePath file = inside(path);
        if (!file.exists() || file.isDirectory()) {
            throw new AbortException("There is no file " + path + " in the workspace.");
        }
        try (InputStream in = file.read()) {
            byte[] content = in.readNBytes(limit + 1);
            if (content.length > limit) {
                throw new AbortException("The file " + path + " is larger than " + limit + " bytes.");
            }
            return content;
        }
    }

    @Override
    public void write(String path, byte[] content) throws IOException, InterruptedException {
        FilePath file = inside(path);
        FilePath folder = file.getParent();
        if (folder != null) {
            folder.mkdirs();
        }
        try (OutputStream out = file.write()) {
            out.write(content);
        }
    }

    @Override
    public boolean exists(String path) throws IOException, InterruptedException {
        return inside(path).exists();
    }

    /**
     * Refuses what points out of the workspace, links included. The workspace's own folder is made first: on a fresh
     * agent there is none until somebody writes, and nothing is inside of what is not there.
     */
    private FilePath inside(String path) throws IOException, InterruptedException {
        root.mkdirs();
        boolean absolute = path != null && path.matches("(?s)[/\\\\].*|[A-Za-z]:.*");
        if (path == null || path.isBlank() || absolute || !root.isDescendant(path)) {
            throw new AbortException("The path '" + path + "' is not inside the workspace.");
        }
        return root.child(path);
    }
}
