package io.jenkins.plugins.seldon.readiness.wait;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.cluster.player.PodFault;
import io.jenkins.plugins.seldon.readiness.Criteria;
import io.jenkins.plugins.seldon.readiness.Subject;
import io.jenkins.plugins.seldon.readiness.WorkloadName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Failures that a pod may get over are given the time for it, and no more. */
class GraceTest extends ClusterWaits {

    private static final int SPEED = 20;

    /** A second of a machine that is busy with other things. */
    private static final Duration SLACK = Duration.ofSeconds(SPEED);

    private static final String PROBED = RolloutWaitTest.deployment("web", 2)
            .replace(
                    "image: 'example/web:1'}",
                    "image: 'example/web:1', readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 5}}");

    GraceTest() {
        super(SPEED);
    }

    @Test
    void aReadinessProbeThatFailsEndsNoWaitBeforeItsTime() throws Exception {
        cluster.player().fault("web", PodFault.neverReady());
        WaitSite.Waiting patient = startAndSettle();
        cluster.put(PROBED);
        patient.awaitLine("its readiness probe fails (Unhealthy: Readiness probe failed: HTTP probe failed with"
                + " statuscode: 503). The wait continues until its timeout.");
        Outcome outcome =
                site.start(cluster.kubeconfig(), RELEASE, Duration.ofMinutes(3)).outcome(LIMIT);
        patient.wait.cancel();
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.TIMED_OUT);
        assertThat(outcome.sentence())
                .contains("was not ready in time: 0 of 2 pods ready; Pod web-")
                .contains("container main does not become ready: its readiness probe fails (Unhealthy: Readiness probe"
                        + " failed: HTTP probe failed with statuscode: 503)");
    }

    @Test
    void aReadinessProbeThatComesRightIsNoFailure() throws Exception {
        cluster.player().fault("web", PodFault.neverReady());
        WaitSite.Waiting waiting = startAndSettle();
        cluster.put(PROBED);
        waiting.awaitLine("The wait continues until its timeout.");
        cluster.player().heal("web");
        assertReady(waiting);
    }

    @Test
    void aProgressDeadlineIsToldWithTheProbeThatKeepsThePodFromGettingReady() throws Exception {
        cluster.player().fault("web", PodFault.progressDeadline());
        WaitSite.Waiting waiting = start(RELEASE.withFailureGrace(Duration.ofSeconds(100)));
        cluster.put(PROBED);
        Outcome outcome = waiting.outcome(LIMIT);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(outcome.sentence())
                .contains("cannot become ready: deployment/web has exceeded its progress deadline")
                .contains("; Pod web-", "its readiness probe fails (Unhealthy: ");
    }

    @Test
    void aMountThatIsTriedAgainHasTheTimeOfAnAttempt() throws Exception {
        cluster.player().fault("web", PodFault.mountFailure("timed out waiting for the condition"));
        cluster.player().fault("db", PodFault.mountFailure("timed out waiting for the condition"));
        Criteria other = Criteria.of(new Subject.Named(List.of(WorkloadName.parse("db"))));
        WaitSite.Waiting lasting = start(other);
        WaitSite.Waiting passing = startAndSettle();
        cluster.put(RolloutWaitTest.deployment("db", 1).replace("release: demo", "release: db"));
        deploy();
        passing.awaitLine("Failing in 128 s unless it recovers.");
        cluster.player().heal("web");
        assertReady(passing);
        Outcome outcome = lasting.outcome(LIMIT);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(outcome.sentence()).contains("can't mount a volume (FailedMount: ", "timed out waiting");
        assertThat(lasting.fromFirstFailureToEnd())
                .isBetween(
                        Duration.ofSeconds(128).minus(SLACK),
                        Duration.ofSeconds(128).plus(SLACK));
    }
}
