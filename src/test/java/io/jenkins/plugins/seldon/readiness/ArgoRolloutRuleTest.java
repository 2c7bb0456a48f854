package io.jenkins.plugins.seldon.readiness;

import static io.jenkins.plugins.seldon.readiness.Objects.crashed;
import static io.jenkins.plugins.seldon.readiness.Objects.deployment;
import static io.jenkins.plugins.seldon.readiness.Objects.pod;
import static io.jenkins.plugins.seldon.readiness.Objects.replicaSet;
import static io.jenkins.plugins.seldon.readiness.Objects.unready;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Written from argoproj/argo-rollouts, pkg/apis/rollouts/v1alpha1/types.go and rollout/sync.go. */
class ArgoRolloutRuleTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            status: {observedGeneration: '3', phase: Healthy}                                             |
            status: {observedGeneration: '2', phase: Healthy}       | Rollout web: generation 3 is not observed by its controller yet
            status: {observedGeneration: '3', phase: Progressing, message: more replicas need to be updated} | Rollout web is not ready (Progressing: more replicas need to be updated)
            status: {observedGeneration: '3', phase: Paused, message: CanaryPauseStep} | Rollout web is not ready (Paused: CanaryPauseStep)
            status: {observedGeneration: '3', phase: Degraded, message: 'ProgressDeadlineExceeded: x'} | FAILED Rollout web has failed (Degraded: ProgressDeadlineExceeded: x).
            status: {observedGeneration: 6b8f7c9d5, availableReplicas: 1}                                 |
            spec: {}                                                | Rollout web does not report its readiness yet
            """)
    void isJudgedByItsPhase(String rest, String expected) {
        HasMetadata rollout = new KubernetesSerialization()
                .unmarshal(
                        """
                        apiVersion: argoproj.io/v1alpha1
                        kind: Rollout
                        metadata: {name: web, generation: 3}
                        %s
                        """
                                .formatted(rest),
                        HasMetadata.class);
        WatchedKind kind = WatchedKind.custom("argoproj.io/v1alpha1", "Rollout").at("rollouts", true);
        Assessment assessment = Verdicts.assess(
                new Snapshot(List.of(rollout)), Verdicts.RELEASE.withMinPods(0), Set.of(new WorkloadName(kind, "web")));
        List<String> said = assessment.failures().isEmpty()
                ? assessment.waiting()
                : List.of("FAILED " + assessment.failures().get(0).sentence());
        assertThat(said).isEqualTo(expected == null ? List.of() : List.of(expected));
    }

    /** Helm updates the Deployment alone then, and neither generation nor phase of the Rollout tell of it at first. */
    @Test
    void isOfTheDeploymentAsItIsNowThatItHasItsTemplateFrom() {
        assertThat(referring("2")).isEmpty();
        assertThat(referring("1")).containsExactly("Rollout web has not taken over generation 2 of deployment/web yet");
    }

    /** As where a quota of ReplicaSets is full: blue-green's phase is that of the template of before. */
    @Test
    void isNotReadyWhereItsNewReplicaSetIsRefused() {
        HasMetadata rollout = new KubernetesSerialization()
                .unmarshal(
                        """
                        apiVersion: argoproj.io/v1alpha1
                        kind: Rollout
                        metadata: {name: web, generation: 3}
                        spec: {strategy: {blueGreen: {activeService: web}}}
                        status:
                          observedGeneration: '3'
                          phase: Healthy
                          conditions:
                          - {type: Available, status: 'True', reason: AvailableReason}
                          - type: Progressing
                            status: 'False'
                            reason: ReplicaSetCreateError
                            message: 'Failed to create new replica set "web-5d9": replicasets.apps "web-5d9" is forbidden:
                              exceeded quota: few, requested: count/replicasets.apps=1, used: count/replicasets.apps=9,
                              limited: count/replicasets.apps=9'
                        """,
                        HasMetadata.class);
        WatchedKind kind = WatchedKind.custom("argoproj.io/v1alpha1", "Rollout").at("rollouts", true);
        Assessment assessment = Verdicts.assess(
                new Snapshot(List.of(rollout)), Verdicts.RELEASE.withMinPods(0), Set.of(new WorkloadName(kind, "web")));
        assertThat(assessment.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.kind()).isEqualTo(FailureKind.QUOTA);
            assertThat(failure.sentence()).contains("Rollout web", "exceeded quota: few");
        });
    }

    private static List<String> referring(String observed) {
        HasMetadata rollout = new KubernetesSerialization()
                .unmarshal(
                        """
                        apiVersion: argoproj.io/v1alpha1
                        kind: Rollout
                        metadata: {name: web, generation: 3}
                        spec: {workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
                        status: {observedGeneration: '3', workloadObservedGeneration: '%s', phase: Healthy}
                        """
                                .formatted(observed),
                        HasMetadata.class);
        WatchedKind kind = WatchedKind.custom("argoproj.io/v1alpha1", "Rollout").at("rollouts", true);
        return Verdicts.assess(
                        new Snapshot(List.of(rollout, deployment("web", 0))),
                        Verdicts.RELEASE.withMinPods(0),
                        Set.of(new WorkloadName(kind, "web")))
                .waiting();
    }

    @Test
    void aBrokenPodOfAFormerRevisionIsNoFailure() {
        ReplicaSet former = ofRollout("9");
        ReplicaSet current = ofRollout("10");
        HasMetadata broken = unready(pod("web-old", former), crashed("main", "CrashLoopBackOff", 1, "Error"));
        List<HasMetadata> objects = List.of(former, current, broken, pod("web-new", current));
        assertThat(Verdicts.told(objects)).isEqualTo("READY");
        assertThat(Verdicts.told(List.of(former, broken))).startsWith("FAILED CRASH Pod web-old");
    }

    private static ReplicaSet ofRollout(String revision) {
        ReplicaSet set = replicaSet(deployment("web", 1), Integer.parseInt(revision));
        set.getMetadata().setLabels(Map.of("release", "demo"));
        set.getMetadata().setAnnotations(Map.of("rollout.argoproj.io/revision", revision));
        set.getMetadata().getOwnerReferences().get(0).setKind("Rollout");
        return set;
    }
}
