package io.jenkins.plugins.seldon.readiness.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure.Kind;
import io.jenkins.plugins.seldon.readiness.Verdicts;
import io.jenkins.plugins.seldon.readiness.WatchedKind;
import io.jenkins.plugins.seldon.readiness.watch.Reachability.Contact;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReachabilityTest {

    private static final Instant START = Verdicts.START;
    private static final ObjectFeed.State GOOD =
            new ObjectFeed.State(ObjectFeed.Known.AS_OF_NOW, Upkeep.WATCHED, null, null);

    private final Reachability fresh = new Reachability(Contact.FIRST);
    private final Reachability resumed = new Reachability(Contact.AGAIN);

    private static Map<WatchedKind, ObjectFeed.State> failing(Kind kind) {
        return Map.of(
                WatchedKind.POD,
                new ObjectFeed.State(
                        ObjectFeed.Known.ONCE, Upkeep.WATCHED, new ClusterFailure(kind, "it said no"), null),
                WatchedKind.JOB,
                GOOD);
    }

    private static Map<WatchedKind, ObjectFeed.State> good() {
        return Map.of(WatchedKind.POD, GOOD);
    }

    @Test
    void aClusterThatNeverAnsweredIsGivenUpSoon() {
        assertThat(fresh.advise(failing(Kind.UNREACHABLE), START)).isInstanceOf(Reachability.KeepTrying.class);
        assertThat(fresh.advise(failing(Kind.UNREACHABLE), START.plusSeconds(9)))
                .isInstanceOf(Reachability.KeepTrying.class);
        assertThat(fresh.advise(failing(Kind.TIMEOUT), START.plusSeconds(10))).isInstanceOf(Reachability.GiveUp.class);
    }

    @Test
    void aClusterThatHasAnsweredIsWaitedFor() {
        fresh.advise(good(), START);
        assertThat(fresh.advise(failing(Kind.UNREACHABLE), START.plusSeconds(1)))
                .isInstanceOf(Reachability.KeepTrying.class);
        assertThat(fresh.advise(failing(Kind.UNREACHABLE), START.plusSeconds(600)))
                .isInstanceOf(Reachability.KeepTrying.class);
        assertThat(resumed.advise(failing(Kind.TLS), START)).isInstanceOf(Reachability.KeepTrying.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"FORBIDDEN", "NOT_FOUND"})
    void whatARetryCannotMendIsGivenUpAtOnce(Kind kind) {
        assertThat(fresh.advise(failing(kind), START)).isInstanceOf(Reachability.GiveUp.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"FORBIDDEN", "NOT_FOUND"})
    void whatWasAllowedBeforeIsWaitedForWhileTheServerMayBeStarting(Kind kind) {
        assertThat(resumed.advise(failing(kind), START))
                .isInstanceOfSatisfying(Reachability.KeepTrying.class, patience -> assertThat(patience.reconsider())
                        .contains(START.plusSeconds(30)));
        resumed.advise(good(), START.plusSeconds(29));
        assertThat(resumed.advise(failing(kind), START.plusSeconds(40))).isInstanceOf(Reachability.KeepTrying.class);
        assertThat(resumed.advise(failing(kind), START.plusSeconds(69))).isInstanceOf(Reachability.KeepTrying.class);
        assertThat(resumed.advise(failing(kind), START.plusSeconds(70))).isInstanceOf(Reachability.GiveUp.class);
    }

    @Test
    void aServerThatHasToStartTwiceHasTheTimeForItTwice() {
        resumed.advise(failing(Kind.FORBIDDEN), START);
        resumed.advise(failing(Kind.UNREACHABLE), START.plusSeconds(20));
        assertThat(resumed.advise(failing(Kind.FORBIDDEN), START.plusSeconds(60)))
                .isInstanceOf(Reachability.KeepTrying.class);
        assertThat(resumed.advise(failing(Kind.FORBIDDEN), START.plusSeconds(90)))
                .isInstanceOf(Reachability.GiveUp.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"TLS", "OTHER"})
    void aMistakeInTheConnectionIsGivenUpAtOnce(Kind kind) {
        assertThat(fresh.advise(failing(kind), START)).isInstanceOf(Reachability.GiveUp.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"THROTTLED", "SERVER_ERROR", "GONE"})
    void aBusyServerIsWaitedFor(Kind kind) {
        assertThat(fresh.advise(failing(kind), START)).isInstanceOf(Reachability.KeepTrying.class);
        assertThat(fresh.advise(failing(kind), START.plusSeconds(300))).isInstanceOf(Reachability.KeepTrying.class);
    }

    @Test
    void aRefusedCredentialIsReadAgainBeforeItIsGivenUp() {
        assertThat(fresh.advise(failing(Kind.UNAUTHORIZED), START)).isInstanceOf(Reachability.ReadAgain.class);
        assertThat(fresh.advise(failing(Kind.UNAUTHORIZED), START.plusMillis(500)))
                .isInstanceOf(Reachability.KeepTrying.class);
        assertThat(fresh.advise(failing(Kind.UNAUTHORIZED), START.plusSeconds(1)))
                .isInstanceOf(Reachability.GiveUp.class);
    }

    @Test
    void aCredentialThatWasGoodIsReadAgainForAMinute() {
        resumed.advise(failing(Kind.UNAUTHORIZED), START);
        assertThat(resumed.advise(failing(Kind.UNAUTHORIZED), START.plusSeconds(4)))
                .isInstanceOfSatisfying(Reachability.KeepTrying.class, patience -> assertThat(patience.reconsider())
                        .contains(START.plusSeconds(5)));
        assertThat(resumed.advise(failing(Kind.UNAUTHORIZED), START.plusSeconds(5)))
                .isInstanceOf(Reachability.ReadAgain.class);
        assertThat(resumed.advise(failing(Kind.UNAUTHORIZED), START.plusSeconds(60)))
                .isInstanceOf(Reachability.GiveUp.class);
    }

    @Test
    void optionalKindsAreGoneWithout() {
        Map<WatchedKind, ObjectFeed.State> feeds = Map.of(
                WatchedKind.POD,
                GOOD,
                WatchedKind.EVENT,
                new ObjectFeed.State(
                        ObjectFeed.Known.NOT_YET, Upkeep.WATCHED, new ClusterFailure(Kind.FORBIDDEN, "no"), null));
        assertThat(fresh.advise(feeds, START)).isInstanceOf(Reachability.Fine.class);
    }
}
