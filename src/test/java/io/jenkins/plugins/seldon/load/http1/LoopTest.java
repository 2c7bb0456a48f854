package io.jenkins.plugins.seldon.load.http1;

import static io.jenkins.plugins.seldon.load.http1.Posting.sender;
import static io.jenkins.plugins.seldon.load.http1.RawServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.http.HttpAccess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many callers on one thread get what each would get on one of its own. */
@Timeout(180)
class LoopTest {

    private static final int MOST = 1_000_000;

    private static List<Sequence> sequences(HttpSender sender, int callers, int requests) {
        return Stream.generate(() -> new Sequence(sender, Collections.nCopies(requests, "{}")))
                .limit(callers)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 30, 72})
    void answersWakeUpNoThreadsOfTheirOwn(int cutAt) throws Exception {
        String answer = ok("12345");
        RawServer.Script script = peer -> {
            while (peer.request() != null) {
                peer.send(answer.substring(0, Math.min(cutAt, answer.length())));
                peer.send(answer.substring(Math.min(cutAt, answer.length())));
            }
        };
        try (RawServer server = new RawServer(script);
                HttpSender sender = sender(server.url())) {
            List<Sequence> callers = sequences(sender, 8, 50);
            sender.serve(callers, MOST);
            assertThat(callers)
                    .allSatisfy(caller -> assertThat(caller.results).hasSize(50).containsOnly("12345"));
            assertThat(callers)
                    .allSatisfy(caller -> assertThat(caller.threads).containsExactly(Thread.currentThread()));
            assertThat(server.requests()).hasSize(400);
            assertThat(server.connections()).isLessThanOrEqualTo(8);
            assertThat(sender.send(sender.request("POST", Map.of()), new byte[0], MOST)
                            .status())
                    .isEqualTo(200);
            assertThat(server.connections())
                    .as("its connections are others' afterwards")
                    .isLessThanOrEqualTo(8);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {33_000, 900_000})
    void largeAnswersComeWhole(int size) throws Exception {
        String body = "x".repeat(size);
        try (RawServer server = RawServer.answering(ok(body));
                HttpSender sender = sender(server.url())) {
            List<Sequence> callers = sequences(sender, 3, 5);
            sender.serve(callers, MOST);
            assertThat(callers).allSatisfy(caller -> assertThat(caller.results)
                    .hasSize(5)
                    .allSatisfy(each -> assertThat(each.equals(body)).isTrue()));
            assertThat(server.connections()).isLessThanOrEqualTo(3);
        }
    }

    /** Whoever takes it may have to wait. */
    @Test
    void whatUnpacksToALargeAnswerIsHandedOverByAnotherThread() throws Exception {
        String body = "x".repeat(50_000);
        byte[] packed = gzip(body);
        RawServer.Script script = peer -> {
            while (peer.request() != null) {
                peer.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + packed.length + "\r\n\r\n");
                peer.send(packed);
            }
        };
        try (RawServer server = new RawServer(script);
                HttpSender sender = sender(server.url())) {
            Sequence caller = new Sequence(sender, Collections.nCopies(4, "{}"));
            sender.serve(List.of(caller), MOST);
            assertThat(caller.results).containsExactly(body, body, body, body);
            assertThat(caller.threads).isNotEmpty().doesNotContain(Thread.currentThread());
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    /** Who decompresses looks for a further part where the end of the last chunk has not come whole. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void theEndOfACompressedAnswerMayComeInParts(int cutAt) throws Exception {
        String packed = new String(gzip("12345"), StandardCharsets.ISO_8859_1);
        String end = "\r\n0\r\n\r\n";
        RawServer.Script script = peer -> {
            while (peer.request() != null) {
                peer.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(packed.length()) + "\r\n" + packed + end.substring(0, cutAt));
                RawServer.pause(20);
                peer.send(end.substring(cutAt));
            }
        };
        try (RawServer server = new RawServer(script);
                HttpSender sender = sender(server.url())) {
            Sequence caller = new Sequence(sender, Collections.nCopies(4, "{}"));
            sender.serve(List.of(caller), MOST);
            assertThat(caller.results).containsExactly("12345", "12345", "12345", "12345");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        return bytes.toByteArray();
    }

    @Test
    void anAnswerThatStopsHalfWayHoldsUpNoOther() throws Exception {
        CountDownLatch others = new CountDownLatch(300);
        RawServer.Script script = peer -> {
            for (int i = 1; peer.request() != null; i++) {
                if (peer.number() == 1 && i == 2) {
                    peer.send(ok("12345").substring(0, 30));
                    await(others);
                    peer.send(ok("12345").substring(30));
                } else {
                    peer.send(ok("12345"));
                }
                if (peer.number() > 1) {
                    others.countDown();
                }
            }
        };
        try (RawServer server = new RawServer(script);
                HttpSender sender =
                        HttpSender.open(server.url(), HttpAccess.NONE, Duration.ofMinutes(2), Route.Choice.JVM)) {
            List<Sequence> callers = sequences(sender, 4, 100);
            sender.serve(callers, MOST);
            assertThat(callers)
                    .allSatisfy(
                            caller -> assertThat(caller.results).hasSize(100).containsOnly("12345"));
        }
    }

    @Test
    void aRequestThatTheServerTakesSlowlyHoldsUpNoOther() throws Exception {
        String large = "x".repeat(20_000_000);
        CountDownLatch others = new CountDownLatch(100);
        RawServer.Script script = peer -> {
            for (String head = peer.head(); head != null; head = peer.head()) {
                boolean isLarge = head.contains("Content-Length: " + large.length());
                if (isLarge) {
                    await(others);
                }
                int length = peer.socket().getInputStream().readNBytes(isLarge ? large.length() : 2).length;
                peer.send(ok(Integer.toString(length)));
                if (!isLarge) {
                    others.countDown();
                }
            }
        };
        try (RawServer server = new RawServer(script);
                HttpSender sender =
                        HttpSender.open(server.url(), HttpAccess.NONE, Duration.ofMinutes(2), Route.Choice.JVM)) {
            Sequence slow = new Sequence(sender, List.of("{}", large, "{}"));
            Sequence quick = new Sequence(sender, Collections.nCopies(100, "{}"));
            sender.serve(List.of(slow, quick), MOST);
            assertThat(slow.results).containsExactly("2", "20000000", "2");
            assertThat(quick.results).hasSize(100).containsOnly("2");
        }
    }

    /** What a thread has sent the rest of may be answered before the loop has looked at its selector again. */
    @Test
    void aConnectionThatComesBackBeforeTheNextLookJoinsAfterIt() throws Exception {
        String large = "x".repeat(20_000_000);
        CountDownLatch firstBack = new CountDownLatch(1);
        CountDownLatch bothBack = new CountDownLatch(2);
        CountDownLatch largeLeft = new CountDownLatch(1);
        CountDownLatch largeAnswered = new CountDownLatch(1);
        RawServer.Script script = peer -> {
            for (String head = peer.head(); head != null; head = peer.head()) {
                boolean isLarge = head.contains("Content-Length: " + large.length());
                if (isLarge) {
                    await(largeLeft);
                }
                byte[] body = peer.socket().getInputStream().readNBytes(isLarge ? large.length() : 2);
                if (body[0] == '[') {
                    await(firstBack);
                    RawServer.pause(50);
                }
                peer.send(ok(Integer.toString(body.length)));
            }
        };
        try (RawServer server = new RawServer(script);
                HttpSender sender =
                        HttpSender.open(server.url(), HttpAccess.NONE, Duration.ofMinutes(2), Route.Choice.JVM)) {
            Sequence first = new Sequence(sender, List.of("{}", large, "{}")) {
                @Override
                public void answered(Reply reply) {
                    super.answered(reply);
                    firstBack.countDown();
                    bothBack.countDown();
                    if (reply.length() > 1) {
                        largeAnswered.countDown();
                    }
                }
            };
            Sequence second = new Sequence(sender, List.of("[]", "[]")) {
                @Override
                public byte[] next() {
                    if (bothBack.getCount() == 0) {
                        largeLeft.countDown();
                        await(largeAnswered);
                        RawServer.pause(50);
                    }
                    return super.next();
                }

                @Override
                public void answered(Reply reply) {
                    super.answered(reply);
                    bothBack.countDown();
                }
            };
            Sequence holding = new Sequence(sender, List.of()) {
                @Override
                public byte[] next() {
                    await(bothBack);
                    RawServer.pause(50);
                    return super.next();
                }
            };
            sender.serve(List.of(first, second, holding), MOST);
            assertThat(first.results).containsExactly("2", "20000000", "2");
            assertThat(second.results).containsExactly("2", "2");
        }
    }

    @Test
    void whatIsLateIsToldAsThatAndTheNextTakesAnotherConnection() throws Exception {
        RawServer.Script script = peer -> {
            for (String request = peer.request(); request != null; request = peer.request()) {
                if (request.endsWith("1")) {
                    peer.send(ok("1"));
                } else if (request.endsWith("half")) {
                    peer.send(ok("half").substring(0, 72));
                }
            }
        };
        try (RawServer server = new RawServer(script);
                HttpSender sender =
                        HttpSender.open(server.url(), HttpAccess.NONE, Duration.ofSeconds(3), Route.Choice.JVM)) {
            Sequence caller = new Sequence(sender, List.of("1", "none", "1", "half", "1"));
            sender.serve(List.of(caller), MOST);
            assertThat(caller.results.stream().map(LoopTest::told))
                    .containsExactly("1", "TIMEOUT nothing came", "1", "TIMEOUT only a part came", "1");
            assertThat(server.connections()).isEqualTo(3);
        }
    }

    @Test
    void nothingIsSentTwiceToAServerThatClosesItsConnections() throws Exception {
        RawServer.Script script = peer -> {
            String first = peer.request();
            peer.send(ok("1"));
            if (first != null && peer.request() != null) {
                // Closes without an answer.
                return;
            }
        };
        try (RawServer server = new RawServer(script);
                HttpSender sender = sender(server.url())) {
            Sequence caller = new Sequence(sender, Collections.nCopies(20, "1"));
            sender.serve(List.of(caller), MOST);
            assertThat(server.requests()).hasSize(20);
            assertThat(caller.results.stream().map(LoopTest::told).distinct())
                    .containsExactly("1", "RESET the server closed the connection");
        }
    }

    @Test
    void theEndOfTheSenderEndsWhatIsUnderWay() throws Exception {
        CountDownLatch asked = new CountDownLatch(3);
        RawServer.Script script = peer -> {
            peer.request();
            peer.send(ok("1"));
            peer.request();
            asked.countDown();
            peer.request();
        };
        try (RawServer server = new RawServer(script);
                HttpSender sender = sender(server.url())) {
            List<Sequence> callers = sequences(sender, 3, 2);
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serve(sender, callers));
            await(asked);
            sender.close();
            served.get(60, TimeUnit.SECONDS);
            assertThat(callers)
                    .allSatisfy(caller -> assertThat(caller.results.stream().map(LoopTest::told))
                            .containsExactly("1", "ENDED the burst was ended"));
        }
    }

    private static String told(Object result) {
        return result instanceof ExchangeFailure failure
                ? failure.kind() + " " + failure.getMessage()
                : String.valueOf(result);
    }

    private static void serve(HttpSender sender, List<Sequence> callers) {
        try {
            sender.serve(callers, MOST);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
