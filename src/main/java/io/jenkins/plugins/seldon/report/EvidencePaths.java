package io.jenkins.plugins.seldon.report;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Which evidence files and checks the gates of a build have taken. Persisted with the build; thread-safe. */
public final class EvidencePaths implements Serializable {

    private static final long serialVersionUID = 1L;

    private final List<String> taken = new ArrayList<>();

    /**
     * Takes a path, or a check's name, that nobody else has taken.
     *
     * @param wanted that, or with {@code _2}, {@code _3} behind it: no name of Kubernetes has an underscore
     */
    public synchronized String path(String wanted) {
        String path = wanted;
        for (int number = 2; taken.contains(path); number++) {
            path = wanted + "_" + number;
        }
        taken.add(path);
        return path;
    }
}
