package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.AbortException;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.fixture.Allowance;
import io.jenkins.plugins.seldon.helm.ChildProcess;
import io.jenkins.plugins.seldon.helm.ChildProcesses;
import io.jenkins.plugins.seldon.kubernetes.ApiServer;
import io.jenkins.plugins.seldon.kubernetes.ApiUser;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.release.AnalyticsRelease;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReleaseStepExecutionTest {

    private final List<String> removed = new CopyOnWriteArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);
    private final NodePlatform platform = new NodePlatform();
    private final FakeStepContext context = new FakeStepContext(Map.of(Platform.class, platform));

    /** A node that may be stuck, and a cluster that nobody asks. */
    private final class NodePlatform extends FakePlatform {

        private final List<Duration> timers = new CopyOnWriteArrayList<>();

        private final ScheduledExecutorService timer = new ScheduledThreadPoolExecutor(1) {
            @Override
            public ScheduledFuture<?> schedule(Runnable action, long delay, TimeUnit unit) {
                timers.add(Duration.of(delay, unit.toChronoUnit()));
                return super.schedule(action, delay, unit);
            }
        };

        private volatile boolean stuck;

        @Override
        public ScheduledExecutorService timer() {
            return timer;
        }

        @Override
        public void close() {
            super.close();
            timer.shutdownNow();
        }

        @Override
        public ClusterConnection connect(ClusterOptions options) {
            return Kubeconfig.connection(
                    new ApiServer("https://localhost:1", null, false, null, null),
                    new ApiUser("token", null, null, null, null),
                    "models");
        }

        @Override
        public void reachNode() throws InterruptedException {
            if (stuck) {
                never.await();
            }
        }

        @Override
        public ChildProcesses childProcesses() {
            return new ChildProcesses() {
                @Override
                public ChildProcess start(Consumer<String> output, Consumer<String> errors) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void remove(String folder) {
                    removed.add(folder);
                }
            };
        }
    }

    @AfterEach
    void close() {
        never.countDown();
        platform.close();
    }

    /** An abort that comes while Helm ends must not let the build go on. */
    @Test
    void aSuccessAfterAStopNeverCounts() throws Exception {
        for (int race = 0; race < 1000; race++) {
            FakeStepContext racing = new FakeStepContext(Map.of(Platform.class, platform));
            CyclicBarrier barrier = new CyclicBarrier(2);
            boolean[] stopped = new boolean[1];
            boolean[] stoppedFirst = new boolean[1];
            Execution execution = new Execution(racing, () -> {
                awaitTurn(barrier);
                synchronized (stopped) {
                    stoppedFirst[0] = stopped[0];
                }
                return "done";
            });
            execution.start();
            awaitTurn(barrier);
            execution.stop(new InterruptedException());
            synchronized (stopped) {
                stopped[0] = true;
            }
            Object outcome = racing.outcome();
            assertThat(racing.reports()).hasSize(1);
            if (stoppedFirst[0]) {
                assertThat(outcome).isInstanceOf(InterruptedException.class);
            }
        }
    }

    @Test
    void anErrorEndsHelmAndTakesItsFolderAway() throws Exception {
        Execution execution = new Execution(context, () -> {
            throw new NoSuchMethodError("gone after an update");
        });
        Field folder = ReleaseStepExecution.class.getDeclaredField("helmFolder");
        folder.setAccessible(true);
        folder.set(execution, "helm-1");
        execution.start();
        assertThat(context.outcome()).isInstanceOf(AbortException.class);
        assertThat(removed).containsExactly("helm-1");
    }

    /** Pipeline writes it in its own time: a controller that was killed before that had no idea of a Helm that went on. */
    @Test
    void helmHasNothingToDoBeforeItsFolderIsWritten() throws Exception {
        AtomicBoolean written = new AtomicBoolean();
        context.whenSaved(() -> written.set(true));
        context.savesBy(CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));
        Method remember = ReleaseStepExecution.class.getDeclaredMethod("remember", String.class);
        remember.setAccessible(true);
        remember.invoke(new Execution(context, () -> "done"), "helm-1");
        assertThat(written).isTrue();
    }

    /** Helm may have ended well while the controller was away: it was told as a server that does not answer. */
    @Test
    void whatComesBackAfterItsTimeLooksOnceMore() throws Exception {
        Execution execution = new Execution(context, () -> {
            throw new IllegalStateException("looked");
        });
        Instant over = platform.clock().instant().minusSeconds(900);
        Field deadline = ReleaseStepExecution.class.getDeclaredField("deadline");
        deadline.setAccessible(true);
        deadline.set(execution, over);
        Field endsBy = ClusterStepExecution.class.getDeclaredField("endsBy");
        endsBy.setAccessible(true);
        endsBy.set(execution, over.toEpochMilli());
        execution.onResume();
        assertThat(context.outcome()).isInstanceOf(IllegalStateException.class);
        assertThat(execution.left).isGreaterThan(Duration.ofSeconds(10));
        assertThat(platform.timers)
                .as("what fails in the last moment of that is undone, not cut short")
                .anyMatch(time -> time.compareTo(execution.left.plus(AnalyticsRelease.LONGEST_UNDOING)) > 0);
    }

    /** A removal that was done when the controller was killed was told as one of nothing. */
    @Test
    void whatComesBackKnowsWhetherHelmWasAtWork() throws Exception {
        for (String folder : new String[] {null, "helm-1"}) {
            FakeStepContext there = new FakeStepContext(Map.of(Platform.class, platform));
            Execution execution = new Execution(there, () -> {
                throw new IllegalStateException("looked");
            });
            Field helm = ReleaseStepExecution.class.getDeclaredField("helmFolder");
            helm.setAccessible(true);
            helm.set(execution, folder);
            execution.onResume();
            assertThat(there.outcome()).isInstanceOf(IllegalStateException.class);
            assertThat(execution.hadBegun).isEqualTo(folder != null);
        }
    }

    @Test
    void anAbortDoesNotWaitForANodeThatIsStuck() throws Exception {
        platform.stuck = true;
        CountDownLatch working = new CountDownLatch(1);
        Execution execution = new Execution(context, () -> {
            working.countDown();
            boolean done = false;
            while (!done) {
                try {
                    done = never.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    // Deaf, as a call to a node is that does not answer.
                }
            }
            return "too late";
        });
        execution.start();
        assertThat(working.await(60, TimeUnit.SECONDS)).isTrue();
        Throwable cause = new InterruptedException("aborted by a person");
        long begun = System.nanoTime();
        execution.stop(cause);
        assertThat(context.outcome()).isSameAs(cause);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Allowance.ofSeconds(2));
        assertThat(platform.logged()).contains("The agent does not answer");
    }

    private static void awaitTurn(CyclicBarrier barrier) {
        try {
            barrier.await(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Script {
        Object run() throws InterruptedException;
    }

    private static final class Execution extends ReleaseStepExecution<UninstallSeldonAnalyticsStep> {

        private static final long serialVersionUID = 1L;

        private final transient Script script;
        private transient volatile Duration left;
        private transient volatile boolean hadBegun;

        Execution(StepContext context, Script script) {
            super(new UninstallSeldonAnalyticsStep(), context);
            this.script = script;
        }

        @Override
        Object work(AnalyticsRelease release, Platform platform) throws InterruptedException {
            left = left(platform);
            hadBegun = hadBegun();
            return script.run();
        }
    }
}
