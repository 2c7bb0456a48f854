package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.gate.Next;
import io.jenkins.plugins.seldon.load.LoadSite;
import io.jenkins.plugins.seldon.node.Platform;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
}
