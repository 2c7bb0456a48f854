package io.jenkins.plugins.seldon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
class HttpTlsTest {

    @Test
    void aCaCertificateThatHoldsNoneIsRefusedBeforeAnythingIsSent() {
        HttpAccess access = HttpAccess.NONE.overTls("\n# to be filled in\n", false);
        assertThatThrownBy(() -> HttpTls.apply(new OkHttpClient.Builder(), access))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("CA certificate or the client certificate can't be used");
    }

    /** As where Prometheus has no TLS of its own, which it has not unless it is told to. */
    @Test
    void aServerWithoutTlsHasNoCertificateThatIsToBlame() throws IOException {
        byte[] answer = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        assertThat(reason(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()), answer))
                .isEqualTo("it does not speak TLS at this port");
    }

    /** Records of TLS 1.2 (RFC 5246, 7.2): who asks for a client certificate, or for another version, says so. */
    @ParameterizedTest
    @CsvSource({
        "1503030002022a, bad_certificate",
        "15030300020228, handshake_failure",
        "15030300020246, protocol_version",
    })
    void whatTheServerRefusesIsItsAlert(String record, String alert) throws IOException {
        assertThat(reason(
                        new ServerSocket(0, 10, InetAddress.getLoopbackAddress()),
                        HexFormat.of().parseHex(record)))
                .isEqualTo("TLS failed (" + alert + ")");
    }

    @Test
    void aCertificateOfNobodyKnownIsNotAccepted() throws IOException {
        HeldCertificate own = new HeldCertificate.Builder()
                .addSubjectAlternativeName("127.0.0.1")
                .build();
        HandshakeCertificates server =
                new HandshakeCertificates.Builder().heldCertificate(own).build();
        ServerSocket socket = server.sslContext()
                .getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        assertThat(reason(socket, new byte[0])).isEqualTo("its TLS certificate is not accepted");
    }

    /** Why a server can't be reached that says this to whoever connects, and then listens. */
    private static String reason(ServerSocket socket, byte[] says) throws IOException {
        try (socket) {
            Thread server = new Thread(() -> serve(socket, says), "server");
            server.setDaemon(true);
            server.start();
            HttpPort port = DirectHttp.at("Prometheus", "https://127.0.0.1:" + socket.getLocalPort())
                    .build(new OkHttpClient());
            HttpFailure failure = catchThrowableOfType(
                    HttpFailure.class, () -> port.send(HttpPort.Request.get("api/v1/query", Map.of())));
            assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.UNREACHABLE);
            return failure.detail();
        }
    }

    private static void serve(ServerSocket socket, byte[] says) {
        while (!socket.isClosed()) {
            try (Socket peer = socket.accept()) {
                peer.getOutputStream().write(says);
                peer.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // The next one, if there is one.
            }
        }
    }
}
