package io.jenkins.plugins.seldon.steps;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.player.PodFault;
import io.jenkins.plugins.seldon.readiness.ReleaseManifestTest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures waits as the step runs them, on the plugin's own pools, against an embedded cluster on loopback: how soon a
 * step ends after the event that it waited for, and what many of them cost. Prints rows of the document's tables. Run by
 * {@code benchmark/wait}.
 */
public final class WaitBenchmark {

    private static final String NAMESPACE = "seldon-system";

    private static final String RELEASE = "seldon-core-analytics";

    /** Until what the end of a wait runs is compiled. */
    private static final int STEPS_BEFORE = 200;

    private WaitBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[1]);
        switch (arguments[0]) {
            case "latency" -> latency(count, arguments[2]);
            case "release" -> release(count, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
            case "first" -> System.out.println(first(count).told());
            case "pods" -> pods(count, Integer.parseInt(arguments[2]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.exit(0);
    }

    /**
     * A pod gets ready: how long until the step has reported, and until {@code kubectl wait} has ended. A controller lives for
     * months, so the step is one of many in its JVM; {@code kubectl} is started for each wait, as scripts do it.
     */
    private static void latency(int rounds, String kubectl) throws Exception {
        List<Long> ours = new ArrayList<>();
        List<Long> theirs = new ArrayList<>();
        try (EmbeddedCluster cluster = EmbeddedCluster.builder().playerPaused().start();
                OneController controller = new OneController(cluster)) {
            Path kubeconfig = Files.createTempFile("kubeconfig", "");
            Files.writeString(kubeconfig, cluster.kubeconfig());
            for (int i = 0; i < STEPS_BEFORE; i++) {
                step(cluster, controller, "before-" + i);
            }
            for (int i = 0; i < rounds; i++) {
                ours.add(step(cluster, controller, "pod-" + i));
                theirs.add(kubectl(cluster, kubectl, kubeconfig, "other-" + i));
            }
            Files.delete(kubeconfig);
        }
        compare("median", ours, theirs, 0.5);
        compare("95th percentile", ours, theirs, 0.95);
    }

    private static long step(EmbeddedCluster cluster, OneController controller, String pod) throws Exception {
        cluster.put(pod(pod));
        cluster.forgetRequests();
        OneController.Wait wait = controller.wait(NAMESPACE, "pod/" + pod);
        awaitWatch(cluster);
        wait.awaitSettled();
        long took = -makeReady(cluster, NAMESPACE, pod) + wait.ended();
        cluster.delete("pods", NAMESPACE, pod);
        return took;
    }

    private static long kubectl(EmbeddedCluster cluster, String kubectl, Path kubeconfig, String pod) throws Exception {
        cluster.put(pod(pod));
        cluster.forgetRequests();
        Process process = new ProcessBuilder(
                        kubectl,
                        "--kubeconfig=" + kubeconfig,
                        "--namespace=" + NAMESPACE,
                        "wait",
                        "--for=condition=Ready",
                        "--timeout=60s",
                        "pod/" + pod)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        var exit = process.onExit().thenApply(exited -> System.nanoTime());
        awaitWatch(cluster);
        long took = -makeReady(cluster, NAMESPACE, pod) + exit.get(60, TimeUnit.SECONDS);
        if (process.exitValue() != 0) {
            throw new IllegalStateException("kubectl wait ended with " + process.exitValue());
        }
        cluster.delete("pods", NAMESPACE, pod);
        return took;
    }

    private static void compare(String what, List<Long> ours, List<Long> theirs, double share) {
        double own = Measured.quantile(ours, share);
        double other = Measured.quantile(theirs, share);
        String ratio = String.format(Locale.ROOT, "%.2f", own / other);
        Measured.row(what, ratio, Measured.millis(own), Measured.millis(other), Measured.load());
    }

    private static void awaitWatch(EmbeddedCluster cluster) {
        Await.until("the pods are watched", OneController.LIMIT, () -> cluster.requests().stream()
                .anyMatch(request ->
                        request.path().endsWith("/pods") && request.query().contains("watch=")));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }

    /**
     * Many waits for one release, whose record Helm has kept; its last Deployment gets available. Each round has a namespace
     * of its own. In the first one a JVM sees for the first time what the end of a wait does, so that is measured in others, too.
     */
    private static void release(int count, int rounds, int jvms) throws Exception {
        List<Round> first = new ArrayList<>();
        for (int i = 1; i < jvms; i++) {
            first.add(ofAnotherJvm(count));
        }
        List<Round> again = new ArrayList<>();
        String held;
        String threads;
        try (EmbeddedCluster cluster = EmbeddedCluster.start();
                OneController controller = new OneController(cluster)) {
            Set<String> before = threads();
            long heap = heap();
            Waiting waiting = Waiting.begin(cluster, controller, count, "models-0");
            held = kilobytes(heap() - heap, count);
            awaitIdle();
            threads = String.valueOf(added(before) - waiting.watches());
            first.add(waiting.end());
            for (int round = 1; round <= rounds; round++) {
                again.add(Waiting.begin(cluster, controller, count, "models-" + round)
                        .end());
            }
        }
        String what = "all for one release of six Deployments, ";
        print(what + "the first in a JVM, median of " + jvms + " (range)", first, threads, held);
        print(what + "again, median of " + rounds + " (range)", again, "", "");
    }

    private static Round first(int count) throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start();
                OneController controller = new OneController(cluster)) {
            Waiting waiting = Waiting.begin(cluster, controller, count, "models");
            awaitIdle();
            return waiting.end();
        }
    }

    private static Round ofAnotherJvm(int count) throws Exception {
        List<String> line = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), WaitBenchmark.class.getName(), "first"));
        line.add(String.valueOf(count));
        Process process = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return Round.parse(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    /** Waits that are under way for a release whose last Deployment never gets available by itself. */
    private record Waiting(EmbeddedCluster cluster, String namespace, List<OneController.Wait> waits, int watches) {

        static Waiting begin(EmbeddedCluster cluster, OneController controller, int count, String namespace)
                throws Exception {
            cluster.player().fault("web-5", PodFault.neverReady());
            install(cluster, namespace, 6);
            List<OneController.Wait> waits = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                waits.add(controller.wait(namespace, null));
            }
            waits.forEach(OneController.Wait::awaitSettled);
            return new Waiting(cluster, namespace, waits, controller.watches().open());
        }

        Round end() throws Exception {
            cluster.player().pause();
            Processor processor = new Processor();
            long available = makeAvailable(cluster, namespace);
            List<Long> times = new ArrayList<>();
            for (OneController.Wait wait : waits) {
                times.add(wait.ended() - available);
            }
            Round round = Round.of(times, processor, watches);
            cluster.player().resume();
            return round;
        }
    }

    /** As Helm does it: first the record of what is installed, then the Deployments. */
    private static void install(EmbeddedCluster cluster, String namespace, int deployments) throws IOException {
        List<String> manifest = IntStream.range(0, deployments)
                .mapToObj(i -> deployment(namespace, "web-" + i))
                .toList();
        cluster.put(new SecretBuilder(ReleaseManifestTest.secret(1, String.join("---\n", manifest)))
                .editMetadata()
                .withNamespace(namespace)
                .addToLabels(Map.of("owner", "helm", "name", RELEASE))
                .endMetadata()
                .build());
        manifest.forEach(cluster::put);
    }

    /** The last Deployment gets what its sisters have: a ready pod, and then its controllers see it. When that was. */
    private static long makeAvailable(EmbeddedCluster cluster, String namespace) {
        for (ObjectNode pod : cluster.objects("pods", namespace)) {
            String name = pod.at("/metadata/name").asText();
            if (name.startsWith("web-5")) {
                makeReady(cluster, namespace, name);
            }
        }
        long at = 0;
        for (String resource : List.of("replicasets", "deployments")) {
            List<ObjectNode> objects = cluster.objects(resource, namespace);
            ObjectNode available = objects.get(0);
            ObjectNode last = objects.get(objects.size() - 1);
            last.set("status", available.path("status"));
            at = System.nanoTime();
            cluster.put(last);
        }
        return at;
    }

    /** Many waits in one namespace, each for a pod of its own; the pods get ready one after the other. */
    private static void pods(int count, int perSecond) throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.builder().playerPaused().start();
                OneController controller = new OneController(cluster)) {
            for (int i = 0; i < count; i++) {
                cluster.put(pod("pod-" + i));
            }
            long heap = heap();
            List<OneController.Wait> waits = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                waits.add(controller.wait(NAMESPACE, "pod/pod-" + i));
            }
            waits.forEach(OneController.Wait::awaitSettled);
            String held = kilobytes(heap() - heap, count);
            int watches = controller.watches().open();
            Processor processor = new Processor();
            long[] begun = new long[count];
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                long due = start + i * TimeUnit.SECONDS.toNanos(1) / perSecond;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                begun[i] = makeReady(cluster, NAMESPACE, "pod-" + i);
            }
            List<Long> times = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                times.add(waits.get(i).ended() - begun[i]);
            }
            String what = "each for a pod of its own, " + perSecond + " of them ready a second";
            print(what, List.of(Round.of(times, processor, watches)), "", held);
        }
    }

    /** What many waits at the same time took, in nanoseconds; the processor's time is that of one. */
    private record Round(double median, double most, double spent, int watches) {

        static Round of(List<Long> times, Processor processor, int watches) {
            if (times.stream().anyMatch(time -> time < 0)) {
                throw new IllegalStateException("a wait has ended before its event");
            }
            return new Round(
                    Measured.quantile(times, 0.5),
                    Measured.quantile(times, 0.95),
                    (double) processor.ofPlugin() / times.size(),
                    watches);
        }

        String told() {
            return median + " " + most + " " + spent + " " + watches;
        }

        static Round parse(String told) {
            String[] parts = told.strip().split(" ");
            return new Round(
                    Double.parseDouble(parts[0]),
                    Double.parseDouble(parts[1]),
                    Double.parseDouble(parts[2]),
                    Integer.parseInt(parts[3]));
        }
    }

    private static void print(String what, List<Round> rounds, String threads, String heap) {
        Measured.row(
                what,
                Measured.ofAll(rounds.stream().map(Round::median).toList(), Measured::millis),
                Measured.ofAll(rounds.stream().map(Round::most).toList(), Measured::millis),
                Measured.ofAll(rounds.stream().map(Round::spent).toList(), Measured::micros),
                rounds.get(0).watches(),
                threads,
                heap,
                Measured.load());
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

    private static long added(Set<String> before) {
        return threads().stream().filter(name -> !before.contains(name)).count();
    }

    private static String kilobytes(long bytes, int count) {
        return Measured.number(bytes / 1e3 / count) + " KB";
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /**
     * Until the transport's threads are gone, as they are after a minute, and what the waits' beginning has had the JVM compile
     * is compiled: waits last for minutes.
     */
    private static void awaitIdle() {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(80));
    }

    private static long makeReady(EmbeddedCluster cluster, String namespace, String name) {
        ObjectNode pod = cluster.object("pods", namespace, name).orElseThrow();
        ObjectNode status = (ObjectNode) pod.path("status");
        status.put("phase", "Running");
        status.withArray("conditions").forEach(condition -> ((ObjectNode) condition).put("status", "True"));
        status.withArray("containerStatuses").forEach(container -> ((ObjectNode) container).put("ready", true));
        long at = System.nanoTime();
        cluster.put(pod);
        return at;
    }

    private static ObjectNode pod(String name) {
        ObjectNode pod = new ObjectMapper().createObjectNode();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        pod.putObject("metadata").put("name", name).put("namespace", NAMESPACE);
        pod.putObject("spec")
                .put("nodeName", "worker-1")
                .putArray("containers")
                .addObject()
                .put("name", "main")
                .put("image", "example/main:1");
        ObjectNode status = pod.putObject("status").put("phase", "Pending");
        status.withArray("conditions").addObject().put("type", "PodScheduled").put("status", "True");
        status.withArray("conditions").addObject().put("type", "Ready").put("status", "False");
        status.withArray("containerStatuses")
                .addObject()
                .put("name", "main")
                .put("image", "example/main:1")
                .put("imageID", "")
                .put("restartCount", 0)
                .put("ready", false);
        return pod;
    }

    private static String deployment(String namespace, String name) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s, namespace: %2$s, labels: {release: seldon-core-analytics}}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      containers:
                      - {name: main, image: 'example/main:1'}
                """
                .formatted(name, namespace);
    }
}
