package io.jenkins.plugins.seldon.grafana;

import java.util.Map;

/** The way to one Grafana, logged in. Every call is bounded in time and size. */
public interface GrafanaTransport {

    /**
     * One answer, whatever its status.
     *
     * @param status the HTTP status
     * @param body the whole body
     */
    record Reply(int status, byte[] body) {}

    /** @throws GrafanaException when no whole answer came, or the login is refused */
    Reply get(String path, Map<String, String> parameters) throws GrafanaException;

    /** @throws GrafanaException when no whole answer came, or the login is refused */
    Reply post(String path, String json) throws GrafanaException;

    /** Names this Grafana in messages. */
    @Override
    String toString();
}
