package io.jenkins.plugins.seldon.steps;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.player.PodFault;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.lanes.Hosts;
import io.jenkins.plugins.seldon.node.ControllerPools;
import io.jenkins.plugins.seldon.node.Platform;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * Measures waits as the step runs them, on the plugin's own pools, against an embedded cluster on loopback: how soon a
 * step ends after the event that it waited for, and what many of them cost. Run by {@code benchmark/wait}.
 */
public final class WaitBenchmark {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private WaitBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "latency" -> latency(Integer.parseInt(arguments[1]), arguments[2]);
            case "release" -> release(Integer.parseInt(arguments[1]));
            case "pods" -> pods(Integer.parseInt(arguments[1]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.exit(0);
    }

    /** A pod gets ready: how long until the step has reported, and until {@code kubectl wait} has ended. */
    private static void latency(int rounds, String kubectl) throws Exception {
        int warmUps = 10;
        List<Long> ours = new ArrayList<>();
        List<Long> theirs = new ArrayList<>();
        try (EmbeddedCluster cluster = EmbeddedCluster.builder().playerPaused().start();
                Controller controller = new Controller(cluster)) {
            Path kubeconfig = Files.createTempFile("kubeconfig", "");
            Files.writeString(kubeconfig, cluster.kubeconfig());
            for (int i = 0; i < warmUps + rounds; i++) {
                String name = "pod-" + i;
                cluster.put(pod(name, false));
                cluster.forgetRequests();
                Wait wait = new Wait(controller, "pod/" + name);
                awaitWatch(cluster);
                wait.awaitSettled();
                long own = ready(cluster, name, wait.ended);
                cluster.delete("pods", "seldon-system", name);

                String other = "other-" + i;
                cluster.put(pod(other, false));
                cluster.forgetRequests();
                Process process = new ProcessBuilder(
                                kubectl,
                                "--kubeconfig=" + kubeconfig,
                                "--namespace=seldon-system",
                                "wait",
                                "--for=condition=Ready",
                                "--timeout=60s",
                                "pod/" + other)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                awaitWatch(cluster);
                long kubectls = ready(cluster, other, process.onExit().thenApply(exited -> System.nanoTime()));
                if (process.exitValue() != 0) {
                    throw new IllegalStateException("kubectl wait ended with " + process.exitValue());
                }
                cluster.delete("pods", "seldon-system", other);
                if (i >= warmUps) {
                    ours.add(own);
                    theirs.add(kubectls);
                }
            }
            Files.delete(kubeconfig);
        }
        System.out.printf("pod ready → ended, %d rounds%n", rounds);
        print("waitForSeldonPods", ours);
        print("kubectl wait", theirs);
    }

    private static long ready(EmbeddedCluster cluster, String name, CompletableFuture<Long> ended) throws Exception {
        ObjectNode pod = cluster.object("pods", "seldon-system", name).orElseThrow();
        ObjectNode status = (ObjectNode) pod.path("status");
        status.put("phase", "Running");
        status.withArray("conditions").forEach(condition -> ((ObjectNode) condition).put("status", "True"));
        status.withArray("containerStatuses").forEach(container -> ((ObjectNode) container).put("ready", true));
        long begun = System.nanoTime();
        cluster.put(pod);
        return ended.get(LIMIT.toSeconds(), TimeUnit.SECONDS) - begun;
    }

    private static void awaitWatch(EmbeddedCluster cluster) {
        Await.until("the pods are watched", LIMIT, () -> cluster.requests().stream()
                .anyMatch(request ->
                        request.path().endsWith("/pods") && request.query().contains("watch=")));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }

    /** Many waits for one release; its last Deployment gets available. */
    private static void release(int count) throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start();
                Controller controller = new Controller(cluster)) {
            cluster.player().fault("web-5", PodFault.neverReady());
            for (int i = 0; i < 6; i++) {
                cluster.put(deployment("web-" + i));
            }
            Set<String> before = threads();
            long heap = heap();
            List<Wait> waits = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                waits.add(new Wait(controller, null));
            }
            waits.forEach(Wait::awaitSettled);
            Map<String, Long> busy = added(before);
            long held = heap() - heap;
            awaitIdle();
            System.out.printf("%d waits for one release%n", count);
            print("threads added when they have started", busy);
            print("threads added while they wait", added(before));
            report(controller, held, count);

