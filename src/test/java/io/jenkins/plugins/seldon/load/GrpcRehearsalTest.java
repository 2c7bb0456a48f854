package io.jenkins.plugins.seldon.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.grpc.GrpcCall;
import io.jenkins.plugins.seldon.load.grpc.GrpcMethod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is rehearsed over gRPC is what a burst meets: predictions, statuses, pages. */
@Timeout(180)
class GrpcRehearsalTest {

    private static LoadResult against(GrpcMethod method, EchoedCalls.Answer answer, int requests) throws Exception {
        Protocol protocol = method == GrpcMethod.V2 ? Protocol.V2 : Protocol.SELDON;
        try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread accepting = new Thread(() -> accept(server, answer));
            accepting.setDaemon(true);
            accepting.start();
            return new LoadGenerator(new LoadPlan(
                            "http://localhost:" + server.getLocalPort() + method.path(),
                            protocol,
                            List.of(protocol.samplePayload()),
                            List.of(),
                            HttpAccess.NONE,
                            LoadProfile.closed(requests, 2),
                            Duration.ofSeconds(20),
                            4096,
                            new GrpcCall(method, "iris")))
                    .run(progress -> {});
        }
    }

    private static void accept(ServerSocket server, EchoedCalls.Answer answer) {
        try {
            while (true) {
                Socket socket = server.accept();
                Thread serving = new Thread(() -> serve(socket, answer));
                serving.setDaemon(true);
                serving.start();
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private static void serve(Socket socket, EchoedCalls.Answer answer) {
        try (socket) {
            socket.setTcpNoDelay(true);
            new EchoedCalls(socket.getInputStream(), socket.getOutputStream(), List.of(answer)).serve();
        } catch (IOException e) {
            // The burst is over.
        }
    }

    /** More than a window of HTTP/2 has room for. */
    @ParameterizedTest
    @EnumSource(GrpcMethod.class)
    void theRehearsalsAnswerIsAPrediction(GrpcMethod method) throws Exception {
        LoadResult result = against(method, EchoedCalls.Answer.ECHO, 3000);
        assertThat(result.accepted()).as(result.firstFlaw()).isEqualTo(3000);
    }

    @Test
    void itsFaultsAreThoseOfServersAndIngresses() throws Exception {
        assertThat(against(GrpcMethod.SELDON, EchoedCalls.Answer.UNAVAILABLE, 2).firstFlaw())
                .contains("the gRPC status UNAVAILABLE");
        assertThat(against(GrpcMethod.SELDON, EchoedCalls.Answer.PAGE, 2).firstFlaw())
                .contains("text/html instead of gRPC");
    }

    @Test
    void itLeavesNothingBehind() throws Exception {
        GrpcRehearsal.run(GrpcMethod.SELDON);
        GrpcRehearsal.run(GrpcMethod.SELDON);
        Await.until("its threads end", Duration.ofSeconds(60), () -> threads("seldon-analytics rehearsal")
                .isEmpty());
    }

    private static Set<String> threads(String name) {
        Thread[] all = new Thread[Thread.activeCount() * 2 + 100];
        int count = Thread.enumerate(all);
        return Arrays.stream(all, 0, count)
                .map(Thread::getName)
                .filter(each -> each.startsWith(name))
                .collect(Collectors.toSet());
    }
}
