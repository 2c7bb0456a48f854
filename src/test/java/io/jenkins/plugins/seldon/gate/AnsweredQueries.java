package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.prometheus.PrometheusClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiFunction;

/** A Prometheus of which only its answers to queries are played. */
final class AnsweredQueries {

    static final String NOTHING = "{\"resultType\":\"vector\",\"result\":[]}";

    private AnsweredQueries() {}

    /** One number. */
    static String vector(String at, String value) {
        return "{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[" + at + ",\"" + value + "\"]}]}";
    }

    /** @param data what was found */
    static HttpPort.Response answer(String data) {
        return response(200, "{\"status\":\"success\",\"data\":" + data + "}");
    }

    private static HttpPort.Response response(int status, String body) {
        return new HttpPort.Response(status, "application/json", List.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    /** @param data of the answer to a query at a time; null for one that can't be read */
    static PrometheusClient prometheus(BiFunction<String, String, String> data) {
        return new PrometheusClient(new HttpPort() {
            @Override
            public Response send(Request request) {
                String found = data.apply(
                        request.parameters().get("query"), request.parameters().get("time"));
                return found == null
                        ? response(
                                400,
                                "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"bad duration syntax\"}")
                        : answer(found);
            }

            @Override
            public boolean mayQuote() {
                return true;
            }
        });
    }
}
