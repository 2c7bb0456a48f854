package io.jenkins.plugins.seldon.readiness;

import static io.jenkins.plugins.seldon.readiness.Objects.crashed;
import static io.jenkins.plugins.seldon.readiness.Objects.pod;
import static io.jenkins.plugins.seldon.readiness.Objects.unready;
import static io.jenkins.plugins.seldon.readiness.Objects.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
    private Verdict at(long seconds, HasMetadata object) {
        Instant now = Verdicts.START.plusSeconds(seconds);
        last = state.judge(Readiness.assess(new Snapshot(List.of(object)), criteria, Set.of()), criteria, now);
        state = last.next();
        return last.verdict();
    }

    @Test
    void aFailureEndsTheWaitWhenItsGraceIsOver() {
        assertThat(at(0, UNPULLED)).isInstanceOf(Verdict.Waiting.class);
        assertThat(last.reconsider()).contains(Verdicts.START.plusSeconds(5));
        assertThat(at(4, BACKING_OFF)).isInstanceOf(Verdict.Waiting.class);
        assertThat(at(5, BACKING_OFF)).isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void aLongGraceNeedsNoLookInBetween() {
        criteria = criteria.withFailureGrace(Duration.ofMinutes(5));
        at(0, UNPULLED);
        assertThat(at(299, UNPULLED)).isInstanceOf(Verdict.Waiting.class);
        assertThat(at(300, UNPULLED)).isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void aBlipIsForgottenOnceItIsGoneForLong() {
        at(0, UNPULLED);
        assertThat(at(3, READY)).isInstanceOfSatisfying(Verdict.Waiting.class, waiting -> assertThat(waiting.reasons())
                .containsExactly("Pod web has just recovered from a failure"));
        assertThat(last.reconsider()).contains(Verdicts.START.plusSeconds(13));
        assertThat(at(13, READY)).isInstanceOf(Verdict.Ready.class);
    }

    @Test
    void aCrashLoopStaysOneFailureThoughTheContainerRunsInBetween() {
        criteria = criteria.withFailureGrace(Duration.ofSeconds(30));
        at(0, CRASHED);
        assertThat(at(10, READY)).isInstanceOf(Verdict.Waiting.class);
        at(13, CRASHED);
        at(20, READY);
        assertThat(at(29, CRASHED)).isInstanceOf(Verdict.Waiting.class);
        assertThat(at(30, CRASHED)).isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void aFailureThatComesBackAfterARecoveryHasItsGraceAnew() {
        at(0, CRASHED);
        at(4, CREATING);
        at(20, CREATING);
        assertThat(at(21, CRASHED)).isInstanceOf(Verdict.Waiting.class);
        assertThat(at(25, CRASHED)).isInstanceOf(Verdict.Waiting.class);
        assertThat(at(26, CRASHED)).isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void whatNothingCanMendHasNoGrace() {
        assertThat(at(0, unready(pod("web", null), waiting("main", "InvalidImageName", ""))))
                .isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void readinessMustLast() {
        criteria = criteria.withStable(Duration.ofSeconds(20));
        assertThat(at(0, READY)).isInstanceOfSatisfying(Verdict.Waiting.class, waiting -> assertThat(waiting.reasons())
                .containsExactly("all is ready, for 0 of 20 s"));
        assertThat(last.reconsider()).contains(Verdicts.START.plusSeconds(20));
        at(15, CREATING);
        assertThat(at(18, READY)).isInstanceOf(Verdict.Waiting.class);
        assertThat(at(37, READY)).isInstanceOf(Verdict.Waiting.class);
        assertThat(at(38, READY)).isInstanceOf(Verdict.Ready.class);
    }

    @Test
    void enoughPodsMustBeReady() {
        criteria = criteria.withMinPods(2);
        assertThat(at(0, READY)).isInstanceOfSatisfying(Verdict.Waiting.class, waiting -> assertThat(waiting.reasons())
                .containsExactly("1 of at least 2 pods ready"));
    }
}
