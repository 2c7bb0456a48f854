package io.jenkins.plugins.seldon.release;

import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.time.Duration;

/**
 * A release that is to go.
 *
 * @param name the release's name
 * @param namespace its namespace
 * @param deleteNamespace whether the namespace goes too, if an install of this release made it
 * @param timeout how long to wait for another run that works on the release
 */
public record UninstallRequest(String name, String namespace, boolean deleteNamespace, Duration timeout) {

    public UninstallRequest {
        ReleaseRequest.requireName(name);
        if (namespace == null || namespace.isBlank()) {
            throw new InvalidOptionException("A release needs a namespace.");
        }
    }
}
