package io.jenkins.plugins.seldon.http;

import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A client-credentials grant (RFC 6749, 4.4): where a caller gets the token that a server asks for, and as whom. Holds a
 * secret: it may travel to the agent and is never persisted or printed. Immutable.
 *
 * @param url of the token endpoint; empty for no grant
 * @param clientId who asks
 * @param clientSecret that it is they
 * @param scope what the token is to be good for, names separated by blanks; empty for what the server gives by itself
 * @param audience for whom the token is to be, where the server asks for that; empty for nobody in particular
 */
public record TokenGrant(String url, String clientId, String clientSecret, String scope, String audience)
        implements Serializable {

    /** No grant. */
    public static final TokenGrant NONE = new TokenGrant("", "", "", "", "");

    /** @throws InvalidOptionException with a sentence, when there is no such URL */
    public TokenGrant {
        if (!url.isEmpty()) {
            requireUrl(url);
        }
    }

    /**
     * Whether a token endpoint can have this URL: http or https, with a host, without a login and a fragment (RFC 6749, 3.2).
     *
     * @throws InvalidOptionException with a sentence, when it can't
     */
    public static void requireUrl(String url) {
        try {
            URI uri = new URI(url);
            boolean isHttp = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            if (isHttp && uri.getHost() != null && uri.getUserInfo() == null && uri.getFragment() == null) {
                return;
            }
        } catch (URISyntaxException e) {
            // Told below.
        }
        throw new InvalidOptionException("endpointTokenUrl must be a URL such as https://dex.example.org/dex/token, "
                + "without a login; put that into endpointTokenCredentialsId.");
    }

    /** Whether there is a grant. */
    public boolean isGiven() {
        return !url.isEmpty();
    }

    /** The body of the request for a token. */
    public String form() {
        return "grant_type=client_credentials"
                + (scope.isEmpty() ? "" : "&scope=" + encoded(scope))
                + (audience.isEmpty() ? "" : "&audience=" + encoded(audience));
    }

    /** The client's own login, whose parts are encoded as in a form first (RFC 6749, 2.3.1). */
    public String authorization() {
        byte[] pair = (encoded(clientId) + ":" + encoded(clientSecret)).getBytes(StandardCharsets.US_ASCII);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "TokenGrant[…]";
    }
}
