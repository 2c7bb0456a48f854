package io.jenkins.plugins.seldon.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** A way whose every request carries the same headers, such as one that names a tenant. Their values may be secrets. */
public final class FixedHeaders implements HttpPort {

    private final HttpPort way;
    private final Map<String, String> headers;

    private FixedHeaders(HttpPort way, Map<String, String> headers) {
        this.way = way;
        this.headers = new LinkedHashMap<>(headers);
    }

    /** The way itself where there are no headers. */
    public static HttpPort on(HttpPort way, Map<String, String> headers) {
        return headers.isEmpty() ? way : new FixedHeaders(way, headers);
    }

    @Override
    public Response send(Request request) throws HttpFailure {
        Request more = request;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            more = more.with(header.getKey(), header.getValue());
        }
        return way.send(more);
    }

    @Override
    public boolean mayQuote() {
        return way.mayQuote();
    }

    @Override
    public String toString() {
        return way.toString();
    }
}
