package io.jenkins.plugins.seldon.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.grpc.GrpcCall;
import io.jenkins.plugins.seldon.load.grpc.GrpcMethod;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bursts whose requests never leave: nothing listens to what they begin with. */
class UnconnectedTest {

    /** As where a firewall drops what is sent: no model is too slow for that. */
    @Test
    void whereNoRequestFindsAConnectionNoAnswerIsLate() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            LoadResult result = burst("https", silent);
            assertThat(result.connectionErrors()).isEqualTo(2);
            assertThat(result.timeouts()).isZero();
            assertThat(result.unsent()).isEqualTo(2);
            assertThat(result.firstFlaw()).startsWith("no answer in time: still ");
        }
    }

    @Test
    void whatNobodyTakesIsToldFromWhatNobodyAnswers() throws Exception {
        ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        try (silent) {
            LoadResult result = burst("http", silent);
            assertThat(result.timeouts()).isEqualTo(2);
            assertThat(result.unsure(true)).isEqualTo(2);
        }
        LoadResult refused = burst("http", silent);
        assertThat(refused.timeouts()).isZero();
        assertThat(refused.unsent()).isEqualTo(2);
        assertThat(refused.and(refused).unsent()).isEqualTo(4);
        assertThat(refused.unsure(true)).isZero();
        assertThat(refused.unsure(false)).isZero();
    }

    @Test
    void soIsWhatNobodyTakesOverGrpc() throws Exception {
        ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        try (silent) {
            LoadResult late = overGrpc("https", silent);
            assertThat(late.timeouts()).isZero();
            assertThat(late.unsent()).isEqualTo(2);
            assertThat(late.firstFlaw()).endsWith("still connecting");
        }
        LoadResult refused = overGrpc("http", silent);
        assertThat(refused.connectionErrors()).isEqualTo(2);
        assertThat(refused.unsent()).isEqualTo(2);
        assertThat(refused.firstFlaw()).endsWith("connection refused");
    }

    private static LoadResult overGrpc(String scheme, ServerSocket to) throws Exception {
        return new LoadGenerator(new LoadPlan(
                        scheme + "://127.0.0.1:" + to.getLocalPort() + GrpcMethod.SELDON.path(),
                        Protocol.SELDON,
                        List.of("{}"),
                        List.of(),
                        HttpAccess.NONE,
                        LoadProfile.closed(2, 1),
                        Duration.ofSeconds(1),
                        1024,
                        new GrpcCall(GrpcMethod.SELDON, "")))
                .run(progress -> {});
    }

    private static LoadResult burst(String scheme, ServerSocket to) throws Exception {
        return new LoadGenerator(new LoadPlan(
                        scheme + "://127.0.0.1:" + to.getLocalPort() + "/",
                        Protocol.SELDON,
                        List.of("{}"),
                        List.of(),
                        HttpAccess.NONE,
                        LoadProfile.closed(2, 1),
                        Duration.ofMillis(200),
                        1024))
                .run(progress -> {});
    }
}
