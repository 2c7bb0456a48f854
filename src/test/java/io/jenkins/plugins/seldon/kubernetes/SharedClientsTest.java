package io.jenkins.plugins.seldon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedClientsTest {

    private static final List<String> authorizations = new CopyOnWriteArrayList<>();

    private static TestCertificates loopback;
    private static TestCertificates elsewhere;
    private static HttpServer plain;
    private static HttpsServer secure;
    private static HttpsServer misnamed;

    @BeforeAll
    static void startServers(@TempDir Path one, @TempDir Path two) throws Exception {
        loopback = TestCertificates.create(one, "ip:127.0.0.1");
        elsewhere = TestCertificates.create(two, "dns:api.elsewhere");
        plain = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(loopback.serverContext()));
        misnamed = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        misnamed.setHttpsConfigurator(new HttpsConfigurator(elsewhere.serverContext()));
        for (HttpServer server : List.of(plain, secure, misnamed)) {
            server.createContext("/", exchange -> {
                authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
                byte[] body = "{\"major\":\"1\",\"minor\":\"33\"}".getBytes(StandardCharsets.UTF_8);
                boolean away = exchange.getRequestURI().getPath().startsWith("/api");
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/elsewhere");
                exchange.sendResponseHeaders(away ? 302 : 200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
        }
    }

    @AfterAll
    static void stopServers() {
        plain.stop(0);
        secure.stop(0);
        misnamed.stop(0);
    }

    @BeforeEach
    void forget() {
        authorizations.clear();
    }

    @Test
    void sharesOneClientPerClusterAndUserAndClosesItWithTheLastLease() {
        SharedClients clients = new SharedClients();
        ClusterConnection connection = connection(ApiServer.at(url(plain)), ApiUser.token("a"));
        SharedClients.Lease first = clients.lease(connection);
        SharedClients.Lease second = clients.lease(connection.withNamespace("other"));
        SharedClients.Lease third = clients.lease(connection(ApiServer.at(url(plain)), ApiUser.token("b")));
        assertThat(first.client()).isSameAs(second.client()).isNotSameAs(third.client());
        assertThat(clients.size()).isEqualTo(2);
        third.close();

        first.close();
        first.close();
        assertThat(second.client().getKubernetesVersion().getMinor()).isEqualTo("33");
        second.close();
        assertThat(clients.size()).isZero();
        assertThat(catchThrowable(() -> second.client().getKubernetesVersion())).isNotNull();
    }

    @Test
    void authenticatesAsTheConnectionSays() {
        version(connection(ApiServer.at(url(plain)), ApiUser.token("tok")));
        version(connection(ApiServer.at(url(plain)), ApiUser.password("ann", "pass")));
        assertThat(authorizations).containsExactly("Bearer tok", "Basic YW5uOnBhc3M=");
    }

    @Test
    void takesNothingFromTheEnvironmentOfTheProcess() {
        System.setProperty("kubernetes.auth.token", "stray");
        System.setProperty("kubernetes.namespace", "stray");
        System.setProperty("kubernetes.trust.certificates", "true");
        try (SharedClients clients = new SharedClients()) {
            Config config = clients.lease(connection(
                            ApiServer.at(url(secure)), new ApiUser(null, null, null, certificatePem(), keyPem())))
                    .client()
                    .getConfiguration();
            assertThat(config.getOauthToken()).isNull();
            assertThat(config.getAutoOAuthToken()).isNull();
            assertThat(config.isTrustCerts()).isFalse();
            assertThat(config.getNamespace()).isEqualTo("default");
        } finally {
            System.clearProperty("kubernetes.auth.token");
            System.clearProperty("kubernetes.namespace");
            System.clearProperty("kubernetes.trust.certificates");
        }
    }

    /** As k3s writes it, and as Teleport does. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientKeyMayBeOfAnEllipticCurve(boolean isSec1) {
        HeldCertificate client = new HeldCertificate.Builder().ecdsa256().build();
        ApiUser user =
                ApiUser.certificate(client.certificatePem(), isSec1 ? sec1(client) : client.privateKeyPkcs8Pem());
        ApiServer server = ApiServer.at(url(secure)).withCertificateAuthority(certificatePem());
        assertThat(version(connection(server, user))).isEqualTo("33");
    }

    /** As {@code openssl ecparam -name prime256v1 -genkey} writes it. */
    @Test
    void whatIsBeforeAClientKeyIsPassedOver() {
        HeldCertificate client = new HeldCertificate.Builder().ecdsa256().build();
        String curve = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
        ApiUser user = ApiUser.certificate(client.certificatePem(), curve + sec1(client));
        ApiServer server = ApiServer.at(url(secure)).withCertificateAuthority(certificatePem());
        assertThat(version(connection(server, user))).isEqualTo("33");
    }

    /** One of nothing, one of Ed25519 and one that is no base64. */
    @ParameterizedTest
    @ValueSource(strings = {"AAAA", "MC4CAQAwBQYDK2VwBCIEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "?"})
    void aClientKeyThatCanNotBeReadIsRefusedInASentence(String key) {
        String certificate = new HeldCertificate.Builder().ecdsa256().build().certificatePem();
        String pem = "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n";
        ApiUser user = ApiUser.certificate(certificate, pem);
        assertThat(catchThrowable(() -> version(connection(ApiServer.at(url(secure)), user))))
                .isInstanceOf(InvalidConnectionException.class)
                .hasMessageStartingWith("The client key of the connection to " + url(secure))
                .hasMessageNotContaining(key);
    }

    /** RFC 5915, 3: the key, and the curve, which is P-256 (prime256v1). */
    private static String sec1(HeldCertificate certificate) {
        byte[] key = ((ECPrivateKey) certificate.keyPair().getPrivate()).getS().toByteArray();
        byte[] padded = new byte[32];
        int length = Math.min(key.length, padded.length);
        System.arraycopy(key, key.length - length, padded, padded.length - length, length);
        String hex = "30310201010420" + HexFormat.of().formatHex(padded) + "a00a06082a8648ce3d030107";
        return "-----BEGIN EC PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(HexFormat.of().parseHex(hex))
                + "\n-----END EC PRIVATE KEY-----\n";
    }

    @Test
    void trustsTheGivenAuthorityAloneAndChecksTheName() throws Exception {
        ApiUser user = ApiUser.token("tok");
        ApiServer trusted = ApiServer.at(url(secure)).withCertificateAuthority(loopback.certificatePem());
        assertThat(version(connection(trusted, user))).isEqualTo("33");

        ApiServer unknownAuthority = ApiServer.at(url(secure));
        assertThat(failure(connection(unknownAuthority, user)).kind()).isEqualTo(ClusterFailure.Kind.TLS);

        ApiServer wrongName = ApiServer.at(url(misnamed)).withCertificateAuthority(elsewhere.certificatePem());
        assertThat(failure(connection(wrongName, user)).kind()).isEqualTo(ClusterFailure.Kind.TLS);

        ApiServer namedElsewhere =
                new ApiServer(url(misnamed), elsewhere.certificatePem(), false, "api.elsewhere", null);
        assertThat(version(connection(namedElsewhere, user))).isEqualTo("33");

        ApiServer namedWrong = new ApiServer(url(misnamed), elsewhere.certificatePem(), false, "api.other", null);
        assertThat(failure(connection(namedWrong, user)).kind()).isEqualTo(ClusterFailure.Kind.TLS);

        ApiServer unverified = new ApiServer(url(misnamed), null, true, null, null);
        assertThat(version(connection(unverified, user))).isEqualTo("33");
    }

    @Test
    void followsNoRedirect() {
        try (SharedClients clients = new SharedClients();
                SharedClients.Lease lease = clients.lease(connection(ApiServer.at(url(plain)), ApiUser.token("t")))) {
            Throwable thrown = catchThrowable(() ->
                    lease.client().pods().inNamespace("default").withName("x").get());
            assertThat(thrown).hasMessageContaining("302");
            assertThat(authorizations).hasSize(1);
        }
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        ClusterConnection connection = connection(ApiServer.at("http://127.0.0.1:" + port), ApiUser.token("t"));
        assertThat(failure(connection).sentence("read the version", connection.server()))
                .isEqualTo(
                        "The controller could not read the version at http://127.0.0.1:" + port
                                + ": the connection was refused; check the server's URL, and that the controller can reach it.");
    }

    private static ClusterConnection connection(ApiServer server, ApiUser user) {
        return Kubeconfig.connection(server, user, "default");
    }

    private static String version(ClusterConnection connection) {
        try (SharedClients clients = new SharedClients()) {
            KubernetesClient client = clients.lease(connection).client();
            return client.getKubernetesVersion().getMinor();
        }
    }

    private static ClusterFailure failure(ClusterConnection connection) {
        Throwable thrown = catchThrowable(() -> version(connection));
        assertThat(thrown).isNotNull();
        return ClusterFailure.of(thrown);
    }

    private static String url(HttpServer server) {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return scheme + "://127.0.0.1:" + server.getAddress().getPort();
    }

    private static String certificatePem() {
        try {
            return loopback.certificatePem();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String keyPem() {
        try {
            return loopback.keyPem();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
