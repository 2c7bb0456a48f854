package io.jenkins.plugins.seldon.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The way to one server that speaks HTTP. Blocking and thread-safe; every call is bounded in time and size. */
public interface HttpPort {

    /**
     * One request.
     *
     * @param path relative to the server's root, without a leading slash
     * @param parameters of the query string, unencoded
     * @param headers beyond those that the way itself needs
     * @param json the body of a POST; empty for a GET
     */
    record Request(String path, Map<String, String> parameters, Map<String, String> headers, String json) {

        /**
         * A GET.
         *
         * @param path below the base, without a leading slash; parameters are encoded
         */
        public static Request get(String path, Map<String, String> parameters) {
            return new Request(path, parameters, Map.of(), "");
        }

        /**
         * A POST of JSON.
         *
         * @param path below the base, without a leading slash
         */
        public static Request post(String path, String json) {
            return new Request(path, Map.of(), Map.of(), json);
        }

        /** The same request with one header more. */
        public Request with(String header, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(header, value);
            return new Request(path, parameters, more, json);
        }

        /** Whether there is a body to send; a GET otherwise. */
        public boolean isPost() {
            return !json.isEmpty();
        }
    }

    /**
     * One answer of the server, whatever its status.
     *
     * @param status the HTTP status
     * @param contentType the media type, empty when none was told
     * @param cookies the values of {@code Set-Cookie}
     * @param body the whole body
     */
    record Response(int status, String contentType, List<String> cookies, byte[] body) {}

    /** @throws HttpFailure when no whole answer of the server came */
    Response send(Request request) throws HttpFailure;

    /**
     * Whether messages may quote what this server answers. Not where a job chose the URL: the answer may come from
     * anything that the controller can reach.
     */
    boolean mayQuote();

    /** Names the server in messages, such as {@code Prometheus at https://prometheus.example}. */
    @Override
    String toString();
}