            cluster.player().heal("web-5");
            while (cluster.object("deployments", "seldon-system", "web-5")
                            .orElseThrow()
                            .at("/status/availableReplicas")
                            .asInt()
                    == 0) {
                LockSupport.parkNanos(200_000);
            }
            long ready = System.nanoTime();
            List<Long> times = new ArrayList<>();
            for (Wait wait : waits) {
                times.add(wait.ended.get(LIMIT.toSeconds(), TimeUnit.SECONDS) - ready);
            }
            print("Deployment available → ended", times);
        }
    }

    /** Many waits in one namespace, each for a pod of its own; the pods get ready one after the other. */
    private static void pods(int count) throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.builder().playerPaused().start();
                Controller controller = new Controller(cluster)) {
            for (int i = 0; i < count; i++) {
                cluster.put(pod("pod-" + i, false));
            }
            long heap = heap();
            List<Wait> waits = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                waits.add(new Wait(controller, "pod/pod-" + i));
            }
            waits.forEach(Wait::awaitSettled);
            long held = heap() - heap;
            System.out.printf("%d waits, each for a pod of its own%n", count);
            report(controller, held, count);

            long[] begun = new long[count];
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                long due = start + i * TimeUnit.MILLISECONDS.toNanos(10);
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                begun[i] = System.nanoTime();
                ObjectNode pod =
                        cluster.object("pods", "seldon-system", "pod-" + i).orElseThrow();
                pod.set("status", readyStatus());
                cluster.put(pod);
            }
            List<Long> times = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                times.add(waits.get(i).ended.get(LIMIT.toSeconds(), TimeUnit.SECONDS) - begun[i]);
            }
            print("pod ready → ended, 100 pods/s", times);
        }
    }

    private static void report(Controller controller, long heap, int count) {
        int watches = controller.watches().size();
        System.out.printf(
                "  watches: %d, clients: %d%n", watches, controller.clients().size());
        System.out.printf("  heap added: %.1f MB, %.1f KB for each%n", heap / 1e6, heap / 1e3 / count);
    }

    private static void print(String what, Map<String, Long> threads) {
        System.out.printf("  %s: %d %s%n", what, sum(threads), threads);
    }

    private static long sum(Map<String, Long> threads) {
        return threads.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The threads of the controller alone: those of the cluster and of Jenkins' own timer are left out. */
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(thread -> thread.getName() + "#" + thread.getId())
                .filter(name -> !name.startsWith("embedded-cluster")
                        && !name.startsWith("HTTP-Dispatcher")
                        && !name.startsWith("jenkins-timer"))
                .collect(Collectors.toSet());
    }

    private static Map<String, Long> added(Set<String> before) {
        return threads().stream()
                .filter(name -> !before.contains(name))
                .collect(Collectors.groupingBy(
                        name -> name.replaceAll("#.*", "")
                                .replaceAll("\\d+", "N")
                                .replaceAll("https?://\\S+", "URL"),
                        TreeMap::new,
                        Collectors.counting()));
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** The threads of the pools, the plugin's and the transport's, go when they have been idle for a minute. */
    private static void awaitIdle() {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(70));
    }

    private static void print(String what, List<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                "  %-36s median %7.1f ms   p95 %7.1f ms   max %7.1f ms%n",
                what,
                sorted[sorted.length / 2] / 1e6,
                sorted[(int) Math.ceil(sorted.length * 0.95) - 1] / 1e6,
                sorted[sorted.length - 1] / 1e6);
        if (Arrays.stream(sorted).anyMatch(time -> time < 0)) {
            throw new IllegalStateException("a wait has ended before its event");
        }
    }

    private static ObjectNode readyStatus() {
        return status(true);
    }

    private static ObjectNode status(boolean ready) {
        ObjectNode status = new ObjectMapper().createObjectNode();
        status.put("phase", ready ? "Running" : "Pending");
        status.withArray("conditions").addObject().put("type", "PodScheduled").put("status", "True");
        status.withArray("conditions").addObject().put("type", "Ready").put("status", ready ? "True" : "False");
        status.withArray("containerStatuses")
                .addObject()
                .put("name", "main")
                .put("image", "example/main:1")
                .put("imageID", "")
                .put("restartCount", 0)
                .put("ready", ready);
        return status;
    }

    private static ObjectNode pod(String name, boolean ready) {
        ObjectNode pod = new ObjectMapper().createObjectNode();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        pod.putObject("metadata").put("name", name).put("namespace", "seldon-system");
        pod.putObject("spec")
                .put("nodeName", "worker-1")
                .putArray("containers")
                .addObject()
                .put("name", "main")
                .put("image", "example/main:1");
        pod.set("status", status(ready));
        return pod;
    }

    private static String deployment(String name) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s, namespace: seldon-system, labels: {release: seldon-core-analytics}}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      containers:
                      - {name: main, image: 'example/main:1'}
                """
                .formatted(name);
    }

    /** One step under way. */
    private static final class Wait {

        private final CompletableFuture<Long> ended = new CompletableFuture<>();
        private final StepExecution execution;

        Wait(Controller controller, String workload) throws Exception {
            WaitForSeldonPodsStep step = new WaitForSeldonPodsStep();
            step.setMinRunningSeconds(0);
            step.setWorkloads(workload);
            step.setTimeoutSeconds(3600);
            FakeStepContext context = new FakeStepContext(Map.of(Platform.class, controller));
            context.whenReported(() -> ended.complete(System.nanoTime()));
            execution = step.start(context);
            execution.start();
        }

        void awaitSettled() {
            Await.until(
                    "the wait has looked", LIMIT, () -> execution.getStatus().contains("pods ready"));
        }
    }

    /** What a controller gives to its builds: the plugin's own pools, a timer of Jenkins' size. */
    private static final class Controller extends FakePlatform {

        private final String kubeconfig;
        private final PrintStream log = new PrintStream(OutputStream.nullOutputStream());
        private final ScheduledThreadPoolExecutor timer = (ScheduledThreadPoolExecutor)
                Executors.newScheduledThreadPool(10, task -> new Thread(task, "jenkins-timer"));

        Controller(EmbeddedCluster cluster) {
            kubeconfig = cluster.kubeconfig();
            timer.prestartAllCoreThreads();
        }

        @Override
        public ClusterConnection connect(ClusterOptions options) {
            return Kubeconfig.parse(kubeconfig).select(new Kubeconfig.Choice(null, null, options.getNamespace()));
        }

        @Override
        public PrintStream log() {
            return log;
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
        public void close() {
            timer.shutdownNow();
            super.close();
        }
    }
}
