package io.jenkins.plugins.seldon.load;

import io.jenkins.plugins.seldon.http.HttpAccess;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ServerSocketFactory;

/**
 * Throw-away bursts against a socket on the loopback interface, before a schedule starts: on a fresh agent the classes of a
 * burst, the error path's included, take seconds to load, and run slowly until they are compiled. Both would otherwise be
 * the model's first latencies.
 */
public final class Rehearsal {

    private static final int EXCHANGES = 4;
    private static final String BODY = "{\"data\":{\"ndarray\":[[1]]}}";

    /** By connection. */
    private static final List<List<String>> FAULTY =
            List.of(List.of(last("200 OK", BODY)), List.of(last("503 Down", "{}")), List.of(last("200 OK", "<html>")));

    /** Of the kinds that models send: what was never met is compiled anew when it comes, in the middle of a burst. */
    static final String PREDICTION =
            "{\"data\":{\"names\":[\"t:0\",\"t:1\"],\"ndarray\":[[0.0625,1,-2.5]]},\"meta\":{\"tags\":{},\"puid\":null}}";

    static final String ANOTHER = PREDICTION.replace("-2.5", "17.125").replace("null", "\"a\"");

    /** Each twice: what comes again takes another way than what differs from the one before, head and body. */
    private static final List<List<String>> FAULTLESS = List.of(
            List.of(kept("1", PREDICTION), kept("2", ANOTHER)),
            List.of(chunked("1", PREDICTION), chunked("2", ANOTHER)));

    /**
     * Overdue from the beginning, with callers that get in each other's way: what a burst does when a model that stood still
     * goes on is compiled for that before, and not just then.
     */
    private static final LoadProfile BACKLOG =
            new LoadProfile(20_000, 40_000, Duration.ofMillis(500), 64, Duration.ZERO);

    /** What different bursts run; each is warmed up once. */
    enum Way {
        THREADS(warmUp(2, 1500), BACKLOG),
        LOOPS(warmUp(2 * RestTransport.CALLERS_OF_A_LOOP, 1500)),
        TLS(warmUp(2, 3500), BACKLOG);

        private final List<LoadProfile> profiles;
        private final AtomicBoolean isWarm = new AtomicBoolean();

        Way(LoadProfile... profiles) {
            this.profiles = List.of(profiles);
        }

        static Way of(LoadPlan plan) {
            if (plan.isTls()) {
                return TLS;
            }
            LoadProfile profile = plan.profile();
            boolean isLooped = !profile.isOpen()
                    && profile.rampUp().isZero()
                    && profile.concurrency() >= RestTransport.CALLERS_OF_A_LOOP;
            return isLooped ? LOOPS : THREADS;
        }

        /** After so many answers or, on a busy machine, so much time a request takes less than twice what it will ever take. */
        private static LoadProfile warmUp(int callers, int mostMillis) {
            return new LoadProfile(20_000, 0, Duration.ofMillis(mostMillis), callers, Duration.ZERO);
        }
    }

    private Rehearsal() {}

    /** For a plan: over the transport that it has. */
    static void of(LoadPlan plan) throws IOException, InterruptedException {
        if (plan.grpc().isGiven()) {
            GrpcRehearsal.run(plan.grpc().method());
        } else {
            run(Way.of(plan));
        }
    }

    /**
     * Takes at most two seconds more when it is the first of its way in this JVM, and four when that is TLS, for what a burst
     * runs to be compiled; milliseconds later.
     *
     * @param way that the burst will go: what encrypts takes longest to compile
     * @throws IOException when this machine has no working loopback interface
     */
    static void run(Way way) throws IOException, InterruptedException {
        String gone = against(
                listen(ServerSocketFactory.getDefault()),
                "http",
                FAULTY,
                List.of(LoadProfile.of(EXCHANGES, EXCHANGES / 0.01, 0, 2, 0, Duration.ZERO)));
        burst(gone, LoadProfile.closed(1, 1));
        if (!way.isWarm.compareAndSet(false, true)) {
            return;
        }
        if (way != Way.TLS) {
            against(listen(ServerSocketFactory.getDefault()), "http", FAULTLESS, way.profiles);
            return;
        }
        try {
            against(listen(RehearsalTls.context().getServerSocketFactory()), "https", FAULTLESS, way.profiles);
        } catch (GeneralSecurityException e) {
            // A JVM that makes no such keys goes without.
        }
    }

    private static ServerSocket listen(ServerSocketFactory sockets) throws IOException {
        return sockets.createServerSocket(0, BACKLOG.concurrency(), InetAddress.getLoopbackAddress());
    }

    /** @return where nobody listens any more */
    private static String against(
            ServerSocket socket, String scheme, List<List<String>> answers, List<LoadProfile> profiles)
            throws IOException, InterruptedException {
        try (ServerSocket server = socket) {
            String host = server.getInetAddress().getHostAddress();
            String url = scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + server.getLocalPort();
            start(() -> accept(server, answers));
            for (LoadProfile profile : profiles) {
                burst(url, profile);
            }
            return url;
        }
    }

    private static void burst(String url, LoadProfile profile) throws IOException, InterruptedException {
        LoadPlan plan = new LoadPlan(
                url,
                Protocol.SELDON,
                List.of(Protocol.SELDON.samplePayload()),
                List.of(),
                HttpAccess.NONE.overTls("", true),
                profile,
                Duration.ofSeconds(2),
                1024);
        new LoadGenerator(plan).run(progress -> {});
    }

    private static void accept(ServerSocket server, List<List<String>> answers) {
        try {
            for (int i = 0; ; i++) {
                Socket socket = server.accept();
                List<byte[]> own = answers.get(i % answers.size()).stream()
                        .map(answer -> answer.getBytes(StandardCharsets.US_ASCII))
                        .toList();
                start(() -> serve(socket, own));
            }
        } catch (IOException e) {
            // The burst is over.
        }
    }

    /** Answers until the other side has enough, which it has at once of an answer that says so. */
    private static void serve(Socket socket, List<byte[]> answers) {
        try (socket) {
            socket.setSoTimeout(2000);
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            int number = 0;
            int last = 0;
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c == '}' && last == '}') {
                    socket.getOutputStream().write(answers.get(number++ / 2 % answers.size()));
                }
                last = c;
            }
        } catch (IOException e) {
            // The other side went away.
        }
    }

    static void start(Runnable work) {
        Thread thread = new Thread(work, "seldon-analytics rehearsal");
        thread.setDaemon(true);
        thread.start();
    }

    /** The last one on its connection. */
    private static String last(String status, String body) {
        return answer(status, "Connection: close\r\n", body);
    }

    private static String kept(String id, String body) {
        return answer("200 OK", "Server: rehearsal\r\nConnection: keep-alive\r\nSeldon-Puid: " + id + "\r\n", body);
    }

    private static String answer(String status, String header, String body) {
        return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\n" + header + "Content-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    private static String chunked(String id, String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nSeldon-Puid: " + id
                + "\r\n\r\n"
                + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
    }
}
