package io.jenkins.plugins.seldon.steps;

import hudson.AbortException;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.HangingServer;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.helm.ChildProcess;
import io.jenkins.plugins.seldon.helm.ChildProcesses;
import io.jenkins.plugins.seldon.kubernetes.ApiServer;
import io.jenkins.plugins.seldon.kubernetes.ApiUser;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import io.jenkins.plugins.seldon.lanes.Hosts;
import io.jenkins.plugins.seldon.node.ControllerPools;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.readiness.watch.SharedWatches;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * One controller with builds that hang on what does not answer: a Prometheus, API servers, agents. All of them, and those
 * that are well, share the plugin's own pools, one set of clients and a timer of the size of Jenkins'.
 */
final class Starvation implements AutoCloseable {

    private final HangingServer hanging = new HangingServer();
    private final CountDownLatch agentsAnswer = new CountDownLatch(1);
    private final AtomicInteger helmStarted = new AtomicInteger();
    private final SharedClients clients = new SharedClients();
    private final SharedWatches watches = new SharedWatches(clients);
    private final OkHttpClient http = new OkHttpClient();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(10);
    private final List<Step> stuck = new ArrayList<>();

    /** A step under way. */
    record Step(StepExecution execution, FakeStepContext context) {

        /** Aborts it; how long it takes until it is reported. */
        Duration abort() throws Exception {
            long begun = System.nanoTime();
            execution.stop(new InterruptedException("aborted by a person"));
            context.outcome();
            return Duration.ofNanos(System.nanoTime() - begun);
        }
    }

    /** What one build has of the controller. */
    private class Build extends FakePlatform {

        private final String node;

        Build(String node) {
            this.node = node;
        }

        @Override
        public ClusterConnection connect(ClusterOptions options) throws AbortException {
            return connection(hanging.url().toString(), "token", options.getNamespace());
        }

        @Override
        public SharedClients clients() {
            return clients;
        }

        @Override
        public SharedWatches watches() {
            return watches;
        }

        @Override
        public OkHttpClient http(String parameter, String url) {
            return http;
        }

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
            return ControllerPools.NODES.of(node);
        }

        @Override
        public Executor nodeWorkers() {
            return ControllerPools.NODE_WORKERS.of(node);
        }

