package io.jenkins.plugins.seldon.readiness;

import static io.jenkins.plugins.seldon.readiness.Objects.crashed;
import static io.jenkins.plugins.seldon.readiness.Objects.pod;
import static io.jenkins.plugins.seldon.readiness.Objects.running;
import static io.jenkins.plugins.seldon.readiness.Objects.unready;
import static io.jenkins.plugins.seldon.readiness.Objects.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.jenkins.plugins.seldon.readiness.wait.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What time adds to an assessment: graces, recovery, stability. */
class RolloutStateTest {

    private static final HasMetadata READY = pod("web", null);
    private static final HasMetadata UNPULLED = unready(pod("web", null), waiting("main", "ErrImagePull", "no"));
    private static final HasMetadata BACKING_OFF =
            unready(pod("web", null), waiting("main", "ImagePullBackOff", "back-off"));
    private static final HasMetadata CRASHED =
            unready(pod("web", null), crashed("main", "CrashLoopBackOff", 1, "Error"));
    private static final HasMetadata CREATING = unready(pod("web", null), waiting("main", "ContainerCreating", null));

    private Criteria criteria = Verdicts.RELEASE;
    private RolloutState state = RolloutState.NEW;
    private RolloutState.Judgement last;

    /** The verdict on what is seen so many seconds after the beginning. */
    private RolloutStatus at(long seconds, HasMetadata object) {
        Instant now = Verdicts.START.plusSeconds(seconds);
        last = state.judge(Verdicts.assess(new Snapshot(List.of(object)), criteria, Set.of()), criteria, now);
        state = last.next();
        return last.status();
    }

    @Test
    void aFailureEndsTheWaitWhenItsGraceIsOver() {
        assertThat(at(0, UNPULLED)).isInstanceOf(RolloutStatus.Waiting.class);
        assertThat(last.reconsider()).contains(Verdicts.START.plusSeconds(5));
        assertThat(at(4, BACKING_OFF)).isInstanceOf(RolloutStatus.Waiting.class);
        assertThat(at(5, BACKING_OFF)).isInstanceOf(RolloutStatus.Failed.class);
    }

    @Test
    void aLongGraceNeedsNoLookInBetween() {
        criteria = criteria.withFailureGrace(Duration.ofMinutes(5));
        at(0, UNPULLED);
        assertThat(at(299, UNPULLED)).isInstanceOf(RolloutStatus.Waiting.class);
        assertThat(at(300, UNPULLED)).isInstanceOf(RolloutStatus.Failed.class);
    }

    @Test
    void aBlipIsForgottenOnceItIsGoneForLong() {
        at(0, UNPULLED);
        assertThat(at(3, READY))
                .isInstanceOfSatisfying(RolloutStatus.Waiting.class, waiting -> assertThat(waiting.reasons())
                        .containsExactly("Pod web has just recovered from a failure"));
        assertThat(last.reconsider()).contains(Verdicts.START.plusSeconds(13));
        assertThat(at(13, READY)).isInstanceOf(RolloutStatus.Ready.class);
    }

    @Test
    void aCrashLoopStaysOneFailureThoughTheContainerRunsInBetween() {
        criteria = criteria.withFailureGrace(Duration.ofSeconds(30));
        at(0, CRASHED);
        assertThat(at(10, READY)).isInstanceOf(RolloutStatus.Waiting.class);
        at(13, CRASHED);
        at(20, READY);
        assertThat(at(29, CRASHED)).isInstanceOf(RolloutStatus.Waiting.class);
        assertThat(at(30, CRASHED)).isInstanceOf(RolloutStatus.Failed.class);
    }

    @Test
    void aFailureThatComesBackAfterARecoveryHasItsGraceAnew() {
        at(0, CRASHED);
        at(4, CREATING);
        at(20, CREATING);
        assertThat(at(21, CRASHED)).isInstanceOf(RolloutStatus.Waiting.class);
        assertThat(at(25, CRASHED)).isInstanceOf(RolloutStatus.Waiting.class);
        assertThat(at(26, CRASHED)).isInstanceOf(RolloutStatus.Failed.class);
    }

