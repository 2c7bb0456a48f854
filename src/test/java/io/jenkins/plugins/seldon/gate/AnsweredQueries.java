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

    /** @param data of the answer to a query at a time; null for one that can't be read */
    static PrometheusClient prometheus(BiFunction<String, String, String> data) {
        return new PrometheusClient(new HttpPort() {
            @Override
            public Response send(Request request) {
                String found = data.apply(
                        request.parameters().get("query"), request.parameters().get("time"));
                String body = found == null
                        ? "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"bad duration syntax\"}"
                        : "{\"status\":\"success\",\"data\":" + found + "}";
                return new Response(
                        found == null ? 400 : 200,
                        "application/json",
                        List.of(),
                        body.getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public boolean mayQuote() {
                return true;
            }
        });
    }
}
