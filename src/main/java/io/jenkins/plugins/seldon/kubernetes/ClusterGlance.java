package io.jenkins.plugins.seldon.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.seldon.http.HttpTls;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * What a first look at an API server tells: which Kubernetes it is, and as whom it knows the caller.
 *
 * @param server its URL
 * @param version as it tells it, such as {@code v1.33.5}
 * @param user the user's name, such as {@code system:serviceaccount:seldon-system:gate}; empty where nothing tells it
 */
public record ClusterGlance(String server, String version, String user) {

    private static final ObjectMapper JSON = Json.bounded().build();

    /**
     * Looks: two requests. Servers before Kubernetes 1.28 have no SelfSubjectReview; there the user is the one that the
     * credential itself names.
     *
     * @throws KubernetesClientException where the server can't be asked, or does not accept the user
     */
    public static ClusterGlance at(KubernetesClient client, ClusterConnection connection) {
        String version = client.getKubernetesVersion().getGitVersion();
        return new ClusterGlance(
                connection.server(), Excerpt.of(version), Excerpt.of(user(client, Kubeconfig.userOf(connection))));
    }

    private static String user(KubernetesClient client, ApiUser credential) {
        try {
            SelfSubjectReview answer = client.resource(new SelfSubjectReviewBuilder()
                            .withMetadata(new ObjectMeta())
                            .build())
                    .create();
            return answer.getStatus().getUserInfo().getUsername();
        } catch (KubernetesClientException e) {
            ClusterFailure.Kind kind = ClusterFailure.of(e).kind();
            if (kind == ClusterFailure.Kind.NOT_FOUND || kind == ClusterFailure.Kind.FORBIDDEN) {
                return named(credential);
            }
            throw e;
        }
    }

    /**
     * The user that a credential names: the subject of a service account's token (kubernetes.io, Managing Service Accounts),
     * a user name, or a certificate's common name (kubernetes.io, Authenticating, "X509 client certificates").
     */
    static String named(ApiUser credential) {
        if (credential.username() != null) {
            return credential.username();
        }
        return credential.token() != null ? subject(credential.token()) : commonName(credential.certificateData());
    }

    private static String subject(String token) {
        String[] parts = token.split("\\.");
        try {
            return parts.length == 3
                    ? JSON.readTree(Base64.getUrlDecoder().decode(parts[1]))
                            .path("sub")
                            .asText("")
                    : "";
        } catch (IOException | IllegalArgumentException e) {
            // A token of another kind.
            return "";
        }
    }

    private static String commonName(String certificateData) {
        try {
            String pem = new String(Base64.getDecoder().decode(certificateData), StandardCharsets.UTF_8);
            Certificate first = HttpTls.certificates(pem).iterator().next();
            for (String part : ((X509Certificate) first)
                    .getSubjectX500Principal()
                    .getName()
                    .split(",")) {
                if (part.startsWith("CN=")) {
                    return part.substring("CN=".length());
                }
            }
            return "";
        } catch (CertificateException e) {
            return "";
        }
    }

    /** A clause for people. */
    @Override
    public String toString() {
        return "Connected to Kubernetes " + version + " at " + server + (user.isEmpty() ? "" : " as " + user);
    }
}
