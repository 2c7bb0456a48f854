package io.jenkins.plugins.seldon.load;

import io.jenkins.plugins.seldon.load.http1.Route;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The headers of a plan's requests, made into what a sender sends with each: once, or anew for each token of a grant. A
 * header of the plan's own counts over the credential's, a token over both. Thread-safe.
 *
 * @param <T> what a sender makes of the headers
 */
final class AuthorizedHeaders<T> implements AutoCloseable {

    private static final String AUTHORIZATION = "Authorization";

    /** Makes what is sent of headers. */
    interface Maker<T> {

        /** @throws IOException with a sentence, when HTTP does not allow one of them */
        T make(Map<String, String> headers) throws IOException;
    }

    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Maker<T> maker;

    /** Null where the endpoint asks for no token of a grant. */
    private final GrantedToken token;

    private volatile Made<T> made;

    /** What was made, with the token that it was made for; empty for none. */
    private record Made<T>(String token, T value) {}

    /**
     * Gets the first token, if there is a grant.
     *
     * @param own the transport's, which the plan's count over
     * @throws IOException with a sentence, when there is no token to be had, or the maker refuses
     */
    AuthorizedHeaders(LoadPlan plan, Route.Choice routes, Map<String, String> own, Maker<T> maker) throws IOException {
        headers.putAll(own);
        headers.put("User-Agent", "seldon-analytics");
        plan.access().authorization().ifPresent(value -> headers.put(AUTHORIZATION, value));
        plan.headers().forEach(header -> headers.put(header.name(), header.value()));
        this.maker = maker;
        token = plan.access().grant().isGiven() ? GrantedToken.open(plan.access(), routes) : null;
        try {
            value();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** What to send now. */
    T value() throws IOException {
        String now = token == null ? "" : token.value();
        Made<T> last = made;
        if (last == null || !last.token().equals(now)) {
            Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            all.putAll(headers);
            if (!now.isEmpty()) {
                all.put(AUTHORIZATION, "Bearer " + now);
            }
            last = new Made<>(now, maker.make(all));
            made = last;
        }
        return last.value();
    }

    /** A flaw without the token: a server may tell what it was told. */
    Optional<String> masked(Optional<String> flaw) {
        return token == null ? flaw : flaw.map(token::masked);
    }

    @Override
    public void close() {
        if (token != null) {
            token.close();
        }
    }
}
