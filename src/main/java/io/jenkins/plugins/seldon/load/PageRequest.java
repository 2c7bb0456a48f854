package io.jenkins.plugins.seldon.load;

import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.http1.HttpSender;
import io.jenkins.plugins.seldon.load.http1.Reply;
import io.jenkins.plugins.seldon.load.http1.Route;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A GET of a text page beside the predictions, with what the endpoint asks of its callers. Holds secrets, as
 * {@link LoadPlan} does. Immutable.
 *
 * @param url absolute, http or https
 * @param headers added to the request
 * @param access what the endpoint asks of its callers
 * @param timeout for the request with its answer
 */
public record PageRequest(String url, List<Header> headers, HttpAccess access, Duration timeout)
        implements Serializable {

    private static final int LARGEST = 4 * 1024 * 1024;

    public PageRequest {
        headers = Collections.unmodifiableList(new ArrayList<>(headers));
    }

    String read(Route.Choice routes) throws IOException {
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        fields.put("User-Agent", "seldon-analytics");
        access.authorization().ifPresent(value -> fields.put("Authorization", value));
        if (access.grant().isGiven()) {
            try (GrantedToken token = GrantedToken.open(access, routes)) {
                fields.put("Authorization", "Bearer " + token.value());
            }
        }
        headers.forEach(header -> fields.put(header.name(), header.value()));
        try (HttpSender sender = HttpSender.open(url, access, timeout, routes)) {
            Reply reply = sender.send(sender.request("GET", fields), new byte[0], LARGEST);
            if (reply.status() != 200) {
                throw new IOException("it answered " + reply.status());
            }
            if (reply.isCut()) {
                throw new IOException("it is larger than " + LARGEST / 1024 / 1024 + " MiB");
            }
            return new String(reply.body(), StandardCharsets.UTF_8);
        }
    }
}
