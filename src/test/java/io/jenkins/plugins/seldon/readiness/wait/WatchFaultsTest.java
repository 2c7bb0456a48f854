package io.jenkins.plugins.seldon.readiness.wait;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.readiness.Criteria;
import io.jenkins.plugins.seldon.readiness.Subject;
import io.jenkins.plugins.seldon.readiness.watch.Reachability.Contact;
import io.jenkins.plugins.seldon.readiness.watch.SharedWatches;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Whatever happens between the wait and the API server, the verdict comes and is right. */
class WatchFaultsTest extends ClusterWaits {

    WatchFaultsTest() {
        super(20);
    }

    @Test
    void watchesCutMoreOftenThanEachSecond() throws Exception {
        cluster.faults().cutWatchesAfter(Duration.ofMillis(600));
        WaitSite.Waiting waiting = startAndSettle();
        WaitSite.await("several cuts", () -> watches("pods") > 3);
        deploy();
        assertReady(waiting);
        assertThat(waiting.lines).noneMatch(line -> line.contains("could not"));
        assertThat(lists("pods")).as("a cut watch is taken up where it ended").isEqualTo(1);
    }

    @Test
    void watchesThatExpire() throws Exception {
        WaitSite.Waiting waiting = startAndSettle();
        cluster.faults().expireWatches();
        deploy();
        assertReady(waiting);
    }

    @Test
    void anApiServerThatIsAwayForAMinute() throws Exception {
        WaitSite.Waiting waiting = startAndSettle();
        Instant begun = site.site.clock().instant();
        cluster.faults().away(Duration.ofSeconds(3));
        waiting.awaitLine("The controller could not watch namespace");
        deploy();
        assertReady(waiting);
        assertThat(Duration.between(begun, site.site.clock().instant())).isGreaterThan(Duration.ofMinutes(1));
        assertThat(waiting.lines)
                .filteredOn(line -> line.contains("could not") || line.contains("answers again"))
                .hasSize(2);
    }

    @Test
    void anApiServerThatIsAwayWhenTheControllerComesBack() throws Exception {
        deploy();
        ClusterConnection connection = WaitSite.connection(cluster.kubeconfig());
        cluster.faults().away(Duration.ofSeconds(1));
        assertReady(site.start(() -> connection, RELEASE, Duration.ofHours(1), Contact.AGAIN));
    }

    @Test
    void tooManyRequestsWithATimeToWait() throws Exception {
        deploy();
        cluster.faults().tooManyRequests(8, Duration.ofSeconds(20));
        Instant begun = site.site.clock().instant();
        assertReady(start());
        assertThat(Duration.between(begun, site.site.clock().instant())).isGreaterThan(Duration.ofSeconds(20));
    }

    @Test
    void aNamespaceThatDoesNotExistYet() throws Exception {
        WaitSite.Waiting waiting = site.start(
                () -> WaitSite.connection(cluster.kubeconfig()).withNamespace("models"),
                RELEASE,
                Duration.ofHours(1),
                Contact.FIRST);
        WaitSite.await("seen", () -> waiting.wait.status().contains("namespace models does not exist yet"));
        cluster.put(RolloutWaitTest.deployment("web", 2).replace("seldon-system", "models"));
        assertReady(waiting);
    }

    @Test
    void waitsShareTheirWatchesAndTheLastClosesThem() throws Exception {
        List<WaitSite.Waiting> waits = List.of(startAndSettle(), startAndSettle(), startAndSettle());
        SharedWatches watches = site.watches;
        assertThat(watches.size()).isEqualTo(6);
        assertThat(site.clients.size()).isEqualTo(1);
        WaitSite.await("one watch of pods", () -> watches("pods") == 1);
        waits.get(0).wait.cancel();
        deploy();
        assertReady(waits.get(1));
        assertReady(waits.get(2));
        assertThat(waits.get(0).outcome).isNotDone();
        WaitSite.await("closed", () -> watches.size() == 0 && site.clients.size() == 0);
    }

    @Test
    void aWatchThatIsLeftWhileItIsReadEndsQuietly() {
        List<Throwable> uncaught = new CopyOnWriteArrayList<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
        try {
            WaitSite.Waiting lasting = startAndSettle();
            Criteria other = Criteria.of(new Subject.Seldon("iris"));
            for (int i = 0; i < 10; i++) {
                WaitSite.Waiting leaving = start(other);
                WaitSite.await("settled", () -> leaving.wait.status().contains("does not exist yet"));
                leaving.wait.cancel();
            }
            lasting.wait.cancel();
            WaitSite.await("closed", () -> site.clients.size() == 0);
            WaitSite.await("left", () -> cluster.openWatches().isEmpty());
            assertThat(uncaught).isEmpty();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }
}
