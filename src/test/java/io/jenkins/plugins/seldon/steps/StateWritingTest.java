package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.gate.Next;
import io.jenkins.plugins.seldon.load.LoadSite;
import io.jenkins.plugins.seldon.node.Platform;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.junit.jupiter.api.Test;

class StateWritingTest {

    /** Pipeline writes in its own time: a gate that knows nothing of what it has sent sends it again, and both are counted. */
    @Test
    void nothingIsSentBeforeItIsWrittenThatItIs() throws Exception {
        AtomicBoolean written = new AtomicBoolean();
        AtomicBoolean wasWritten = new AtomicBoolean();
        try (FakePlatform platform = new FakePlatform() {
            @Override
            public LoadSite loadSite() throws InterruptedException {
                wasWritten.set(written.get());
                throw new InterruptedException("the burst would begin");
            }
        }) {
            FakeStepContext context = new FakeStepContext(Map.of(Platform.class, platform));
            context.whenSaved(() -> written.set(true));
            context.savesBy(CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));
            Object gate = new AssertPredictionMetricsStep("iris").start(context);
            Method send = GateStepExecution.class.getDeclaredMethod("send", Platform.class, Next.Send.class);
            send.setAccessible(true);
            assertThatThrownBy(() -> send.invoke(gate, platform, new Next.Send(null, "part 2 of the burst")))
                    .hasCauseInstanceOf(InterruptedException.class);
            assertThat(wasWritten).isTrue();
        }
    }

    /** Helm has a minute to end, and longer to undo what it did: the installation that somebody had aborted began once more. */
    @Test
    void whatWasBeingStoppedDoesNotGoOnAfterARestart() throws Exception {
        try (FakePlatform platform = new FakePlatform()) {
            FakeStepContext context = new FakeStepContext(Map.of(Platform.class, platform));
            Execution execution = new Execution(context);
            execution.limits = new Stopping.Limits(Duration.ofMinutes(1), Duration.ofSeconds(30));
            execution.start();
            CompletableFuture<StoredExecution> kept = new CompletableFuture<>();
            context.whenSaved(() -> kept.complete(StoredExecution.of(execution)));
            execution.stop(new InterruptedException("aborted by a person"));
            FakeStepContext there = new FakeStepContext(Map.of(Platform.class, platform));
            kept.get(10, TimeUnit.SECONDS).restored(there).onResume();
            assertThat(there.outcome()).isInstanceOf(FlowInterruptedException.class);
            assertThat(platform.logged()).contains("Jenkins was restarted while the step was being stopped");
        }
    }

    /** Pipeline writes all of its branches each time. */
    @Test
    void whatEndsAtOnceWhenItIsStoppedIsNotWritten() throws Exception {
        try (FakePlatform platform = new FakePlatform()) {
            FakeStepContext context = new FakeStepContext(Map.of(Platform.class, platform));
            AtomicBoolean written = new AtomicBoolean();
            context.whenSaved(() -> written.set(true));
            Execution execution = new Execution(context);
            execution.start();
            execution.stop(new InterruptedException("aborted by a person"));
            assertThat(context.outcome()).isInstanceOf(InterruptedException.class);
            assertThat(written).isFalse();
        }
    }

    private static final class Execution extends ClusterStepExecution<WaitForSeldonPodsStep> {

        private static final long serialVersionUID = 1L;

        private transient Stopping.Limits limits = Stopping.Limits.SHORT;

        Execution(StepContext context) {
            super(new WaitForSeldonPodsStep(), context);
        }

        @Override
        protected void begin(Platform platform) {}

        @Override
        protected void resume(Platform platform) {
            succeed("gone on");
        }

        @Override
        protected Duration longest(Platform platform) {
            return Duration.ofHours(1);
        }

        @Override
        Stopping.Limits stopLimits() {
            return limits == null ? Stopping.Limits.SHORT : limits;
        }

        @Override
        public String getStatus() {
            return "working";
        }
    }
}
