package io.jenkins.plugins.seldon.load.http1;

import static io.jenkins.plugins.seldon.load.http1.Posting.MOST;
import static io.jenkins.plugins.seldon.load.http1.Posting.PAYLOAD;
import static io.jenkins.plugins.seldon.load.http1.Posting.failure;
import static io.jenkins.plugins.seldon.load.http1.Posting.post;
import static io.jenkins.plugins.seldon.load.http1.Posting.request;
import static io.jenkins.plugins.seldon.load.http1.Posting.sender;
import static io.jenkins.plugins.seldon.load.http1.RawServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.load.http1.ExchangeFailure.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How answers are framed (RFC 9112, 6.3 and 7.1), and what becomes of the connection. */
@Timeout(180)
class AnswerFramingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 200 OK~Content-Length: 3~~abc|200 abc",
                "HTTP/1.1 200~content-LENGTH:3 ~~abc|200 abc",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2;x=\"y\"~ab~1~c~0~X-Trailer: 1~~|200 abc",
                "HTTP/1.1 100 Continue~~HTTP/1.1 103 Early Hints~Link: x~~HTTP/1.1 200 OK~Content-Length: 1~~a|200 a",
                "HTTP/1.1 204 No Content~Content-Length: 5~~|204",
                "HTTP/1.1 304 Not Modified~Content-Length: 5~~|304",
                "HTTP/1.1 503 Down~Content-Length: 1~~x|503 x",
                "HTTP/1.1 200 OK~Content-Length: 0~Content-Encoding: gzip~~|200",
            })
    void whatEndsInPlainSightLeavesTheConnectionInUse(String answer, String expected) throws Exception {
        try (RawServer server = RawServer.answering(answer.replace("~", "\r\n"));
                HttpSender sender = sender(server.url())) {
            assertThat(post(sender)).isEqualTo(expected);
            assertThat(post(sender)).isEqualTo(expected);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 200 OK~Content-Length: 1~Content-Length: 1~~a|200 a",
                "HTTP/1.1 200 OK~Content-Length: 1, 1~~a|200 a",
                "HTTP/1.1 200 OK~Content-Length: 9~Transfer-Encoding: chunked~~1~a~0~~|200 a",
                "HTTP/1.0 200 OK~Transfer-Encoding: chunked~~1~a~0~~|200 a",
                "HTTP/1.0 200 OK~Content-Length: 1~~a|200 a",
                "HTTP/1.1 200 OK~Connection: Keep-Alive, close~Content-Length: 1~~a|200 a",
                "HTTP/1.1 200 OK~Content-Length: 1~~aHTTP/1.1 200 OK~Content-Length: 1~~b|200 a",
                "HTTP/1.1 200 OK^Content-Length: 1~~a|200 a",
            })
    void whereFramingIsInDoubtTheConnectionEndsWithTheAnswer(String answer, String expected) throws Exception {
        try (RawServer server = RawServer.answering(answer.replace("~", "\r\n").replace('^', '\n'));
                HttpSender sender = sender(server.url())) {
            assertThat(post(sender)).isEqualTo(expected);
            assertThat(post(sender)).isEqualTo(expected);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<html>~~|an answer that is not HTTP: <html>",
                "HTTP/2 200~~|an answer that is not HTTP: HTTP/2 200",
                "HTTP/1.1 20 OK~~|an answer that is not HTTP: HTTP/1.1 20 OK",
                "HTTP/1.1 101 Switching~~|an answer that changes the protocol",
                "HTTP/1.1 200 OK~Content-Length: -1~~|an answer whose Content-Length is not a number",
                "HTTP/1.1 200 OK~Content-Length: 99999999999999999999~~|an answer whose Content-Length is not a number",
                "HTTP/1.1 200 OK~Content-Length: 1~Content-Length: 2~~ab|an answer with two lengths",
                "HTTP/1.1 200 OK~Transfer-Encoding: gzip, chunked~~|an answer with a transfer coding other than "
                        + "chunked",
                "HTTP/1.1 200 OK~No header~~|an answer with an invalid header",
                "HTTP/1.1 200 OK~ folded: 1~~|an answer with an invalid header",
                "HTTP/1.1 200 OK~A: \r1~~|an answer with control characters in its head",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~-1~a|an answer whose chunk's size is not a number",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~1000000000000000~|an answer whose chunk's size is not a number",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~1~ab~|an answer whose chunk is longer than it says",
                "HTTP/1.1 200 OK~Content-Encoding: gzip~Content-Length: 3~~abc|an answer that is not a complete gzip",
            })
    void whatIsNoHttpIsToldAsSuch(String answer, String clause) throws Exception {
        try (RawServer server = RawServer.answering(answer.replace("~", "\r\n"));
                HttpSender sender = sender(server.url())) {
            ExchangeFailure failure = failure(sender);
            assertThat(failure).hasMessage(clause);
            assertThat(failure.kind()).isEqualTo(Kind.MALFORMED);
        }
    }

    @Test
    void aBodyMayEndWithItsConnection() throws Exception {
        RawServer.Script script = peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\n\r\nuntil the end");
        };
        try (RawServer server = new RawServer(script);
                HttpSender sender = sender(server.url())) {
            assertThat(post(sender)).isEqualTo("200 until the end");
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 100", "true, 100", "false, 60000", "true, 60000"})
    void aCompressedAnswerIsReadAndBounded(boolean isChunked, int size) throws Exception {
        byte[] gzip = gzip("x".repeat(size));
        RawServer.Script script = peer -> {
            while (peer.request() != null) {
                peer.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n");
                if (isChunked) {
                    peer.send("Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(gzip.length) + "\r\n");
                    peer.send(gzip);
                    peer.send("\r\n0\r\n\r\n");
                } else {
                    peer.send("Content-Length: " + gzip.length + "\r\n\r\n");
                    peer.send(gzip);
                }
            }
        };
        try (RawServer server = new RawServer(script);
                HttpSender sender = sender(server.url())) {
            for (int i = 0; i < 2; i++) {
                Reply reply = sender.send(request(sender), PAYLOAD, MOST);
                assertThat(reply.body()).hasSize(Math.min(size, MOST)).containsOnly('x');
                assertThat(reply.isCut()).isEqualTo(size > MOST);
            }
            assertThat(server.connections()).isLessThanOrEqualTo(size > MOST ? 2 : 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1000, 1001, 200_000})
    void aBodyIsTakenUpToItsBound(int size) throws Exception {
        try (RawServer server = RawServer.answering(ok("x".repeat(size)));
                HttpSender sender = sender(server.url())) {
            Reply reply = sender.send(request(sender), PAYLOAD, MOST);
            assertThat(reply.body()).hasSize(Math.min(size, MOST));
            assertThat(reply.isCut()).isEqualTo(size > MOST);
            Reply whole = sender.send(request(sender), PAYLOAD, 1_000_000);
            assertThat(whole.body()).hasSize(size);
            assertThat(whole.isCut()).isFalse();
        }
    }

    @Test
    void headHasNoBody() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
                HttpSender sender = sender(server.url())) {
            for (int i = 0; i < 2; i++) {
                assertThat(sender.send(sender.request("HEAD", Map.of()), new byte[0], MOST)
                                .body())
                        .isEmpty();
            }
            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.requests()).first().asString().doesNotContain("Content-Length");
        }
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
