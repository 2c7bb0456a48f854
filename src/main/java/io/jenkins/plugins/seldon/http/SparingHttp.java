package io.jenkins.plugins.seldon.http;

import io.jenkins.plugins.seldon.lanes.Breakers;
import java.util.Optional;

/** A server that is not asked again for a while after it did not answer, whoever asks: each such question costs a thread. */
public final class SparingHttp implements HttpPort {

    private final HttpPort server;
    private final Breakers breakers;
    private final String host;

    /** @param host what questions share their experience by */
    public SparingHttp(HttpPort server, Breakers breakers, String host) {
        this.server = server;
        this.breakers = breakers;
        this.host = host;
    }

    @Override
    public Response send(Request request) throws HttpFailure {
        Optional<Throwable> refusal = breakers.refusal(host);
        if (refusal.isPresent() && refusal.get() instanceof HttpFailure failure) {
            throw failure;
        }
        return breakers.call(host, () -> server.send(request));
    }

    @Override
    public boolean mayQuote() {
        return server.mayQuote();
    }

    @Override
    public String toString() {
        return server.toString();
    }
}
