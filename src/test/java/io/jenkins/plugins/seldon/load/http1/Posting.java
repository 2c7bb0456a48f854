package io.jenkins.plugins.seldon.load.http1;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.seldon.http.HttpAccess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** A request as the tests send it, and its answer as one line. */
final class Posting {

    static final byte[] PAYLOAD = "{}".getBytes(StandardCharsets.UTF_8);

    /** The most bytes of a body that are kept. */
    static final int MOST = 1000;

    private Posting() {}

    static HttpSender sender(String url) throws IOException {
        return HttpSender.open(url, HttpAccess.NONE, Duration.ofSeconds(10), Route.Choice.JVM);
    }

    static Request request(HttpSender sender) throws IOException {
        return sender.request("POST", Map.of("X-A", "1"));
    }

    /** Status and body. */
    static String post(HttpSender sender) throws IOException {
        Reply reply = sender.send(request(sender), PAYLOAD, MOST);
        return (reply.status() + " " + new String(reply.body(), StandardCharsets.UTF_8)).strip();
    }

    static ExchangeFailure failure(HttpSender sender) {
        return catchThrowableOfType(ExchangeFailure.class, () -> post(sender));
    }
}
