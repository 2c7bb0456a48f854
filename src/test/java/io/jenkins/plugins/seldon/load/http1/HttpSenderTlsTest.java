package io.jenkins.plugins.seldon.load.http1;

import static io.jenkins.plugins.seldon.load.http1.RawServer.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.http1.ExchangeFailure.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS towards a server of Java's own. */
@Timeout(180)
class HttpSenderTlsTest {

    private static final HeldCertificate AUTHORITY =
            new HeldCertificate.Builder().certificateAuthority(0).build();

    private static final HttpAccess TRUSTING = HttpAccess.NONE.overTls(AUTHORITY.certificatePem(), false);

    private final Queue<String> sessions = new ConcurrentLinkedQueue<>();
    private final Queue<String> callers = new ConcurrentLinkedQueue<>();

    /** The number of the connection that each request came by. */
    private final Queue<Integer> peers = new ConcurrentLinkedQueue<>();

    /** The answer has an end that its server tells of, so that each request needs a connection of its own. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void laterConnectionsTakeUpTheFirstOnesSession(String protocol) throws Exception {
        try (RawServer server = server("127.0.0.1", protocol, false, true);
                HttpSender sender = sender(server, TRUSTING)) {
            for (int i = 0; i < 3; i++) {
                assertThat(post(sender)).isEqualTo("1");
            }
            assertThat(server.connections()).isEqualTo(3);
            assertThat(sessions).hasSize(3);
            assertThat(Set.copyOf(sessions)).as("when they were made").hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void requestsShareAConnection(String protocol) throws Exception {
        try (RawServer server = server("127.0.0.1", protocol, false, false);
                HttpSender sender = sender(server, TRUSTING)) {
            for (int i = 0; i < 3; i++) {
                assertThat(post(sender)).isEqualTo("1");
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aBodyMayEndWithItsConnection(String protocol) throws Exception {
        SSLServerSocket socket = socket("127.0.0.1", protocol);
        RawServer.Script script = peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\n\r\nuntil the end");
            peer.socket().close();
        };
        try (RawServer server = new RawServer(socket, script);
                HttpSender sender = sender(server, TRUSTING)) {
            assertThat(post(sender)).isEqualTo("until the end");
        }
    }

    /** What one record of TLS holds is decrypted with the answer's last byte, before anybody asks for it. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whatComesBehindAnAnswerIsNoAnswerToTheNextRequest(String protocol) throws Exception {
        String body = "1" + " ".repeat(11_999);
        try (RawServer server = server("127.0.0.1", protocol, false, ok(body) + ok("2"));
                HttpSender sender = sender(server, TRUSTING)) {
            assertThat(post(sender, body.length())).isEqualTo(body);
            assertThat(post(sender, body.length())).isEqualTo(body);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    /**
     * The tickets that TLS 1.3 sends after a handshake are read, so that they are taken for nothing else. On a busy machine one
     * may come late, which costs a connection more.
     */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void connectionsThatAreOpenedAheadAreUsedInTurns(String protocol) throws Exception {
        int opened = 0;
        for (int round = 0; round < 10 && opened != 3; round++) {
            try (RawServer server = server("127.0.0.1", protocol, false, false);
                    HttpSender sender = sender(server, TRUSTING)) {
                sender.connect(3);
                assertThat(server.connections()).isEqualTo(3);
                peers.clear();
                for (int i = 0; i < 6; i++) {
                    assertThat(post(sender)).isEqualTo("1");
                }
                sender.connect(2);
                opened = server.connections();
            }
        }
        assertThat(opened).isEqualTo(3);
        assertThat(peers).hasSize(6).startsWith(peers.stream().skip(3).toArray(Integer[]::new));
        assertThat(Set.copyOf(peers)).hasSize(3);
    }

