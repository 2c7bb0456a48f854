package io.jenkins.plugins.seldon.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.seldon.fixture.model.Http2Script;
import io.jenkins.plugins.seldon.fixture.model.Http2Script.Stream;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.grpc.GrpcCall;
import io.jenkins.plugins.seldon.load.grpc.GrpcMethod;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What else may answer where gRPC is expected, frame by frame: ingresses, logins, servers that fail or lie. */
@Timeout(180)
class HostileGrpcTest {

    /** A SeldonMessage with strData "a": field 5, one byte long. */
    private static final byte[] FRAME = {0, 0, 0, 0, 3, 0x2A, 1, 'a'};

    private static final int CALLS = 3;

    private static LoadResult run(int port) throws Exception {
        return new LoadGenerator(new LoadPlan(
                        "http://127.0.0.1:" + port + GrpcMethod.SELDON.path(),
                        Protocol.SELDON,
                        List.of("{\"strData\":\"x\"}"),
                        List.of(),
                        HttpAccess.NONE,
                        LoadProfile.closed(CALLS, 1),
                        Duration.ofSeconds(5),
                        1024,
                        new GrpcCall(GrpcMethod.SELDON, "")))
                .run(progress -> {});
    }

    /** Runs a burst against the script; each call is sent once, whatever becomes of it. */
    private static LoadResult against(Consumer<Stream> script) throws Exception {
        try (Http2Script server = Http2Script.answering(script)) {
            LoadResult result = run(server.port());
            assertThat(server.requests()).isEqualTo(CALLS);
            return result;
        }
    }

    private static Stream begun(Stream stream) {
        return stream.headers(false, ":status", "200", "content-type", "application/grpc");
    }

    private static void assertBad(LoadResult result, String flaw) {
        assertThat(result.firstFlaw()).contains(flaw);
        assertThat(result.badBodies()).as(result.flaws().toString()).isEqualTo(CALLS);
    }

    @Test
    void aWholeAnswerIsAPrediction() throws Exception {
        LoadResult result = against(stream -> begun(stream).data(false, FRAME).headers(true, "grpc-status", "0"));
        assertThat(result.accepted()).as(result.firstFlaw()).isEqualTo(CALLS);
    }

    @Test
    void withoutTrailersThereIsNoStatus() throws Exception {
        assertBad(against(stream -> begun(stream).data(true, FRAME)), "an answer with no grpc-status");
    }

    @Test
    void aStatusOfOkWithoutAMessageIsNoPrediction() throws Exception {
        assertBad(against(stream -> begun(stream).headers(true, "grpc-status", "0")), "no message");
    }

    @Test
    void twoMessagesAreNoPrediction() throws Exception {
        assertBad(
                against(stream ->
                        begun(stream).data(false, FRAME).data(false, FRAME).headers(true, "grpc-status", "0")),
                "more than one message");
    }

    @Test
    void aMessageThatBreaksOffIsNoPrediction() throws Exception {
        assertBad(
                against(stream ->
                        begun(stream).data(false, new byte[] {0, 0, 0, 0, 9, 1}).headers(true, "grpc-status", "0")),
                "an incomplete message");
    }

    @Test
    void aMessageThatIsAnnouncedTooLargeIsNotAwaited() throws Exception {
        assertBad(
                against(stream -> begun(stream).data(false, new byte[] {0, -1, -1, -1, -1})),
                "a message of more than 1024 bytes");
    }

    @Test
    void aMessageInAnotherEncodingIsNoPrediction() throws Exception {
        assertBad(
                against(stream -> stream.headers(
                                false, ":status", "200", "content-type", "application/grpc", "grpc-encoding", "snappy")
                        .data(false, new byte[] {1, 0, 0, 0, 1, 1})
                        .headers(true, "grpc-status", "0")),
                "a message in the encoding snappy");
    }

    @Test
    void whatIsNoProtobufIsNoPrediction() throws Exception {
        assertBad(
                against(stream -> begun(stream)
                        .data(false, new byte[] {0, 0, 0, 0, 2, 0x2A, 9})
                        .headers(true, "grpc-status", "0")),
                "a message that is not a protobuf");
    }

    /** Envoy answers gRPC so where no pod is there: trailers alone. */
    @Test
    void trailersAloneTellTheStatus() throws Exception {
        LoadResult result = against(stream -> stream.headers(
                true,
                ":status",
                "200",
                "content-type",
                "application/grpc",
                "grpc-status",
                "14",
                "grpc-message",
                "no healthy%20upstream%zz"));
        assertThat(result.statuses()).containsOnlyKeys(503);
        assertThat(result.firstFlaw()).isEqualTo("an answer with the gRPC status UNAVAILABLE: no healthy upstream%zz");
    }

    /** Envoy answers gRPC so where it has no route: source/common/router/router.cc, source/common/http/utility.cc. */
    @Test
    void anIngressWithoutARouteCountsAs404() throws Exception {
        LoadResult result = against(stream ->
                stream.headers(true, ":status", "200", "content-type", "application/grpc", "grpc-status", "12"));
        assertThat(result.statuses()).containsOnlyKeys(404);
        assertThat(result.firstFlaw()).isEqualTo("an answer with the gRPC status UNIMPLEMENTED");
    }

