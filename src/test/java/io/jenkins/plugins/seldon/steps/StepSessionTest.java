package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.Await;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class StepSessionTest {

    private final StepSession session = new StepSession();
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private final CompletableFuture<Void> second = new CompletableFuture<>();

    @Test
    void aTimerReplacesTheOneBeforeAndAStopTakesItBack() {
        session.arm(() -> first);
        session.arm(() -> second);
        assertThat(first).isCancelled();
        assertThat(second).isNotCancelled();
        session.stop(new InterruptedException());
        assertThat(second).isCancelled();
    }

    /** As on a busy machine: what a timer calls back has set the next before the thread that set it goes on. */
    @Test
    void aTimerThatIsDueAtOnceDoesNotReplaceTheNext() throws Exception {
        AtomicReference<Thread> calledBack = new AtomicReference<>();
        session.arm(() -> {
            Thread thread = new Thread(() -> session.arm(() -> second));
            calledBack.set(thread);
            thread.start();
            Await.until(
                    "it has set the next, or waits until it may",
                    Duration.ofSeconds(60),
                    () -> thread.getState() == Thread.State.BLOCKED || thread.getState() == Thread.State.TERMINATED);
            return first;
        });
        calledBack.get().join();
        assertThat(second).isNotCancelled();
        session.stop(new InterruptedException());
        assertThat(second).isCancelled();
    }

    @Test
    void nothingIsSetForAStepThatIsBeingStopped() {
        session.stop(new InterruptedException());
        session.arm(() -> {
            throw new AssertionError("a timer was set");
        });
    }
}
