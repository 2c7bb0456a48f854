package io.jenkins.plugins.seldon.load;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * What the model's endpoint asks of its callers. Holds secrets: it travels to the agent and is never persisted or
 * printed. Immutable; a field is empty when it does not apply.
 *
 * @param user for basic authentication
 * @param password for basic authentication
 * @param token for bearer authentication
 * @param clientKeyStore a PKCS#12 key store with a client certificate, base64
 * @param clientKeyStorePassword the key store's password
 * @param caCertificate PEM text of the authorities to trust instead of the platform's
 * @param skipTlsVerify accepts any certificate; only ever on a user's word
 */
public record EndpointAccess(
        String user,
        String password,
        String token,
        String clientKeyStore,
        String clientKeyStorePassword,
        String caCertificate,
        boolean skipTlsVerify)
        implements Serializable {

    /** An endpoint that asks for nothing. */
    public static final EndpointAccess NONE = new EndpointAccess("", "", "", "", "", "", false);

    /** Basic authentication. */
    public static EndpointAccess basic(String user, String password) {
        return new EndpointAccess(user, password, "", "", "", "", false);
    }

    /** Bearer authentication. */
    public static EndpointAccess bearer(String token) {
        return new EndpointAccess("", "", token, "", "", "", false);
    }

    /** A client certificate. */
    public static EndpointAccess certificate(String keyStore, String password) {
        return new EndpointAccess("", "", "", keyStore, password, "", false);
    }

    /** The same access, over TLS checked as told. */
    public EndpointAccess overTls(String authorities, boolean skipVerify) {
        return new EndpointAccess(
                user, password, token, clientKeyStore, clientKeyStorePassword, authorities, skipVerify);
    }

    /** The value of the {@code Authorization} header, if there is one. */
    public Optional<String> authorization() {
        if (!token.isEmpty()) {
            return Optional.of("Bearer " + token);
        }
        if (user.isEmpty()) {
            return Optional.empty();
        }
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
    }

    @Override
    public String toString() {
        return "EndpointAccess[…]";
    }
}
