package io.jenkins.plugins.seldon.helm;

import java.util.Map;

/**
 * A chart that lies in a folder. Helm packs it by its own rules ({@code .helmignore}).
 *
 * @param path how it is called in messages
 * @param files what is in the folder, by path, {@code /} between names
 */
public record ChartFolder(String path, Map<String, byte[]> files) implements ChartOrigin {

    public ChartFolder {
        files = Map.copyOf(files);
    }

    @Override
    public String toString() {
        return path;
    }
}
