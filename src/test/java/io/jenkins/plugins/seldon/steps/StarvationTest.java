package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.seldon.fixture.Allowance;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.node.ControllerPools;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Builds that hang do not hold up others; the numbers of a controller are in {@code benchmark/starvation}. */
@Timeout(120)
class StarvationTest {

    /** Less than the shortest time-out of what hangs: whoever waited behind one of those calls would take longer. */
    private static final Duration UNDISTURBED = Duration.ofSeconds(14);

    private final Starvation controller = new Starvation();

    @AfterEach
    void close() throws Exception {
        controller.close();
    }

    @Test
    void hangingServersAndAgentsHoldUpNeitherAWaitNorAGateNorAnAbort() throws Exception {
        long before = Starvation.threads();
        HttpServer prometheus = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        prometheus.createContext("/", exchange -> {
            byte[] none = "{\"status\":\"success\",\"data\":{\"activeTargets\":[]}}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(400, none.length);
            exchange.getResponseBody().write(none);
            exchange.close();
        });
        prometheus.start();
        try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
            cluster.player().readyAfter(Duration.ofMillis(10));
            cluster.put(PODS);
            WaitForSeldonPodsStep wait = new WaitForSeldonPodsStep();
            wait.setSelector("app=demo");
            wait.setMinRunningSeconds(0);
            controller.healthyWait(cluster, wait);
            controller.hangAgents(30);
            controller.hangGates(40);
            controller.hangWaits(40);
            controller.awaitHanging(3);
            assertThat(controller.healthyWait(cluster, wait)).isLessThan(UNDISTURBED);
            assertThat(controller.healthyGate(
                            "http://127.0.0.1:" + prometheus.getAddress().getPort()))
                    .isLessThan(UNDISTURBED);
        } finally {
            prometheus.stop(0);
        }
        assertThat(controller.stillStuck()).as("meanwhile they hang").isPositive();
        assertThat(Starvation.threads() - before).isLessThan(135);
        assertThat(controller.abortAll()).as("and end soon").isLessThan(Allowance.ofSeconds(8));
    }

    /** What a node does takes long by its nature: it has threads of its own, and no agent takes another's. */
    @Test
    void burstsAndHelmThatAreStuckHoldUpNeitherAWaitNorAnAbort() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
            cluster.player().readyAfter(Duration.ofMillis(10));
            cluster.put(PODS);
            WaitForSeldonPodsStep wait = new WaitForSeldonPodsStep();
            wait.setSelector("app=demo");
            wait.setMinRunningSeconds(0);
            controller.healthyWait(cluster, wait);
            controller.hangBursts(3, 40);
            controller.hangHelm(cluster, 8);
            Await.until("Helm starts beside them", Duration.ofSeconds(60), () -> controller.helmStarted() == 8);
            assertThat(controller.healthyWait(cluster, wait)).isLessThan(UNDISTURBED);
            assertThat(controller.stillStuck()).isEqualTo(8);
            assertThat(controller.abortAll()).isLessThan(Allowance.ofSeconds(8));
        }
    }

    @Test
    void namespacesOfAServerThatHangsShareTheThreadsThatWaitForIt() throws Exception {
        long before = Starvation.threads();
        controller.hangWaits(100);
        Await.until(
                "every namespace asks",
                Duration.ofSeconds(30),
                () -> ControllerPools.SERVERS.lanes().waiting() > 300);
        assertThat(Starvation.threads() - before).isLessThan(60);
    }

    /** A wait can do without a release's manifest, and waits in other namespaces need not find that out anew. */
    @Test
    void secretsThatHangHoldUpNoWaitForLong() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
            cluster.player().readyAfter(Duration.ofMillis(10));
            for (int i = 0; i < 16; i++) {
                cluster.put(PODS.replace("seldon-system", "m" + i)
                        .replace(
                                "labels: {app: demo}}\nspec:\n  rep",
                                "labels: {app: demo, release: demo}}\nspec:\n  rep"));
                cluster.faults().hang("/api/v1/namespaces/m" + i + "/secrets");
            }
            WaitForSeldonPodsStep wait = new WaitForSeldonPodsStep();
            wait.setReleaseName("demo");
            wait.setMinRunningSeconds(0);
            long begun = System.nanoTime();
            controller.waitsOn(cluster, 16, wait);
            assertThat(controller.awaitAll()).allMatch(List.class::isInstance);
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("each puts its verdict off for 5 s; sixteen time-outs of 10 s, four at a time, are 40 s")
                    .isLessThan(Allowance.ofSeconds(35));
        }
    }

    private static final String PODS =
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
