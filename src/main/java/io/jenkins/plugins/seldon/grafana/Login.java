package io.jenkins.plugins.seldon.grafana;

import java.io.IOException;

/**
 * A user of Grafana. Holds a secret: never persisted, never printed.
 *
 * @param user its name
 * @param password its password
 */
public record Login(String user, String password) {

    /** Where a login comes from: a credential, or the release's Secret. */
    @FunctionalInterface
    public interface Source {

        /** @throws IOException with a sentence, when there is none to be had */
        Login get() throws IOException;
    }

    @Override
    public String toString() {
        return "Login[" + user + "]";
    }
}