        @Override
        public ExecutorService stoppers() {
            return ControllerPools.STOPPERS;
        }
    }

    static ClusterConnection connection(String server, String token, String namespace) {
        return Kubeconfig.connection(ApiServer.at(server), new ApiUser(token, null, null, null, null), namespace);
    }

    private Step start(ClusterStep step, Build build) throws Exception {
        FakeStepContext context = new FakeStepContext(Map.of(Platform.class, build));
        StepExecution execution = step.start(context);
        execution.start();
        return new Step(execution, context);
    }

    /** Gates of as many models, all counted by the Prometheus that hangs. */
    void hangGates(int number) throws Exception {
        for (int i = 0; i < number; i++) {
            AssertPredictionMetricsStep gate = gate("hangs-" + i, hanging.url().toString());
            stuck.add(start(gate, new Build("gate-" + i % 10) {
                @Override
                public ClusterConnection connect(ClusterOptions options) throws AbortException {
                    throw new AbortException("No cluster is given.");
                }
            }));
        }
    }

    private static AssertPredictionMetricsStep gate(String model, String prometheus) {
        AssertPredictionMetricsStep gate = new AssertPredictionMetricsStep(model);
        gate.setPrometheusUrl(prometheus);
        gate.setEndpoint("http://127.0.0.1:1");
        gate.setEndpointTimeoutSeconds(0.0);
        return gate;
    }

    /** Waits in as many namespaces of the API server that hangs; they have reached it once, so they don't give up. */
    void hangWaits(int number) throws Exception {
        for (int i = 0; i < number; i++) {
            WaitForSeldonPodsStep wait = new WaitForSeldonPodsStep();
            wait.setNamespace("models-" + i);
            stuck.add(start(wait, new Build("")));
        }
    }

    /** Waits in as many namespaces of a cluster; whatever it does not answer is the caller's choice. */
    void waitsOn(EmbeddedCluster cluster, int number, WaitForSeldonPodsStep step) throws Exception {
        for (int i = 0; i < number; i++) {
            String namespace = "m" + i;
            stuck.add(start(step, new Build("") {
                @Override
                public ClusterConnection connect(ClusterOptions options) {
                    return Kubeconfig.parse(cluster.kubeconfig()).select(new Kubeconfig.Choice(null, null, namespace));
                }
            }));
        }
    }

    /** Steps on agents that have stopped to answer. */
    void hangAgents(int number) throws Exception {
        for (int i = 0; i < number; i++) {
            stuck.add(start(new WaitForSeldonPodsStep(), new Build("agent-" + i) {
                @Override
                public ClusterConnection connect(ClusterOptions options) throws AbortException {
                    try {
                        agentsAnswer.await();
                    } catch (InterruptedException e) {
                        throw new AbortException("interrupted");
                    }
                    throw new AbortException("The agent answers again.");
                }
            }));
        }
    }

    /** Installations whose Helm starts on an agent and says nothing any more. */
    void hangHelm(EmbeddedCluster cluster, int number) throws Exception {
        for (int i = 0; i < number; i++) {
            String release = "stuck-" + i;
            InstallSeldonAnalyticsStep install = new InstallSeldonAnalyticsStep();
            install.setRepository("http://127.0.0.1:1");
            install.setReleaseName(release);
            stuck.add(start(install, new Build("helm-" + i) {
                @Override
                public ClusterConnection connect(ClusterOptions options) {
                    return Kubeconfig.parse(cluster.kubeconfig())
                            .select(new Kubeconfig.Choice(null, null, options.getNamespace()));
                }

                @Override
                public boolean insideNode() {
                    return true;
                }

                @Override
                public ChildProcesses childProcesses() {
                    return new ChildProcesses() {
                        @Override
                        public ChildProcess start(Consumer<String> output, Consumer<String> errors)
                                throws IOException, InterruptedException {
                            helmStarted.incrementAndGet();
                            agentsAnswer.await();
                            throw new IOException("The agent answers again.");
                        }

                        @Override
                        public void remove(String folder) {}
                    };
                }
            }));
        }
    }

    /** How many of them have come so far. */
    int helmStarted() {
        return helmStarted.get();
    }

    /** What as many bursts of each agent hold of the controller while the agent does not answer. */
    void hangBursts(int agents, int each) {
        for (int i = 0; i < agents * each; i++) {
            ControllerPools.NODE_WORKERS.of("agent-" + i / each).execute(() -> {
                try {
                    agentsAnswer.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    /** How long a wait takes on a cluster that is well and whose pods are ready. */
    Duration healthyWait(EmbeddedCluster cluster, WaitForSeldonPodsStep step) throws Exception {
        return timed(start(step, new Build("healthy") {
            @Override
            public ClusterConnection connect(ClusterOptions options) {
                return Kubeconfig.parse(cluster.kubeconfig())
                        .select(new Kubeconfig.Choice(null, null, options.getNamespace()));
            }
        }));
    }

    /** How long a gate takes on a Prometheus that answers, up to its verdict on a model that is not there. */
    Duration healthyGate(String prometheus) throws Exception {
        return timed(start(gate("absent", prometheus), new Build("healthy") {
            @Override
            public ClusterConnection connect(ClusterOptions options) throws AbortException {
                throw new AbortException("No cluster is given.");
            }
        }));
    }

    private static Duration timed(Step step) throws Exception {
        long begun = System.nanoTime();
        step.context().outcome();
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** Aborts all that is stuck; the longest that one took, of those that had not ended by themselves. */
    Duration abortAll() throws Exception {
        Duration longest = Duration.ZERO;
        for (Step step : stuck) {
            if (!step.context().reported()) {
                Duration took = step.abort();
                longest = took.compareTo(longest) > 0 ? took : longest;
            }
        }
        return longest;
    }

    /** Waits for the end of all that was started; what each returned or failed with. */
    List<Object> awaitAll() throws Exception {
        List<Object> outcomes = new ArrayList<>();
        for (Step step : stuck) {
            outcomes.add(step.context().outcome());
        }
        return outcomes;
    }

    long stillStuck() {
        return stuck.stream().filter(step -> !step.context().reported()).count();
    }

    /** Threads of the plugin and of the transports that it uses. */
    static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("seldon-analytics") || name.startsWith("OkHttp"))
                .count();
    }

    void awaitHanging(int connections) {
        Await.until("the server hangs", Duration.ofSeconds(30), () -> hanging.connections() >= connections);
    }

    @Override
    public void close() throws Exception {
        abortAll();
        agentsAnswer.countDown();
        hanging.close();
        timer.shutdownNow();
        clients.close();
    }
}
