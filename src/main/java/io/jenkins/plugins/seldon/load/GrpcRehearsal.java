package io.jenkins.plugins.seldon.load;

import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.grpc.GrpcCall;
import io.jenkins.plugins.seldon.load.grpc.GrpcMethod;
import io.jenkins.plugins.seldon.load.http1.Route;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A {@link Rehearsal} over gRPC, whose classes are others: OkHttp's, HTTP/2's, and those of the messages. */
final class GrpcRehearsal {

    private static final int EXCHANGES = 4;

    /** A call over HTTP/2 takes some of what one over HTTP/1.1 does, and half as many are enough. */
    private static final LoadProfile WARM_UP = new LoadProfile(10_000, 0, Duration.ofSeconds(2), 2, Duration.ZERO);

    private static final Set<GrpcMethod> WARM = ConcurrentHashMap.newKeySet();

    private GrpcRehearsal() {}

    /**
     * Takes at most two seconds more when it is the first of its JVM and method.
     *
     * @throws IOException when this machine has no working loopback interface
     */
    static void run(GrpcMethod method) throws IOException, InterruptedException {
        String gone = against(
                method,
                List.of(EchoedCalls.Answer.ECHO, EchoedCalls.Answer.UNAVAILABLE, EchoedCalls.Answer.PAGE),
                LoadProfile.of(EXCHANGES, EXCHANGES / 0.01, 0, 2, 0, Duration.ZERO));
        burst(gone, method, LoadProfile.closed(1, 1));
        if (WARM.add(method)) {
            against(method, List.of(EchoedCalls.Answer.ECHO), WARM_UP);
        }
    }

    /** @return where nobody listens any more */
    private static String against(GrpcMethod method, List<EchoedCalls.Answer> answers, LoadProfile profile)
            throws IOException, InterruptedException {
        Set<Socket> open = ConcurrentHashMap.newKeySet();
        try (ServerSocket server = new ServerSocket(0, EXCHANGES, InetAddress.getLoopbackAddress())) {
            String host = server.getInetAddress().getHostAddress();
            String url = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + server.getLocalPort();
            Rehearsal.start(() -> accept(server, answers, open));
            burst(url, method, profile);
            return url;
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    private static void accept(ServerSocket server, List<EchoedCalls.Answer> answers, Set<Socket> open) {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                Rehearsal.start(() -> serve(socket, answers));
            }
        } catch (IOException e) {
            // The burst is over.
        }
    }

    private static void serve(Socket socket, List<EchoedCalls.Answer> answers) {
        try (socket) {
            socket.setSoTimeout(5000);
            socket.setTcpNoDelay(true);
            new EchoedCalls(socket.getInputStream(), socket.getOutputStream(), answers).serve();
        } catch (IOException e) {
            // The other side went away.
        }
    }

    private static void burst(String url, GrpcMethod method, LoadProfile profile)
            throws IOException, InterruptedException {
        Protocol protocol = method == GrpcMethod.V2 ? Protocol.V2 : Protocol.SELDON;
        LoadPlan plan = new LoadPlan(
                url + method.path(),
                protocol,
                List.of(protocol.samplePayload()),
                List.of(),
                HttpAccess.NONE,
                profile,
                Duration.ofSeconds(2),
                4096,
                new GrpcCall(method, "rehearsal"));
        new LoadGenerator(plan, it -> PredictionTransport.open(it, any -> Route.DIRECT)).run(progress -> {});
    }
}
