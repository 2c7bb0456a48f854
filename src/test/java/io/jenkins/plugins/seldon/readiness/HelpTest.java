package io.jenkins.plugins.seldon.readiness;

import static io.jenkins.plugins.seldon.readiness.Objects.deployment;
import static io.jenkins.plugins.seldon.readiness.Objects.event;
import static io.jenkins.plugins.seldon.readiness.Objects.pod;
import static io.jenkins.plugins.seldon.readiness.Objects.replicaSet;
import static io.jenkins.plugins.seldon.readiness.Objects.terminating;
import static io.jenkins.plugins.seldon.readiness.Objects.unready;
import static io.jenkins.plugins.seldon.readiness.Objects.unscheduled;
import static io.jenkins.plugins.seldon.readiness.Objects.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What others take away makes room: a failure that it mends ends no wait while they do, nor before whoever needs the room has
 * tried again.
 *
 * <p>Sources: k8s.io/kubernetes, pkg/scheduler/internal/queue ({@code DefaultPodMaxBackoffDuration}, 10 s); pkg/quota/v1/evaluator/
 * core/pods.go ({@code QuotaV1Pod}); pkg/controller/deployment/rolling.go ({@code reconcileOldReplicaSets}); client-go,
 * util/workqueue ({@code DefaultControllerRateLimiter}: 5 ms, doubled, so that the attempts after the tenth second come after
 * 20, 41, 82 and 164 s); the refusals are those of plugin/pkg/admission/resourcequota ({@code checkRequest}).
 */
class HelpTest {

    private static final String LEAVING_AT = "2026-11-22T17:00:30Z";
    private static final String FULL =
            "pods \"web-7c5ddbdf54-x2v6q\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=4, limited: pods=4";
    private static final String NO_GPU = "0/4 nodes are available: 1 node(s) had untolerated taint"
            + " {node-role.kubernetes.io/control-plane: }, 3 Insufficient nvidia.com/gpu.";
    private static final String TAKEN = "create Pod db-0 in StatefulSet db failed error: The POST operation against Pod"
            + " could not be completed at this time, please try again.";
    private static final String TOO_MUCH = "pods \"web-7c5ddbdf54-x2v6q\" is forbidden: exceeded quota: q, requested:"
            + " requests.memory=8Gi, used: requests.memory=1Gi, limited: requests.memory=4096Mi";

    private static final Pod UNPLACED = unscheduled(pod("web", null), "0/1 nodes are available: 1 Insufficient cpu.");
    private static final Pod LEAVING = terminating(pod("old", UNPLACED), LEAVING_AT);

    private Set<WatchedKind> hidden = Set.of();
    private RolloutState state = RolloutState.NEW;

    private RolloutStatus at(long seconds, HasMetadata... objects) {
        Instant now = Verdicts.START.plusSeconds(seconds);
        RolloutState.Judgement judgement = state.judge(
                Verdicts.assess(new Snapshot(Arrays.asList(objects), hidden), Verdicts.RELEASE, Set.of()),
                Verdicts.RELEASE,
                now);
        state = judgement.next();
        return judgement.status();
    }

    @Test
    void aPodThatWaitedForAnotherToLeaveIsScheduledSomeTimeAfterIt() {
        at(0, UNPLACED, LEAVING);
        assertWaits(at(29, UNPLACED, LEAVING));
        assertWaits(at(30, UNPLACED));
        assertWaits(at(94, UNPLACED));
        assertFails(at(95, UNPLACED));
    }

    @Test
    void aPodThatDoesNotLeaveInItsTimeGivesNoMoreOfIt() {
        at(0, UNPLACED, LEAVING);
        assertWaits(at(89, UNPLACED, LEAVING));
        assertFails(at(90, UNPLACED, LEAVING));
    }

