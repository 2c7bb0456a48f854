package io.jenkins.plugins.seldon.load.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.Allowance;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.text.Excerpt;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever a server sends, a request ends by its deadline, with an answer or a failure that says why, takes little memory,
 * and leaves no connection behind on which the next one would read what belongs to it. {@code -Dhostile.seeds=N} plays more.
 */
@Timeout(120)
class HostileServersTest {

    private static final int MOST = 10_000;
    private static final Duration DEADLINE = Duration.ofMillis(300);
    /** Of one request, with classes that it is the first to load. */
    private static final long MOST_ALLOCATED = 8 * 1024 * 1024;

    private static final String MARK = "{\"mark\":1}";

    /** What became of the seeds, so that a test that meets nothing is seen. */
    private final AtomicInteger answers = new AtomicInteger();

    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger reused = new AtomicInteger();

    @Test
    void noneKeepsARequestOrTakesTheNextOne() throws Exception {
        Hostility.play(this::play);
        assertThat(answers).hasPositiveValue();
        assertThat(failures.get()).isGreaterThan(Hostility.SEEDS / 3);
        assertThat(reused).as("connections that were in order").hasPositiveValue();
    }

    /** The first answer is hostile; whatever is asked next, on the same connection or another, gets the mark. */
    private void play(long seed) throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        RawServer.Script script = peer -> {
            boolean isFirst = true;
            for (String request = peer.request(); request != null; request = peer.request(), isFirst = false) {
                if (request.endsWith("2")) {
                    reused.addAndGet(isFirst ? 0 : 1);
                    peer.send(RawServer.ok(MARK));
                } else {
                    new Hostility(seed, isOver::get).answer(peer);
                }
            }
        };
        try (RawServer server = new RawServer(script);
                HttpSender sender = HttpSender.open(server.url(), HttpAccess.NONE, DEADLINE, Route.Choice.JVM)) {
            send(seed, sender, (byte) '1');
            Reply next = send(seed, sender, (byte) '2');
            if (next != null) {
                assertThat(Excerpt.of(next.body()))
                        .as("seed %d, %s over %d connections", seed, next, server.connections())
                        .isEqualTo(MARK);
            }
        } finally {
            isOver.set(true);
        }
    }

    private Reply send(long seed, HttpSender sender, byte body) throws IOException {
        Request request = sender.request("POST", Map.of());
        Reply reply = null;
        Throwable failure = null;
        long allocated = allocated();
        long start = System.nanoTime();
        try {
            reply = sender.send(request, new byte[] {body}, MOST);
        } catch (Throwable e) {
            failure = e;
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        long bytes = allocated() - allocated;
        String which = "seed " + seed;
        assertThat(took).as(which).isLessThan(DEADLINE.plus(Allowance.ofSeconds(1)));
        assertThat(bytes).as(which).isLessThan(MOST_ALLOCATED);
        if (failure != null) {
            assertThat(failure).as(which).isInstanceOf(ExchangeFailure.class);
            assertThat(failure.getMessage())
                    .as(which)
                    .isNotBlank()
                    .hasSizeLessThan(200)
                    .matches("\\P{Cntrl}*");
            failures.incrementAndGet();
        } else {
            assertThat(reply.body()).as(which).hasSizeLessThanOrEqualTo(MOST);
            answers.incrementAndGet();
        }
        return reply;
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
