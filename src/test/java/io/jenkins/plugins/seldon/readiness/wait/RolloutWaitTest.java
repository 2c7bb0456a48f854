package io.jenkins.plugins.seldon.readiness.wait;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.player.PodFault;
import io.jenkins.plugins.seldon.readiness.Criteria;
import io.jenkins.plugins.seldon.readiness.Subject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RolloutWaitTest {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Criteria RELEASE = Criteria.of(new Subject.Release("demo"));

    static String deployment(String name, int replicas) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: %1$s
                  namespace: seldon-system
                  labels: {release: demo}
                spec:
                  replicas: %2$d
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s, release: demo}}
                    spec:
                      containers:
                      - {name: main, image: 'example/%1$s:1'}
                      - {name: side, image: 'example/side:1'}
                """
                .formatted(name, replicas);
    }

    private final WaitSite site = new WaitSite(5);

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void waitsForARelease() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
            cluster.player().readyAfter(Duration.ofMillis(500));
            WaitSite.Waiting waiting = site.start(cluster.kubeconfig(), RELEASE, Duration.ofMinutes(5));
            WaitSite.await("status", () -> waiting.wait.status().contains("nothing of release demo"));
            cluster.put(deployment("web", 2));
            Outcome outcome = waiting.outcome(LIMIT);
            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.READY);
            assertThat(outcome.pods())
                    .hasSize(2)
                    .allMatch(pod -> pod.ready() == 2 && pod.node().equals("worker-1"));
            assertThat(outcome.details()).hasSize(3);
            assertThat(waiting.lines).anyMatch(line -> line.contains("Running, ready 2/2"));
            WaitSite.await("closed", () -> site.clients.size() == 0);
        }
    }

    @Test
    void failsFastOnAnImageThatCannotBePulled() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
            cluster.player().fault("web", PodFault.imagePull("manifest unknown").container("side"));
            cluster.put(deployment("web", 1));
            WaitSite.Waiting waiting = site.start(cluster.kubeconfig(), RELEASE, Duration.ofMinutes(5));
            Outcome outcome = waiting.outcome(LIMIT);
            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
            assertThat(outcome.sentence())
                    .startsWith("Release demo in namespace seldon-system cannot become ready: Pod web-")
                    .contains("container side can't pull its image (");
        }
    }
}
