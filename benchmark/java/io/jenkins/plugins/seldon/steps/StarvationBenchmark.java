package io.jenkins.plugins.seldon.steps;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Measures what builds that hang cost others: a wait and a gate that are well, alone and beside 200 gates on a Prometheus
 * that hangs, 200 waits on an API server that hangs, and 50 agents that are stuck. Prints the document's tables,
 * with an empty line between them. Run by {@code benchmark/starvation}.
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
        Measured.row(
                "", "wait, median (range)", "gate, median (range)", "threads of the plugin and its transports", "load");
        Measured.row("---", "---", "---", "---", "---");
        try (EmbeddedCluster cluster = EmbeddedCluster.start();
                Starvation controller = new Starvation()) {
            cluster.player().readyAfter(Duration.ofMillis(10));
            cluster.put(POD);
            round(controller, cluster, address, new ArrayList<>(), new ArrayList<>());
            measure("alone", controller, cluster, address);
            controller.hangAgents(50);
            controller.hangGates(200);
            controller.hangWaits(200);
            measure(
                    "beside 200 gates on a Prometheus that hangs, 200 waits on an API server that hangs, and 50 agents that are stuck, at once",
                    controller,
                    cluster,
                    address);
            new CountDownLatch(1).await(20, TimeUnit.SECONDS);
            measure("20 s later, when the 200 waits have given up", controller, cluster, address);
            controller.hangBursts(50, 3);
            measure("and beside 150 bursts that are stuck (50 agents, three each)", controller, cluster, address);
            controller.hangHelm(cluster, 50);
            measure("and beside 50 Helms that are stuck on their agents", controller, cluster, address);
            System.out.println();
            Measured.row("", "at most", "load");
            Measured.row("---", "---", "---");
            long stuck = controller.stillStuck();
            String aborted = Measured.time(controller.abortAll().toNanos());
            Measured.row("an abort of one of the " + stuck + " that were still stuck", aborted, Measured.load());
        }
        try (Starvation controller = new Starvation()) {
            long most = 0;
            controller.hangWaits(300);
            for (int second = 0; second < 12; second++) {
                new CountDownLatch(1).await(1, TimeUnit.SECONDS);
                most = Math.max(most, Starvation.threads());
            }
            Measured.row(
                    "threads for waits in 300 namespaces of a server that does not answer, those of the runs before that"
                            + " had not ended among them",
                    most,
                    Measured.load());
        }
        System.exit(0);
    }

    private static void measure(String when, Starvation controller, EmbeddedCluster cluster, String prometheus)
            throws Exception {
        List<Double> waits = new ArrayList<>();
        List<Double> gates = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            round(controller, cluster, prometheus, waits, gates);
        }
        Measured.row(
                when,
                Measured.ofAll(waits, Measured::time),
                Measured.ofAll(gates, Measured::time),
                Starvation.threads(),
                Measured.load());
    }

    private static void round(
            Starvation controller, EmbeddedCluster cluster, String prometheus, List<Double> waits, List<Double> gates)
            throws Exception {
        WaitForSeldonPodsStep wait = new WaitForSeldonPodsStep();
        wait.setSelector("app=demo");
        wait.setMinRunningSeconds(0);
        waits.add((double) controller.healthyWait(cluster, wait).toNanos());
        gates.add((double) controller.healthyGate(prometheus).toNanos());
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
