package io.jenkins.plugins.seldon.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.jenkins.plugins.seldon.http.HttpTls;
import io.jenkins.plugins.seldon.text.Json;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.TrustManager;

/**
 * Makes fabric8 clients from the checked values of a connection, and from nothing else: no environment variable, no
 * system property, no file in a home directory.
 */
final class ApiClients {

    private static final int CONNECT_MILLIS = 10_000;
    private static final int REQUEST_MILLIS = 30_000;
    private static final int PING_MILLIS = 15_000;

    /** Holds the readers of every kind once read, which take a while to make: one for all clients. Reads so much, no more. */
    private static final KubernetesSerialization SERIALIZATION =
            new KubernetesSerialization(Json.bounded().build(), true);

    private ApiClients() {}

    /**
     * A new client; who calls this closes it.
     *
     * @throws InvalidConnectionException if the certificates or the key can't be used
     */
    static KubernetesClient create(ClusterConnection connection) {
        return create(connection, ApiHttp.WATCH_BEGINS);
    }

    /** @param watchBegins how long a watch may take to begin */
    static KubernetesClient create(ClusterConnection connection, Duration watchBegins) {
        ApiServer server = Kubeconfig.serverOf(connection);
        Config config = config(server, Kubeconfig.userOf(connection), connection.namespace());
        requireKey(server, config);
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(SERIALIZATION)
                .withHttpClientFactory(new ApiHttp(connection, server, watchBegins))
                .withHttpClientBuilderConsumer(http -> trustOnly(server, config, http))
                .build();
    }

    private static Config config(ApiServer server, ApiUser user, String namespace) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(server.url())
                .withNamespace(namespace)
                .withTrustCerts(server.skipTlsVerify())
                .withDisableHostnameVerification(server.skipTlsVerify())
                .withCaCertData(server.caData())
                .withHttpProxy(server.proxyUrl())
                .withHttpsProxy(server.proxyUrl())
                .withOauthToken(user.token())
                .withUsername(user.username())
                .withPassword(user.password())
                .withClientCertData(user.certificateData())
                .withClientKeyData(user.keyData())
                // fabric8 looks into the key for it only where it configures itself.
                .withClientKeyAlgo(user.keyAlgorithm())
                .withConnectionTimeout(CONNECT_MILLIS)
                .withRequestTimeout(REQUEST_MILLIS)
                .withWebsocketPingInterval(PING_MILLIS)
                // Who asks decides about asking again: a request repeated in secret hides for how long a server is
                // away.
                .withRequestRetryBackoffLimit(0)
                .build();
    }

    /** What fabric8 makes of a key that it can't read while it builds a client would be told as a server's failure. */
    private static void requireKey(ApiServer server, Config config) {
        try {
            SSLUtils.keyManagers(config);
        } catch (GeneralSecurityException | IOException | KubernetesClientException | IllegalArgumentException e) {
            throw new InvalidConnectionException("The client key of the connection to " + server.url()
                    + " can't be used by this Java: " + e.getClass().getSimpleName()
                    + ". Use a key of RSA or of an elliptic curve such as P-256 (not Ed25519), without a passphrase.");
        }
    }

    /** fabric8 adds a given CA to those of the JDK; as kubectl does, we trust that one alone. */
    private static void trustOnly(ApiServer server, Config config, HttpClient.Builder http) {
        if (server.caData() == null) {
            return;
        }
        try {
            TrustManager trust = HttpTls.trust(Pem.decodeCertificates(server.caData()));
            http.sslContext(SSLUtils.keyManagers(config), new TrustManager[] {trust});
        } catch (GeneralSecurityException | IOException e) {
            throw new InvalidConnectionException("The certificates of the connection to " + server.url()
                    + " can't be used by this Java: " + e.getClass().getSimpleName() + ".");
        }
    }
}
