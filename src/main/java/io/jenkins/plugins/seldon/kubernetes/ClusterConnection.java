package io.jenkins.plugins.seldon.kubernetes;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;

/**
 * How to reach one cluster as one user: a self-contained kubeconfig that has passed the rules of {@code Kubeconfig}
 * (one context, no {@code exec}, no {@code auth-provider}, no reference to a file).
 *
 * <p>Holds a secret: never persist it, log it, or put it into an exception. {@link #toString()} leaves the kubeconfig
 * out. Immutable.
 *
 * @param kubeconfig the kubeconfig as YAML or JSON text
 * @param server the API server's URL, for messages
 * @param namespace the namespace that the step's subject lives in, never blank
 * @param until when the login ends, as it says itself; null where it says nothing. For people: the server decides
 */
public record ClusterConnection(String kubeconfig, String server, String namespace, Instant until) {

    public ClusterConnection {
        Objects.requireNonNull(kubeconfig, "kubeconfig");
        Objects.requireNonNull(server, "server");
        if (namespace == null || namespace.isBlank()) {
            throw new IllegalArgumentException("namespace must not be blank");
        }
    }

    /** The same cluster and user, another namespace. */
    public ClusterConnection withNamespace(String other) {
        return new ClusterConnection(kubeconfig, server, other, until);
    }

    /** The same with a login that ends then, unless it ends before. */
    public ClusterConnection endingAt(Instant end) {
        return until != null && until.isBefore(end) ? this : new ClusterConnection(kubeconfig, server, namespace, end);
    }

    /** That the login is over, a clause; empty while it is not, and where nobody knows. */
    public Optional<String> over(Instant now) {
        return until == null || now.isBefore(until)
                ? Optional.empty()
                : Optional.of("the login ended at " + until.truncatedTo(ChronoUnit.SECONDS));
    }

    /**
     * A digest that is equal for connections to the same cluster as the same user, whatever their namespace: the key
     * under which clients are shared.
     */
    public String identity() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(kubeconfig.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return server + " (namespace " + namespace + ")";
    }
}