    /** With 4 replicas and Kubernetes' own strategy two new pods are made when one former has left. */
    @Test
    void aPodThatFitsOnNoNodeIsWaitedForWhileOneOfTheNewRevisionThatWillReplaceAnotherComesUp() {
        Deployment web = rolling(4, 5, 2, null);
        ReplicaSet set = current(web, 2, 0);
        Pod loading = unready(pod("web-a", set), waiting("main", "ContainerCreating", null));
        Pod unplaced = unscheduled(pod("web-b", set), NO_GPU);
        at(0, web, set, loading, unplaced);
        assertWaits(at(599, web, set, loading, unplaced));
        HasMetadata[] replaced = {web, current(web, 2, 1), pod("web-a", set), unplaced};
        assertWaits(at(600, replaced));
        assertWaits(at(664, replaced));
        assertFails(at(665, replaced));
    }

    @Test
    void aPodThatFitsOnNoNodeIsWaitedForWhileAnotherDeploymentRollsOut() {
        Deployment web = rolling(1, 2, 1, null);
        ReplicaSet set = current(web, 1, 0);
        Pod loading = unready(pod("web-a", set), waiting("main", "ContainerCreating", null));
        Pod unplaced = unscheduled(pod("other", null), NO_GPU);
        at(0, web, set, loading, unplaced);
        assertWaits(at(599, web, set, loading, unplaced));
    }

    @Test
    void aPodOfAJobIsWaitedForWhileAnotherOfItRuns() {
        Job train = Objects.job("train");
        train.getSpec().setCompletions(2);
        train.getStatus().setConditions(List.of());
        Pod running = pod("train-a", train);
        Pod unplaced = unscheduled(pod("train-b", train), NO_GPU);
        at(0, train, running, unplaced);
        assertWaits(at(3_599, train, running, unplaced));
        Pod ended = Objects.phase(running, "Succeeded", null, null);
        assertWaits(at(3_600, train, ended, unplaced));
        assertFails(at(3_665, train, ended, unplaced));
    }

    @Test
    void aRolloutWithoutAPodOnANodeReplacesNone() {
        Deployment web = rolling(4, 5, 2, null);
        ReplicaSet set = current(web, 2, 0);
        HasMetadata[] objects = {
            web, set, unscheduled(pod("web-a", set), NO_GPU), unscheduled(pod("web-b", set), NO_GPU)
        };
        at(0, objects);
        assertWaits(at(64, objects));
        assertFails(at(65, objects));
    }

    @Test
    void aRolloutThatIsPausedReplacesNone() {
        Deployment web = rolling(4, 5, 2, null);
        web.getSpec().setPaused(true);
        ReplicaSet set = current(web, 2, 0);
        Pod loading = unready(pod("web-a", set), waiting("main", "ContainerCreating", null));
        Pod unplaced = unscheduled(pod("other", null), NO_GPU);
        at(0, web, set, loading, unplaced);
        assertWaits(at(64, web, set, loading, unplaced));
        assertFails(at(65, web, set, loading, unplaced));
    }

    @Test
    void aPodThatNoNodeIsMeantForWaitsForNobody() {
        Deployment web = rolling(4, 5, 2, null);
        ReplicaSet set = current(web, 2, 0);
        Pod loading = unready(pod("web-a", set), waiting("main", "ContainerCreating", null));
        Pod unplaced = unscheduled(
                pod("other", null), "0/4 nodes are available: 4 node(s) didn't match Pod's node affinity/selector.");
        at(0, web, set, loading, unplaced);
        assertFails(at(65, web, set, loading, unplaced));
    }

    @Test
    void aFullQuotaIsWaitedForWhilePodsLeaveAndUntilTheControllerHasTriedAgain() {
        Deployment web = rolling(4, 4, 0, FULL);
        HasMetadata[] full = {web, current(web, 0, 0)};
        HasMetadata[] leaving = {web, current(web, 0, 0), LEAVING};
        at(0, leaving);
        assertWaits(at(30, leaving));
        assertWaits(at(31, full));
        assertWaits(at(31 + 184, full));
        assertFails(at(31 + 185, full));
    }

    @Test
    void aFullQuotaIsWaitedForWhileAPodOfTheNewRevisionThatWillReplaceOneComesUp() {
        Deployment web = rolling(4, 4, 1, FULL);
        ReplicaSet set = current(web, 1, 0);
        Pod starting = unready(pod("web-new", set), waiting("main", "ContainerCreating", null));
        at(0, web, set, starting);
        assertWaits(at(300, web, set, starting));
        assertWaits(at(305, web, current(web, 1, 1), pod("web-new", set)));
    }

