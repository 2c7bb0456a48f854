package io.jenkins.plugins.seldon.load.http1;

import static io.jenkins.plugins.seldon.load.http1.Posting.sender;
import static io.jenkins.plugins.seldon.load.http1.RawServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.Allowance;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.text.Excerpt;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a server sends, a caller of a loop goes on, and gets no answer that belongs to another request. */
@Timeout(180)
class HostileLoopTest {

    /** As {@link HostileServersTest} has it, the hostile answer on a connection that is used for the second time. */
    @Test
    void noHostileServerKeepsACallerOrTakesItsNextRequest() throws Exception {
        Hostility.play(HostileLoopTest::play);
    }

    private static void play(long seed) throws Exception {
        String mark = "{\"mark\":1}";
        Duration deadline = Duration.ofMillis(300);
        AtomicBoolean isOver = new AtomicBoolean();
        RawServer.Script script = peer -> {
            for (String request = peer.request(); request != null; request = peer.request()) {
                if (request.endsWith("2")) {
                    peer.send(ok(mark));
                } else {
                    new Hostility(seed, isOver::get).answer(peer);
                }
            }
        };
        try (RawServer server = new RawServer(script);
                HttpSender sender = HttpSender.open(server.url(), HttpAccess.NONE, deadline, Route.Choice.JVM)) {
            Sequence caller = new Sequence(sender, List.of("2", "1", "2"));
            long start = System.nanoTime();
            sender.serve(List.of(caller), 10_000);
            String which = "seed " + seed + ": " + Excerpt.of(caller.results.toString());
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as(which)
                    .isLessThan(deadline.multipliedBy(3).plus(Allowance.ofSeconds(3)));
            assertThat(caller.results).as(which).hasSize(3);
            for (Object result : caller.results) {
                assertThat(result).as(which).isInstanceOfAny(String.class, ExchangeFailure.class);
            }
            // Where the server closes its end without a word, a request may meet that.
            if (caller.results.get(2) instanceof String next) {
                assertThat(next).as(which).isEqualTo(mark);
            }
        } finally {
            isOver.set(true);
        }
    }
}
