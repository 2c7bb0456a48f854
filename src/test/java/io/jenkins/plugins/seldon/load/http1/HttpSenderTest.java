package io.jenkins.plugins.seldon.load.http1;

import static io.jenkins.plugins.seldon.load.http1.Posting.MOST;
import static io.jenkins.plugins.seldon.load.http1.Posting.PAYLOAD;
import static io.jenkins.plugins.seldon.load.http1.Posting.failure;
import static io.jenkins.plugins.seldon.load.http1.Posting.post;
import static io.jenkins.plugins.seldon.load.http1.Posting.request;
import static io.jenkins.plugins.seldon.load.http1.Posting.sender;
import static io.jenkins.plugins.seldon.load.http1.RawServer.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.http1.ExchangeFailure.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the sender does with connections and answers, against a server of bytes. */
@Timeout(180)
class HttpSenderTest {

    @Test
    void requestsShareAConnectionWhichIsKeptForTheNextSender() throws Exception {
        try (RawServer server = RawServer.answering(ok("1"))) {
            for (int burst = 0; burst < 2; burst++) {
                try (HttpSender sender = sender(server.url())) {
                    for (int i = 0; i < 3; i++) {
                        assertThat(post(sender)).isEqualTo("200 1");
                    }
                }
            }
            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.requests())
                    .hasSize(6)
                    .containsOnly("POST /predict?a=b HTTP/1.1\r\nHost: 127.0.0.1:" + server.port()
                            + "\r\nAccept-Encoding: gzip\r\nX-A: 1\r\nContent-Length: 2\r\n\r\n");
        }
    }

    /** As gunicorn does after 2 s, at the very rate at which each request meets the close. */
    @Test
    void aServerThatClosesIdleConnectionsCausesNoFalseErrors() throws Exception {
        RawServer.Script script = peer -> {
            peer.socket().setSoTimeout(2000);
            while (peer.request() != null) {
                peer.send(ok("1"));
            }
        };
        try (RawServer server = new RawServer(script);
                HttpSender sender = sender(server.url())) {
            for (int i = 0; i < 3; i++) {
                assertThat(post(sender)).isEqualTo("200 1");
                RawServer.pause(2000);
            }
            assertThat(server.requests()).as("each was sent once").hasSize(3);
        }
    }

    @Test
    void aConnectionThatTheServerClosedWithoutAWordIsNotUsedAgain() throws Exception {
        RawServer.Script script = peer -> {
            peer.request();
            peer.send(ok("1"));
        };
        try (RawServer server = new RawServer(script);
                HttpSender sender = sender(server.url())) {
            for (int i = 1; i <= 20; i++) {
                assertThat(post(sender)).isEqualTo("200 1");
                int closed = i;
                Await.until("the server has closed it", Duration.ofSeconds(60), () -> server.ended() == closed);
            }
            assertThat(server.requests()).hasSize(20);
        }
    }

    @Test
    void whatWasWrittenIsNeverSentAgain() throws Exception {
        RawServer.Script script = peer -> {
            peer.request();
            peer.send(ok("1"));
            peer.request();
        };
        try (RawServer server = new RawServer(script);
                HttpSender sender = sender(server.url())) {
            assertThat(post(sender)).isEqualTo("200 1");
            assertThat(failure(sender).kind()).isEqualTo(Kind.RESET);
            assertThat(failure(sender)).as("a new connection").isNull();
            assertThat(server.requests()).hasSize(3);
        }
    }

    @Test
    void whatNobodyAskedForEndsAConnection() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        RawServer.Script script = peer -> {
            peer.request();
            peer.send(ok("1"));
            if (peer.number() == 1) {
                RawServer.pause(100);
                peer.send("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
                told.countDown();
            }
            peer.request();
        };
        try (RawServer server = new RawServer(script);
                HttpSender sender = sender(server.url())) {
            assertThat(post(sender)).isEqualTo("200 1");
            assertThat(told.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(post(sender)).isEqualTo("200 1");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    /** As proxies do with a body that is too large for them. */
    @Test
    void anAnswerBeforeTheEndOfTheRequestIsRead() throws Exception {
        RawServer.Script script = peer -> {
            peer.head();
            peer.send("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbig");
            peer.socket().shutdownOutput();
            peer.socket().getInputStream().transferTo(OutputStream.nullOutputStream());
        };
        try (RawServer server = new RawServer(script);
                HttpSender sender = sender(server.url())) {
            Reply reply = sender.send(request(sender), new byte[1024 * 1024], MOST);
            assertThat(reply.status()).isEqualTo(413);
        }
    }

    @Test
    void theDeadlineIsForTheWholeRequestHoweverBusyTheServerLooks() throws Exception {
        RawServer.Script script = peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n");
            for (int i = 0; i < 500; i++) {
                peer.send("x");
                RawServer.pause(20);
            }
        };
        try (RawServer server = new RawServer(script);
                HttpSender sender =
                        HttpSender.open(server.url(), HttpAccess.NONE, Duration.ofMillis(300), Route.Choice.JVM)) {
            long start = System.nanoTime();
            ExchangeFailure failure = failure(sender);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(290), Duration.ofMillis(1300));
            assertThat(failure).hasMessage("only a part came");
            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        }
    }

    @Test
    void anAnswerThatIsCutShortIsABrokenConnection() throws Exception {
        RawServer.Script script = peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nx");
        };
        try (RawServer server = new RawServer(script);
                HttpSender sender = sender(server.url())) {
            ExchangeFailure failure = failure(sender);
            assertThat(failure).hasMessage("the server closed the connection in the middle of the answer");
            assertThat(failure.kind()).isEqualTo(Kind.RESET);
        }
    }

    @Test
    void closingEndsWhatIsUnderWayAtOnce() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        RawServer.Script script = peer -> {
            peer.request();
            asked.countDown();
            peer.request();
        };
        try (RawServer server = new RawServer(script)) {
            HttpSender sender = sender(server.url());
            Thread closer = new Thread(() -> {
                try {
                    assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                sender.close();
            });
            closer.start();
            assertThat(failure(sender).kind()).isEqualTo(Kind.ENDED);
            closer.join();
            assertThat(failure(sender).kind()).as("and whatever comes after").isEqualTo(Kind.ENDED);
        }
    }

    @Test
    void nobodyThereIsToldInAClause() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        try (HttpSender sender = sender("http://127.0.0.1:" + free)) {
            assertThat(failure(sender))
                    .hasMessage("Failed to connect to 127.0.0.1:" + free + ": connection refused")
                    .extracting(ExchangeFailure::kind)
                    .isEqualTo(Kind.CONNECT);
        }
        try (HttpSender sender = sender("http://nobody.invalid/")) {
            assertThat(failure(sender))
                    .hasMessageContaining("nobody.invalid")
                    .extracting(ExchangeFailure::kind)
                    .isEqualTo(Kind.CONNECT);
        }
    }

    @Test
    void addressesOfIpv6AreReached() throws Exception {
        InetAddress loopback = InetAddress.getByName("::1");
        ServerSocket socket;
        try {
            socket = new ServerSocket(0, 10, loopback);
        } catch (IOException e) {
            Assumptions.abort("this machine has no IPv6");
            return;
        }
        assertThat(loopback).isInstanceOf(Inet6Address.class);
        RawServer.Script script = peer -> {
            peer.request();
            peer.send(ok("1"));
        };
        try (RawServer server = new RawServer(socket, script);
                HttpSender sender = sender("http://[::1]:" + server.port())) {
            assertThat(post(sender)).isEqualTo("200 1");
            assertThat(server.requests())
                    .first()
                    .asString()
                    .startsWith("POST / HTTP/1.1\r\nHost: [::1]:" + server.port());
        }
    }

    @Test
    void headersTakeThePlaceOfItsOwnButNotOfTheFraming() throws Exception {
        Map<String, String> headers = Map.of(
                "host", "model.example", "content-length", "7", "transfer-encoding", "chunked", "connection", "close");
        try (RawServer server = RawServer.answering(ok("1"));
                HttpSender sender = sender(server.url())) {
            sender.send(sender.request("POST", headers), PAYLOAD, MOST);
            sender.send(sender.request("POST", headers), PAYLOAD, MOST);
            assertThat(server.connections())
                    .as("of requests that ask for no more")
                    .isEqualTo(2);
            assertThat(server.requests())
                    .first()
                    .isEqualTo("POST /predict?a=b HTTP/1.1\r\nHost: model.example\r\n"
                            + "Accept-Encoding: gzip\r\nconnection: close\r\nContent-Length: 2\r\n\r\n");
            assertThatThrownBy(() -> sender.request("POST", Map.of("Authorization", "secret\r\nX: 1")))
                    .hasMessageContaining("Authorization")
                    .hasMessageNotContaining("secret");
            assertThatThrownBy(() -> sender.request("POST", Map.of("Host", "model.example\r\nX: 1")))
                    .hasMessage("The value of the header Host has characters that HTTP does not allow.");
        }
    }
}