    @Test
    void whatNothingCanMendHasNoGrace() {
        assertThat(at(0, unready(pod("web", null), waiting("main", "InvalidImageName", ""))))
                .isInstanceOf(RolloutStatus.Failed.class);
    }

    @Test
    void readinessMustLast() {
        criteria = criteria.withStable(Duration.ofSeconds(20));
        assertThat(at(0, READY))
                .isInstanceOfSatisfying(RolloutStatus.Waiting.class, waiting -> assertThat(waiting.reasons())
                        .containsExactly("everything has been ready for 0 of 20 s"));
        assertThat(last.reconsider()).contains(Verdicts.START.plusSeconds(20));
        at(15, CREATING);
        assertThat(at(18, READY)).isInstanceOf(RolloutStatus.Waiting.class);
        assertThat(at(37, READY)).isInstanceOf(RolloutStatus.Waiting.class);
        assertThat(at(38, READY)).isInstanceOf(RolloutStatus.Ready.class);
    }

    @Test
    void enoughPodsMustBeReady() {
        criteria = criteria.withMinPods(2);
        assertThat(at(0, READY))
                .isInstanceOfSatisfying(RolloutStatus.Waiting.class, waiting -> assertThat(waiting.reasons())
                        .containsExactly("1 of at least 2 pods ready"));
    }

    @Test
    void whatHasLongBeenRunningIsReadyAtOnce() {
        assertThat(at(0, READY)).isInstanceOf(RolloutStatus.Ready.class);
    }

    @Test
    void aContainerThatStartedShortlyBeforeTheWaitIsMeasuredFromItsStart() {
        assertThat(at(0, startedAt("2026-11-22T16:59:57Z", false)))
                .isInstanceOfSatisfying(RolloutStatus.Waiting.class, waiting -> assertThat(waiting.reasons())
                        .containsExactly("container main of pod web has run for 3 of 10 s"));
        assertThat(last.reconsider()).contains(Verdicts.START.plusSeconds(7));
        assertThat(at(7, startedAt("2026-11-22T16:59:57Z", false))).isInstanceOf(RolloutStatus.Ready.class);
    }

    @Test
    void aContainerThatTheWaitSawStartIsMeasuredByItsOwnClock() {
        at(0, CREATING);
        at(20, startedAt("2026-11-22T09:00:00Z", false));
        assertThat(at(29, startedAt("2026-11-22T09:00:00Z", false))).isInstanceOf(RolloutStatus.Waiting.class);
        assertThat(at(30, startedAt("2026-11-22T09:00:00Z", false))).isInstanceOf(RolloutStatus.Ready.class);
        assertThat(at(31, startedAt("2026-11-22T09:00:30Z", false))).isInstanceOf(RolloutStatus.Waiting.class);
    }

    @Test
    void aClusterWhoseClockIsAheadDoesNotHoldAWaitUp() {
        assertThat(at(0, startedAt("2026-11-22T18:00:00Z", false))).isInstanceOf(RolloutStatus.Waiting.class);
        assertThat(at(10, startedAt("2026-11-22T18:00:00Z", false))).isInstanceOf(RolloutStatus.Ready.class);
    }

    @Test
    void aReadinessProbeSpeaksForAContainerThatHasNotEndedYet() {
        HasMetadata probed = probed(startedAt("2026-11-22T16:59:57Z", false));
        assertThat(at(0, probed)).isInstanceOf(RolloutStatus.Ready.class);
    }

    @Test
    void aReadinessProbeDoesNotSpeakForAContainerThatHasEnded() {
        HasMetadata probed = probed(startedAt("2026-11-22T16:59:57Z", true));
        assertThat(at(0, probed)).isInstanceOf(RolloutStatus.Waiting.class);
        assertThat(at(7, probed)).isInstanceOf(RolloutStatus.Ready.class);
    }