    @Test
    void anotherDeploymentThatRollsOutMakesRoomToo() {
        Deployment web = rolling(4, 4, 1, null);
        ReplicaSet set = current(web, 1, 0);
        var other = Objects.statefulSet("db", 2);
        HasMetadata[] objects = {web, set, other, event(other, "FailedCreate", "create Pod db-0 failed: " + FULL, 1)};
        at(0, objects);
        assertWaits(at(300, objects));
    }

    @Test
    void aFullQuotaWithoutAnybodyWhoLeavesItEndsTheWaitSoon() {
        Deployment web = rolling(4, 4, 0, FULL);
        at(0, web, current(web, 0, 0));
        assertFails(at(5, web, current(web, 0, 0)));
    }

    @Test
    void aFullQuotaIsWaitedForWhileAJobRuns() {
        Deployment web = rolling(4, 4, 0, FULL);
        Pod running = pod("train-x", Objects.job("train"));
        at(0, web, current(web, 0, 0), running);
        assertWaits(at(3_600, web, current(web, 0, 0), running));
        Pod ended = Objects.phase(running, "Succeeded", null, null);
        assertWaits(at(3_601, web, current(web, 0, 0), ended));
        assertFails(at(3_601 + 185, web, current(web, 0, 0), ended));
    }

    @Test
    void aJobThatDoesNotBeginMakesNoRoom() {
        Deployment web = rolling(4, 4, 0, FULL);
        Pod pending = Objects.phase(pod("train-x", Objects.job("train")), "Pending", null, null);
        at(0, web, current(web, 0, 0), pending);
        assertFails(at(5, web, current(web, 0, 0), pending));
    }

    @Test
    void aPodThatHasEndedHoldsNoQuota() {
        Deployment web = rolling(4, 4, 0, FULL);
        Pod ended = terminating(Objects.phase(pod("old", web), "Succeeded", null, null), LEAVING_AT);
        at(0, web, current(web, 0, 0), ended);
        assertFails(at(5, web, current(web, 0, 0), ended));
    }

    /** In the words of apiserver's pkg/admission/plugin/resourcequota ({@code CheckRequest}). */
    @Test
    void aPodThatDoesNotSayWhatAQuotaCountsIsRefusedThoughNoneIsExceeded() {
        Deployment web =
                rolling(4, 4, 0, "pods \"web-x2v6q\" is forbidden: failed quota: q: must specify limits.cpu for: main");
        at(0, web, current(web, 0, 0));
        assertThat(at(5, web, current(web, 0, 0)))
                .isInstanceOfSatisfying(RolloutStatus.Failed.class, failed -> assertThat(
                                failed.failures().get(0).sentence())
                        .startsWith("deployment/web can't create its pods: admission refuses them (FailedCreate: "));
    }

    @Test
    void aPodThatAsksForMoreThanTheWholeQuotaWaitsForNobody() {
        Deployment web = rolling(4, 4, 0, TOO_MUCH);
        at(0, web, current(web, 0, 0), LEAVING);
        assertFails(at(5, web, current(web, 0, 0), LEAVING));
    }

    /** In the words of pkg/controller/statefulset/stateful_pod_control.go. */
    @Test
    void aPodThatLeavesKeepsItsClaim() {
        var set = Objects.statefulSet("db", 2);
        HasMetadata refused = event(
                set,
                "FailedCreate",
                "create Claim data-db-1 for Pod db-1 in StatefulSet db failed error: persistentvolumeclaims \"data-db-1\" is"
                        + " forbidden: exceeded quota: q, requested: persistentvolumeclaims=1, used:"
                        + " persistentvolumeclaims=4, limited: persistentvolumeclaims=4",
                1);
        at(0, set, refused, LEAVING);
        assertFails(at(5, set, refused, LEAVING));
    }

    @Test
    void aPodWhoseNameAFormerOneHasIsMadeSomeTimeAfterThatIsGone() {
        var set = Objects.statefulSet("db", 1);
        HasMetadata refused = event(set, "FailedCreate", TAKEN, 1);
        at(0, set, refused, LEAVING);
        assertWaits(at(30, set, refused, LEAVING));
        assertWaits(at(31, set, refused));
        assertWaits(at(31 + 184, set, refused));
        assertFails(at(31 + 185, set, refused));
    }

