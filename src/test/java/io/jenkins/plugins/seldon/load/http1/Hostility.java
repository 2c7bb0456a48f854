package io.jenkins.plugins.seldon.load.http1;

import io.jenkins.plugins.seldon.fixture.Mutation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPOutputStream;

/** What a server does that means no good, or was written badly: one way for each seed. */
final class Hostility {

    /** What would be an answer, if a connection were used again that it should not be. */
    static final String FORGED = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nFORGED";

    static final int SEEDS = Integer.getInteger("hostile.seeds", 400);

    private static final String START = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = START + "Transfer-Encoding: chunked\r\n\r\n";
    private static final byte[] BOMB = bomb();

    /** What a test does with one seed. */
    interface Play {

        void of(long seed) throws Exception;
    }

    private final Random random;
    private final BooleanSupplier isOver;

    Hostility(long seed, BooleanSupplier isOver) {
        // Seeds that follow each other would begin alike.
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        this.isOver = isOver;
    }

    /** Plays every seed, some at the same time. */
    static void play(Play play) throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(24);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (long seed = 0; seed < SEEDS; seed++) {
                long each = seed;
                all.add(workers.submit(() -> {
                    play.of(each);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            workers.shutdownNow();
        }
    }

    /** Answers one request, and goes on as long as the other side listens, or until the test is over. */
    void answer(RawServer.Peer peer) throws IOException {
        switch (random.nextInt(16)) {
            case 0 -> endless(peer, START, "X-Header: " + "x".repeat(random.nextInt(2000)) + "\r\n");
            case 1 -> endless(peer, START + "X: ", "y");
            case 2 -> endless(peer, CHUNKED + "1;a=", "b".repeat(1 + random.nextInt(1000)));
            case 3 -> endless(peer, CHUNKED, "1;" + "e".repeat(100 + random.nextInt(500)) + "\r\nz\r\n");
            case 4 -> endless(peer, CHUNKED + "0\r\n", "X-Trailer: " + "t".repeat(random.nextInt(1000)) + "\r\n");
            case 5 ->
                endless(
                        peer,
                        random.nextBoolean() ? START + "\r\n" : CHUNKED + "fffffffffffffff\r\n",
                        "x".repeat(4096));
            case 6 -> endless(peer, "", "HTTP/1.1 100 Continue\r\n\r\n");
            case 7 -> peer.send(START + "Content-Length: " + number() + "\r\n\r\n" + body());
            case 8 -> peer.send(CHUNKED + number() + "\r\n" + body() + "\r\n0\r\n\r\n" + FORGED);
            case 9 ->
                peer.send(START + "Content-Length: " + number() + "\r\nContent-Length: " + number() + "\r\n\r\n"
                        + body());
            case 10 ->
                peer.send(START + "Content-Length: " + number() + "\r\nTransfer-Encoding: " + coding()
                        + "\r\n\r\n1\r\na\r\n" + "0\r\n\r\n" + FORGED);
            case 11 -> drip(peer, RawServer.ok("x".repeat(500)));
            case 12 -> {
                peer.send(START + "Content-Encoding: gzip\r\nContent-Length: " + BOMB.length + "\r\n\r\n");
                peer.send(BOMB);
            }
            case 13 -> {
                byte[] noise = new byte[random.nextInt(3000)];
                random.nextBytes(noise);
                peer.send(noise);
            }
            case 14 -> peer.send("\0HTTP/1.1 200 OK\r\rA\0B: \r\n\r\n" + body());
            default -> {
                byte[] whole = whole().getBytes(StandardCharsets.ISO_8859_1);
                pieces(peer, random.nextBoolean() ? whole : Mutation.of(random).apply(whole));
            }
        }
        if (random.nextInt(4) == 0) {
            peer.socket().shutdownOutput();
        } else if (random.nextInt(4) == 0) {
            peer.socket().setSoLinger(true, 0);
            peer.socket().close();
        }
    }

    private String whole() {
        String framed = random.nextBoolean()
                ? RawServer.ok("{\"data\":{\"ndarray\":[[1]]}}")
                : CHUNKED + "3;x=y\r\nabc\r\n" + "a\r\n0123456789\r\n0\r\nX-Trailer: 1\r\n\r\n";
        return random.nextBoolean() ? framed : "HTTP/1.1 100 Continue\r\n\r\n" + framed;
    }

    private String number() {
        String[] numbers = {
            "-1",
            "+6",
            "0",
            "1",
            "6",
            "0x6",
            "6 6",
            "",
            "6,6",
            "6, 7",
            "٣",
            "ffffffff",
            "ffffffffffffffff",
            "2147483648",
            "9223372036854775807",
            "9223372036854775808",
            "000000000000000000006",
            "1e3",
            "6;",
            "\t6 ",
            "6\u0000",
            "100000"
        };
        return numbers[random.nextInt(numbers.length)];
    }

    private String coding() {
        String[] codings = {
            "chunked", "Chunked", "identity", "gzip, chunked", "chunked, chunked", "xchunked", "", "\u000bchunked"
        };
        return codings[random.nextInt(codings.length)];
    }

    private String body() {
        return random.nextBoolean() ? "abcdef" : "abcdef" + FORGED;
    }

    private void endless(RawServer.Peer peer, String begin, String more) throws IOException {
        byte[] block = more.repeat(Math.max(1, 2048 / more.length())).getBytes(StandardCharsets.ISO_8859_1);
        for (peer.send(begin); !isOver.getAsBoolean(); ) {
            peer.send(block);
        }
    }

    private void drip(RawServer.Peer peer, String answer) throws IOException {
        for (int i = 0; i < answer.length() && !isOver.getAsBoolean(); i++) {
            peer.send(answer.substring(i, i + 1));
            RawServer.pause(5 + random.nextInt(20));
        }
    }

    private void pieces(RawServer.Peer peer, byte[] bytes) throws IOException {
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(80));
            peer.send(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
    }

    /** 64 MB in 64 KB. */
    private static byte[] bomb() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            byte[] zeros = new byte[1024 * 1024];
            for (int i = 0; i < 64; i++) {
                gzip.write(zeros);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