    @Test
    void whatCantBeOpenedAheadIsLeftToTheRequests() throws Exception {
        try (RawServer server = server("other.example", "TLSv1.3", false, false);
                HttpSender sender = sender(server, TRUSTING)) {
            sender.connect(200);
            assertThat(server.connections()).isLessThanOrEqualTo(16);
        }
        try (RawServer silent = new RawServer(peer -> peer.request());
                HttpSender sender = HttpSender.open(
                        silent.url().replace("http:", "https:"), TRUSTING, Duration.ofMinutes(5), Route.Choice.JVM)) {
            long start = System.nanoTime();
            sender.connect(1);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20));
        }
    }

    @Test
    void aCertificateOfAnotherHostIsRefused() throws Exception {
        try (RawServer server = server("other.example", "TLSv1.3", false, false);
                HttpSender sender = sender(server, TRUSTING)) {
            assertThatThrownBy(() -> post(sender))
                    .isInstanceOfSatisfying(ExchangeFailure.class, failure -> assertThat(failure.kind())
                            .isEqualTo(Kind.TLS))
                    .hasMessageContaining("127.0.0.1");
        }
    }

    @Test
    void aCertificateOfAnUnknownAuthorityIsRefusedUnlessTheUserSaysSo() throws Exception {
        try (RawServer server = server("other.example", "TLSv1.3", false, false)) {
            try (HttpSender sender = sender(server, HttpAccess.NONE)) {
                assertThatThrownBy(() -> post(sender))
                        .isInstanceOfSatisfying(ExchangeFailure.class, failure -> assertThat(failure.kind())
                                .isEqualTo(Kind.TLS));
            }
            try (HttpSender sender = sender(server, HttpAccess.NONE.overTls("", true))) {
                assertThat(post(sender)).isEqualTo("1");
            }
        }
    }

    @Test
    void theEndpointsClientCertificateIsShown() throws Exception {
        HeldCertificate caller = new HeldCertificate.Builder()
                .commonName("caller")
                .signedBy(AUTHORITY)
                .build();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "caller", caller.keyPair().getPrivate(), "pass".toCharArray(), new Certificate[] {caller.certificate()
                });
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store.store(bytes, "pass".toCharArray());
        HttpAccess access = HttpAccess.certificate(Base64.getEncoder().encodeToString(bytes.toByteArray()), "pass")
                .overTls(AUTHORITY.certificatePem(), false);

        try (RawServer server = server("127.0.0.1", "TLSv1.3", true, false)) {
            try (HttpSender sender = sender(server, access)) {
                assertThat(post(sender)).isEqualTo("1");
                assertThat(callers).containsExactly("CN=caller");
            }
            try (HttpSender sender = sender(server, TRUSTING)) {
                assertThatThrownBy(() -> post(sender)).isInstanceOf(ExchangeFailure.class);
            }
        }
    }

    @Test
    void aServerWithoutTlsIsToldFromOneThatIsNotThere() throws Exception {
        try (RawServer server = RawServer.answering(ok("1"));
                HttpSender sender = HttpSender.open(
                        "https://127.0.0.1:" + server.port() + "/",
                        TRUSTING,
                        Duration.ofMillis(500),
                        Route.Choice.JVM)) {
            // What it reads of a handshake is no request, so that it waits for more; a deadline ends that.
            assertThatThrownBy(() -> post(sender))
                    .isInstanceOfSatisfying(ExchangeFailure.class, failure -> assertThat(failure.kind())
                            .isEqualTo(Kind.UNCONNECTED))
                    .hasMessage("still in the TLS handshake");
        }
        RawServer.Script script = peer -> peer.send("HTTP/1.1 400 Bad Request\r\n\r\n");
        try (RawServer server = new RawServer(script);
                HttpSender sender = sender(server, TRUSTING)) {
            assertThatThrownBy(() -> post(sender))
                    .isInstanceOfSatisfying(ExchangeFailure.class, failure -> assertThat(failure.kind())
                            .isEqualTo(Kind.TLS));
        }
    }

    /** @param isShort whether each connection ends with its first answer */
    private RawServer server(String name, String protocol, boolean asksForCertificate, boolean isShort)
            throws IOException {
        String end = isShort ? "\r\nConnection: close\r\n\r\n" : "\r\n\r\n";
        return server(name, protocol, asksForCertificate, ok("1").replace("\r\n\r\n", end));
    }

    private RawServer server(String name, String protocol, boolean asksForCertificate, String answer)
            throws IOException {
        SSLServerSocket socket = socket(name, protocol);
        socket.setNeedClientAuth(asksForCertificate);
        return new RawServer(socket, peer -> {
            SSLSocket tls = (SSLSocket) peer.socket();
            tls.startHandshake();
            ExtendedSSLSession session = (ExtendedSSLSession) tls.getSession();
            sessions.add(Long.toString(session.getCreationTime()));
            if (asksForCertificate) {
                callers.add(session.getPeerPrincipal().getName());
            }
            while (peer.request() != null) {
                peers.add(peer.number());
                peer.send(answer);
            }
        });
    }

    private static SSLServerSocket socket(String name, String protocol) throws IOException {
        SSLServerSocket socket = (SSLServerSocket)
                context(name).getServerSocketFactory().createServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
        socket.setEnabledProtocols(new String[] {protocol});
        return socket;
    }

    static SSLContext context(String name) {
        HeldCertificate.Builder certificate =
                new HeldCertificate.Builder().addSubjectAlternativeName(name).signedBy(AUTHORITY);
        return new HandshakeCertificates.Builder()
                .heldCertificate(certificate.build())
                .addTrustedCertificate(AUTHORITY.certificate())
                .build()
                .sslContext();
    }

    static HttpAccess trusting() {
        return TRUSTING;
    }

    private static HttpSender sender(RawServer server, HttpAccess access) throws IOException {
        return HttpSender.open(
                "https://127.0.0.1:" + server.port() + "/", access, Duration.ofSeconds(10), Route.Choice.JVM);
    }

    private static String post(HttpSender sender) throws IOException {
        return post(sender, 100);
    }

    private static String post(HttpSender sender, int most) throws IOException {
        return new String(sender.send(sender.request("POST", Map.of()), new byte[] {'{', '}'}, most)
                .body());
    }
}
