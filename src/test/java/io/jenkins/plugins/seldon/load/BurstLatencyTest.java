package io.jenkins.plugins.seldon.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.PredictionTransport.Received;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in a latency and what is not, with answers that take as long as the test says. */
@Timeout(180)
class BurstLatencyTest {

    private static final Received PREDICTION = new Received(200, 10, Optional::empty);

    /** As answers of megabytes do on a machine that has no processor to spare. */
    @ParameterizedTest
    @ValueSource(ints = {10, 900_000})
    void latencyEndsWithTheLastByteHoweverLongJudgingTakes(int bytes) throws Exception {
        LoadResult result = run(
                LoadProfile.closed(3, 1),
                number -> new Received(200, bytes, () -> {
                    take(1000);
                    return Optional.empty();
                }));
        assertThat(result.accepted()).isEqualTo(3);
        assertThat(result.latency().max()).isLessThan(900);
        assertThat(result.serviceTime().max()).isLessThan(900);
    }

    /** Otherwise requests would wait for callers that read. */
    @Test
    void callersSendOnWhileLargeAnswersAreJudged() throws Exception {
        CountDownLatch sent = new CountDownLatch(20);
        LoadResult result = run(LoadProfile.closed(20, 1), number -> {
            sent.countDown();
            return new Received(200, 900_000, () -> {
                try {
                    boolean all = sent.await(60, TimeUnit.SECONDS);
                    return all ? Optional.empty() : Optional.of("a caller that waits");
                } catch (InterruptedException e) {
                    return Optional.of("an interruption");
                }
            });
        });
        assertThat(result.accepted()).isEqualTo(20);
    }

    /** Each takes memory until it is judged. */
    @Test
    void noMoreThanSixtyFourLargeAnswersWait() throws Exception {
        AtomicInteger waiting = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        LoadResult result = run(LoadProfile.closed(300, 4), number -> {
            most.accumulateAndGet(waiting.incrementAndGet(), Math::max);
            return new Received(200, 900_000, () -> {
                take(1);
                waiting.decrementAndGet();
                return Optional.empty();
            });
        });
        assertThat(result.accepted()).isEqualTo(300);
        assertThat(most.get()).isLessThanOrEqualTo(64 + 4);
    }

    @Test
    void whatFailsOrTimesOutIsInTheLatencyWithTheTimeItTook() throws Exception {
        LoadResult result = run(LoadProfile.closed(10, 1), number -> switch (number) {
            case 3 -> {
                take(700);
                throw new InterruptedIOException("timeout");
            }
            case 6 -> {
                take(200);
                yield new Received(500, 10, () -> Optional.of("HTTP status 500"));
            }
            default -> PREDICTION;
        });
        assertThat(result.accepted()).isEqualTo(8);
        assertThat(result.connectionErrors()).isEqualTo(1);
        assertThat(result.latencyAt(1)).isGreaterThanOrEqualTo(700);
        assertThat(result.latencyAt(0.9)).isBetween(200.0, 699.0);
        assertThat(result.serviceTime().max()).isGreaterThanOrEqualTo(700);
    }

    /** What a stall would need is there before the first request is due. */
    @Test
    void connectionsAreOpenedBeforeTheClockStarts() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        LoadResult result = new LoadGenerator(
                        plan(LoadProfile.of(100, 100, 0, 0, 0, Duration.ZERO)),
                        plan -> new Answers(number -> PREDICTION) {
                            @Override
                            public void connect(int count) {
                                asked.set(count);
                                take(600);
                            }
                        })
                .run(progress -> {});
        assertThat(asked).hasValue(100);
        assertThat(result.accepted()).isEqualTo(100);
        assertThat(result.latency().p50()).isLessThan(300);
    }

    /** No request is left out because nothing at all was accepted. */
    @Test
    void aBurstOfTimeOutsIsSlow() throws Exception {
        LoadResult result = run(LoadProfile.closed(2, 2), number -> {
            take(300);
            throw new InterruptedIOException("timeout");
        });
        assertThat(result.latency().p50()).isGreaterThanOrEqualTo(300);
    }

    private interface Model {

        Received answer(int number) throws IOException;
    }

    private static LoadResult run(LoadProfile profile, Model model) throws Exception {
        Answers transport = new Answers(model);
        return new LoadGenerator(plan(profile), p -> transport).run(progress -> {});
    }

    private static LoadPlan plan(LoadProfile profile) {
        return new LoadPlan(
                "http://model",
                Protocol.SELDON,
                List.of("{}"),
                List.of(),
                HttpAccess.NONE,
                profile,
                Duration.ofSeconds(10),
                1024);
    }

    private static class Answers implements PredictionTransport {

        private final AtomicInteger number = new AtomicInteger();
        private final Model model;

        Answers(Model model) {
            this.model = model;
        }

        @Override
        public Received predict(byte[] payload) throws IOException {
            return model.answer(number.getAndIncrement());
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    private static void take(long millis) {
        try {
            new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
