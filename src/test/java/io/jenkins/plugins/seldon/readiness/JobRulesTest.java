package io.jenkins.plugins.seldon.readiness;

import static io.jenkins.plugins.seldon.readiness.Objects.crashed;
import static io.jenkins.plugins.seldon.readiness.Objects.job;
import static io.jenkins.plugins.seldon.readiness.Objects.phase;
import static io.jenkins.plugins.seldon.readiness.Objects.pod;
import static io.jenkins.plugins.seldon.readiness.Objects.terminated;
import static io.jenkins.plugins.seldon.readiness.Objects.unready;
import static io.jenkins.plugins.seldon.readiness.Objects.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Jobs and hooks: what they must show, and that what ends by itself is not awaited for ever. */
class JobRulesTest {

    private static final Criteria NAMED =
            Criteria.of(new Subject.Named(List.of(WorkloadName.parse("job/migrate"), WorkloadName.parse("pod/check"))));

    private RolloutState state = RolloutState.NEW;

    private RolloutStatus at(long seconds, Criteria criteria, HasMetadata... objects) {
        Assessment assessment = Verdicts.assess(new Snapshot(List.of(objects)), criteria, Set.of());
        RolloutState.Judgement judgement = state.judge(assessment, criteria, Verdicts.START.plusSeconds(seconds));
        state = judgement.next();
        return judgement.status();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jobs")
    void waitsFor(String what, List<HasMetadata> objects, String expected) {
        assertThat(Verdicts.told(objects)).contains(expected.isEmpty() ? "READY" : expected);
    }

    static Stream<Arguments> jobs() {
        Job running = job("migrate");
        running.getStatus().setConditions(List.of());
        running.getStatus().setSucceeded(0);
        Job failed = job("migrate");
        failed.getStatus().getConditions().get(0).setType("Failed");
        failed.getStatus().getConditions().get(0).setReason("BackoffLimitExceeded");
        failed.getStatus().getConditions().get(0).setMessage("Job has reached the specified backoff limit");
        Job hook = job("migrate");
        hook.setStatus(failed.getStatus());
        hook.getMetadata().setAnnotations(java.util.Map.of("helm.sh/hook", "post-install,post-upgrade"));
        Job test = job("check");
        test.setStatus(failed.getStatus());
        test.getMetadata().setAnnotations(java.util.Map.of("helm.sh/hook", "test"));
        Job suspended = job("migrate");
        suspended.getSpec().setSuspend(true);
        suspended.getStatus().setConditions(List.of());
        Job removed = job("migrate");
        removed.getMetadata().setDeletionTimestamp(Objects.CREATED);
        Job stopped = job("migrate");
        stopped.setStatus(running.getStatus());
        stopped.getMetadata().setDeletionTimestamp(Objects.CREATED);
        Pod done = phase(pod("migrate-1", failed), "Succeeded", null, null);
        Pod broken = phase(unready(pod("migrate-1", failed), terminated("main", 3, "Error")), "Failed", null, null);
        Pod proxied = Objects.withInit(broken, terminated("proxy", 143, "Error"), "Always");
        Pod other = Objects.withInit(
                phase(pod("migrate-2", failed), "Succeeded", null, null), terminated("proxy", 143, "Error"), "Always");
        Pod restarting = unready(pod("migrate-1", running), crashed("main", "CrashLoopBackOff", 1, "Error"));
        Pod unpulled = unready(pod("migrate-1", running), waiting("main", "ErrImagePull", "not found"));
        Pod hookPod = pod("seed", null);
        hookPod.getMetadata().setAnnotations(Map.of("helm.sh/hook", "post-install"));
        return Stream.of(
                row("a completed Job", List.of(job("migrate"), done), ""),
                row("a completed Job whose pod went with its node", List.of(job("migrate")), ""),
                row("a completed Job that is being taken away", List.of(removed, done), ""),
                row("a Job that is deleted while it runs", List.of(stopped), "job/migrate is being deleted"),
                row("a Job that runs", List.of(running, pod("migrate-1", running)), "job/migrate: 0 of 1 completed"),
                row("a Job whose pod crashes, as it may", List.of(running, restarting), "0 of 1 completed"),
                row(
                        "a Job whose only pod has yet to go, as on a node that does not answer",
                        List.of(running, Objects.terminating(pod("migrate-1", running))),
                        "pod migrate-1 is being deleted"),
                row("a Job whose image can't be pulled", List.of(running, unpulled), "FAILED IMAGE_PULL Pod migrate-1"),
                row(
                        "a failed Job",
                        List.of(failed, broken),
                        "FAILED JOB job/migrate: container main has failed (BackoffLimitExceeded, exit code 3"),
                row(
                        "a failed Job whose sidecars were stopped when its containers had ended",
                        List.of(failed, proxied, other),
                        "FAILED JOB job/migrate: container main has failed (BackoffLimitExceeded, exit code 3"),
                row("a failed hook", List.of(hook), "FAILED HOOK job/migrate is a Helm hook that failed"),
                row("a hook's pod that runs", List.of(hookPod), "pod seed is a Helm hook that has not ended yet"),
                row("a hook's pod that has ended", List.of(phase(hookPod, "Succeeded", null, null)), ""),
                row("a failed test hook is no part of it", List.of(test, job("migrate"), done), ""),
                row("a suspended Job", List.of(suspended), "job/migrate is suspended with 1 of 1 completed"));
    }

    private static Arguments row(String what, List<HasMetadata> objects, String expected) {
        return Arguments.of(what, objects, expected);
    }

    @Test
    void aFinishedJobThatItsTimeToLiveTakesAwayIsNotMissed() {
        Job finished = job("migrate");
        Pod done = phase(pod("migrate-1", finished), "Succeeded", null, null);
        Pod running = unready(pod("check", null), Objects.running("main", false));
        assertThat(at(0, NAMED))
                .isInstanceOfSatisfying(RolloutStatus.Waiting.class, waiting -> assertThat(waiting.reasons())
                        .containsExactly("job/migrate does not exist yet", "pod/check does not exist yet"));
        assertThat(at(1, NAMED, finished, done, running)).isInstanceOf(RolloutStatus.Waiting.class);
        assertThat(at(2, NAMED, running))
                .isInstanceOfSatisfying(RolloutStatus.Waiting.class, waiting -> assertThat(waiting.reasons())
                        .containsExactly("pod check is Pending, ready 0/1"));
        assertThat(at(3, NAMED.withMinPods(2), phase(running, "Succeeded", null, null)))
                .isInstanceOf(RolloutStatus.Ready.class);
        assertThat(at(4, NAMED.withMinPods(3)))
                .isInstanceOfSatisfying(RolloutStatus.Waiting.class, waiting -> assertThat(waiting.reasons())
                        .containsExactly("2 of at least 3 pods ready"));
        assertThat(at(5, NAMED.withMinPods(2))).isInstanceOf(RolloutStatus.Ready.class);
    }

    @Test
    void aJobIsNotMissedWhoseLastWordCameWithItsDeletion() {
        Criteria criteria = Criteria.of(new Subject.Named(List.of(WorkloadName.parse("job/migrate"))));
        Job running = job("migrate");
        running.getStatus().setConditions(List.of());
        Pod done = phase(pod("migrate-1", running), "Succeeded", null, null);
        assertThat(at(0, criteria, running, done)).isInstanceOf(RolloutStatus.Waiting.class);
        assertThat(at(1, criteria)).isInstanceOf(RolloutStatus.Ready.class);
    }

    @Test
    void aJobThatGoesBeforeItsEndIsMissed() {
        Criteria criteria = Criteria.of(new Subject.Named(List.of(WorkloadName.parse("job/migrate"))));
        Job running = job("migrate");
        running.getStatus().setConditions(List.of());
        at(0, criteria, running, pod("migrate-1", running));
        assertThat(at(1, criteria)).isInstanceOf(RolloutStatus.Waiting.class);
    }

    @Test
    void aJobThatWasTakenAwayBeforeTheWaitIsNotExpectedAndFoundWhileItIsThere() throws IOException {
        String manifest =
                """
                kind: Job
                metadata: {name: once}
                spec: {ttlSecondsAfterFinished: 60}
                ---
                kind: Job
                metadata: {name: migrate}
                spec: {}
                """;
        assertThat(ReleaseManifest.parse(manifest, "seldon-system").workloads())
                .containsExactly(WorkloadName.parse("job/migrate"));
        Job once = job("once");
        once.getMetadata().setLabels(Map.of());
        once.getMetadata()
                .setAnnotations(Map.of(
                        "meta.helm.sh/release-name", "demo",
                        "meta.helm.sh/release-namespace", "seldon-system"));
        once.getStatus().setConditions(List.of());
        assertThat(at(0, Verdicts.RELEASE, once, pod("web", null)))
                .isInstanceOfSatisfying(RolloutStatus.Waiting.class, waiting -> assertThat(waiting.reasons())
                        .containsExactly("job/once: 1 of 1 completed"));
        assertThat(at(20, Verdicts.RELEASE, pod("web", null))).isInstanceOf(RolloutStatus.Ready.class);
    }

    /** Helm records a revision before it makes its hooks; the Job's pod still tries to pull its image. */
    @Test
    void aHookThatAnEarlierRevisionHasLeftIsNoPartOfTheNextOne() {
        Job left = job("migrate-3");
        left.getMetadata().setAnnotations(Map.of("helm.sh/hook", "pre-upgrade"));
        left.getStatus().setConditions(List.of());
        Pod unpulled = unready(pod("migrate-3-x", left), waiting("main", "ErrImagePull", "not found"));
        Snapshot snapshot = new Snapshot(List.of(left, unpulled, pod("web", null)));
        Set<WorkloadName> manifest = Set.of(WorkloadName.parse("pod/web"));
        Instant made = Instant.parse(Objects.CREATED);
        assertThat(snapshot.assess(Verdicts.RELEASE, manifest, new Revision(made, false))
                        .failures())
                .hasSize(1);
        Assessment next = snapshot.assess(Verdicts.RELEASE, manifest, new Revision(made.plusSeconds(1), false));
        assertThat(next.failures()).isEmpty();
        assertThat(next.waiting()).isEmpty();
    }

    @Test
    void aFailedJobIsToldWithItsContainerWhereItsPodComesAMomentLater() {
        Job failed = job("migrate");
        failed.getStatus().getConditions().get(0).setType("Failed");
        failed.getStatus().getConditions().get(0).setReason("BackoffLimitExceeded");
        assertThat(at(0, Verdicts.RELEASE, failed)).isInstanceOf(RolloutStatus.Waiting.class);
        Pod broken = phase(unready(pod("migrate-1", failed), terminated("main", 3, "Error")), "Failed", null, null);
        RolloutState before = state;
        assertThat(at(1, Verdicts.RELEASE, failed, broken))
                .isInstanceOfSatisfying(
                        RolloutStatus.Failed.class,
                        told -> assertThat(told.failures().get(0).container()).isEqualTo("main"));
        state = before;
        assertThat(at(3, Verdicts.RELEASE.withFailureGrace(Duration.ofMinutes(1)), failed))
                .isInstanceOf(RolloutStatus.Failed.class);
    }
}
