package io.jenkins.plugins.seldon.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever happens between the wait and the API server, the verdict comes and is right. */
@Timeout(60)
class WatchFaultsTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Criteria RELEASE = Criteria.of(new Subject.Release("demo"));

    private final EmbeddedCluster cluster = EmbeddedCluster.start();
    private final WaitSite site = new WaitSite();

    @BeforeEach
    void quick() {
        cluster.player().readyAfter(Duration.ofMillis(300));
    }

    @AfterEach
    void close() {
        site.close();
        cluster.close();
    }

    private WaitSite.Waiting start() {
        return site.start(cluster.kubeconfig(), RELEASE, Duration.ofMinutes(5));
    }

    /** A wait that has seen the cluster and found nothing yet. */
    private WaitSite.Waiting startAndSettle() {
        WaitSite.Waiting waiting = start();
        WaitSite.await("settled", () -> waiting.wait.status().contains("nothing of release demo"));
        return waiting;
    }

    private void assertReady(WaitSite.Waiting waiting) throws InterruptedException {
        Outcome outcome = waiting.outcome(LIMIT);
        assertThat(outcome.kind()).as(outcome.sentence()).isEqualTo(Outcome.Kind.READY);
        assertThat(outcome.pods()).hasSize(2);
    }

    @Test
    void watchesCutEverySecond() throws Exception {
        cluster.faults().cutWatchesAfter(Duration.ofSeconds(1));
        WaitSite.Waiting waiting = startAndSettle();
        WaitSite.await("several cuts", () -> watches("pods") > 3);
        cluster.put(RolloutWaitTest.deployment("web", 2));
        assertReady(waiting);
        assertThat(waiting.lines).noneMatch(line -> line.contains("could not"));
        assertThat(lists("pods")).as("a cut watch is taken up where it ended").isEqualTo(1);
    }

    @Test
    void watchesThatExpire() throws Exception {
        WaitSite.Waiting waiting = startAndSettle();
        cluster.faults().expireWatches();
        cluster.put(RolloutWaitTest.deployment("web", 2));
        assertReady(waiting);
    }

    @Test
    void anApiServerThatIsAwayForAWhile() throws Exception {
        WaitSite.Waiting waiting = startAndSettle();
        cluster.faults().away(Duration.ofSeconds(2));
        waiting.awaitLine("The controller could not watch namespace");
        cluster.put(RolloutWaitTest.deployment("web", 2));
        assertReady(waiting);
        assertThat(waiting.lines)
                .filteredOn(line -> line.contains("could not") || line.contains("answers again"))
                .hasSize(2);
    }

    @Test
    void anApiServerThatIsAwayWhenTheControllerComesBack() throws Exception {
        cluster.put(RolloutWaitTest.deployment("web", 2));
        ClusterConnection connection = WaitSite.connection(cluster.kubeconfig());
        cluster.faults().away(Duration.ofSeconds(2));
        assertReady(site.start(() -> connection, RELEASE, Duration.ofMinutes(5), true));
    }

    @Test
    void tooManyRequestsWithATimeToWait() throws Exception {
        cluster.put(RolloutWaitTest.deployment("web", 2));
        cluster.faults().tooManyRequests(8, Duration.ofSeconds(2));
        long begun = System.nanoTime();
        assertReady(start());
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(2));
    }

    @Test
    void aNamespaceThatDoesNotExistYet() throws Exception {
        WaitSite.Waiting waiting = site.start(
                () -> WaitSite.connection(cluster.kubeconfig()).withNamespace("models"),
                RELEASE,
                Duration.ofMinutes(5),
                false);
        WaitSite.await("seen", () -> waiting.wait.status().contains("namespace models does not exist yet"));
        cluster.put(RolloutWaitTest.deployment("web", 2).replace("seldon-system", "models"));
        assertReady(waiting);
    }

    @Test
    void waitsShareTheirWatchesAndTheLastClosesThem() throws Exception {
        List<WaitSite.Waiting> waits = List.of(startAndSettle(), startAndSettle(), startAndSettle());
        SharedWatches watches = SharedWatches.of(site.clients);
        assertThat(watches.size()).isEqualTo(6);
        assertThat(site.clients.size()).isEqualTo(1);
        assertThat(watches("pods")).isEqualTo(1);
        waits.get(0).wait.cancel();
        cluster.put(RolloutWaitTest.deployment("web", 2));
        assertReady(waits.get(1));
        assertReady(waits.get(2));
        assertThat(waits.get(0).outcome).isNotDone();
        WaitSite.await("closed", () -> watches.size() == 0 && site.clients.size() == 0);
    }

    private long watches(String resource) {
        return cluster.requests().stream()
                .filter(request -> request.path().endsWith("/" + resource)
                        && request.query().contains("watch=true"))
                .count();
    }

    private long lists(String resource) {
        return cluster.requests().stream()
                .filter(request -> request.path().endsWith("/" + resource)
                        && !request.query().contains("watch=true"))
                .count();
    }
}
