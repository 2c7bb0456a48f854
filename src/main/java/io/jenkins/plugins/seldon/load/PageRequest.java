package io.jenkins.plugins.seldon.load;

import io.jenkins.plugins.seldon.http.HttpAccess;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;

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

    String read() throws IOException {
        OkHttpClient client = RestTransport.client(url, access, timeout).build();
        Request.Builder request = new Request.Builder().url(url);
        access.authorization().ifPresent(value -> request.header("Authorization", value));
        headers.forEach(header -> request.header(header.name(), header.value()));
        try (Response response = client.newCall(request.build()).execute()) {
            if (response.code() != 200) {
                throw new IOException("it answered " + response.code());
            }
            BufferedSource source = response.body().source();
            if (source.request(LARGEST + 1L)) {
                throw new IOException("it is larger than " + LARGEST / 1024 / 1024 + " MiB");
            }
            return new String(source.readByteArray(), StandardCharsets.UTF_8);
        } finally {
            client.connectionPool().evictAll();
        }
    }
}
