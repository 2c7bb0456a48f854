package io.jenkins.plugins.seldon.helm;

/**
 * A chart's archive that somebody has at hand.
 *
 * @param path how it is called in messages
 * @param archive the archive (.tgz)
 */
public record ChartFile(String path, byte[] archive) implements ChartOrigin {

    @Override
    public String toString() {
        return path;
    }
}
