package io.jenkins.plugins.seldon.freestyle;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.EnvVars;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A step's end in a freestyle build, where an abort is an interruption of the build's thread. */
@Timeout(180)
class BuildStepContextTest {

    /** Reports its success from another thread when told to, and a stop if that comes first. */
    private static final class Racing extends StepExecution {

        private static final long serialVersionUID = 1L;
        private final transient AtomicBoolean reported = new AtomicBoolean();
        private transient volatile boolean stopped;
        private final transient CountDownLatch started = new CountDownLatch(1);

        Racing(StepContext context) {
            super(context);
        }

        @Override
        public boolean start() {
            started.countDown();
            return false;
        }

        @Override
        public void stop(Throwable cause) {
            if (reported.compareAndSet(false, true)) {
                stopped = true;
                getContext().onFailure(cause);
            }
        }

        void succeed() {
            if (reported.compareAndSet(false, true)) {
                getContext().onSuccess("done");
            }
        }
    }

    private static final class RacingStep extends Step {

        private static final long serialVersionUID = 1L;
        private final transient CompletableFuture<Racing> execution = new CompletableFuture<>();

        @Override
        public StepExecution start(StepContext context) {
            Racing racing = new Racing(context);
            execution.complete(racing);
            return racing;
        }
    }

    /** The interruption and the success come at the same moment, in both orders: the build must not go on. */
    @Test
    void anAbortedStepNeverSucceeds() throws Exception {
        int aborted = 0;
        for (int race = 0; race < 1000; race++) {
            RacingStep step = new RacingStep();
            CompletableFuture<Object> outcome = new CompletableFuture<>();
            Thread build = new Thread(() -> run(step, outcome));
            build.start();
            Racing execution = step.execution.get(60, TimeUnit.SECONDS);
            assertThat(execution.started.await(60, TimeUnit.SECONDS)).isTrue();
            CyclicBarrier barrier = new CyclicBarrier(2);
            Thread success = new Thread(() -> {
                await(barrier);
                execution.succeed();
            });
            success.start();
            await(barrier);
            build.interrupt();
            Object ended = outcome.get(60, TimeUnit.SECONDS);
            success.join();
            build.join();
            if (ended instanceof InterruptedException) {
                aborted++;
            } else {
                assertThat(execution.stopped).as("race " + race + ": " + ended).isFalse();
            }
        }
        assertThat(aborted).as("aborted").isPositive();
    }

    /** It was interrupted while it ended: the thread's flag alone would let the build's next step begin. */
    @Test
    void anInterruptionThatIsPendingWhenTheStepSucceedsAbortsTheBuild() throws Exception {
        RacingStep step = new RacingStep();
        CompletableFuture<Object> outcome = new CompletableFuture<>();
        step.execution.thenAccept(execution -> {
            execution.succeed();
            Thread.currentThread().interrupt();
        });
        Thread build = new Thread(() -> run(step, outcome));
        build.start();
        assertThat(outcome.get(60, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }

    /** As a build wrapper makes it that puts a folder on the node's PATH; a step asks from threads of its own. */
    @Test
    void theEnvironmentIsThatOfTheBuildsThread() {
        EnvVars environment = new EnvVars("PATH", "/opt/node/bin:/usr/bin");
        StepContext context = new BuildStepContext(null, null, null, environment);
        EnvVars told = CompletableFuture.supplyAsync(() -> environment(context)).join();
        assertThat(told).isEqualTo(environment);
        told.put("KUBECONFIG", "changed by who asked");
        assertThat(environment(context)).doesNotContainKey("KUBECONFIG");
    }

    private static EnvVars environment(StepContext context) {
        try {
            return context.get(EnvVars.class);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void run(RacingStep step, CompletableFuture<Object> outcome) {
        try {
            outcome.complete(new BuildStepContext(null, null, null, new EnvVars()).run(step));
        } catch (Exception e) {
            outcome.complete(e);
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
