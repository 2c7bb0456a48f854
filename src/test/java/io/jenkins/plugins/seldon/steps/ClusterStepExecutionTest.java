package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.AbortException;
import io.jenkins.plugins.seldon.fixture.Allowance;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.io.IOException;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterStepExecutionTest {

    private final FakePlatform platform = new FakePlatform();
    private final FakeStepContext context = new FakeStepContext(Map.of(Platform.class, platform));

    @AfterEach
    void closePlatform() {
        platform.close();
    }

    @Test
    void startReturnsBeforeTheWorkHasBegun() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        Execution execution = new Execution(context, self -> {
            gate.await();
            self.succeedWith("done");
        });
        assertThat(execution.start()).isFalse();
        assertThat(context.reported()).isFalse();
        gate.countDown();
        assertThat(context.outcome()).isEqualTo("done");
    }

    @Test
    void whatTheWorkThrowsFailsTheStep() throws Exception {
        AbortException refused = new AbortException("refused");
        new Execution(context, self -> {
                    throw refused;
                })
                .start();
        assertThat(context.outcome()).isSameAs(refused);
    }

    @Test
    void aRefusedOptionFailsTheStepWithItsSentenceAlone() throws Exception {
        new Execution(context, self -> {
                    throw new InvalidOptionException("rate must be above 0.");
                })
                .start();
        assertThat(context.outcome()).isInstanceOfSatisfying(AbortException.class, told -> assertThat(told)
                .hasMessage("rate must be above 0.")
                .hasNoCause());
    }

    /** Base64 as Java's own library refuses it: not what a user wrote, and nothing that a user could mend. */
    @Test
    void whatALibraryRefusesIsAnUnexpectedErrorWithItsStackTrace() throws Exception {
        new Execution(context, self -> Base64.getDecoder().decode("%")).start();
        assertThat(context.outcome())
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .satisfies(
                        error -> assertThat(((Throwable) error).getStackTrace()).isNotEmpty());
    }

    @Test
    void itReportsOnce() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        Execution execution = new Execution(context, self -> {
            self.succeedWith("first");
            self.succeedWith("second");
            ended.countDown();
            throw new AbortException("third");
        });
        execution.start();
        assertThat(context.outcome()).isEqualTo("first");
        assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
        execution.stop(new InterruptedException());
        assertThat(context.reports()).containsExactly("first");
    }

    @Test
    void stoppingInterruptsTheWorkAndReportsOnlyAfterItHasEndedAndBeenCleanedUp() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        AtomicBoolean cleaned = new AtomicBoolean();
        Execution execution = new Execution(context, self -> {
            working.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                cleaned.set(true);
            }
        });
        execution.start();
        assertThat(working.await(60, TimeUnit.SECONDS)).isTrue();
        Throwable cause = new InterruptedException("aborted by a person");
        execution.stop(cause);
        assertThat(context.outcome()).isSameAs(cause);
        assertThat(cleaned).isTrue();
        assertThat(execution.cancelled).isTrue();
        assertThat(context.reports()).containsExactly(cause);
    }

    @Test
    void stoppingTakesBackWhatIsArmedForLater() throws Exception {
        CountDownLatch armed = new CountDownLatch(1);
        Execution execution = new Execution(context, self -> {
            self.laterFail(Duration.ofHours(1));
            armed.countDown();
        });
        execution.start();
        assertThat(armed.await(60, TimeUnit.SECONDS)).isTrue();
        Throwable cause = new InterruptedException();
        execution.stop(cause);
        assertThat(context.outcome()).isSameAs(cause);
        assertThat(platform.timer().shutdownNow())
                .allMatch(left -> ((java.util.concurrent.Future<?>) left).isCancelled());
    }

    @Test
    void whatWasArmedRunsLater() throws Exception {
        new Execution(context, self -> self.laterFail(Duration.ofMillis(1))).start();
        assertThat(context.outcome()).isInstanceOf(AbortException.class);
    }

    @Test
    void resumingRunsInANewSession() throws Exception {
        Execution execution = new Execution(context, self -> self.succeedWith("resumed"));
        execution.onResume();
        assertThat(context.outcome()).isEqualTo("resumed");
    }

    @ParameterizedTest
    @ValueSource(classes = {StackOverflowError.class, OutOfMemoryError.class, NoClassDefFoundError.class})
    void anErrorEndsTheStepAndWhatItHasUnderWay(Class<? extends Error> kind) throws Exception {
        Error error = kind.getConstructor(String.class).newInstance("deep down");
        Execution execution = new Execution(context, self -> {
            throw error;
        });
        execution.start();
        assertThat(context.outcome()).isInstanceOfSatisfying(AbortException.class, e -> assertThat(e.getMessage())
                .startsWith("The step ended with an error of the controller: " + kind.getSimpleName())
                .contains("(deep down)")
                .endsWith("."));
        assertThat(execution.cancelled).isTrue();
        assertThat(execution.toldBrokenOff).isTrue();
    }

    @Test
    void aStepIsStoppedThoughItsWorkFillsThePoolAndIgnoresTheInterruption() throws Exception {
        CountDownLatch full = new CountDownLatch(FakePlatform.WORKERS);
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < FakePlatform.WORKERS; i++) {
            platform.workers().execute(() -> {
                full.countDown();
                awaitDeafly(never);
            });
        }
        assertThat(full.await(60, TimeUnit.SECONDS)).isTrue();
        Execution execution = new Execution(context, self -> self.succeedWith("never"));
        execution.start();
        Throwable cause = new InterruptedException("aborted by a person");
        long begun = System.nanoTime();
        execution.stop(cause);
        assertThat(context.outcome()).isSameAs(cause);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Allowance.ofSeconds(2));
        assertThat(platform.logged()).contains("Stopped while waiting for what the test wants.");
        never.countDown();
    }

    @Test
    void aStepIsReportedAsStoppedThoughItsCleaningHangs() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Execution execution = new Execution(context, self -> never.await());
        execution.hangs = never;
        execution.start();
        Throwable cause = new InterruptedException("aborted by a person");
        execution.stop(cause);
        assertThat(context.outcome()).isSameAs(cause);
        assertThat(platform.logged()).contains("WARNING: What the step had started did not end within");
        never.countDown();
    }

    @Test
    void aTimerEndsAStepWhoseTimeIsOverThoughItsWorkFillsThePool() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < FakePlatform.WORKERS; i++) {
            platform.workers().execute(() -> awaitDeafly(never));
        }
        Execution execution = new Execution(context, self -> self.succeedWith("never"));
        execution.longest = Duration.ofMillis(50);
        execution.start();
        assertThat(context.outcome()).isInstanceOfSatisfying(AbortException.class, e -> assertThat(e.getMessage())
                .startsWith("The step did not end within ")
                .contains("(waiting for what the test wants)"));
        assertThat(execution.toldBrokenOff).isTrue();
        never.countDown();
    }

    @Test
    void theDeadlineIsThatOfTheFirstStartAfterARestartToo() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Execution execution = new Execution(context, self -> begun.countDown());
        execution.longest = Duration.ofHours(3);
        execution.start();
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        Object endsBy = endsBy(execution);
        execution.longest = Duration.ofHours(9);
        execution.onResume();
        assertThat(endsBy(execution)).isEqualTo(endsBy);
        execution.stop(new InterruptedException());
    }

    private static Object endsBy(Execution execution) throws ReflectiveOperationException {
        Field field = ClusterStepExecution.class.getDeclaredField("endsBy");
        field.setAccessible(true);
        return field.get(execution);
    }

    @Test
    void anAgentThatIsLostIsASentenceWithoutAStackTrace() throws Exception {
        for (Exception lost : List.of(
                new IOException("Remote call on linux-1 failed: the channel is already closed"),
                new IllegalStateException(new IOException("Unexpected termination of the channel")))) {
            FakeStepContext there = new FakeStepContext(Map.of(Platform.class, platform));
            new Execution(there, self -> {
                        throw lost;
                    })
                    .start();
            assertThat(there.outcome()).isInstanceOfSatisfying(AbortException.class, e -> assertThat(e.getMessage())
                    .startsWith("The connection to the agent was lost"));
        }
    }

    @Test
    void anInterruptionThatNobodyMeantIsASentence() throws Exception {
        new Execution(context, self -> {
                    throw new InterruptedException();
                })
                .start();
        assertThat(context.outcome()).isInstanceOf(AbortException.class);
    }

    @Test
    void workThatIgnoresTheInterruptionIsLeftBehindAfterTheLimit() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Execution execution = new Execution(context, self -> {
            working.countDown();
            awaitDeafly(never);
            self.succeedWith("too late");
        });
        execution.start();
        assertThat(working.await(60, TimeUnit.SECONDS)).isTrue();
        Throwable cause = new InterruptedException();
        execution.stop(cause);
        assertThat(context.outcome()).isSameAs(cause);
        assertThat(execution.cancelled).isTrue();
        never.countDown();
        platform.workers().shutdown();
        assertThat(platform.workers().awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(context.reports()).containsExactly(cause);
    }

    /** An abort that comes in the moment in which the work ends must not let the build go on. */
    @Test
    void aSuccessAfterAStopNeverCounts() throws Exception {
        for (int race = 0; race < 1000; race++) {
            FakeStepContext racing = new FakeStepContext(Map.of(Platform.class, platform));
            CyclicBarrier barrier = new CyclicBarrier(2);
            AtomicBoolean stoppedFirst = new AtomicBoolean();
            AtomicBoolean stopReturned = new AtomicBoolean();
            Execution execution = new Execution(racing, self -> {
                awaitTurn(barrier);
                stoppedFirst.set(stopReturned.get());
                self.succeedWith("done");
            });
            execution.start();
            awaitTurn(barrier);
            execution.stop(new InterruptedException());
            stopReturned.set(true);
            Object outcome = racing.outcome();
            assertThat(racing.reports()).hasSize(1);
            if (stoppedFirst.get()) {
                assertThat(outcome).isInstanceOf(InterruptedException.class);
            }
        }
    }

    private static void awaitTurn(CyclicBarrier barrier) {
        try {
            barrier.await(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitDeafly(CountDownLatch latch) {
        boolean done = false;
        while (!done) {
            try {
                done = latch.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                // Deaf on purpose, as a blocked read is.
            }
        }
    }

    private static final class Execution extends ClusterStepExecution<ClusterStep> {

        private static final long serialVersionUID = 1L;

        @FunctionalInterface
        interface Script {
            void run(Execution self) throws Exception;
        }

        private final transient Script script;
        private transient volatile boolean cancelled;
        private transient volatile boolean toldBrokenOff;
        private transient volatile CountDownLatch hangs;
        private transient volatile Duration longest = Duration.ofHours(1);

        Execution(StepContext context, Script script) {
            super(new NoStep(), context);
            this.script = script;
        }

        @Override
        protected void begin(Platform platform) throws Exception {
            script.run(this);
        }

        @Override
        protected void resume(Platform platform) throws Exception {
            script.run(this);
        }

        @Override
        protected void cancel(Platform platform) throws InterruptedException {
            if (hangs != null) {
                awaitDeafly(hangs);
            }
            cancelled = true;
        }

        @Override
        protected Duration longest(Platform platform) {
            return longest;
        }

        @Override
        protected void brokenOff(Platform platform, String sentence) {
            toldBrokenOff = true;
        }

        @Override
        public String getStatus() {
            return "waiting for what the test wants";
        }

        void succeedWith(Object value) {
            succeed(value);
        }

        void laterFail(Duration delay) {
            later(delay, platform -> {
                throw new AbortException("later");
            });
        }
    }

    private static final class NoStep extends ClusterStep {

        private static final long serialVersionUID = 1L;

        @Override
        public StepExecution start(StepContext context) {
            throw new UnsupportedOperationException(List.of(context).toString());
        }
    }
}
