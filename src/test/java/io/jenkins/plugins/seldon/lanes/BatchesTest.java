package io.jenkins.plugins.seldon.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {

    private static final long MILLISECOND = 1_000_000;

    private final AtomicLong now = new AtomicLong(42);
    private final Deque<Runnable> turns = new ArrayDeque<>();
    private final Batches batches = new Batches(turns::add, 3, now::get);
    private final List<Integer> ran = new ArrayList<>();

    private void give(int from, int to) {
        IntStream.range(from, to).forEach(i -> batches.execute(() -> ran.add(i)));
    }

    @Test
    void aThousandTasksTakeNoMoreTurnsThanThereAreAndRunInTheirOrder() {
        give(0, 1000);
        assertThat(turns).hasSize(3);
        turns.poll().run();
        assertThat(ran)
                .containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
        turns.poll().run();
        turns.poll().run();
        assertThat(turns).as("nothing is left to do").isEmpty();
        give(1000, 1001);
        turns.poll().run();
        assertThat(ran).hasSize(1001);
    }

    @Test
    void aTurnThatIsStillToComeTakesWhatComesMeanwhile() {
        give(0, 2);
        turns.poll().run();
        give(2, 3);
        assertThat(turns).hasSize(1);
        turns.poll().run();
        assertThat(ran).containsExactly(0, 1, 2);
    }

    @Test
    void othersHaveTheirTurnAfterAWhile() {
        for (int i = 0; i < 10; i++) {
            batches.execute(() -> {
                ran.add(0);
                now.addAndGet(30 * MILLISECOND);
            });
        }
        turns.poll().run();
        assertThat(ran).hasSize(4);
        assertThat(turns).as("goes on behind those who wait").hasSize(3);
        while (!turns.isEmpty()) {
            turns.poll().run();
        }
        assertThat(ran).hasSize(10);
    }

    @Test
    void whatComesWhileATaskBlocksDoesNotWaitForIt() {
        batches.execute(() -> {
            give(1, 2);
            assertThat(turns).as("a turn for what has come").hasSize(1);
            turns.poll().run();
            ran.add(0);
        });
        turns.poll().run();
        assertThat(ran).containsExactly(1, 0);
    }

    @Test
    void aTaskThatThrowsTakesNoOtherWithIt() {
        batches.execute(() -> {
            throw new IllegalStateException("a bug");
        });
        give(0, 5);
        assertThatThrownBy(turns.poll()::run).hasMessage("a bug");
        while (!turns.isEmpty()) {
            turns.poll().run();
        }
        assertThat(ran).containsExactly(0, 1, 2, 3, 4);
        give(5, 9);
        assertThat(turns).as("none is taken for ever").hasSize(3);
    }

    @Test
    void aTaskThatIsRefusedDoesNotRunLater() {
        AtomicInteger refused = new AtomicInteger();
        Batches full = new Batches(
                turn -> {
                    if (refused.getAndIncrement() == 0) {
                        throw new RejectedExecutionException("full");
                    }
                    turns.add(turn);
                },
                3,
                now::get);
        assertThatThrownBy(() -> full.execute(() -> ran.add(0))).isInstanceOf(RejectedExecutionException.class);
        full.execute(() -> ran.add(1));
        turns.poll().run();
        assertThat(ran).containsExactly(1);
    }

    @Test
    void aTaskThatATurnUnderWayWillTakeIsNotRefused() {
        AtomicInteger begun = new AtomicInteger();
        Batches narrow = new Batches(
                turn -> {
                    if (begun.getAndIncrement() > 0) {
                        turns.poll().run();
                        throw new RejectedExecutionException("full");
                    }
                    turns.add(turn);
                },
                3,
                now::get);
        narrow.execute(() -> ran.add(0));
        narrow.execute(() -> ran.add(1));
        assertThat(ran).containsExactly(0, 1);
    }

    @Test
    void whatWasTakenRunsThoughThereIsNoFurtherTurn() {
        Batches once = new Batches(
                turn -> {
                    if (!ran.isEmpty()) {
                        throw new RejectedExecutionException("shut down");
                    }
                    turns.add(turn);
                },
                1,
                now::get);
        for (int i = 0; i < 10; i++) {
            once.execute(() -> {
                ran.add(0);
                now.addAndGet(30 * MILLISECOND);
            });
        }
        turns.poll().run();
        assertThat(ran).hasSize(10);
    }

    @Test
    void everyTaskRunsOnceWhoeverGivesIt() throws Exception {
        int tasks = 20_000;
        ExecutorService pool = Executors.newFixedThreadPool(6);
        try {
            Batches shared = new Batches(pool, 3, System::nanoTime);
            AtomicInteger count = new AtomicInteger();
            CountDownLatch done = new CountDownLatch(4 * tasks);
            for (int i = 0; i < 4; i++) {
                new Thread(() -> {
                            for (int task = 0; task < tasks; task++) {
                                shared.execute(() -> {
                                    count.incrementAndGet();
                                    done.countDown();
                                });
                            }
                        })
                        .start();
            }
            assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(count).hasValue(4 * tasks);
        } finally {
            pool.shutdownNow();
        }
    }
}