    @Test
    void theTimeThatContainersMustRunCountsForStability() {
        criteria = criteria.withStable(Duration.ofSeconds(12));
        at(0, CREATING);
        assertThat(at(5, startedAt("2026-11-22T17:00:05Z", false)))
                .isInstanceOfSatisfying(RolloutStatus.Waiting.class, waiting -> assertThat(waiting.reasons())
                        .containsExactly(
                                "container main of pod web has run for 0 of 10 s",
                                "everything has been ready for 0 of 12 s"));
        assertThat(at(16, startedAt("2026-11-22T17:00:05Z", false)))
                .isInstanceOfSatisfying(RolloutStatus.Waiting.class, waiting -> assertThat(waiting.reasons())
                        .containsExactly("everything has been ready for 11 of 12 s"));
        assertThat(at(17, startedAt("2026-11-22T17:00:05Z", false))).isInstanceOf(RolloutStatus.Ready.class);
    }

    @Test
    void stabilityGoesOnOverARestartOfTheController() {
        criteria = criteria.withStable(Duration.ofSeconds(60));
        state = RolloutState.resumed(Optional.of(Verdicts.START.minusSeconds(50)));
        assertThat(at(0, READY))
                .isInstanceOfSatisfying(RolloutStatus.Waiting.class, waiting -> assertThat(waiting.reasons())
                        .containsExactly("everything has been ready for 50 of 60 s"));
        assertThat(at(10, READY)).isInstanceOf(RolloutStatus.Ready.class);
    }

    @Test
    void stabilityBeginsAnewWithWhatHasChangedWhileTheControllerWasAway() {
        criteria = criteria.withStable(Duration.ofSeconds(60));
        Pod restarted = pod("web", null);
        restarted.getStatus().getConditions().get(1).setLastTransitionTime("2026-11-22T16:59:40Z");
        state = RolloutState.resumed(Optional.of(Verdicts.START.minusSeconds(50)));
        assertThat(at(0, restarted))
                .isInstanceOfSatisfying(RolloutStatus.Waiting.class, waiting -> assertThat(waiting.reasons())
                        .containsExactly("everything has been ready for 20 of 60 s"));
        state = RolloutState.resumed(Optional.of(Verdicts.START.minusSeconds(50)));
        at(0, CREATING);
        assertThat(state.readySince()).isEmpty();
    }

    @Test
    void aFailureWithinItsGraceBlocksReadiness() {
        Pod web = pod("web", null);
        HasMetadata other = unready(pod("other", null), waiting("main", "ErrImagePull", "no"));
        Assessment assessment = Verdicts.assess(new Snapshot(List.of(web, other)), criteria, Set.of());
        Assessment otherwiseReady = Assessment.of(
                List.of(),
                List.of(),
                java.util.Map.of(),
                assessment.failures(),
                List.of(web),
                List.of(web),
                1,
                List.of(),
                Set.of());
        assertThat(state.judge(otherwiseReady, criteria, Verdicts.START).status())
                .isInstanceOf(RolloutStatus.Waiting.class);
    }

    @Test
    void theProgressIsToldAsItIsWhenSomebodyAsks() {
        criteria = criteria.withStable(Duration.ofSeconds(60));
        at(0, READY);
        Assessment assessment = Verdicts.assess(new Snapshot(List.of(READY)), criteria, Set.of());
        Progress progress = Progress.of(state, assessment, criteria, (RolloutStatus.Waiting) last.status());
        assertThat(progress.at(Verdicts.START)).isEqualTo("1 of 1 pods ready; everything has been ready for 0 of 60 s");
        assertThat(progress.at(Verdicts.START.plusSeconds(42)))
                .isEqualTo("1 of 1 pods ready; everything has been ready for 42 of 60 s");
    }

    private static HasMetadata startedAt(String time, boolean again) {
        ContainerStatus status = running("main", true);
        status.getState().getRunning().setStartedAt(time);
        if (again) {
            status.setRestartCount(1);
            status.setLastState(crashed("main", "CrashLoopBackOff", 1, "Error").getLastState());
        }
        return new PodBuilder(pod("web", null))
                .editStatus()
                .withContainerStatuses(status)
                .endStatus()
                .build();
    }

    private static HasMetadata probed(HasMetadata pod) {
        return new PodBuilder((Pod) pod)
                .editSpec()
                .editContainer(0)
                .withNewReadinessProbe()
                .endReadinessProbe()
                .endContainer()
                .endSpec()
                .build();
    }
}
