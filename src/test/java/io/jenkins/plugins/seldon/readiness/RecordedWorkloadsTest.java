package io.jenkins.plugins.seldon.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.jenkins.plugins.seldon.readiness.Recording.Timeline;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What happened on a real cluster, event by event and with the time between and after the events: the verdict at each
 * moment is the one that a person would give. The recordings' README says what is right for each.
 */
class RecordedWorkloadsTest {

    private static final Duration AFTERWARDS = Duration.ofMinutes(6);

    private static Timeline play(String name) throws IOException {
        return Recording.of("workload-" + name).play(criteria(name), AFTERWARDS);
    }

    private static Criteria criteria(String name) {
        return Criteria.of(new Subject.Named(List.of(WorkloadName.parse(name))));
    }

    /** Each ends once, with a sentence, not before and not long after what a person would need to see. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "cpu-100 | 65077 | can't be scheduled (Unschedulable: 0/1 nodes are available: 1 Insufficient cpu.",
                "host-port | 65392 | didn't have free ports for the requested pod ports",
                "image-pull | 5726 | container c can't pull its image (ErrImagePull: ",
                "no-secret-env | 7072 | can't be created (CreateContainerConfigError: secret \"absent\" not found)",
                "non-root | 6261 | container has runAsNonRoot and image will run as root",
                "deadline | 20304 | deployment/deadline has exceeded its progress deadline (ProgressDeadlineExceeded: ",
                "crash-slow | 74724 | container c keeps crashing (Error, exit code 3)",
                "init-crash | 39751 | container prepare keeps crashing (Error, exit code 4)",
                "oom | 42884 | container c was killed because it ran out of memory (OOMKilled, exit code 137)",
                "post-start | 55145 | container c keeps crashing (PostStartHookError, exit code 137: Exec lifecycle hook",
                "liveness-fails | 68990 | container c is killed again and again: its liveness probe fails"
                        + " (CrashLoopBackOff, exit code 137: Liveness probe failed: dial tcp",
            })
    void fails(String name, long ms, String sentence) throws IOException {
        Timeline played = play(name);
        Timeline.Entry end = played.end().orElseThrow();
        assertThat(end.outcome()).isEqualTo("FAILED");
        assertThat(end.sentence()).contains(sentence);
        assertThat(end.ms()).isBetween(ms - 50, ms + 50);
        assertThat(played.outcomes()).doesNotContain("READY");
        assertThat(played.last().outcome()).isEqualTo("FAILED");
    }

    @Test
    void aPodThatRunsIsReadyWhenItHasRunForAWhile() throws IOException {
        Timeline played = play("ok");
        assertThat(played.outcomes()).containsExactly("WAITING", "READY");
        assertThat(played.at(12_000).sentence())
                .isEqualTo("container c of pod ok-cbb9c8f4c-4znc8 has run for 0 of 10 s");
        assertThat(played.end().orElseThrow().ms()).isBetween(12_800L, 12_900L);
    }

    @Test
    void twoCrashesAtTheStartAreToldAndEndWell() throws IOException {
        Timeline played = play("crash-twice");
        assertThat(played.outcomes()).containsExactly("WAITING", "READY");
        assertThat(played.at(2_000).sentence()).startsWith("Pod crash-twice-5f8f854b68-988h7: container c has crashed");
        assertThat(played.at(17_600).sentence()).contains("has crashed (CrashLoopBackOff, exit code 1: back-off 10s ");
        assertThat(played.end().orElseThrow().ms()).isBetween(27_800L, 27_900L);
    }

    @Test
    void aContainerThatCrashesAfterEightSecondsIsReadyAtNoTime() throws IOException {
        Timeline played = play("crash-slow");
        assertThat(played.at(9_000).sentence()).startsWith("container c of pod crash-slow-789977cfd7-tswp2 has run");
        assertThat(played.at(17_000).outcome()).isEqualTo("WAITING");
        assertThat(played.at(42_000).outcome()).isEqualTo("WAITING");
        assertThat(played.at(132_500).outcome()).isEqualTo("WAITING");
    }

    @Test
    void aContainerWithoutProbeWouldBeReadyBetweenTwoCrashesIfNobodyWaited() throws IOException {
        Timeline played = Recording.of("workload-crash-slow")
                .play(criteria("crash-slow").withMinRunning(Duration.ZERO), AFTERWARDS);
        assertThat(played.end().orElseThrow().outcome()).isEqualTo("READY");
    }

    @Test
    void aReadinessProbeAloneEndsNothing() throws IOException {
        for (String name : List.of("slow-start", "probe-fails")) {
            Timeline played = play(name);
            assertThat(played.outcomes()).as(name).containsExactly("WAITING");
            assertThat(played.last().sentence())
                    .contains("container c does not become ready: its readiness probe fails (Unhealthy: Readiness probe"
                            + " failed:");
        }
    }

    @Test
    void aLivenessProbeIsNamedFromItsFirstKillOn() throws IOException {
        Timeline played = play("liveness-fails");
        assertThat(played.at(21_000).sentence())
                .startsWith(
                        "Pod liveness-fails-5848c8fc4f-6bwds: container c was"
                                + " killed: its liveness probe failed (CrashLoopBackOff, exit code 137: Liveness probe failed: ");
        assertThat(played.at(33_000).outcome()).isEqualTo("WAITING");
    }

    @Test
    void anEvictedPodsReplacementCounts() throws IOException {
        Timeline played = play("evicted");
        assertThat(played.outcomes()).containsExactly("WAITING", "READY", "WAITING", "READY", "WAITING", "READY");
        assertThat(played.at(50_000).sentence()).isEqualTo("evicted-5df5455989-glnj8");
        assertThat(played.at(56_000).outcome()).isEqualTo("WAITING");
        assertThat(played.at(70_000).sentence()).isEqualTo("evicted-5df5455989-4tgmb");
        assertThat(played.last().sentence()).isEqualTo("evicted-5df5455989-hpm75");
    }

    @Test
    void aClaimThatIsBoundLateIsNoFailure() throws IOException {
        Timeline played = play("pvc-late");
        assertThat(played.outcomes()).containsExactly("WAITING", "READY");
        assertThat(played.end().orElseThrow().ms()).isBetween(12_250L, 12_350L);
    }

    /** Its claim was not recorded: what a wait sees that may not read claims. */
    @Test
    void aClaimThatCannotBeSeenIsToldAtOnceAndEndsTheWaitInTheSchedulersWords() throws IOException {
        Timeline played = play("pvc-no-provisioner");
        assertThat(played.at(3_000).sentence())
                .startsWith("Pod pvc-no-provisioner-749566bdc-hh2vn needs a claim that is not bound");
        assertThat(played.outcomes()).containsExactly("WAITING", "FAILED");
        assertThat(played.end().orElseThrow().ms()).isBetween(307_000L, 308_000L);
    }

