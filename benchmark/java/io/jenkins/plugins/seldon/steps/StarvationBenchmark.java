package io.jenkins.plugins.seldon.steps;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Measures what builds that hang cost others: a wait and a gate that are well, alone and beside 200 gates on a Prometheus
 * that hangs, 200 waits on an API server that hangs, and 50 agents that are stuck. Run by {@code benchmark/starvation}.
 */
public final class StarvationBenchmark {

    private static final int ROUNDS = 5;

    private StarvationBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        HttpServer prometheus = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        prometheus.createContext("/", exchange -> {
            byte[] refusal = "{\"status\":\"error\",\"error\":\"no\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(400, refusal.length);
            exchange.getResponseBody().write(refusal);
            exchange.close();
        });
        prometheus.start();
        String address = "http://127.0.0.1:" + prometheus.getAddress().getPort();
        System.out.printf(
                "load of the machine %.1f%n",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        try (EmbeddedCluster cluster = EmbeddedCluster.start();
                Starvation controller = new Starvation()) {
            cluster.player().readyAfter(Duration.ofMillis(10));
            cluster.put(POD);
            measure("warming up", controller, cluster, address);
            measure("alone", controller, cluster, address);
            controller.hangAgents(50);
            controller.hangGates(200);
            controller.hangWaits(200);
            measure("at once, beside 450 that hang", controller, cluster, address);
            new CountDownLatch(1).await(20, TimeUnit.SECONDS);
            measure("20 s later", controller, cluster, address);
            controller.hangBursts(50, 3);
            measure("and 150 bursts that are stuck", controller, cluster, address);
            controller.hangHelm(cluster, 50);
            measure("and 50 Helms that are stuck", controller, cluster, address);
            System.out.printf(
                    "stuck %d, their longest abort %d ms%n",
                    controller.stillStuck(), controller.abortAll().toMillis());
        }
        try (Starvation controller = new Starvation()) {
            long most = 0;
            controller.hangWaits(300);
            for (int second = 0; second < 12; second++) {
                new CountDownLatch(1).await(1, TimeUnit.SECONDS);
                most = Math.max(most, Starvation.threads());
            }
            System.out.printf("300 namespaces on a dead server: %d threads at most%n", most);
        }
        System.exit(0);
    }

    private static void measure(String when, Starvation controller, EmbeddedCluster cluster, String prometheus)
            throws Exception {
        long[] waits = new long[ROUNDS];
        long[] gates = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            WaitForSeldonPodsStep wait = new WaitForSeldonPodsStep();
            wait.setSelector("app=demo");
            wait.setMinRunningSeconds(0);
            waits[i] = controller.healthyWait(cluster, wait).toMillis();
            gates[i] = controller.healthyGate(prometheus).toMillis();
        }
        System.out.printf(
                "%-32s wait %s ms, gate %s ms, %d threads%n", when, range(waits), range(gates), Starvation.threads());
    }

    private static String range(long[] millis) {
        return IntStream.range(0, millis.length)
                .mapToObj(i -> Long.toString(millis[i]))
                .reduce((one, other) -> one + " " + other)
                .orElseThrow();
    }

    private static final String POD =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: demo, namespace: seldon-system, labels: {app: demo}}
            spec:
              replicas: 1
              selector: {matchLabels: {app: demo}}
              template:
                metadata: {labels: {app: demo}}
                spec: {containers: [{name: main, image: 'example/demo:1'}]}
            """;
}
