package io.jenkins.plugins.seldon.http;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * What a server asks of its callers. Holds secrets: it may travel to the agent and is never persisted or
 * printed. Immutable; a field is empty when it does not apply.
 *
 * @param user for basic authentication
 * @param password for basic authentication
 * @param token for bearer authentication
 * @param clientKeyStore a PKCS#12 key store with a client certificate, base64
 * @param clientKeyStorePassword the key store's password
 * @param caCertificate PEM text of the authorities to trust instead of the platform's
 * @param skipTlsVerify accepts any certificate; only ever on a user's word
 * @param grant by which the sender of bursts gets a bearer token; nobody else heeds it
 */
public record HttpAccess(
        String user,
        String password,
        String token,
        String clientKeyStore,
        String clientKeyStorePassword,
        String caCertificate,
        boolean skipTlsVerify,
        TokenGrant grant)
        implements Serializable {

    /** A server that asks for nothing. */
    public static final HttpAccess NONE = new HttpAccess("", "", "", "", "", "", false, TokenGrant.NONE);

    /** Basic authentication. */
    public static HttpAccess basic(String user, String password) {
        return new HttpAccess(user, password, "", "", "", "", false, TokenGrant.NONE);
    }

    /** Bearer authentication. */
    public static HttpAccess bearer(String token) {
        return new HttpAccess("", "", token, "", "", "", false, TokenGrant.NONE);
    }

    /** A client certificate. */
    public static HttpAccess certificate(String keyStore, String password) {
        return new HttpAccess("", "", "", keyStore, password, "", false, TokenGrant.NONE);
    }

    /** The same access, over TLS checked as told. */
    public HttpAccess overTls(String authorities, boolean skipVerify) {
        return new HttpAccess(
                user, password, token, clientKeyStore, clientKeyStorePassword, authorities, skipVerify, grant);
    }

    /** The same access with a token that is got by a grant. */
    public HttpAccess grantedBy(TokenGrant by) {
        return new HttpAccess(
                user, password, token, clientKeyStore, clientKeyStorePassword, caCertificate, skipTlsVerify, by);
    }

    /** The value of the {@code Authorization} header, if there is one. */
    public Optional<String> authorization() {
        if (!token.isEmpty()) {
            // Files that tokens come in end their line.
            return Optional.of("Bearer " + token.strip());
        }
        if (user.isEmpty()) {
            return Optional.empty();
        }
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
    }

    @Override
    public String toString() {
        return "HttpAccess[…]";
    }
}
