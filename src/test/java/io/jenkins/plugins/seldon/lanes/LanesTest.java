package io.jenkins.plugins.seldon.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LanesTest {

    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong now = new AtomicLong(42 * SECOND);
    private final Lanes lanes = new Lanes(new Lanes.Limits(8, 4, 2, 300), now::get);
    private final ExecutorService pool = Executors.newFixedThreadPool(8);
    private final List<CompletableFuture<String>> begun = new ArrayList<>();

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    private CompletableFuture<String> call(String host) {
        return lanes.call(host, () -> {
            CompletableFuture<String> answer = new CompletableFuture<>();
            begun.add(answer);
            return answer;
        });
    }

    private void trust(String host) {
        lanes.call(host, () -> CompletableFuture.completedFuture("answer"));
    }

    @Test
    void aHostThatNobodyHasAskedGetsOneCallAtATimeAndThenItsWidth() {
        for (int i = 0; i < 5; i++) {
            call("new");
        }
        assertThat(begun).hasSize(1);
        begun.get(0).complete("answer");
        assertThat(begun).hasSize(3);
        assertThat(lanes.running()).isEqualTo(2);
    }

    @Test
    void hostsThatHangHaveNoMoreThanTheirShareWhateverTheirNumber() {
        trust("healthy");
        for (int i = 0; i < 300; i++) {
            call("dead-" + i);
        }
        assertThat(lanes.running()).isEqualTo(4);
        CompletableFuture<String> healthy = call("healthy");
        begun.get(4).complete("at once");
        assertThat(healthy).isCompletedWithValue("at once");
    }

    @Test
    void aHostThatBeginsToHangGetsNoFurtherCall() {
        trust("slow");
        call("slow");
        now.addAndGet(2 * SECOND);
        call("slow");
        assertThat(begun).hasSize(1);
        begun.get(0).complete("late");
        assertThat(begun).as("and then one at a time").hasSize(2);
        call("slow");
        assertThat(begun).hasSize(2);
    }

    @Test
    void whatFailsAfterALongTimeFailsForAllWhoWaitAndForWhoComesUntilOneIsLetThrough() {
        CompletableFuture<String> first = call("hangs");
        CompletableFuture<String> second = call("hangs");
        now.addAndGet(10 * SECOND);
        InterruptedIOException timeOut = new InterruptedIOException("no answer");
        begun.get(0).completeExceptionally(timeOut);
        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompletedExceptionally();
        assertThatThrownBy(call("hangs")::join).hasCause(timeOut);
        assertThat(begun).hasSize(1);
        now.addAndGet(SECOND);
        CompletableFuture<String> tried = call("hangs");
        assertThat(begun).hasSize(2);
        assertThatThrownBy(call("hangs")::join).hasCause(timeOut);
        begun.get(1).complete("back");
        assertThat(tried).isCompletedWithValue("back");
        call("hangs");
        assertThat(begun).hasSize(3);
    }

    @Test
    void whatIsRefusedAtOnceBreaksNothing() {
        CompletableFuture<String> refused = call("refuses");
        CompletableFuture<String> next = call("refuses");
        begun.get(0).completeExceptionally(new IllegalStateException("403"));
        assertThat(refused).isCompletedExceptionally();
        begun.get(1).complete("answer");
        assertThat(next).isCompletedWithValue("answer");
    }

    @Test
    void moreThanMayWaitAreRefused() {
        for (int i = 0; i < 301; i++) {
            call("busy");
        }
        assertThatThrownBy(call("busy")::join).hasCauseInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> lanes.on(pool, "busy").execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void callsThatEndAtOnceDoNotDeepenTheStack() {
        CompletableFuture<String> gate = call("fast");
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int i = 0; i < 299; i++) {
            all.add(lanes.call("fast", () -> CompletableFuture.completedFuture("answer")));
        }
        begun.get(0).complete("go");
        assertThat(gate).isCompleted();
        assertThat(all).allMatch(CompletableFuture::isDone);
        assertThat(lanes.running()).isZero();
    }

    @Test
    void hostsThatTakeLongByNatureAreTrustedWhereThatIsSaid() {
        Lanes lasting = new Lanes(new Lanes.Limits(8, 0, 2, 300, true), now::get);
        for (int i = 0; i < 3; i++) {
            lasting.call("node", CompletableFuture::new);
        }
        assertThat(lasting.running()).isEqualTo(2);
    }

    @Test
    void tasksTakeNoMoreThreadsThanTheLaneIsWide() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(200);
        for (int i = 0; i < 200; i++) {
            lanes.on(pool, "host").execute(() -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                Thread.yield();
                running.decrementAndGet();
                done.countDown();
            });
        }
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(most.get()).isBetween(1, 2);
    }

    @Test
    void tasksOfANewHostKeepTheirOrder() throws Exception {
        Lanes narrow = new Lanes(new Lanes.Limits(8, 4, 1, 300), now::get);
        List<Integer> order = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(50);
        for (int i = 0; i < 50; i++) {
            int number = i;
            narrow.on(pool, "host").execute(() -> {
                order.add(number);
                done.countDown();
            });
        }
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(order)
                .containsExactlyElementsOf(IntStream.range(0, 50).boxed().toList());
    }

    @Test
    void aTaskThatThrowsTakesNoPlaceWithIt() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        for (int i = 0; i < 10; i++) {
            lanes.on(task -> pool.submit(task), "host").execute(() -> {
                throw new IllegalStateException("broken");
            });
        }
        lanes.on(pool, "host").execute(done::countDown);
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    }
}
