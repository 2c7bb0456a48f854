package io.jenkins.plugins.seldon.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.seldon.text.Json;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * Who asks an API server. The constructor checks each value and brings it to one form.
 *
 * <p>Holds secrets: {@link #toString()} leaves them out and no refusal quotes a value.
 *
 * @param token a bearer token, or null
 * @param username a user of basic authentication, or null
 * @param password that user's password, or null
 * @param certificateData a client certificate as PEM or base64 of PEM, kept as base64 of PEM; or null
 * @param keyData that certificate's key, likewise
 */
public record ApiUser(String token, String username, String password, String certificateData, String keyData) {

    private static final JsonMapper CLAIMS = Json.bounded().build();

    /** The last second of the year 9999: more is no time. */
    private static final long LATEST = 253_402_300_799L;

    /** @throws InvalidConnectionException if there is nothing to authenticate with, or a value can't be used */
    public ApiUser {
        token = ConnectionText.isBlank(token) ? null : ConnectionText.token(token, "token");
        username = ConnectionText.isBlank(username) ? null : ConnectionText.printable(username, "user name");
        password = password == null || password.isEmpty() ? null : ConnectionText.printable(password, "password");
        certificateData = ConnectionText.isBlank(certificateData)
                ? null
                : Pem.certificates(certificateData, "client certificate");
        keyData = ConnectionText.isBlank(keyData) ? null : Pem.privateKey(keyData, "client key");
        if ((username == null) != (password == null)) {
            throw new InvalidConnectionException("The connection's user has a "
                    + (username == null ? "password but no user name." : "user name but no password."));
        }
        if ((certificateData == null) != (keyData == null)) {
            throw new InvalidConnectionException("The connection's user has a "
                    + (certificateData == null ? "client key but no certificate." : "client certificate but no key."));
        }
        if (token == null && username == null && certificateData == null) {
            throw new InvalidConnectionException("The connection names no user: give a token, a user name and"
                    + " password, or a client certificate and key.");
        }
    }

    /** The client key as PEM, or null. */
    public String keyText() {
        return keyData == null ? null : new String(Base64.getDecoder().decode(keyData), StandardCharsets.UTF_8);
    }

    /**
     * When this user can't log in any more, as the certificate and a token that is a JSON Web Token say; empty where one of
     * what there is to log in with does not say so. Nobody has looked at its signature.
     */
    public Optional<Instant> until() {
        Optional<Instant> certificate = certificateData == null ? Optional.of(Instant.MIN) : Optional.of(endOf());
        Optional<Instant> bearer = token == null ? Optional.of(Instant.MIN) : endOf(token);
        if (username != null || certificate.isEmpty() || bearer.isEmpty()) {
            return Optional.empty();
        }
        return certificate.get().isAfter(bearer.get()) ? certificate : bearer;
    }

    private Instant endOf() {
        return ownCertificate().getNotAfter().toInstant();
    }

    /**
     * The algorithm of the client key, EC or RSA, as its certificate has it: k3s and Talos write keys of elliptic
     * curves as SEC 1 has them, Teleport as PKCS #8 has any, where no line names the algorithm.
     */
    String keyAlgorithm() {
        boolean isCurve = certificateData != null
                && "EC".equals(ownCertificate().getPublicKey().getAlgorithm());
        return isCurve ? "EC" : "RSA";
    }

    /** The first: those after it are of who signed it. */
    private X509Certificate ownCertificate() {
        return (X509Certificate)
                Pem.decodeCertificates(certificateData).iterator().next();
    }

    private static Optional<Instant> endOf(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            JsonNode claims =
                    CLAIMS.readTree(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
            JsonNode end = claims.path("exp");
            return end.isNumber() && end.asDouble() > 0 && end.asDouble() <= LATEST
                    ? Optional.of(Instant.ofEpochSecond(end.asLong()))
                    : Optional.empty();
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A user known by a bearer token. */
    public static ApiUser token(String token) {
        return new ApiUser(token, null, null, null, null);
    }

    /** A user known by name and password. */
    public static ApiUser password(String username, String password) {
        return new ApiUser(null, username, password, null, null);
    }

    /** A user known by a client certificate and its key. */
    public static ApiUser certificate(String certificate, String key) {
        return new ApiUser(null, null, null, certificate, key);
    }

    /** The way of authenticating alone. */
    @Override
    public String toString() {
        return token != null ? "a token" : username != null ? "a user name and password" : "a client certificate";
    }
}
