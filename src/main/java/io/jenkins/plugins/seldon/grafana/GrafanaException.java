package io.jenkins.plugins.seldon.grafana;

import java.io.IOException;

/** Grafana did not answer as it should. The message is one complete sentence for the user. */
public final class GrafanaException extends IOException {

    private static final long serialVersionUID = 1;

    /** @param sentence complete, for the user; holds no secret */
    public GrafanaException(String sentence) {
        super(sentence);
    }

    /** @param sentence complete, for the user; holds no secret */
    public GrafanaException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
