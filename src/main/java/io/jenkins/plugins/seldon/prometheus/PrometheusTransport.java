package io.jenkins.plugins.seldon.prometheus;

import java.util.Map;

/** The way to one Prometheus. Thread-safe; every call is bounded in time and size. */
public interface PrometheusTransport {

    /**
     * One answer of the HTTP API, whatever its status.
     *
     * @param status the HTTP status
     * @param contentType the media type, empty when none was told
     * @param body the whole body
     */
    record Reply(int status, String contentType, byte[] body) {}

    /**
     * GETs a path of the HTTP API.
     *
     * @param path relative to Prometheus' root, such as {@code api/v1/query}
     * @param parameters of the query string, unencoded
     * @throws PrometheusException when no whole answer came
     */
    Reply get(String path, Map<String, String> parameters) throws PrometheusException;

    /**
     * Whether messages may quote what this Prometheus answers. Not where a job chose the URL: the answer may come from
     * anything that the controller can reach.
     */
    boolean mayQuote();

    /** Names this Prometheus in messages, such as {@code Prometheus at https://prometheus.example}. */
    @Override
    String toString();
}
