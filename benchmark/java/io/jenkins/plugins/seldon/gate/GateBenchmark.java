package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.load.LoadPlan;
import io.jenkins.plugins.seldon.load.LoadProfile;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.load.LoadSite;
import io.jenkins.plugins.seldon.load.Protocol;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bursts at a web server that answers every POST with the same prediction; see the script {@code benchmark/gate}. */
final class GateBenchmark {

    private static final int CALLERS = 16;
    private static final double STALL_SECONDS = 1;
    private static final int ROUNDS = 3;
    private static final String PAYLOAD = Protocol.SELDON.samplePayload();
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

    private GateBenchmark() {}

    /**
     * {@code closed URL SECONDS}: requests a second of 16 callers; {@code open URL RATE SECONDS PID [CERTIFICATE]}: a constant
     * rate, with the process stopped for a second in the middle; {@code large URL RATE SECONDS}: the latency of large answers
     * beside that of a sender that drops what it reads; {@code memory URL REQUESTS}: what the burst leaves and needs.
     */
    public static void main(String[] arguments) throws Exception {
        String url = arguments[1];
        switch (arguments[0]) {
            case "closed" -> closed(url, Integer.parseInt(arguments[2]));
            case "open" ->
                open(
                        url,
                        Double.parseDouble(arguments[2]),
                        Double.parseDouble(arguments[3]),
                        Long.parseLong(arguments[4]),
                        arguments.length > 5 ? Files.readString(Path.of(arguments[5])) : "");
            case "large" -> large(url, Double.parseDouble(arguments[2]), Double.parseDouble(arguments[3]));
            case "memory" -> memory(url, Long.parseLong(arguments[2]));
            default -> throw new IllegalArgumentException("there is no benchmark " + arguments[0]);
        }
    }

    private static void closed(String url, int seconds) throws Exception {
        LoadResult result = send(url, new LoadProfile(0, 0, Duration.ofSeconds(seconds), CALLERS, Duration.ZERO));
        System.out.printf(
                Locale.ROOT,
                "%.0f %.2f%n",
                result.accepted() * 1000.0 / result.sendingSpanMillis(),
                result.latency().p99());
    }

    private static void open(String url, double rate, double seconds, long pid, String authority) throws Exception {
        AtomicLong stalled = new AtomicLong();
        LoadResult result;
        try (Stall stall = new Stall(pid)) {
            Thread stalling = new Thread(() -> {
                pause(seconds / 2);
                stalled.set(stall.lasting(STALL_SECONDS));
            });
            stalling.start();
            result = send(
                    url,
                    LoadProfile.of(0, rate, seconds, 0, 0, Duration.ZERO),
                    HttpAccess.NONE.overTls(authority, false));
            stalling.join();
        }
        double theory = stalled.get() / 1e6 - 0.01 * seconds * 1000;
        System.out.printf(
                Locale.ROOT,
                "| %.4f | %.2f | %.0f ms | %.0f ms | %.1f ms |%n",
                result.sendingRate() / rate,
                result.latency().p99() / theory,
                result.latency().p99(),
                theory,
                result.serviceTime().p99());
    }

    private static void pause(double seconds) {
        pauseUntil(System.nanoTime() + Math.round(seconds * 1e9));
    }

    private static void pauseUntil(long end) {
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void large(String url, double rate, double seconds) throws Exception {
        LoadProfile profile = LoadProfile.of(0, rate, seconds, 0, 0, Duration.ZERO);
        double[] gate = new double[ROUNDS];
        double[] dropped = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            dropped[round] = Dropping.p50(URI.create(url), rate, profile.requests());
            gate[round] = send(url, profile).latency().p50();
        }
        Arrays.sort(gate);
        Arrays.sort(dropped);
        System.out.printf(
                Locale.ROOT,
                "| %.2f | %.2f ms | %.2f ms |%n",
                gate[ROUNDS / 2] / dropped[ROUNDS / 2],
                gate[ROUNDS / 2],
                dropped[ROUNDS / 2]);
    }

    private static void memory(String url, long requests) throws Exception {
        LoadResult result = send(url, LoadProfile.closed(requests, CALLERS));
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(result);
        }
        String most = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .findFirst()
                .orElse("0");
        System.out.printf(
                Locale.ROOT,
                "| %,d | %.1f MiB | %d MiB | %.1f KiB |%n",
                result.accepted(),
                heap / 1024.0 / 1024,
                Long.parseLong(most) / 1024,
                bytes.size() / 1024.0);
    }

    private static LoadResult send(String url, LoadProfile profile) throws IOException, InterruptedException {
        return send(url, profile, HttpAccess.NONE);
    }

    private static LoadResult send(String url, LoadProfile profile, HttpAccess access)
            throws IOException, InterruptedException {
        LoadPlan plan = new LoadPlan(
                url,
                Protocol.SELDON,
                List.of(PAYLOAD),
                List.of(),
                access,
                profile,
                Duration.ofSeconds(10),
                LoadLimits.DEFAULT.bodyBytes());
        LoadResult result = LoadSite.LOCAL.run(plan, progress -> {});
        if (result.accepted() != result.planned()) {
            throw new IllegalStateException(result.accepted() + " of " + result.planned() + ": " + result.flaws());
        }
        return result;
    }

    /** Sends the same on one connection when it is due, and drops what it reads: there is no answer sooner than its last byte. */
    private static final class Dropping implements AutoCloseable {

        private final SocketChannel channel;
        private final ByteBuffer request;
        private final ByteBuffer bytes = ByteBuffer.allocateDirect(64 * 1024);

        private Dropping(URI url) throws IOException {
            channel = SocketChannel.open(new InetSocketAddress(url.getHost(), url.getPort()));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            request = ByteBuffer.wrap(("POST " + url.getPath() + " HTTP/1.1\r\nHost: " + url.getAuthority()
                            + "\r\nContent-Type: application/json\r\nContent-Length: " + PAYLOAD.length() + "\r\n\r\n"
                            + PAYLOAD)
                    .getBytes(StandardCharsets.US_ASCII));
        }

        /** The median in milliseconds from the time due. */
        static double p50(URI url, double rate, long requests) throws IOException {
            long[] nanos = new long[(int) requests];
            try (Dropping sender = new Dropping(url)) {
                long start = System.nanoTime();
                for (int i = 0; i < nanos.length; i++) {
                    long due = start + Math.round(i / rate * 1e9);
                    pauseUntil(due);
                    sender.exchange();
                    nanos[i] = System.nanoTime() - due;
                }
            }
            Arrays.sort(nanos);
            return nanos[nanos.length / 2] / 1e6;
        }

        private void exchange() throws IOException {
            channel.write(request.rewind());
            long left = read();
            String head = StandardCharsets.ISO_8859_1.decode(bytes.flip()).toString();
            int end = head.indexOf("\r\n\r\n");
            Matcher length = LENGTH.matcher(head);
            if (!length.find() || end < 0) {
                throw new IOException("an answer without its length in its first bytes: " + head);
            }
            for (left = Long.parseLong(length.group(1)) + end + 4 - left; left > 0; left -= read()) {
                // All of it is dropped.
            }
        }

        private long read() throws IOException {
            int count = channel.read(bytes.clear());
            if (count < 0) {
                throw new EOFException();
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
