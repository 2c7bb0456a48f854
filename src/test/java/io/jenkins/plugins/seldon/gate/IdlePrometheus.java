package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.http.HttpPort;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongSupplier;

/** A Prometheus that scrapes every second and has seen nothing of a deployment yet; it answers as 2.42 does. */
record IdlePrometheus(LongSupplier nowMillis) implements HttpPort {

    @Override
    public Response send(Request request) {
        String data;
        if (request.path().endsWith("targets")) {
            data = "{\"activeTargets\":[{\"labels\":{\"job\":\"others\"},\"health\":\"up\"}]}";
        } else if (request.path().endsWith("config")) {
            data = "{\"yaml\":\"global: {scrape_interval: 1s}\"}";
        } else if ("time()".equals(request.parameters().get("query"))) {
            String now = BigDecimal.valueOf(nowMillis.getAsLong(), 3).toPlainString();
            data = "{\"resultType\":\"scalar\",\"result\":[" + now + ",\"" + now + "\"]}";
        } else {
            data = "{\"resultType\":\"matrix\",\"result\":[]}";
        }
        byte[] body = ("{\"status\":\"success\",\"data\":" + data + "}").getBytes(StandardCharsets.UTF_8);
        return new Response(200, "application/json", List.of(), body);
    }

    @Override
    public boolean mayQuote() {
        return true;
    }

    @Override
    public String toString() {
        return "Prometheus";
    }
}
