package io.jenkins.plugins.seldon.readiness.wait;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.readiness.Criteria;
import io.jenkins.plugins.seldon.readiness.Subject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Waits on a cluster of their own for the release {@code demo}, which gets its Deployment {@code web} in mid-wait. */
@Timeout(180)
abstract class ClusterWaits {

    static final Duration LIMIT = Duration.ofSeconds(90);
    static final Criteria RELEASE = Criteria.of(new Subject.Release("demo"));

    final EmbeddedCluster cluster = EmbeddedCluster.start();
    final WaitSite site;

    /** @param speed how many times as fast the waits' time passes */
    ClusterWaits(int speed) {
        site = new WaitSite(speed);
    }

    @BeforeEach
    void quick() {
        cluster.player().readyAfter(Duration.ofMillis(300));
    }

    @AfterEach
    void close() {
        site.close();
        cluster.close();
    }

    WaitSite.Waiting start() {
        return start(RELEASE);
    }

    WaitSite.Waiting start(Criteria criteria) {
        return site.start(cluster.kubeconfig(), criteria, Duration.ofHours(1));
    }

    /** A wait that has seen the cluster and found nothing yet. */
    WaitSite.Waiting startAndSettle() {
        WaitSite.Waiting waiting = start();
        WaitSite.await("settled", () -> waiting.wait.status().contains("nothing of release demo"));
        return waiting;
    }

    void deploy() {
        cluster.put(RolloutWaitTest.deployment("web", 2));
    }

    void assertReady(WaitSite.Waiting waiting) throws InterruptedException {
        Outcome outcome = waiting.outcome(LIMIT);
        assertThat(outcome.kind()).as(outcome.sentence()).isEqualTo(Outcome.Kind.READY);
        assertThat(outcome.pods()).hasSize(2);
    }

    long watches(String resource) {
        return cluster.requests().stream()
                .filter(request -> request.path().endsWith("/" + resource)
                        && request.query().contains("watch=true"))
                .count();
    }

    long lists(String resource) {
        return cluster.requests().stream()
                .filter(request -> request.path().endsWith("/" + resource)
                        && !request.query().contains("watch=true"))
                .count();
    }
}