    /** Its controller has asked twice, before it knew. */
    @Test
    void aPodThatIsThereWasNotRefused() {
        var set = Objects.statefulSet("db", 3);
        HasMetadata refused = event(set, "FailedCreate", TAKEN, 1);
        Pod first = unready(pod("db-0", set), waiting("main", "ContainerCreating", null));
        at(0, set, refused, first);
        assertWaits(at(3_600, set, refused, first));
    }

    /** In the words of pkg/controller/deployment/sync.go ({@code getNewReplicaSet}). */
    @Test
    void aReplicaSetThatIsRefusedEndsTheWaitThoughAJobRuns() {
        Deployment web = deployment("web", 4);
        web.getMetadata().setGeneration(3L);
        var progressing = web.getStatus().getConditions().get(1);
        progressing.setStatus("False");
        progressing.setReason("ReplicaSetCreateError");
        progressing.setMessage("Failed to create new replica set \"web-5d8f\": replicasets.apps \"web-5d8f\" is"
                + " forbidden: exceeded quota: q, requested: count/replicasets.apps=1, used:"
                + " count/replicasets.apps=9, limited: count/replicasets.apps=9");
        Pod running = pod("train-x", Objects.job("train"));
        at(0, web, current(web, 4, 4), running);
        assertThat(at(5, web, current(web, 4, 4), running))
                .isInstanceOfSatisfying(RolloutStatus.Failed.class, failed -> assertThat(
                                failed.failures().get(0).sentence())
                        .startsWith(
                                "deployment/web can't create its pods: a quota is exceeded (ReplicaSetCreateError:"));
        Deployment other = rolling(4, 5, 1, null);
        other.getMetadata().setName("other");
        other.getMetadata().setUid("other");
        at(10, web, current(web, 4, 4), other, current(other, 1, 0));
        assertWaits(at(3_600, web, current(web, 4, 4), other, current(other, 1, 0)));
    }

    @Test
    void aRolloutThatHasExceededItsDeadlineMakesNoRoom() {
        Deployment web = rolling(4, 4, 1, FULL);
        web.getStatus().getConditions().get(1).setReason("ProgressDeadlineExceeded");
        at(0, web, current(web, 1, 0));
        assertFails(at(5, web, current(web, 1, 0)));
    }

    /** Only its events would tell whether an autoscaler adds a node for it, or can't. */
    @Test
    void aPodWithoutANodeIsWaitedForWhereEventsCannotBeRead() {
        hidden = Set.of(WatchedKind.EVENT);
        at(0, UNPLACED);
        assertWaits(at(3_600, UNPLACED));
    }

    private static void assertWaits(RolloutStatus status) {
        assertThat(status).isInstanceOf(RolloutStatus.Waiting.class);
    }

    private static void assertFails(RolloutStatus status) {
        assertThat(status).isInstanceOf(RolloutStatus.Failed.class);
    }

    /** An update under way with so many pods, of which so many are of the new revision, and perhaps a refusal of the next. */
    private static Deployment rolling(int wanted, int all, int updated, String refusal) {
        DeploymentBuilder web = new DeploymentBuilder(deployment("web", wanted))
                .editStatus()
                .withReplicas(all)
                .withUpdatedReplicas(updated)
                .endStatus();
        if (refusal != null) {
            web.editStatus()
                    .addNewCondition()
                    .withType("ReplicaFailure")
                    .withStatus("True")
                    .withReason("FailedCreate")
                    .withMessage(refusal)
                    .endCondition()
                    .endStatus();
        }
        Deployment built = web.build();
        built.getStatus().getConditions().get(1).setReason("ReplicaSetUpdated");
        return built;
    }

    private static ReplicaSet current(Deployment owner, int there, int available) {
        return new ReplicaSetBuilder(replicaSet(owner, 2))
                .editSpec()
                .withReplicas(2)
                .endSpec()
                .editStatus()
                .withReplicas(there)
                .withReadyReplicas(available)
                .withAvailableReplicas(available)
                .endStatus()
                .build();
    }
}
