package io.jenkins.plugins.seldon.steps;

import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.lanes.Hosts;
import io.jenkins.plugins.seldon.node.ControllerPools;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.report.ReportSection;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** What a controller gives to its builds: the plugin's own pools, and a timer of Jenkins' size. Their logs go nowhere. */
final class OneController extends FakePlatform {

    static final Duration LIMIT = Duration.ofMinutes(2);

    private final String kubeconfig;

    /** Each build has a log of its own, and writes there alone. */
    private final ThreadLocal<PrintStream> log =
            ThreadLocal.withInitial(() -> new PrintStream(OutputStream.nullOutputStream()));

    private final ScheduledThreadPoolExecutor timer = (ScheduledThreadPoolExecutor)
            Executors.newScheduledThreadPool(10, task -> new Thread(task, "jenkins-timer"));

    OneController(EmbeddedCluster cluster) {
        kubeconfig = cluster.kubeconfig();
        timer.prestartAllCoreThreads();
    }

    /** One step under way. */
    static final class Wait {

        private final CompletableFuture<Long> ended = new CompletableFuture<>();
        private final FakeStepContext context;
        private final StepExecution execution;

        private Wait(OneController controller, WaitForSeldonPodsStep step) throws Exception {
            context = new FakeStepContext(Map.of(Platform.class, controller));
            context.whenReported(() -> ended.complete(System.nanoTime()));
            execution = step.start(context);
            execution.start();
        }

        void awaitSettled() {
            Await.until(
                    "the wait has looked", LIMIT, () -> execution.getStatus().contains("pods ready"));
        }

        /** When it has succeeded, as {@link System#nanoTime} has it. */
        long ended() throws Exception {
            long at = ended.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (context.outcome() instanceof Throwable failure) {
                throw new IllegalStateException("a wait has failed", failure);
            }
            return at;
        }
    }

    /**
     * Starts a wait that ends as soon as all is ready by Kubernetes' word.
     *
     * @param workload null for the release
     */
    Wait wait(String namespace, String workload) throws Exception {
        WaitForSeldonPodsStep step = new WaitForSeldonPodsStep();
        step.setNamespace(namespace);
        step.setMinRunningSeconds(0);
        step.setWorkloads(workload);
        step.setTimeoutSeconds(3600);
        return new Wait(this, step);
    }

    @Override
    public ClusterConnection connect(ClusterOptions options) {
        return Kubeconfig.parse(kubeconfig).select(new Kubeconfig.Choice(null, null, options.getNamespace()));
    }

    @Override
    public PrintStream log() {
        return log.get();
    }

    /** Goes nowhere. */
    @Override
    public void report(ReportSection section) {}

    @Override
    public ScheduledExecutorService timer() {
        return timer;
    }

    @Override
    public ExecutorService workers() {
        return ControllerPools.WORKERS;
    }

    @Override
    public Hosts servers() {
        return ControllerPools.SERVERS;
    }

    @Override
    public Executor nodeCalls() {
        return ControllerPools.NODES.of("");
    }

    @Override
    public void close() {
        timer.shutdownNow();
        super.close();
    }
}
