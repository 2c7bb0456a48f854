package io.jenkins.plugins.seldon.load;

import io.jenkins.plugins.seldon.http.HttpAccess;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * A throw-away burst against a socket on the loopback interface, so that the classes of a burst are loaded, the error
 * path's included, before a schedule starts: on a fresh agent loading them takes seconds, which would otherwise be the
 * model's first latencies.
 */
public final class Rehearsal {

    private static final int EXCHANGES = 4;
    private static final String BODY = "{\"data\":{\"ndarray\":[[1]]}}";

    private Rehearsal() {}

    /**
     * Takes milliseconds once the classes are there.
     *
     * @throws IOException when this machine has no working loopback interface
     */
    public static void run() throws IOException, InterruptedException {
        String url;
        try (ServerSocket server = new ServerSocket(0, EXCHANGES, InetAddress.getLoopbackAddress())) {
            String host = server.getInetAddress().getHostAddress();
            url = URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + server.getLocalPort())
                    .toString();
            Thread model = new Thread(() -> serve(server), "seldon-analytics rehearsal");
            model.setDaemon(true);
            model.start();
            burst(url, LoadProfile.of(EXCHANGES, EXCHANGES / 0.01, 0, 2, 0, Duration.ZERO));
        }
        burst(url, LoadProfile.closed(1, 1));
    }

    private static void burst(String url, LoadProfile profile) throws IOException, InterruptedException {
        LoadPlan plan = new LoadPlan(
                url,
                Protocol.SELDON,
                List.of(Protocol.SELDON.samplePayload()),
                List.of(),
                HttpAccess.NONE,
                profile,
                Duration.ofSeconds(2),
                1024);
        new LoadGenerator(plan).run(progress -> {});
    }

    /** Answers one request a connection: a prediction, an error, a broken body, and so on until the socket is closed. */
    private static void serve(ServerSocket server) {
        List<String> answers = List.of(answer("200 OK", BODY), answer("503 Down", "{}"), answer("200 OK", "<html>"));
        for (int i = 0; i < EXCHANGES; i++) {
            try (Socket socket = server.accept()) {
                socket.setSoTimeout(2000);
                InputStream in = socket.getInputStream();
                int last = 0;
                for (int c = in.read(); c >= 0 && !(c == '}' && last == '}'); c = in.read()) {
                    last = c;
                }
                socket.getOutputStream().write(answers.get(i % answers.size()).getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                if (server.isClosed()) {
                    return;
                }
            }
        }
    }

    private static String answer(String status, String body) {
        return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
    }
}
