package io.jenkins.plugins.seldon.load.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A head that is remembered means what it would mean if it were read. */
class HeadsTest {

    private static final List<String> HEADS = List.of(
            "HTTP/1.1 200 OK~Content-Type: application/json~Content-Length: 3~~",
            "HTTP/1.1 200 OK~Content-Type: application/json~Content-Length: 4~~",
            "HTTP/1.1 200 OK~Content-Type: application/json~Content-Length: 3~Connection: close~~",
            "HTTP/1.0 200 OK~Content-Type: application/json~Content-Length: 3~~",
            "HTTP/1.1 302 OK~Location: /login~Content-Length: 3~~",
            "HTTP/1.1 200 OK~Transfer-Encoding: chunked~Content-Encoding: gzip~~",
            "HTTP/1.1 100 Continue~~HTTP/1.1 200 OK~Content-Length: 3~~",
            "HTTP/1.1 100 Continue~~HTTP/1.1 204 None~~",
            "HTTP/1.1 200 OK^Content-Length: 3~~",
            "HTTP/1.1 200 OK~X: " + "x".repeat(9000) + "~Content-Length: 3~~",
            "HTTP/1.1 200 OK~Content-Length: three~~",
            "HTTP/1.1 200 OK~Content-Length: 3~~HTTP/1.1 200 OK~");

    @Test
    void aHeadThatComesAgainIsNotReadAgain() throws IOException {
        WireInput in = input(HEADS.get(0).repeat(2) + HEADS.get(1) + HEADS.get(0), new Random(0), 8192);
        Heads heads = new Heads(in);
        Head first = heads.next();
        assertThat(heads.next()).isSameAs(first);
        assertThat(heads.next().length()).isEqualTo(4);
        assertThat(heads.next()).isNotSameAs(first);
    }

    @Test
    void headsMeanTheSameInWhateverOrderAndPartsTheyCome() throws IOException {
        int again = 0;
        for (int seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            StringBuilder wire = new StringBuilder();
            String next = HEADS.get(0);
            for (int i = 0; i < 8; i++) {
                next = random.nextInt(3) == 0 ? HEADS.get(random.nextInt(HEADS.size())) : next;
                wire.append(next);
            }
            int most = random.nextBoolean() ? 8192 : 1 + random.nextInt(100);
            Heads heads = new Heads(input(wire.toString(), new Random(seed), most));
            WireInput plain = input(wire.toString(), new Random(seed), most);
            Head before = null;
            String told;
            do {
                Head head = null;
                try {
                    head = heads.next();
                    told = told(head);
                } catch (IOException e) {
                    told = e.toString();
                }
                assertThat(told).as("seed %d: %s", seed, wire).isEqualTo(told(plain));
                again += head != null && head == before ? 1 : 0;
                before = head;
            } while (before != null);
        }
        assertThat(again).as("heads that were remembered").isGreaterThan(1000);
    }

    private static String told(WireInput in) {
        try {
            return told(Head.read(in));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String told(Head head) {
        return head.status() + " " + head.contentType() + " " + head.location() + " " + head.isGzip() + " "
                + head.isChunked() + " " + head.length() + " " + head.mayHaveBody() + " " + head.isPersistent();
    }

    /** Bytes that come in parts of any length up to a most. */
    private static WireInput input(String wire, Random random, int most) {
        byte[] bytes = wire.replace("~", "\r\n").replace('^', '\n').getBytes(StandardCharsets.ISO_8859_1);
        int[] at = {0};
        return new WireInput((into, from, length) -> {
            if (at[0] == bytes.length) {
                throw new EOFException();
            }
            int count = Math.min(Math.min(length, bytes.length - at[0]), 1 + random.nextInt(most));
            System.arraycopy(bytes, at[0], into, from, count);
            at[0] += count;
            return count;
        });
    }
}
