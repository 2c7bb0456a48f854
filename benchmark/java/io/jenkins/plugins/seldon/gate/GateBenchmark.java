package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.LoadPlan;
import io.jenkins.plugins.seldon.load.LoadProfile;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.load.LoadSite;
import io.jenkins.plugins.seldon.load.Protocol;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Bursts at a web server that answers every POST with the same prediction; see the script {@code benchmark/gate}. */
final class GateBenchmark {

    private static final int CALLERS = 16;
    private static final double STALL_SECONDS = 1;

    private GateBenchmark() {}

    /**
     * {@code closed URL SECONDS}: requests a second of 16 callers; {@code open URL RATE SECONDS PID}: a constant rate, with
     * the process stopped for a second in the middle; {@code memory URL REQUESTS}: what the burst leaves and needs.
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
                        Long.parseLong(arguments[4]));
            case "memory" -> memory(url, Long.parseLong(arguments[2]));
            default -> throw new IllegalArgumentException("there is no benchmark " + arguments[0]);
        }
    }

    private static void closed(String url, int seconds) throws Exception {
        LoadResult result = send(url, new LoadProfile(0, 0, Duration.ofSeconds(seconds), CALLERS, Duration.ZERO));
        requireAccepted(result);
        System.out.printf(
                Locale.ROOT,
                "%.0f %.2f%n",
                result.accepted() * 1000.0 / result.sendingSpanMillis(),
                result.latency().p99());
    }

    private static void open(String url, double rate, double seconds, long pid) throws Exception {
        Thread stall = new Thread(() -> stall(pid, seconds / 2));
        stall.start();
        LoadResult result = send(url, LoadProfile.of(0, rate, seconds, 0, 0, Duration.ZERO));
        stall.join();
        requireAccepted(result);
        double theory = (STALL_SECONDS - 0.01 * seconds) * 1000;
        System.out.printf(
                Locale.ROOT,
                "planned %.0f/s, achieved %.1f/s; p99 %.0f ms from the planned time, in theory %.0f ms;"
                        + " %.1f ms from the sending%n",
                rate,
                result.sendingRate(),
                result.latency().p99(),
                theory,
                result.serviceTime().p99());
    }

    private static void stall(long pid, double afterSeconds) {
        pause(afterSeconds);
        signal("STOP", pid);
        pause(STALL_SECONDS);
        signal("CONT", pid);
    }

    private static void signal(String name, long pid) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor(5, TimeUnit.SECONDS);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pause(double seconds) {
        long end = System.nanoTime() + Math.round(seconds * 1e9);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void memory(String url, long requests) throws Exception {
        LoadResult result = send(url, LoadProfile.closed(requests, CALLERS));
        requireAccepted(result);
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
        LoadPlan plan = new LoadPlan(
                url,
                Protocol.SELDON,
                List.of(Protocol.SELDON.samplePayload()),
                List.of(),
                HttpAccess.NONE,
                profile,
                Duration.ofSeconds(10),
                100_000);
        return LoadSite.LOCAL.run(plan, progress -> {});
    }

    private static void requireAccepted(LoadResult result) {
        if (result.accepted() != result.sent()) {
            throw new IllegalStateException(result.failed() + " requests failed: " + result.flaws());
        }
    }
}
