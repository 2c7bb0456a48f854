package io.jenkins.plugins.seldon.steps;

import io.jenkins.plugins.seldon.node.Workspace;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A workspace that only takes: what was written, by path. */
class WrittenFiles implements Workspace {

    private final Map<String, byte[]> all = new ConcurrentHashMap<>();

    Map<String, byte[]> all() {
        return all;
    }

    byte[] get(String path) {
        return all.get(path);
    }

    @Override
    public byte[] read(String path, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, byte[]> readFolder(String path, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void write(String path, byte[] content) {
        all.put(path, content);
    }

    @Override
    public boolean exists(String path) {
        return false;
    }
}
