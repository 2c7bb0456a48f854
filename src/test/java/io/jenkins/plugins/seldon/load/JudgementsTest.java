package io.jenkins.plugins.seldon.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class JudgementsTest {

    /** Alike at the begin, at the end, in length; of both verdicts. */
    private static final List<String> BODIES = List.of(
            "{\"data\":{\"ndarray\":[[1]]}}",
            "{\"data\":{\"ndarray\":[[2]]}}",
            "{\"data\":{\"ndarray\":[[1]]}} ",
            "{\"data\":{\"ndarray\":[[1]]}]",
            "{\"data\":{\"ndarray\":[[]]}}",
            "{\"data\":{\"ndarray\":[]}}",
            "{\"data\":{\"ndarray\":[[1]]},\"status\":{\"status\":\"FAILURE\"}}",
            "{\"data\":{\"ndarray\":[[1]]},\"status\":{\"status\":\"SUCCESS\"}}",
            "{",
            "");

    @Test
    void aBodyThatComesAgainIsNotReadAgain() {
        AtomicInteger read = new AtomicInteger();
        Judgements judgements = new Judgements(body -> {
            read.incrementAndGet();
            return Optional.of("flaw " + body.length);
        });
        for (int i = 0; i < 5; i++) {
            assertThat(judgements.flaw(new byte[] {1, 2})).contains("flaw 2");
        }
        assertThat(read).hasValue(1);
        judgements.flaw(new byte[] {1, 3});
        judgements.flaw(new byte[] {1, 2});
        assertThat(read).as("one body is remembered, no more").hasValue(3);
    }

    /** Its memory takes another answer. */
    @Test
    void aBodyMayBeOverwrittenOnceItIsJudged() {
        Judgements judgements = new Judgements(body -> Optional.of("flaw " + body[0]));
        byte[] body = {1};
        judgements.flaw(body);
        body[0] = 2;
        assertThat(judgements.flaw(new byte[] {2})).contains("flaw 2");
    }

    @Test
    void theVerdictsAreTheRulesInWhateverOrderBodiesCome() throws Exception {
        Judgements judgements = new Judgements(Protocol.SELDON::flaw);
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Void>> work = IntStream.range(0, 4)
                    .<Callable<Void>>mapToObj(seed -> () -> compare(judgements, new Random(seed)))
                    .toList();
            List<Future<Void>> done = new ArrayList<>(callers.invokeAll(work));
            for (Future<Void> one : done) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            callers.shutdownNow();
        }
    }

    private static Void compare(Judgements judgements, Random random) {
        String body = "";
        for (int i = 0; i < 20_000; i++) {
            body = random.nextInt(3) == 0 ? BODIES.get(random.nextInt(BODIES.size())) : body;
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            assertThat(judgements.flaw(bytes)).as(body).isEqualTo(Protocol.SELDON.flaw(bytes));
        }
        return null;
    }
}
