package io.jenkins.plugins.seldon.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.Allowance;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.http.HttpTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(180)
class RehearsalTest {

    @ParameterizedTest
    @EnumSource
    void aRehearsalLeavesNothingBehind(Rehearsal.Way way) throws Exception {
        Rehearsal.run(way);
        long start = System.nanoTime();
        Rehearsal.run(way);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Allowance.ofSeconds(5));
        Await.until(
                "the end of the rehearsal's threads",
                Duration.ofSeconds(60),
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("seldon-analytics rehearsal")));
    }

    /** Callers that begin one after the other have a thread each. */
    @ParameterizedTest
    @CsvSource({
        "http://m/p,  8, 0, LOOPS",
        "http://m/p,  3, 0, THREADS",
        "http://m/p,  8, 2, THREADS",
        "https://m/p, 8, 0, TLS",
    })
    void whatABurstWillRunIsRehearsed(String url, int callers, double rampUp, Rehearsal.Way way) {
        LoadPlan plan = new LoadPlan(
                url,
                Protocol.SELDON,
                List.of("{}"),
                List.of(),
                HttpAccess.NONE,
                LoadProfile.of(100, 0, 0, callers, rampUp, Duration.ZERO),
                Duration.ofSeconds(2),
                1024);
        assertThat(Rehearsal.Way.of(plan)).isEqualTo(way);
    }

    @Test
    void theAnswersArePredictionsInPlainSightThatDiffer() {
        assertThat(List.of(Rehearsal.PREDICTION, Rehearsal.ANOTHER))
                .doesNotHaveDuplicates()
                .allMatch(answer -> Protocol.SELDON.isPlain(answer.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void itsServerHasACertificateOfItsOwn() throws Exception {
        try (ServerSocket server = RehearsalTls.context()
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread peer = new Thread(() -> {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream().write(1);
                } catch (IOException e) {
                    // The handshake of the other side tells.
                }
            });
            peer.start();
            try (SSLSocket client = (SSLSocket) HttpTls.context(HttpAccess.NONE.overTls("", true))
                    .getSocketFactory()
                    .createSocket(server.getInetAddress(), server.getLocalPort())) {
                assertThat(client.getInputStream().read()).isEqualTo(1);
                X509Certificate certificate =
                        (X509Certificate) client.getSession().getPeerCertificates()[0];
                certificate.checkValidity();
                certificate.verify(certificate.getPublicKey());
                assertThat(certificate.getSubjectX500Principal()).hasToString("CN=rehearsal");
            }
            peer.join();
        }
    }
}
