package io.jenkins.plugins.seldon.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Written from fluxcd/flagger, pkg/canary/status.go; the Deployment's present ReplicaSet is of 16:00:00. */
class CanaryRuleTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            Deployment | {type: Promoted, status: 'True', reason: Succeeded, lastUpdateTime: '2026-11-22T16:01:00Z'} |
            Deployment | {type: Promoted, status: 'True', reason: Succeeded, lastUpdateTime: '2026-11-22T15:00:00Z'} | Canary iris: Flagger has not looked at the present template of deployment/iris yet
            Deployment | {type: Promoted, status: 'True', reason: Succeeded}                                         |
            DaemonSet  | {type: Promoted, status: 'True', reason: Succeeded, lastUpdateTime: '2026-11-22T15:00:00Z'} |
            """)
    void isPromotedWithThePresentTemplate(String target, String condition, String expected) {
        Deployment deployment = Objects.deployment("iris", 0);
        HasMetadata canary = new KubernetesSerialization()
                .unmarshal(
                        """
                        apiVersion: flagger.app/v1beta1
                        kind: Canary
                        metadata: {name: iris, generation: 1}
                        spec: {targetRef: {apiVersion: apps/v1, kind: %s, name: iris}}
                        status: {phase: Succeeded, conditions: [%s]}
                        """
                                .formatted(target, condition),
                        HasMetadata.class);
        WatchedKind kind = WatchedKind.custom("flagger.app/v1beta1", "Canary").at("canaries", true);
        Assessment assessment = Verdicts.assess(
                new Snapshot(List.of(canary, deployment, Objects.replicaSet(deployment, 2))),
                Verdicts.RELEASE.withMinPods(0),
                Set.of(new WorkloadName(kind, "iris")));
        assertThat(assessment.waiting()).isEqualTo(expected == null ? List.of() : List.of(expected));
    }
}