    @Test
    void aStatusWithoutAMessageIsToldByItsName() throws Exception {
        LoadResult result = against(stream -> begun(stream).headers(true, "grpc-status", "13"));
        assertThat(result.statuses()).containsOnlyKeys(500);
        assertThat(result.firstFlaw()).isEqualTo("an answer with the gRPC status INTERNAL");
    }

    @Test
    void aStatusThatIsNoNumberIsUnknown() throws Exception {
        LoadResult result = against(stream -> begun(stream).headers(true, "grpc-status", "ok"));
        assertThat(result.firstFlaw()).isEqualTo("an answer with the gRPC status UNKNOWN");
    }

    @Test
    void anIngressThatSpeaksHttpIsTold() throws Exception {
        LoadResult result = against(stream -> stream.headers(false, ":status", "503", "content-type", "text/plain")
                .data(true, "no healthy upstream".getBytes(StandardCharsets.UTF_8)));
        assertThat(result.statuses()).containsOnlyKeys(503);
        assertThat(result.firstFlaw())
                .isEqualTo("an answer with HTTP status 503 and the content type text/plain instead of gRPC: no healthy"
                        + " upstream");
    }

    @Test
    void aLoginPageIsToldAsThat() throws Exception {
        LoadResult result =
                against(stream -> stream.headers(false, ":status", "200", "content-type", "text/html; charset=utf-8")
                        .data(
                                true,
                                "<html><form action='/login'><input type=\"password\"></form></html>"
                                        .getBytes(StandardCharsets.UTF_8)));
        assertBad(result, "a login page instead of a prediction");
    }

    @Test
    void aRedirectToALoginIsToldAsThat() throws Exception {
        LoadResult result = against(
                stream -> stream.headers(true, ":status", "302", "location", "https://dex.example/auth?client_id=x"));
        assertThat(result.firstFlaw()).contains("a redirect to a login page at https://dex.example/auth");
    }

    @Test
    void plainTextIsNoPrediction() throws Exception {
        LoadResult result = against(stream -> stream.headers(false, ":status", "200", "content-type", "text/plain")
                .data(true, "hello".getBytes(StandardCharsets.UTF_8)));
        assertBad(result, "HTTP status 200 and the content type text/plain instead of gRPC: hello");
        assertThat(result.pages()).isEqualTo(CALLS);
    }

    @Test
    void aStreamThatIsResetHasNoAnswer() throws Exception {
        LoadResult result = against(stream -> begun(stream).reset(2));
        assertThat(result.connectionErrors()).isEqualTo(CALLS);
        assertThat(result.firstFlaw()).isEqualTo("no answer: the server reset the stream (INTERNAL_ERROR)");
    }

    /** As nginx does with what it gets behind its GOAWAY, after keepalive_requests or for a reload: nobody has begun it. */
    @Test
    void aRefusedStreamIsSentOnceMore() throws Exception {
        AtomicInteger number = new AtomicInteger();
        Consumer<Stream> everySecond = stream -> {
            if (number.getAndIncrement() % 2 == 0) {
                stream.reset(7);
            } else {
                begun(stream).data(false, FRAME).headers(true, "grpc-status", "0");
            }
        };
        try (Http2Script server = Http2Script.answering(everySecond)) {
            LoadResult result = run(server.port());
            assertThat(result.accepted()).as(result.firstFlaw()).isEqualTo(CALLS);
            assertThat(server.requests()).isEqualTo(2 * CALLS);
        }
    }

    @Test
    void aStreamThatIsRefusedAgainHasNoAnswer() throws Exception {
        try (Http2Script server = Http2Script.answering(stream -> stream.reset(7))) {
            LoadResult result = run(server.port());
            assertThat(server.requests()).isEqualTo(2 * CALLS);
            assertThat(result.connectionErrors()).isEqualTo(CALLS);
            assertThat(result.firstFlaw()).isEqualTo("no answer: the server reset the stream (REFUSED_STREAM)");
        }
    }

    /** As a proxy does that renews its connections: the next call takes another. */
    @Test
    void whoGoesAwayAfterAnAnswerLosesNoCall() throws Exception {
        LoadResult result = against(stream -> begun(stream)
                .data(false, FRAME)
                .headers(true, "grpc-status", "0")
                .goAway());
        assertThat(result.accepted()).as(result.firstFlaw()).isEqualTo(CALLS);
    }

    @Test
    void whoHangsUpInTheMiddleGaveNoAnswer() throws Exception {
        LoadResult result = against(stream -> begun(stream).hangUp());
        assertThat(result.connectionErrors()).isEqualTo(CALLS);
        assertThat(result.firstFlaw()).startsWith("no answer: the ");
    }

    @Test
    void anEndpointOfHttp1IsToldAsThat() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        try {
            LoadResult result = run(server.getAddress().getPort());
            assertThat(result.connectionErrors()).isEqualTo(CALLS);
            assertThat(result.firstFlaw())
                    .isEqualTo("no answer: the connection broke, or what answers does not speak HTTP/2");
        } finally {
            server.stop(0);
        }
    }
}
