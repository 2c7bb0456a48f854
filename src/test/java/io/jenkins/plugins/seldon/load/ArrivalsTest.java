package io.jenkins.plugins.seldon.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ArrivalsTest {

    private final AtomicBoolean isOver = new AtomicBoolean();
    private final List<Thread> callers = new CopyOnWriteArrayList<>();
    private final Queue<Long> taken = new ConcurrentLinkedQueue<>();
    private Arrivals arrivals;

    @AfterEach
    void end() {
        isOver.set(true);
        callers.forEach(Thread::interrupt);
    }

    private interface Caller {

        void call(long index) throws Exception;
    }

    private void begin(long requests, double rate, int concurrency, Caller caller) {
        LoadProfile profile = LoadProfile.of(requests, rate, 0, concurrency, 0, Duration.ZERO);
        arrivals = new Arrivals(profile, System.nanoTime(), isOver::get, () -> {
            synchronized (callers) {
                if (callers.size() == concurrency) {
                    return false;
                }
                Thread thread = new Thread(() -> take(caller));
                callers.add(thread);
                thread.start();
                return true;
            }
        });
        arrivals.begin();
    }

    private void take(Caller caller) {
        try {
            for (long index = arrivals.take(); index != Arrivals.NONE; index = arrivals.take()) {
                taken.add(index);
                caller.call(index);
            }
        } catch (Exception e) {
            // The test is over.
        }
    }

    private void awaitCallers() throws InterruptedException {
        for (int i = 0; i < callers.size(); i++) {
            callers.get(i).join();
        }
    }

    @Test
    void eachRequestIsTakenOnceAndNoneBeforeItIsDue() throws Exception {
        AtomicInteger early = new AtomicInteger();
        begin(20_000, 50_000, 16, index -> {
            if (System.nanoTime() - arrivals.dueAt(index) < 0) {
                early.incrementAndGet();
            }
        });
        awaitCallers();
        assertThat(early).hasValue(0);
        assertThat(taken)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 20_000).boxed().toList());
    }

    @Test
    void oneRequestIsABurstToo() throws Exception {
        begin(1, 10, 1, index -> {});
        awaitCallers();
        assertThat(taken).containsExactly(0L);
        assertThat(callers).hasSize(1);
    }

    /** Each waits for all of them: were there fewer callers than requests under way, none would go on. */
    @Test
    void anotherCallerJoinsWhileAllOthersWaitForAnswers() throws Exception {
        CyclicBarrier answers = new CyclicBarrier(20);
        begin(20, 1000, 20, index -> answers.await(20, TimeUnit.SECONDS));
        awaitCallers();
        assertThat(taken).hasSize(20);
        assertThat(callers).hasSize(20);
    }

    /** One after the other, each would wait for the thread of the one before to wake up. */
    @Test
    void whatCameInAStallIsOnOfferAtOnceWhenACallerIsBack() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        arrivals = new Arrivals(
                LoadProfile.of(9, 10_000, 0, 20, 0, Duration.ZERO),
                System.nanoTime(),
                isOver::get,
                () -> asked.incrementAndGet() > 0);
        arrivals.begin();
        while (System.nanoTime() - arrivals.dueAt(8) < 0) {
            Thread.onSpinWait();
        }
        assertThat(arrivals.take()).isZero();
        assertThat(asked).hasValueGreaterThanOrEqualTo(9);
    }

    @Test
    void whoWaitsForItsTimeEndsWithTheBurst() throws Exception {
        begin(2, 0.001, 2, index -> {
            isOver.set(true);
            arrivals.end();
        });
        awaitCallers();
        assertThat(taken).containsExactly(0L);
    }
}