    /** The same with the claim and the event that the release's recording has, as they were before it was provisioned. */
    @Test
    void aClaimWhoseProvisionerDoesNotExistEndsTheWaitWithItsEvent() throws IOException {
        Recording release = Recording.of("release-seldon-core-analytics");
        Snapshot unprovisioned = release.moments().stream()
                .filter(moment -> moment.ms() >= 15)
                .findFirst()
                .orElseThrow()
                .snapshot();
        List<HasMetadata> objects = new ArrayList<>();
        PersistentVolumeClaim claim =
                (PersistentVolumeClaim) unprovisioned.all(WatchedKind.CLAIM).get(0);
        unprovisioned.all(WatchedKind.EVENT, Event.class).stream()
                .filter(event -> "ExternalProvisioning".equals(event.getReason()))
                .forEach(objects::add);
        claim.getMetadata().setName("c3");
        objects.add(claim);
        Recording workload = Recording.of("workload-pvc-no-provisioner");
        Snapshot last = workload.moments().get(workload.moments().size() - 1).snapshot();
        for (WatchedKind kind : WatchedKind.values()) {
            objects.addAll(last.all(kind));
        }
        Criteria criteria = criteria("pvc-no-provisioner");
        Assessment assessment = Verdicts.assess(new Snapshot(objects), criteria, Set.of());
        Instant now = workload.start();
        RolloutState.Judgement first = RolloutState.NEW.judge(assessment, criteria, now);
        assertThat(first.status()).isInstanceOf(RolloutStatus.Waiting.class);
        assertThat(first.next().judge(assessment, criteria, now.plusSeconds(64)).status())
                .isInstanceOf(RolloutStatus.Waiting.class);
        RolloutStatus.Failed failed = (RolloutStatus.Failed)
                first.next().judge(assessment, criteria, now.plusSeconds(65)).status();
        assertThat(failed.failures().get(0).sentence())
                .startsWith("PersistentVolumeClaim c3 can't be bound (ExternalProvisioning: Waiting for a volume to be"
                        + " created either by the external provisioner 'models/local' or manually");
    }

    @Test
    void theReleaseIsReadyWhenItsLastPodIs() throws IOException {
        Timeline played = Recording.of("release-seldon-core-analytics")
                .play(Criteria.of(new Subject.Release("seldon-core-analytics")), AFTERWARDS);
        assertThat(played.outcomes()).containsExactly("WAITING", "READY");
        assertThat(played.at(20_000).sentence()).contains("prometheus-seldon: 0 of 1 replicas ready");
        assertThat(played.end().orElseThrow().ms()).isBetween(34_900L, 35_100L);
        assertThat(((RolloutStatus.Ready) played.last().status()).pods()).hasSize(6);
    }
}
